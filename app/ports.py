"""What the rest of the program may ask of storage; one implementation, in db/."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

from app.changes import Done
from app.kept import KeptLists, KeptParcels, ParcelWriting
from app.morning import MorningQueries
from app.others import Shared
from app.retained import Purging, Retained, Wiping
from app.rows import DueFilter
from app.users import Asked, SignedIn

if TYPE_CHECKING:
    from app.changes import ChangeRow, Changes
    from app.domain.answer import Answer, Figure, GivenAnswer
    from app.domain.certificate import Certificate, CertificateStatus
    from app.domain.contact import Contact
    from app.domain.deferral import Deferral
    from app.domain.difference import Difference
    from app.domain.drawer import DrawerCount, DrawerFind
    from app.domain.elderly_card import ElderlyCard
    from app.domain.history_seal import HistorySeal
    from app.domain.ids import (
        AnswerId,
        CertificateId,
        DifferenceId,
        DrawerCountId,
        MisdeliveryId,
        OfficeId,
        OperationId,
        PersonId,
        SessionId,
        ShipmentId,
        StepAheadId,
    )
    from app.domain.issue_batch import IssueBatch
    from app.domain.kept_list import HeldList, ListProfile
    from app.domain.law import Facts
    from app.domain.list_taken import ListTaken
    from app.domain.misdelivery import Misdelivery
    from app.domain.name_substitute import NameSubstitute
    from app.domain.person import Office, Person
    from app.domain.print_note import PrintNote
    from app.domain.print_session import PrintSession, PrintSheet
    from app.domain.rules import SocietyRules
    from app.domain.shipment import SentPaper, Shipment
    from app.domain.society import Society
    from app.domain.society_answer import SocietyAnswer
    from app.domain.step_ahead import StepAhead
    from app.domain.told import Told
    from app.morning import DueDay
    from app.rows import (
        CertificateRow,
        ContactRow,
        DueCount,
        DueRow,
        ElderlyRow,
        GivenAnswerRow,
        HistoryRow,
        OperationRow,
        PersonDetail,
        PersonRow,
        SentRow,
        SessionRow,
        SheetRow,
        ShipmentRow,
        StatusAnswer,
    )

EVERYTHING = DueFilter()

Report = Callable[[int, int], None]
"""Told so many of so many; may raise to stop the work, and then all is as it was."""


def untold(_done: int, _total: int) -> None:
    """Take a report that nobody asked for."""


class Reading(KeptLists, KeptParcels, Retained, Protocol):
    """The stored objects as use cases load them. Loading something unknown raises NotFound."""

    def society(self) -> Society: ...
    def rules_at(self, on: date) -> SocietyRules:
        """Return the society's rules in force on that day."""

    def offices(self) -> list[Office]: ...
    def person(self, person_id: PersonId) -> Person: ...
    def people(self) -> list[Person]: ...
    def household(self, symbol: str, number: str) -> list[Person]: ...
    def households_of(self, person_ids: Sequence[PersonId]) -> list[Person]:
        """These persons and everybody who shares a 記号・番号 with one of them, in order of 枝番."""

    def same_humans(self, person: Person) -> list[Person]:
        """Everybody with that birth and name, who may be this human; this person too."""

    def facts_of(self, person_ids: Sequence[PersonId]) -> list[Facts]:
        """What is known of these persons on any day, as the law asks about it."""

    def certificate(self, certificate_id: CertificateId) -> Certificate: ...
    def certificates(self, certificate_ids: Sequence[CertificateId]) -> list[Certificate]: ...
    def certificates_of(self, person_id: PersonId) -> list[Certificate]: ...
    def certificates_of_all(self, person_ids: Sequence[PersonId]) -> list[Certificate]:
        """Every sheet these persons ever had."""

    def issue_number_exists(self, issue_number: str) -> bool: ...
    def issue_numbers_used(self, issue_numbers: Sequence[str]) -> set[str]: ...
    def session(self, session_id: SessionId) -> PrintSession: ...
    def sheets(self, session_id: SessionId) -> list[PrintSheet]: ...
    def substitutes(self) -> list[NameSubstitute]: ...
    def print_note(self, person_id: PersonId) -> PrintNote | None: ...
    def print_notes_of(self, person_ids: Sequence[PersonId]) -> dict[PersonId, PrintNote]: ...
    def elderly_cards(self, person_id: PersonId) -> list[ElderlyCard]: ...
    def contacts_of(self, person_id: PersonId) -> list[Contact]: ...
    def misdelivery(self, misdelivery_id: MisdeliveryId) -> Misdelivery: ...
    def misdeliveries_of(self, certificate_id: CertificateId) -> list[Misdelivery]: ...
    def step_ahead(self, step_id: StepAheadId) -> StepAhead: ...
    def steps_ahead_of(self, person_id: PersonId) -> list[StepAhead]: ...
    def drawer_count(self, count_id: DrawerCountId) -> DrawerCount: ...
    def drawer_finds(self, count_id: DrawerCountId) -> list[DrawerFind]: ...
    def shipment(self, shipment_id: ShipmentId) -> Shipment: ...
    def sent_papers(self, shipment_id: ShipmentId) -> list[SentPaper]: ...
    def sent_papers_of(self, person_id: PersonId) -> list[SentPaper]:
        """Every paper of that person that was ever sent to the society, the oldest first."""

    def told_of(self, person_ids: Sequence[PersonId]) -> dict[PersonId, Told]:
        """What lists said of these persons last; nothing where no list spoke of somebody."""

    def difference(self, difference_id: DifferenceId) -> Difference: ...
    def differences_of(self, person_ids: Sequence[PersonId]) -> list[Difference]:
        """What lists say otherwise of these persons, settled or not, the oldest first."""


