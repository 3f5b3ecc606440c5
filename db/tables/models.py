"""The tables: columns, constraints and indexes; nothing but declarations.

Every value is text or a whole number (dates as ISO text, an image as base64), so that a row
can stand in the journal as it is. Keys are never given out twice: an old journal line must
not meet a stranger.
"""

from collections.abc import Iterable
from typing import Any

from peewee import SQL, Check, ForeignKeyField, IntegerField, Model, Node, TextField
from playhouse.sqlite_ext import AutoIncrementField

from app.domain.certificate import LIVE, CertificateOrigin, CertificateStatus, ReplaceCause
from app.domain.contact import About, Means, Reply
from app.domain.duties import DutyKind
from app.domain.elderly_card import RECORDED
from app.domain.person import Enrolment, LossCause, PersonKind, Sex
from app.domain.print_session import Fault, SessionStatus, SheetStatus


def _quoted(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in sorted(values))


LIVE_STATUSES = _quoted(LIVE)
"""The statuses of which a person has at most one certificate, as SQL."""


def one_of(column: str, values: Iterable[str]) -> list[Node]:
    """Return the constraint that a column holds one of these values."""
    return [Check(f"{column} IN ({_quoted(values)})")]


def flag(column: str) -> IntegerField:
    """Return a column that is 0 or 1."""
    return IntegerField(constraints=[Check(f"{column} IN (0, 1)")])


def link(model: Any, column: str, **options: Any) -> ForeignKeyField:
    """Return a column that names a row of another table, which then cannot be deleted."""
    return ForeignKeyField(model, column_name=column, on_delete="RESTRICT", **options)


class Table(Model):
    """The base of every table."""

    class Meta:
        legacy_table_names = False


class SocietyModel(Table):
    """The one society of this data folder."""

    id = IntegerField(primary_key=True, constraints=[Check("id = 1")])
    insurer_number = TextField()
    name = TextField()
    address = TextField()
    seal_base64 = TextField(null=True)
    is_sample = flag("is_sample")
    rules_toml = TextField()
    layout = TextField(constraints=[SQL("DEFAULT ''")])

    class Meta:
        table_name = "society"


class OfficeModel(Table):
    """The offices of the employer."""

    id = AutoIncrementField()
    code = TextField(unique=True)
    name = TextField()
    elderly_told = IntegerField(null=True)
    elderly_told_on = TextField(null=True)

    class Meta:
        table_name = "office"


class PersonModel(Table):
    """kana_key, name_key: what searching and sorting look at; see app/domain/typed.py.

    ends_on, ends_by: the end of cover; live_status: of the one sheet that counts; told_on,
    told_times: reminders to register. All are kept by db/tables/derived.py and not journalled.
    """

    id = AutoIncrementField()
    office = link(OfficeModel, "office_id")
    kind = TextField(constraints=one_of("kind", PersonKind))
    symbol = TextField()
    number = TextField()
    branch_number = TextField()
    name = TextField()
    kana = TextField()
    sex = TextField(constraints=one_of("sex", Sex))
    relationship = TextField()
    born_on = TextField()
    qualified_on = TextField()
    department = TextField()
    employee_code = TextField()
    enrolment = TextField(constraints=one_of("enrolment", Enrolment))
    enrolment_as_of = TextField(null=True)
    sex_on_front = flag("sex_on_front")
    disqualified_on = TextField(null=True)
    loss_cause = TextField(null=True, constraints=one_of("loss_cause", LossCause))
    last_day_on = TextField(null=True)
    certificate_expires_on = TextField(null=True)
    copay_rate = IntegerField(null=True)
    copay_from = TextField(null=True)
    elderly_card_listed = flag("elderly_card_listed")
    card_expires_on = TextField(null=True)
    last_office_on = TextField(null=True)
    kana_key = TextField()
    name_key = TextField()
    ends_on = TextField(null=True)
    ends_by = TextField(null=True)
    live_status = TextField(null=True)
    told_on = TextField(null=True)
    told_times = IntegerField(null=True)
    issued_on = TextField(null=True)

    class Meta:
        table_name = "person"


