"""The tables of what lists and batches said: declarations like those of db/tables/models.py."""

from peewee import IntegerField, TextField

from app.domain.difference import DifferenceCause, Settled
from app.domain.told import Sender
from db.tables.columns import Table, flag, link, one_of
from db.tables.history_models import OperationModel
from db.tables.models import PersonModel, PrintSessionModel


class ToldModel(Table):
    """What lists said of a person last, by group of facts: who, and as of which day."""

    person = link(PersonModel, "person_id", unique=True)
    name = TextField(null=True)
    cover = TextField(null=True)
    paper = TextField(null=True)
    copay = TextField(null=True)
    stage = TextField(null=True)
    place = TextField(null=True)


class ListTakenModel(Table):
    """Lists that were taken over, each with the step that did it."""

    operation = link(OperationModel, "operation_id")
    taken_on = TextField()
    file_name = TextField()
    digest = TextField()
    sender = TextField(constraints=one_of("sender", Sender))
    as_of = TextField(null=True)
    is_part = flag("is_part")
    added = IntegerField()
    changed = IntegerField()
    unchanged = IntegerField()
    missing = IntegerField()
    held = IntegerField()
    asked = IntegerField()


class IssueBatchModel(Table):
    """発行データ: what the society signed, and the run that came of it."""

    number = TextField(unique=True)
    made_on = TextField()
    print_by = TextField()
    taken_on = TextField()
    content = TextField()
    session = link(PrintSessionModel, "session_id", null=True)


class ListProfileModel(Table):
    """How the lists of a sender are read, by the fingerprint of their headings."""

    fingerprint = TextField(unique=True)
    text = TextField()
    learned_on = TextField()


class HeldListModel(Table):
    """Rows of imports that stayed outside."""

    fingerprint = TextField()
    file_name = TextField()
    found_on = TextField()
    text = TextField()
    settled_on = TextField(null=True)


class DifferenceModel(Table):
    """突合."""

    person = link(PersonModel, "person_id")
    field = TextField()
    ours = TextField()
    theirs = TextField()
    cause = TextField(constraints=one_of("cause", DifferenceCause))
    sender = TextField(constraints=one_of("sender", Sender))
    as_of = TextField(null=True)
    found_on = TextField()
    settled_on = TextField(null=True)
    settled_as = TextField(null=True, constraints=one_of("settled_as", Settled))