class Transaction(Reading, ParcelWriting, Purging, Asked, Protocol):
    """One use case's view of storage: load, step, save. Every save is journalled.

    save_* returns the stored object with its id; an object whose id is None is inserted.
    """

    operation_id: OperationId
    changes: Changes
    """What was saved so far."""
    concerned: dict[PersonId, None]
    """In whose history, in that order."""

    def homes(self) -> set[tuple[str, str]]:
        """記号 and 番号 of the households concerned so far, as before so now."""

    def save_society(self, society: Society) -> None: ...
    def save_office(self, office: Office) -> Office: ...
    def save_person(self, person: Person) -> Person: ...
    def save_people(self, people: Sequence[Person]) -> list[PersonId]: ...
    def save_certificate(self, certificate: Certificate) -> Certificate: ...
    def save_certificates(self, certificates: Sequence[Certificate]) -> list[Certificate]: ...
    def save_session(self, session: PrintSession) -> PrintSession: ...
    def save_sheet(self, sheet: PrintSheet) -> PrintSheet: ...
    def save_sheets(self, sheets: Sequence[PrintSheet]) -> None: ...
    def save_substitute(self, substitute: NameSubstitute) -> NameSubstitute: ...
    def save_print_note(self, note: PrintNote) -> PrintNote: ...
    def save_elderly_card(self, card: ElderlyCard) -> ElderlyCard: ...
    def save_contact(self, contact: Contact) -> Contact: ...
    def save_deferral(self, deferral: Deferral) -> Deferral: ...
    def save_society_answer(self, answer: SocietyAnswer) -> SocietyAnswer: ...
    def save_answer(self, answer: GivenAnswer) -> GivenAnswer: ...
    def save_misdelivery(self, misdelivery: Misdelivery) -> Misdelivery: ...
    def save_drawer_count(self, count: DrawerCount) -> DrawerCount: ...
    def save_drawer_find(self, find: DrawerFind) -> DrawerFind: ...
    def save_step_ahead(self, step: StepAhead) -> StepAhead: ...
    def save_shipment(self, shipment: Shipment) -> Shipment: ...
    def save_sent_papers(self, papers: Sequence[SentPaper]) -> None: ...
    def save_told(self, told: Sequence[Told]) -> None: ...
    def save_issue_batch(self, batch: IssueBatch) -> IssueBatch: ...
    def save_list_taken(self, taken: ListTaken) -> ListTaken: ...
    def save_list_profile(self, profile: ListProfile) -> ListProfile: ...
    def save_held_list(self, held: HeldList) -> HeldList: ...
    def save_difference(self, difference: Difference) -> Difference: ...
    def save_differences(self, differences: Sequence[Difference]) -> None: ...


D = TypeVar("D", bound=Done)
UseCase: TypeAlias = Callable[[Transaction], D]
"""Loads, takes a step, saves, and says what was done; raises where that is refused."""


