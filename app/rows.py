"""Frozen rows that lists and papers show; read side only."""

from collections.abc import Mapping
from datetime import date, datetime

from app.domain.answer import Figure
from app.domain.certificate import Certificate, CertificateOrigin, CertificateStatus
from app.domain.contact import About, Contact, Means, Reply
from app.domain.cover import Loss, is_within
from app.domain.drawer import DrawerPaper
from app.domain.duties import DutyKind, NextAction, Why
from app.domain.elderly_card import CardOf, ElderlyOutcome
from app.domain.ids import (
    AnswerId,
    CertificateId,
    ElderlyCardId,
    OfficeId,
    OperationId,
    PersonId,
    SentPaperId,
    SessionId,
    SheetId,
    ShipmentId,
)
from app.domain.law import Facts
from app.domain.misdelivery import Misdelivery
from app.domain.person import Enrolment, Person, PersonKind
from app.domain.print_session import Fault, SessionStatus, SheetStatus
from app.domain.rest_days import RestDay
from app.domain.rules import SocietyRules
from app.domain.section import Section
from app.domain.shipment import Fate, SentPaper
from app.domain.step_ahead import StepAhead
from app.late import dataclass


@dataclass(frozen=True, slots=True)
class NamedRow:
    """What lists say of whom a row is about. key: 記号-番号-枝番."""

    key: str
    name: str
    kana: str
    office: str
    department: str

    @property
    def place(self) -> str:
        """Office and department as one."""
        return f"{self.office} {self.department}".strip()


@dataclass(frozen=True, slots=True)
class PersonRow(NamedRow):
    """One line of the roster; found_by: how a search found somebody, if not by what is on record now."""

    person_id: PersonId
    kind: PersonKind
    relationship: str
    born_on: date
    office_code: str
    employee_code: str
    qualified_on: date
    disqualified_on: date | None
    enrolment: Enrolment
    certificate: CertificateStatus | None
    certificate_expires_on: date | None
    ends_on: date
    found_by: str = ""

    def is_covered(self, on: date) -> bool:
        """Return whether the person is covered on that day."""
        return is_within(self.qualified_on, self.ends_on, on)


@dataclass(frozen=True, slots=True)
class CertificateRow(NamedRow):
    """One sheet with its holder."""

    certificate_id: CertificateId
    issue_number: str
    status: CertificateStatus
    origin: CertificateOrigin
    person_id: PersonId
    kind: PersonKind
    expires_on: date | None
    ready_on: date | None
    handed_out_on: date | None
    collected_on: date | None
    forwarded_on: date | None
    closed_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class DueRow(NamedRow):
    """One line of the due list.

    due_on: None where nobody set a date. reason: one sentence. rule: the source behind it. moved_from: the
    rule's date, where the office set another; moved_because: why it did. hidden_until: when a hidden row is
    back. rest: nobody works on its day. since, detail: of the reason. contacted_on, …: the latest 声かけ.
    """

    kind: DutyKind
    person_id: PersonId
    certificate_id: CertificateId | None
    issue_number: str
    due_on: date | None
    days_left: int | None
    reason: str
    rule: str
    action: NextAction
    why: Why
    moved_from: date | None = None
    hidden_until: date | None = None
    moved_because: str = ""
    rest: RestDay | None = None
    since: date | None = None
    detail: str = ""
    contacted_on: date | None = None
    contact_means: Means | None = None
    contact_about: About | None = None


@dataclass(frozen=True, slots=True)
class DueFilter:
    """Which part of the due list is wanted.

    kinds: none means all. department: None means all. only_overdue: due before the day.
    is_hidden: instead of the list, the rows that somebody hid for a while. section: one part of the day.
    """

    kinds: tuple[DutyKind, ...] = ()
    office_id: OfficeId | None = None
    department: str | None = None
    only_overdue: bool = False
    is_hidden: bool = False
    section: Section | None = None


@dataclass(frozen=True, slots=True)
class DueCount:
    """How many rows of one kind: all, overdue, to be done today, and within a week.

    to_renew: for how many of them a sheet may be printed in the place of the one that expires.
    """

    kind: DutyKind
    total: int
    overdue: int
    today: int
    week: int
    to_renew: int = 0

    def of(self, section: Section) -> int:
        """Return how many stand in that part of the day: together they are all."""
        waiting = self.total - self.today - self.week
        return {Section.TODAY: self.today, Section.WEEK: self.week, Section.WAITING: waiting}[section]


@dataclass(frozen=True, slots=True)
class ContactRow(NamedRow):
    """One line of 声かけ台帳: who was told what."""

    on: date
    person_id: PersonId
    about: About
    means: Means
    reply: Reply
    note: str


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One print session with its account.

    sheets: places in the stack, whatever was printed twice. queued: not yet sent. spooled: sent
    and not yet accounted for. doubles: blank sheets that came along. job: the last one's name in
    the queue. is_leaving: cut off while pages were about to leave; nobody knows which came out.
    """

    session_id: SessionId
    status: SessionStatus
    made_on: date
    printer: str
    sheets: int
    good: int
    spoiled: int
    missing: int
    unshredded: int
    queued: int = 0
    spooled: int = 0
    doubles: int = 0
    job: str = ""
    is_leaving: bool = False


@dataclass(frozen=True, slots=True)
class SheetRow(NamedRow):
    """One sheet of a print session. attempt: 2 for the one that took the place of a bad first one."""

    sheet_id: SheetId
    sheet_number: int
    status: SheetStatus
    shredded_on: date | None
    certificate_id: CertificateId
    issue_number: str
    attempt: int = 1
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class ElderlyRow(NamedRow):
    """One of a person's 高齢受給者証. card_id: None for the newest while nothing was recorded of it."""

    person_id: PersonId
    card_id: ElderlyCardId | None
    born_on: date
    disqualified_on: date | None
    issued_on: date | None
    copay_rate: int | None
    expires_on: date | None
    outcome: ElderlyOutcome
    due_on: date | None
    on: date | None
    forwarded_on: date | None
    note: str

    @property
    def card(self) -> CardOf:
        """Which card it is."""
        return CardOf(self.person_id, self.card_id)