PersonModel.add_index(
    PersonModel.index(
        PersonModel.symbol,
        PersonModel.number,
        PersonModel.branch_number,
        unique=True,
        name="person_insured_number",
    )
)
# Searching reads this index alone, in kana order, and stops at the limit.
PersonModel.add_index(
    PersonModel.index(
        PersonModel.kana_key,
        PersonModel.name_key,
        PersonModel.number,
        PersonModel.employee_code,
        name="person_search",
    )
)
# The due list reads these and leaves the table alone where it can.
PersonModel.add_index(PersonModel.index(PersonModel.ends_on, name="person_ends_on"))
PersonModel.add_index(PersonModel.index(PersonModel.born_on, name="person_born_on"))
PersonModel.add_index(PersonModel.index(PersonModel.enrolment_as_of, name="person_enrolment_as_of"))
PersonModel.add_index(
    PersonModel.index(
        PersonModel.enrolment,
        PersonModel.live_status,
        PersonModel.certificate_expires_on,
        PersonModel.ends_on,
        PersonModel.qualified_on,
        PersonModel.office,
        PersonModel.department,
        PersonModel.kana_key,
        PersonModel.told_on,
        PersonModel.told_times,
        name="person_stage",
    )
)
PersonModel.add_index(
    PersonModel.index(
        PersonModel.elderly_card_listed,
        where=SQL("elderly_card_listed = 1"),
        name="person_elderly_card",
    )
)
for day, name in (
    (PersonModel.card_expires_on, "person_card"),
    (PersonModel.last_office_on, "person_last_office"),
):
    PersonModel.add_index(PersonModel.index(day, where=SQL(f"{day.name} IS NOT NULL"), name=name))


class PrintSessionModel(Table):
    """Print sessions."""

    id = AutoIncrementField()
    status = TextField(constraints=one_of("status", SessionStatus))
    made_on = TextField()
    printer = TextField()
    closed_on = TextField(null=True)
    job = TextField(constraints=[SQL("DEFAULT ''")])
    is_leaving = IntegerField(constraints=[SQL("DEFAULT 0"), Check("is_leaving IN (0, 1)")])

    class Meta:
        table_name = "print_session"


class ShipmentModel(Table):
    """Envelopes to the society."""

    id = AutoIncrementField()
    sent_on = TextField()
    tracking_number = TextField()
    confirmed_on = TextField(null=True)

    class Meta:
        table_name = "shipment"


class CertificateModel(Table):
    """One row is one sheet of paper with its own issue number.

    last_step_on: the latest of its dates; a sheet is as its status says from that day on. void_on: since
    when it is void, whatever became of it afterwards.
    """

    id = AutoIncrementField()
    person = link(PersonModel, "person_id")
    issue_number = TextField(unique=True)
    status = TextField(constraints=one_of("status", CertificateStatus))
    origin = TextField(constraints=one_of("origin", CertificateOrigin))
    issued_on = TextField(null=True)
    expires_on = TextField(null=True)
    session = link(PrintSessionModel, "session_id", null=True)
    sheet_number = IntegerField(null=True)
    ready_on = TextField(null=True)
    handed_out_on = TextField(null=True)
    receipt = flag("receipt")
    collected_on = TextField(null=True)
    forwarded_on = TextField(null=True)
    shipment = link(ShipmentModel, "shipment_id", null=True)
    closed_as = TextField(null=True, constraints=one_of("closed_as", CertificateStatus))
    closed_on = TextField(null=True)
    reason = TextField()
    replace_cause = TextField(null=True, constraints=one_of("replace_cause", ReplaceCause))
    police_report = TextField(constraints=[SQL("DEFAULT ''")])
    last_step_on = TextField(null=True)
    void_on = TextField(null=True)
    dated_on = TextField(null=True)

    class Meta:
        table_name = "certificate"