class Queries(KeptLists, KeptParcels, MorningQueries, Retained, Protocol):
    """The read side: whole lists as frozen rows, in kana order unless said otherwise."""

    def for_papers(self) -> Queries:
        """Return the same for papers and files: with numbers, but for a role that may never see them."""

    def society(self) -> Society: ...
    def rules_at(self, on: date) -> SocietyRules:
        """Return the society's rules in force on that day."""

    def offices(self) -> list[Office]: ...
    def people(self) -> list[Person]: ...

    def has_people(self, office_id: OfficeId | None = None) -> bool:
        """Whether the roster holds anybody, or anybody of that office."""

    def person_rows(
        self, *, search: str = "", office_id: OfficeId | None = None, limit: int | None = None
    ) -> list[PersonRow]:
        """Members; search matches kana, kanji, the tail of 番号, employee code, key, issue number.

        After them those found by another form of a character, or by a name or number they had before:
        their found_by says so. limit: no more than so many rows, and the insured before their families.
        """

    def person_id(self, key: str) -> PersonId:
        """Return who has that 記号-番号-枝番 or issue number; raise NotFound with a sentence."""

    def person_detail(self, person_id: PersonId, today: date) -> PersonDetail: ...

    def due_rows(
        self, today: date, wanted: DueFilter = EVERYTHING, *, offset: int = 0, limit: int | None = None
    ) -> list[DueRow]:
        """What is due on that day, past or future, most pressing first.

        Facts count as they stood at that day's end, by 実施日. limit: no more than so many rows.
        """

    def due_counts(self, today: date, wanted: DueFilter = EVERYTHING) -> list[DueCount]:
        """How many rows of each kind, in the order of the kinds; those without rows too."""

    def leavers_left_out(self, today: date, wanted: DueFilter = EVERYTHING) -> int:
        """How many people are not asked to register, nor to renew the card, because they are leaving soon."""

    def due_days(self, first: date, last: date, today: date, wanted: DueFilter = EVERYTHING) -> list[DueDay]:
        """What will be due from one day to the other, seen from today: how much of each kind, by day.

        Counts what stands by its day, if nothing is done; of days past what still stands today.
        """

    def due_rows_on(self, day: date, today: date, wanted: DueFilter = EVERYTHING) -> list[DueRow]:
        """The rows behind due_days, most pressing first."""

    def facts(self, person_id: PersonId) -> Facts:
        """Everything the law knows of a person, on the calendar."""

    def deferrals(self, today: date) -> list[Deferral]:
        """What the office had decided about lines of the due list by that day, the latest of each."""

    def contact_rows(
        self, since: date, until: date, *, office_id: OfficeId | None = None
    ) -> list[ContactRow]:
        """Who was told what from one day to the other, both included; by day, then kana."""

    def departments(self, office_id: OfficeId | None = None) -> Sequence[str]:
        """The 所属 in use."""

    def certificate_rows(
        self,
        statuses: Sequence[CertificateStatus] = (),
        *,
        office_id: OfficeId | None = None,
        on: date | None = None,
    ) -> list[CertificateRow]:
        """Sheets in those states, without any every sheet. on: as they stood at the end of that day."""

    def certificate_count(
        self, statuses: Sequence[CertificateStatus], *, office_id: OfficeId | None = None
    ) -> int:
        """How many sheets are in those states."""

    def certificate_by_issue(self, issue_number: str) -> CertificateRow:
        """Return the sheet with that number; raise NotFound with a sentence."""

    def certificates_by_tail(self, tail: str, statuses: Sequence[CertificateStatus]) -> list[CertificateRow]:
        """Sheets in those states whose holder's 番号 ends with the digits typed."""

    def certificates_of_household(
        self, person_id: PersonId, statuses: Sequence[CertificateStatus]
    ) -> list[CertificateRow]:
        """Sheets in those states of everybody who shares that person's 記号 and 番号."""

    def print_candidates(self, today: date, *, office_id: OfficeId | None = None) -> list[PersonRow]:
        """Covered persons with a 有効期限 from the society, no マイナ保険証 and no live sheet."""

    def session_rows(self) -> list[SessionRow]: ...
    def sheet_rows(self, session_id: SessionId) -> list[SheetRow]: ...

    def elderly_rows(self, today: date, *, office_id: OfficeId | None = None) -> list[ElderlyRow]: ...
    def shipment_rows(self) -> list[ShipmentRow]: ...
    def substitutes(self) -> list[NameSubstitute]:
        """What is printed for characters of names that no face draws; withdrawn ones left out."""

    def print_notes(self) -> dict[PersonId, PrintNote]:
        """通称名 and 限度額適用区分 of those who have any."""

    def misdeliveries(self) -> list[Misdelivery]:
        """Every 誤交付, the newest first."""

    def steps_ahead(self) -> list[StepAhead]:
        """The steps prepared for a day that are neither recorded nor dropped, the earliest first."""

    def drawer_counts(self) -> list[DrawerCount]:
        """The counts of the drawer, the newest first; the open one, if any, is not closed."""

    def drawer_finds(self, count_id: DrawerCountId) -> list[DrawerFind]:
        """What was found in a count, in that order."""

    def sent_rows(self, shipment_id: ShipmentId) -> list[SentRow]:
        """The papers a shipment held: certificates, then 高齢受給者証."""

    def told(self) -> dict[PersonId, Told]:
        """What lists said last of everybody of whom one spoke."""

    def recorded_here(self, since: date) -> dict[PersonId, dict[str, date]]:
        """Which facts the office itself recorded from that day on, and when; what a list said is none."""

    def differences(self) -> list[Difference]:
        """What lists and roster say differently and nobody has settled, the oldest first."""

    def history(self, person_id: PersonId) -> list[HistoryRow]: ...
    def operations(self, limit: int = 50) -> list[OperationRow]:
        """The latest operations, newest first."""

    def change_rows(self) -> list[ChangeRow]:
        """Every change of every record, oldest first, with its before and after in words."""

    def history_seal(self) -> HistorySeal | None:
        """The seal of the newest operation: of the whole history until now."""

    def status_answer(self, as_of: date) -> StatusAnswer:
        """The figures the society asks for, as of the end of any day, by 実施日.

        What is recorded later with a later 実施日 changes none of them. A person counts in the
        present 事業所: a move has no 実施日. See app.domain.answer.Figure.
        """

    def status_behind(
        self, as_of: date, figure: Figure | None = None, office_id: OfficeId | None = None
    ) -> Answer:
        """The same figures with everybody behind them; None: all figures, all offices."""

    def given_answers(self) -> list[GivenAnswerRow]:
        """The answers given to the society, the latest day first, of one day the latest first."""

    def given_answer(self, answer_id: AnswerId) -> GivenAnswer:
        """One of them, word for word; raise NotFound with a sentence."""


