"""The tables: columns, constraints and indexes; nothing but declarations.

Every value is text or a whole number (dates as ISO text, an image as base64), so that a row
can stand in the journal as it is. Keys are never given out twice: an old journal line must
not meet a stranger.
"""

from peewee import (
    SQL,
    Check,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from app.domain.certificate import LIVE, CertificateOrigin, CertificateStatus, ReplaceCause
from app.domain.contact import About, Means, Reply
from app.domain.deferral import DeferralCause
from app.domain.drawer import DrawerPaper
from app.domain.duties import DutyKind
from app.domain.elderly_card import RECORDED
from app.domain.person import Enrolment, LossCause, PersonKind, Sex
from app.domain.print_session import Fault, SessionStatus, SheetStatus
from app.domain.shipment import Fate
from app.domain.society_answer import ANSWERS, AnswerWord
from app.domain.step_ahead import AheadKind
from db.tables.columns import Table, flag, index, link, one_of, quoted
from db.tables.computed import DutyModel

LIVE_STATUSES = quoted(LIVE)
"""The statuses of which a person has at most one certificate, as SQL."""


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
    forms_toml = TextField(constraints=[SQL("DEFAULT ''")])
    masks_numbers = IntegerField(constraints=[SQL("DEFAULT 0"), Check("masks_numbers IN (0, 1)")])


class RetentionModel(Table):
    """For how long records are kept: one row, none where nobody chose."""

    id = IntegerField(primary_key=True, constraints=[Check("id = 1")])
    years = IntegerField()
    reason = TextField()


class OfficeModel(Table):
    """The offices of the employer."""

    code = TextField(unique=True)
    name = TextField()
    elderly_told = IntegerField(null=True)
    elderly_told_on = TextField(null=True)


class PersonModel(Table):
    """kana_key, name_key: what searching and sorting look at; see app/domain/typed.py.

    ends_on: the end of cover, kept by db/tables/derived.py and not journalled. enrolment,
    enrolment_as_of: the stage entered last; all of them stand in `stage`.
    """

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
    issued_on = TextField(null=True)
    abroad_since = TextField(null=True)
    abroad_reason = TextField(constraints=[SQL("DEFAULT ''")])
    loss_known_on = TextField(null=True)
    elderly_card_issued_on = TextField(null=True)
    elderly_card_expires_on = TextField(null=True)
    enrolment_known_on = TextField(null=True)
    language = TextField(null=True)


class StageModel(Table):
    """マイナ保険証の登録状況 in the order of entry, each as it was saved with the person."""

    person = link(PersonModel, "person_id")
    enrolment = TextField()
    learned_on = TextField(null=True)
    known_on = TextField(null=True)


class PrintSessionModel(Table):
    """Print sessions."""

    status = TextField(constraints=one_of("status", SessionStatus))
    made_on = TextField()
    printer = TextField()
    closed_on = TextField(null=True)
    job = TextField(constraints=[SQL("DEFAULT ''")])
    is_leaving = IntegerField(constraints=[SQL("DEFAULT 0"), Check("is_leaving IN (0, 1)")])


class ShipmentModel(Table):
    """Envelopes to the society."""

    sent_on = TextField()
    tracking_number = TextField()
    confirmed_on = TextField(null=True)


class CertificateModel(Table):
    """One row is one sheet of paper with its own issue number.

    last_step_on: the latest of its dates; a sheet is as its status says from that day on. void_on: since
    when it is void, whatever became of it afterwards.
    """

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
    sent_back_on = TextField(null=True)
    reissue_fee = IntegerField(null=True)
    void_known_on = TextField(null=True)


class SheetModel(Table):
    """The account of every sheet fed into a printer."""

    session = link(PrintSessionModel, "session_id", index=False)
    sheet_number = IntegerField()
    certificate = link(CertificateModel, "certificate_id")
    status = TextField(constraints=one_of("status", SheetStatus))
    shredded_on = TextField(null=True)
    attempt = IntegerField(constraints=[SQL("DEFAULT 1")])
    fault = TextField(null=True, constraints=one_of("fault", Fault))

    class Meta:
        indexes = ((("session", "sheet_number", "attempt"), True),)


class ElderlyCardModel(Table):
    """What became of a person's 高齢受給者証: of the newest one, and of those before it."""

    person = link(PersonModel, "person_id")
    outcome = TextField(constraints=one_of("outcome", RECORDED))
    done_on = TextField()
    forwarded_on = TextField(null=True)
    shipment = link(ShipmentModel, "shipment_id", null=True)
    note = TextField()
    sent_back_on = TextField(null=True)
    issued_on = TextField(null=True)
    expires_on = TextField(null=True)
    copay_rate = IntegerField(null=True)
    replaced_on = TextField(null=True)


class ContactModel(Table):
    """声かけ."""

    person = link(PersonModel, "person_id", index=False)
    contacted_on = TextField()
    means = TextField(constraints=one_of("means", Means))
    note = TextField()
    about = TextField(constraints=[SQL("DEFAULT 'register'"), *one_of("about", About)])
    reply = TextField(constraints=[SQL("DEFAULT 'none'"), *one_of("reply", Reply)])


class DeferralModel(Table):
    """A duty put off or hidden, with the reason; of several the latest counts."""

    person = link(PersonModel, "person_id")
    kind = TextField(constraints=one_of("kind", DutyKind))
    certificate = link(CertificateModel, "certificate_id", null=True)
    made_on = TextField()
    due_on = TextField(null=True)
    hidden_until = TextField(null=True)
    reason = TextField()
    cause = TextField(null=True, constraints=one_of("cause", DeferralCause))


class GivenAnswerModel(Table):
    """Answers given to the society, word for word."""

    as_of = TextField()
    made_on = TextField()
    content = TextField()


class SubstituteModel(Table):
    """外字: what is printed for a character of somebody's name."""

    person = link(PersonModel, "person_id")
    character = TextField()
    text = TextField()
    png_base64 = TextField()
    agreed_on = TextField()
    note = TextField()
    withdrawn_on = TextField(null=True)


class PrintNoteModel(Table):
    """通称名, 旧姓, 限度額適用区分 and 特定疾病, apart from the roster; at most one row each."""

    person = link(PersonModel, "person_id", unique=True)
    registry_name = TextField()
    limit_category = TextField(null=True)
    former_surname = TextField(constraints=[SQL("DEFAULT ''")])
    disease_mark = TextField(constraints=[SQL("DEFAULT ''")])
    disease_from = TextField(null=True)


class MisdeliveryModel(Table):
    """誤交付."""

    certificate = link(CertificateModel, "certificate_id")
    person = link(PersonModel, "person_id")
    given_to = link(PersonModel, "given_to_id", null=True)
    given_on = TextField()
    noticed_on = TextField()
    recovered_on = TextField(null=True)
    told_on = TextField(null=True)
    reported_on = TextField(null=True)
    note = TextField()


class DrawerCountModel(Table):
    """引き出しの照合."""

    begun_on = TextField()
    office = link(OfficeModel, "office_id", null=True)
    closed_on = TextField(null=True)
    expected = IntegerField()
    found = IntegerField()
    missing = IntegerField()
    unexpected = IntegerField()


class DrawerFindModel(Table):
    """One paper found in a count."""

    count = link(DrawerCountModel, "count_id", index=False)
    paper = TextField(constraints=one_of("paper", DrawerPaper))
    person = link(PersonModel, "person_id")
    certificate = link(CertificateModel, "certificate_id", null=True)
    was_expected = flag("was_expected")


class SentPaperModel(Table):
    """What was in an envelope to the society, and what became of each paper.

    The history may bring back a paper before its envelope, or take it away after: whether each has one
    is asked at the end.
    """

    shipment = ForeignKeyField(
        ShipmentModel, column_name="shipment_id", index=False, deferrable="INITIALLY DEFERRED"
    )
    person = link(PersonModel, "person_id")
    certificate = link(CertificateModel, "certificate_id", null=True)
    collected_on = TextField(null=True)
    fate = TextField(null=True, constraints=one_of("fate", Fate))
    fate_on = TextField(null=True)
    elderly_card_id = IntegerField(
        null=True, index=True, constraints=[SQL("REFERENCES elderly_card (id) ON DELETE RESTRICT")]
    )


class StepAheadModel(Table):
    """予定: steps for a day to come."""

    person = link(PersonModel, "person_id")
    kind = TextField(constraints=one_of("kind", AheadKind))
    takes_on = TextField()
    made_on = TextField()
    name = TextField()
    kana = TextField()
    office = link(OfficeModel, "office_id", null=True)
    department = TextField(null=True)
    symbol = TextField()
    number = TextField()
    staying = TextField()
    closed_on = TextField(null=True)
    is_dropped = flag("is_dropped")


class SocietyAnswerModel(Table):
    """健保の答え: what the society said to a question of the due list."""

    person = link(PersonModel, "person_id")
    why = TextField(constraints=one_of("why", ANSWERS))
    since = TextField(null=True)
    detail = TextField()
    word = TextField(constraints=one_of("word", AnswerWord))
    answered_on = TextField()
    told_by = TextField()
    note = TextField()


index(PersonModel, "person_insured_number", "symbol", "number", "branch_number", unique=True)
# Searching reads this index alone, in kana order, and stops at the limit.
index(PersonModel, "person_search", "kana_key", "name_key", "number", "employee_code")
# The other entries of one human; see app.domain.double_cover.
index(PersonModel, "person_human", "born_on", "name_key", "kana_key")
# The figures of an office and its departments read this alone.
_COVER = ("office", "department", "ends_on", "qualified_on", "enrolment", "enrolment_as_of")
index(PersonModel, "person_cover", *_COVER)
# A page of the due list reads the first in the order of urgency, its counts read the second alone.
_WHOSE = ("kana_key", "person_id", "certificate_id", "why", "detail")
_URGENCY = (SQL("(due_on IS NULL)"), "due_on", "place", *_WHOSE)
_SIEVED = ("appears_on", "gone_on", "hidden_until", "office_id", "department")
index(DutyModel, "duty_urgency", *_URGENCY, *_SIEVED)
index(
    DutyModel, "duty_place", *("place", "gone_on", "appears_on", "due_on", "hidden_until", "why", "office_id")
)
# The rule one object cannot keep by itself: at most one live certificate per person.
index(CertificateModel, "certificate_one_live", "person", unique=True, where=f"status IN ({LIVE_STATUSES})")
index(CertificateModel, "certificate_status", "status", "person", "last_step_on")
index(CertificateModel, "certificate_last_step", "last_step_on")
index(ContactModel, "contact_about", "about", "contacted_on", "person")
# The newest of a person is the last of this index.
index(ContactModel, "contact_person_id", "person", "contacted_on")
index(SubstituteModel, "substitute_one", "person", "character", unique=True, where="withdrawn_on IS NULL")
_OPEN = "closed_on IS NULL"
index(DrawerCountModel, "drawer_count_one_open", SQL(f"({_OPEN})"), unique=True, where=_OPEN)
_ONE_PAPER = ("count", "paper", "person", SQL("coalesce(certificate_id, 0)"))
index(DrawerFindModel, "drawer_find_once", *_ONE_PAPER, unique=True)
_ONE_SENT = ("shipment", "person", SQL("coalesce(certificate_id, 0)"), SQL("coalesce(elderly_card_id, 0)"))
index(SentPaperModel, "sent_paper_once", *_ONE_SENT, unique=True)