@dataclass(frozen=True, slots=True)
class SentRow(NamedRow):
    """One paper of an envelope to the society, and what became of it. collected_on: when the office got it.

    certificate_id: None for a 高齢受給者証, which has no issue number; issued_on: of it, where that was told.
    """

    sent_paper_id: SentPaperId
    person_id: PersonId
    kind: PersonKind
    certificate_id: CertificateId | None
    issue_number: str
    collected_on: date | None
    fate: Fate | None
    fate_on: date | None
    issued_on: date | None = None

    @property
    def paper(self) -> DrawerPaper:
        """Which kind of paper it is."""
        return DrawerPaper.ELDERLY_CARD if self.certificate_id is None else DrawerPaper.CERTIFICATE


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """One envelope to the society and what was in it.

    not_arrived: not found there, and nobody knows yet where. lost: in the post. came_back: here again since.
    """

    shipment_id: ShipmentId
    on: date
    tracking_number: str
    confirmed_on: date | None
    certificates: int
    elderly_cards: int
    not_arrived: int
    lost: int
    came_back: int


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One step in a person's history. done_on: 実施日. entered_at: 入力日時."""

    operation_id: OperationId
    entered_at: datetime
    done_on: date | None
    user: str
    label: str
    what: str
    is_undone: bool


@dataclass(frozen=True, slots=True)
class OperationRow:
    """One operation of the journal. undoes_id: the one that an undo or redo took back."""

    operation_id: OperationId
    label: str
    entered_at: datetime
    user: str
    is_undone: bool
    is_undoable: bool
    undoes_id: OperationId | None


@dataclass(frozen=True, slots=True)
class PersonDetail:
    """Everything about one person. facts, rules: as the law asks; cards: the household's 高齢受給者証."""

    facts: Facts
    rules: SocietyRules
    office: str
    household: tuple[PersonRow, ...]
    cards: Mapping[PersonId, ElderlyOutcome]
    contacts: tuple[Contact, ...]
    duties: tuple[DueRow, ...]
    history: tuple[HistoryRow, ...]
    misdeliveries: tuple[Misdelivery, ...] = ()
    """Of this person's sheets, the oldest first; settled ones too."""
    sent: tuple[SentPaper, ...] = ()
    """Papers that left for the society, the oldest first; more than once where one came back."""
    ahead: tuple[StepAhead, ...] = ()
    """Steps prepared for a day that wait."""

    @property
    def person(self) -> Person:
        """Who it is."""
        return self.facts.person

    @property
    def elderly_card(self) -> ElderlyOutcome | None:
        """The state of the person's own 高齢受給者証."""
        return None if self.person.id is None else self.cards.get(self.person.id)

    @property
    def insured(self) -> Person | None:
        """The employee, of a dependant."""
        return self.facts.insured

    @property
    def loss(self) -> Loss:
        """The end of cover."""
        return self.facts.loss

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """Every sheet ever made for the person, in that order."""
        return tuple(sheet.paper for sheet in self.facts.sheets)

    def is_covered(self, on: date) -> bool:
        """Return whether the person is covered on that day."""
        return is_within(self.person.qualified_on, self.loss.on, on)


@dataclass(frozen=True, slots=True)
class OfficeStatus:
    """The figures of one office as of a date; app.domain.answer.Figure says what each counts."""

    office: str
    covered: int
    registered: int
    entitled: int
    ready: int
    handed_out: int
    to_come_back: int
    collected: int
    forwarded: int
    lost: int
    uncollectable: int
    elderly_outstanding: int
    elderly_done: int
    office_id: OfficeId

    @classmethod
    def of(cls, office_id: OfficeId, office: str, counts: Mapping[Figure, int]) -> "OfficeStatus":
        """Return the row of an office from its counts; what is not counted is none."""
        counted = {figure.value: counts.get(figure, 0) for figure in Figure}
        return cls(office=office, office_id=office_id, **counted)

    def figure(self, figure: Figure) -> int:
        """Return one of the figures."""
        return int(getattr(self, figure.value))


@dataclass(frozen=True, slots=True)
class StatusAnswer:
    """状況回答: the figures the society asks for, per office, as of a date."""

    as_of: date
    offices: tuple[OfficeStatus, ...]

    def total(self, figure: Figure) -> int:
        """Return the figure of all offices together."""
        return sum(office.figure(figure) for office in self.offices)


@dataclass(frozen=True, slots=True)
class GivenAnswerRow:
    """One answer given to the society. is_correction: an earlier one spoke of the same day."""

    answer_id: AnswerId
    as_of: date
    made_on: date
    is_correction: bool