class Store(SignedIn, Wiping, Shared, Protocol):
    """An open data folder."""

    @property
    def queries(self) -> Queries: ...

    @property
    def is_sample(self) -> bool: ...

    def record(self, use_case: UseCase[D], *, undoable: bool = True, report: Report = untold) -> D:
        """Run one use case in one transaction, the door for writes; return what it says and changed, of whom.

        One that saved nothing leaves no trace. report: told while what is due is computed; may raise.
        """

    def note(self, label: str) -> None:
        """Leave a line in the history about something that changed no record, such as a file written."""

    def beside(self) -> AbstractContextManager[Store]:
        """Open a second way to the same folder for the thread that asks: long work beside the window."""

    def reading(self) -> AbstractContextManager[Reading]:
        """Read in one moment, whoever writes meanwhile: the stored objects, and what `queries` say."""

    def rehearsal(
        self, *, recorded_by: date | None = None, report: Report = untold
    ) -> AbstractContextManager[Transaction]:
        """Begin an operation that is rolled back when the block ends; meanwhile `queries` see its effects.

        recorded_by: at first they see what had been recorded by the end of that day; report: how far that is.
        """

    def undo(self, operation_id: OperationId | None = None, *, report: Report = untold) -> OperationRow:
        """Take back that operation, or the latest undoable one; raise AlreadyUndone if it may not be."""

    def redo(self, *, report: Report = untold) -> OperationRow:
        """Bring back the operation undone last; raise AlreadyUndone if there is none."""

    def shrink(self) -> None:
        """Give empty pages back to the disk where there are many; on any thread, whole or not at all."""

    def due_list_is_old(self) -> bool:
        """Whether everybody's duties still stand as other rules, or an earlier program, had them."""

    def renew_due_list(self, report: Report) -> None:
        """Compute everybody's duties anew, on any thread, while others work. report: may raise to stop."""

    def last_undoable(self) -> OperationRow | None: ...
    def size_of_step(self, *, redo: bool) -> int: ...
    def last_backup_at(self) -> datetime | None: ...
    def close(self) -> None: ...
