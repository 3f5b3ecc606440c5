"""The read side in one object: see app.ports.Queries for what each answer means."""

from collections.abc import Sequence
from datetime import date

from app.domain.certificate import CertificateStatus
from app.domain.duties import DutyKind
from app.domain.ids import OfficeId, PersonId, SessionId
from app.domain.person import Office, Person
from app.domain.society import Society
from app.rows import (
    CertificateRow,
    DueRow,
    ElderlyRow,
    HistoryRow,
    OperationRow,
    PersonDetail,
    PersonRow,
    SessionRow,
    SheetRow,
    ShipmentRow,
    StatusAnswer,
)
from db import facts, history, journal, queries_due, queries_papers, queries_roster, queries_status
from db.connection import Connection


class SqliteQueries:
    """See app.ports.Queries."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._due: tuple[tuple[int, date, OfficeId | None], list[DueRow]] | None = None

    def society(self) -> Society:
        return facts.society(self._connection)

    def offices(self) -> list[Office]:
        return queries_roster.offices(self._connection)

    def people(self) -> list[Person]:
        return queries_roster.people(self._connection)

    def person_rows(
        self, *, search: str = "", office_id: OfficeId | None = None, limit: int | None = None
    ) -> list[PersonRow]:
        return queries_roster.person_rows(self._connection, search=search, office_id=office_id, limit=limit)

    def person_id(self, key: str) -> PersonId:
        return queries_roster.person_id(self._connection, key)

    def person_detail(self, person_id: PersonId, today: date) -> PersonDetail:
        return queries_roster.person_detail(self._connection, person_id, today)

    def due_rows(
        self, today: date, *, kinds: Sequence[DutyKind] = (), office_id: OfficeId | None = None
    ) -> list[DueRow]:
        # A screen and the counts beside it ask the same; the answer stands until something is written.
        question = (self._connection.changes(), today, office_id)
        if self._due is None or self._due[0] != question:
            self._due = (question, queries_due.due_rows(self._connection, today, office_id=office_id))
        return [row for row in self._due[1] if not kinds or row.kind in kinds]

    def certificate_rows(
        self, statuses: Sequence[CertificateStatus] = (), *, office_id: OfficeId | None = None
    ) -> list[CertificateRow]:
        return queries_papers.certificate_rows(self._connection, statuses, office_id=office_id)

    def certificate_by_issue(self, issue_number: str) -> CertificateRow:
        return queries_papers.certificate_by_issue(self._connection, issue_number)

    def certificates_by_tail(self, tail: str, statuses: Sequence[CertificateStatus]) -> list[CertificateRow]:
        return queries_papers.certificates_by_tail(self._connection, tail, statuses)

    def print_candidates(self, today: date, *, office_id: OfficeId | None = None) -> list[PersonRow]:
        return queries_due.print_candidates(self._connection, today, office_id=office_id)

    def session_rows(self) -> list[SessionRow]:
        return queries_papers.session_rows(self._connection)

    def sheet_rows(self, session_id: SessionId) -> list[SheetRow]:
        return queries_papers.sheet_rows(self._connection, session_id)

    def elderly_rows(self, today: date, *, office_id: OfficeId | None = None) -> list[ElderlyRow]:
        return queries_papers.elderly_rows(self._connection, today, office_id=office_id)

    def shipment_rows(self) -> list[ShipmentRow]:
        return queries_papers.shipment_rows(self._connection)

    def history(self, person_id: PersonId) -> list[HistoryRow]:
        return history.history(self._connection, person_id)

    def operations(self, limit: int = 50) -> list[OperationRow]:
        return journal.operation_rows(self._connection, limit)

    def status_answer(self, as_of: date) -> StatusAnswer:
        return queries_status.status_answer(self._connection, as_of)
