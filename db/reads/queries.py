"""The read side in one object: see app.ports.Queries for what each answer means."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from db.folder.connection import Connection
from db.journal import history, journal
from db.reads import contacts, desk, due, facts, papers, person, roster, status

P = ParamSpec("P")
T = TypeVar("T")


def _answered_by(
    read: Callable[Concatenate[Connection, P], T],
) -> Callable[Concatenate["SqliteQueries", P], T]:
    def answer(self: "SqliteQueries", /, *args: P.args, **kwargs: P.kwargs) -> T:
        return read(self.connection, *args, **kwargs)

    return answer


class SqliteQueries:
    """See app.ports.Queries."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    society = _answered_by(facts.society)
    offices = _answered_by(roster.offices)
    people = _answered_by(roster.people)
    person_rows = _answered_by(roster.person_rows)
    person_id = _answered_by(roster.person_id)
    person_detail = _answered_by(person.person_detail)
    departments = _answered_by(roster.departments)

    due_rows = _answered_by(due.due_rows)
    due_counts = _answered_by(due.due_counts)
    print_candidates = _answered_by(due.print_candidates)
    office_progress = _answered_by(due.office_progress)
    hidden_duties = _answered_by(contacts.hidden_duties)
    contact_rows = _answered_by(contacts.contact_rows)

    certificate_rows = _answered_by(papers.certificate_rows)
    certificate_count = _answered_by(papers.certificate_count)
    certificate_by_issue = _answered_by(papers.certificate_by_issue)
    certificates_by_tail = _answered_by(papers.certificates_by_tail)
    certificates_of_household = _answered_by(papers.certificates_of_household)
    session_rows = _answered_by(papers.session_rows)
    sheet_rows = _answered_by(papers.sheet_rows)
    elderly_rows = _answered_by(papers.elderly_rows)
    shipment_rows = _answered_by(papers.shipment_rows)
    shipment_certificates = _answered_by(papers.shipment_certificates)
    shipment_cards = _answered_by(papers.shipment_cards)

    substitutes = _answered_by(desk.substitutes)
    print_notes = _answered_by(desk.print_notes)
    misdeliveries = _answered_by(desk.misdeliveries)
    drawer_counts = _answered_by(desk.drawer_counts)
    drawer_finds = _answered_by(desk.drawer_finds)

    history = _answered_by(history.history)
    operations = _answered_by(journal.operation_rows)
    status_answer = _answered_by(status.status_answer)
    status_behind = _answered_by(status.status_behind)
    given_answers = _answered_by(status.given_answers)
    given_answer = _answered_by(status.given_answer)