# The rule one object cannot keep by itself: at most one live certificate per person.
CertificateModel.add_index(
    CertificateModel.index(
        CertificateModel.person,
        unique=True,
        where=SQL(f"status IN ({LIVE_STATUSES})"),
        name="certificate_one_live",
    )
)
CertificateModel.add_index(
    CertificateModel.index(CertificateModel.status, CertificateModel.expires_on, name="certificate_status")
)
CertificateModel.add_index(
    CertificateModel.index(CertificateModel.last_step_on, name="certificate_last_step")
)


class SheetModel(Table):
    """The account of every sheet fed into a printer."""

    id = AutoIncrementField()
    session = link(PrintSessionModel, "session_id", index=False)
    sheet_number = IntegerField()
    certificate = link(CertificateModel, "certificate_id")
    status = TextField(constraints=one_of("status", SheetStatus))
    shredded_on = TextField(null=True)
    attempt = IntegerField(constraints=[SQL("DEFAULT 1")])
    fault = TextField(null=True, constraints=one_of("fault", Fault))

    class Meta:
        table_name = "sheet"
        indexes = ((("session", "sheet_number", "attempt"), True),)


class ElderlyCardModel(Table):
    """What became of a person's 高齢受給者証; at most one row each."""

    id = AutoIncrementField()
    person = link(PersonModel, "person_id", unique=True)
    outcome = TextField(constraints=one_of("outcome", RECORDED))
    done_on = TextField()
    forwarded_on = TextField(null=True)
    shipment = link(ShipmentModel, "shipment_id", null=True)
    note = TextField()

    class Meta:
        table_name = "elderly_card"


class ContactModel(Table):
    """声かけ."""

    id = AutoIncrementField()
    person = link(PersonModel, "person_id")
    contacted_on = TextField()
    means = TextField(constraints=one_of("means", Means))
    note = TextField()
    about = TextField(constraints=[SQL("DEFAULT 'register'"), *one_of("about", About)])
    reply = TextField(constraints=[SQL("DEFAULT 'none'"), *one_of("reply", Reply)])

    class Meta:
        table_name = "contact"


ContactModel.add_index(
    ContactModel.index(
        ContactModel.about, ContactModel.contacted_on, ContactModel.person, name="contact_about"
    )
)


class DeferralModel(Table):
    """A duty put off or hidden, with the reason; of several the latest counts."""

    id = AutoIncrementField()
    person = link(PersonModel, "person_id")
    kind = TextField(constraints=one_of("kind", DutyKind))
    certificate = link(CertificateModel, "certificate_id", null=True)
    made_on = TextField()
    due_on = TextField(null=True)
    hidden_until = TextField(null=True)
    reason = TextField()

    class Meta:
        table_name = "deferral"


class GivenAnswerModel(Table):
    """Answers given to the society, word for word."""

    id = AutoIncrementField()
    as_of = TextField()
    made_on = TextField()
    content = TextField()

    class Meta:
        table_name = "given_answer"


class OperationModel(Table):
    """One use case, or the taking back of one.

    undoes: the operation this one takes back; none is taken back twice. origin: the use case
    at the root of that chain. depth: 0 for the use case, 1 for its undo, 2 for the redo …
    """

    id = AutoIncrementField()
    label = TextField()
    user = TextField()
    entered_at = TextField()
    is_undoable = flag("is_undoable")
    undoes = link("self", "undoes_id", null=True, unique=True)
    origin = link("self", "origin_id", null=True)
    depth = IntegerField()

    class Meta:
        table_name = "operation"


class JournalModel(Table):
    """One changed row: its columns before and after as JSON; NULL where it was not there.

    person_id: whose history the line belongs to; no foreign key, for it outlives the person.
    """

    id = AutoIncrementField()
    operation = link(OperationModel, "operation_id")
    table_name = TextField()
    row_id = IntegerField()
    person_id = IntegerField(null=True, index=True)
    before = TextField(null=True)
    after = TextField(null=True)

    class Meta:
        table_name = "journal"


MODELS = (
    SocietyModel,
    OfficeModel,
    PersonModel,
    PrintSessionModel,
    ShipmentModel,
    CertificateModel,
    SheetModel,
    ElderlyCardModel,
    ContactModel,
    DeferralModel,
    GivenAnswerModel,
    OperationModel,
    JournalModel,
)
