"""The tables of what is exchanged with other folders: declarations like those of db/tables/models.py.

`partner`, `row_uid` and the files written here stand in no history: what has left cannot be taken back.
"""

from peewee import IntegerField, TextField

from app.domain.difference import Settled
from app.domain.parcel import ConflictCause
from db.tables.columns import Table, flag, link, one_of
from db.tables.history_models import OperationModel


class PartnerModel(Table):
    """The folders that files are exchanged with."""

    folder_id = TextField()
    name = TextField()
    is_head = flag("is_head")
    secret = TextField()
    offices = TextField()


class RowUidModel(Table):
    """The names by which every folder knows a row; no link, for a name outlives its row."""

    uid = TextField(unique=True)
    table_name = TextField()
    row_id = IntegerField()
    is_own = flag("is_own")

    class Meta:
        indexes = ((("table_name", "row_id"), False),)


class ParcelModel(Table):
    """The files written here and those that came."""

    partner = link(PartnerModel, "partner_id", index=False)
    is_ours = flag("is_ours")
    sequence = IntegerField()
    sign = TextField()
    seen = IntegerField()
    done_on = TextField()
    is_taken = flag("is_taken")
    rows = IntegerField()
    conflicts = IntegerField()
    until = IntegerField()

    class Meta:
        indexes = ((("partner", "is_ours", "sequence"), True),)


class ParcelRowModel(Table):
    """What the last file of a partner said of each row."""

    partner = link(PartnerModel, "partner_id", index=False)
    table_name = TextField()
    row_id = IntegerField()
    content = TextField()
    recorded = TextField()

    class Meta:
        indexes = ((("partner", "table_name", "row_id"), True),)


class ParcelStepModel(Table):
    """The steps of partners, each once for everybody it concerns."""

    partner = link(PartnerModel, "partner_id", index=False)
    operation = link(OperationModel, "operation_id")
    sign = TextField()
    label = TextField()
    user = TextField()
    entered_at = TextField()
    person_id = IntegerField(null=True, index=True)

    class Meta:
        indexes = ((("sign", "person_id"), False),)


class ParcelConflictModel(Table):
    """What files say otherwise of rows that were changed here too."""

    partner = link(PartnerModel, "partner_id", index=False)
    person_id = IntegerField(null=True)
    table_name = TextField()
    uid = TextField()
    row_id = IntegerField(null=True)
    field = TextField()
    ours = TextField()
    theirs = TextField()
    cause = TextField(constraints=one_of("cause", ConflictCause))
    said_by = TextField()
    said_at = TextField()
    kept_by = TextField()
    kept_at = TextField()
    found_on = TextField()
    settled_on = TextField(null=True)
    settled_as = TextField(null=True, constraints=one_of("settled_as", Settled))

    class Meta:
        indexes = ((("table_name", "row_id"), False),)
