"""The read side in one object: see app.ports.Queries for what each answer means."""

from collections.abc import Sequence
from datetime import date

from app.domain.answer import Answer, Figure, GivenAnswer
from app.domain.certificate import CertificateStatus
from app.domain.deferral import Deferral
from app.domain.drawer import DrawerCount, DrawerFind
from app.domain.ids import AnswerId, DrawerCountId, OfficeId, PersonId, SessionId, ShipmentId
from app.domain.misdelivery import Misdelivery
from app.domain.name_substitute import NameSubstitute
from app.domain.person import Office, Person
from app.domain.print_note import PrintNote
from app.domain.society import Society
from app.ports import EVERYTHING
from app.rows import (
    CertificateRow,
    ContactRow,
    DueCount,
    DueFilter,
    DueRow,
    ElderlyRow,
    GivenAnswerRow,
    HistoryRow,
    OfficeProgress,
    OperationRow,
    PersonDetail,
    PersonRow,
    SessionRow,
    SheetRow,
    ShipmentRow,
    StatusAnswer,
)
from db.folder.connection import Connection
from db.journal import history, journal
from db.reads import contacts, desk, due, facts, papers, roster, status


class SqliteQueries:
    """See app.ports.Queries."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def society(self) -> Society:
        return facts.society(self._connection)

    def offices(self) -> list[Office]:
        return roster.offices(self._connection)

    def people(self) -> list[Person]:
        return roster.people(self._connection)

    def person_rows(
        self, *, search: str = "", office_id: OfficeId | None = None, limit: int | None = None
    ) -> list[PersonRow]:
        return roster.person_rows(self._connection, search=search, office_id=office_id, limit=limit)

    def person_id(self, key: str) -> PersonId:
        return roster.person_id(self._connection, key)

    def person_detail(self, person_id: PersonId, today: date) -> PersonDetail:
        return roster.person_detail(
            self._connection,
            person_id,
            today,
            lambda person: due.due_rows_of(self._connection, person, today),
        )

    def due_rows(
        self, today: date, wanted: DueFilter = EVERYTHING, *, offset: int = 0, limit: int | None = None
    ) -> list[DueRow]:
        return due.due_rows(self._connection, today, wanted, offset=offset, limit=limit)

    def due_counts(self, today: date, wanted: DueFilter = EVERYTHING) -> list[DueCount]:
        return due.due_counts(self._connection, today, wanted)

    def hidden_duties(self, today: date) -> list[Deferral]:
        return contacts.hidden_duties(self._connection, today)

    def contact_rows(
        self, since: date, until: date, *, office_id: OfficeId | None = None
    ) -> list[ContactRow]:
        return contacts.contact_rows(self._connection, since, until, office_id=office_id)

    def departments(self, office_id: OfficeId | None = None) -> Sequence[str]:
        return due.departments(self._connection, office_id)

    def office_progress(self, today: date) -> list[OfficeProgress]:
        return due.office_progress(self._connection, today)

    def certificate_rows(
        self, statuses: Sequence[CertificateStatus] = (), *, office_id: OfficeId | None = None
    ) -> list[CertificateRow]:
        return papers.certificate_rows(self._connection, statuses, office_id=office_id)

    def certificate_count(
        self, statuses: Sequence[CertificateStatus], *, office_id: OfficeId | None = None
    ) -> int:
        return papers.certificate_count(self._connection, statuses, office_id=office_id)

    def certificate_by_issue(self, issue_number: str) -> CertificateRow:
        return papers.certificate_by_issue(self._connection, issue_number)

    def certificates_by_tail(self, tail: str, statuses: Sequence[CertificateStatus]) -> list[CertificateRow]:
        return papers.certificates_by_tail(self._connection, tail, statuses)

    def certificates_of_household(
        self, person_id: PersonId, statuses: Sequence[CertificateStatus]
    ) -> list[CertificateRow]:
        return papers.certificates_of_household(self._connection, person_id, statuses)

    def print_candidates(self, today: date, *, office_id: OfficeId | None = None) -> list[PersonRow]:
        return due.print_candidates(self._connection, today, office_id=office_id)

    def session_rows(self) -> list[SessionRow]:
        return papers.session_rows(self._connection)

    def sheet_rows(self, session_id: SessionId) -> list[SheetRow]:
        return papers.sheet_rows(self._connection, session_id)

    def elderly_rows(self, today: date, *, office_id: OfficeId | None = None) -> list[ElderlyRow]:
        return papers.elderly_rows(self._connection, today, office_id=office_id)

    def shipment_rows(self) -> list[ShipmentRow]:
        return papers.shipment_rows(self._connection)

    def substitutes(self) -> list[NameSubstitute]:
        return desk.substitutes(self._connection)

    def print_notes(self) -> dict[PersonId, PrintNote]:
        return desk.print_notes(self._connection)

    def misdeliveries(self) -> list[Misdelivery]:
        return desk.misdeliveries(self._connection)

    def drawer_counts(self) -> list[DrawerCount]:
        return desk.drawer_counts(self._connection)

    def drawer_finds(self, count_id: DrawerCountId) -> list[DrawerFind]:
        return desk.drawer_finds(self._connection, count_id)

    def shipment_certificates(self, shipment_id: ShipmentId) -> list[CertificateRow]:
        return papers.shipment_certificates(self._connection, shipment_id)

    def shipment_cards(self, shipment_id: ShipmentId, today: date) -> list[ElderlyRow]:
        return papers.shipment_cards(self._connection, shipment_id, today)

    def history(self, person_id: PersonId) -> list[HistoryRow]:
        return history.history(self._connection, person_id)

    def operations(self, limit: int = 50) -> list[OperationRow]:
        return journal.operation_rows(self._connection, limit)

    def status_answer(self, as_of: date) -> StatusAnswer:
        return status.status_answer(self._connection, as_of)

    def status_behind(
        self, as_of: date, figure: Figure | None = None, office_id: OfficeId | None = None
    ) -> Answer:
        return status.status_behind(self._connection, as_of, figure, office_id)

    def given_answers(self) -> list[GivenAnswerRow]:
        return status.given_answers(self._connection)

    def given_answer(self, answer_id: AnswerId) -> GivenAnswer:
        return status.given_answer(self._connection, answer_id)
