"""The read side in one object: see app.ports.Queries for what each answer means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

from db.duties import in_force
from db.folder.connection import Connection
from db.journal import chain, changes, history, journal, recorded
from db.reads import (
    cards,
    contacts,
    desk,
    due,
    lists,
    morning,
    papers,
    parcels,
    person,
    roster,
    status,
)

if TYPE_CHECKING:
    from app.domain.ids import PersonId
    from app.domain.retention import Case, Retention
    from app.retained import Mention

P = ParamSpec("P")
T = TypeVar("T")


class _Reader(Protocol):
    connection: Connection


def answered_by(
    read: Callable[Concatenate[Connection, P], T],
) -> Callable[Concatenate[_Reader, P], T]:
    """Make a read a method of what has a connection."""

    def answer(self: _Reader, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return read(self.connection, *args, **kwargs)

    return answer


class RetainedQueries:
    """See app.retained.Retained. Asked for once a year, and loaded then."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def retention(self) -> Retention:
        from db.reads.retained import retention

        return retention(self.connection)

    def retention_cases(self, today: date) -> dict[PersonId, Case]:
        from db.reads.retained import retention_cases

        return retention_cases(self.connection, today)

    def mentions(self, person_ids: Sequence[PersonId]) -> list[Mention]:
        from db.purging.purge import mentions_of

        return mentions_of(self.connection, person_ids)


class SqliteQueries(RetainedQueries):
    """See app.ports.Queries."""

    society = answered_by(in_force.society)
    rules_at = answered_by(in_force.rules_at)
    offices = answered_by(roster.offices)
    people = answered_by(roster.people)
    has_people = answered_by(roster.has_people)
    person_rows = answered_by(roster.person_rows)
    person_id = answered_by(roster.person_id)
    person_detail = answered_by(person.person_detail)
    departments = answered_by(roster.departments)

    due_rows = answered_by(due.due_rows)
    due_counts = answered_by(due.due_counts)
    leavers_left_out = answered_by(due.leavers_left_out)
    due_days = answered_by(due.due_days)
    due_rows_on = answered_by(due.due_rows_on)
    facts = answered_by(person.facts)
    print_candidates = answered_by(due.print_candidates)
    office_progress = answered_by(status.office_progress)
    since_counts = answered_by(morning.since_counts)
    since_rows = answered_by(morning.since_rows)
    steps_since = answered_by(morning.steps_since)
    course = answered_by(morning.course)
    deferrals = answered_by(contacts.deferrals)
    contact_rows = answered_by(contacts.contact_rows)

    certificate_rows = answered_by(papers.certificate_rows)
    certificate_count = answered_by(papers.certificate_count)
    certificate_by_issue = answered_by(papers.certificate_by_issue)
    certificates_by_tail = answered_by(papers.certificates_by_tail)
    certificates_of_household = answered_by(papers.certificates_of_household)
    session_rows = answered_by(papers.session_rows)
    sheet_rows = answered_by(papers.sheet_rows)
    elderly_rows = answered_by(cards.elderly_rows)
    shipment_rows = answered_by(papers.shipment_rows)
    sent_rows = answered_by(papers.sent_rows)

    substitutes = answered_by(desk.substitutes)
    print_notes = answered_by(desk.print_notes)
    misdeliveries = answered_by(desk.misdeliveries)
    steps_ahead = answered_by(desk.steps_ahead)
    drawer_counts = answered_by(desk.drawer_counts)
    drawer_finds = answered_by(desk.drawer_finds)

    told = answered_by(lists.told)
    recorded_here = answered_by(recorded.recorded_here)
    lists_taken = answered_by(lists.lists_taken)
    issue_batches = answered_by(papers.issue_batches)
    list_profiles = answered_by(lists.list_profiles)
    held_lists = answered_by(lists.held_lists)
    differences = answered_by(lists.differences)

    folder_id = answered_by(parcels.folder_id)
    shape = answered_by(parcels.shape)
    partners = answered_by(parcels.partners)
    parcel_conflicts = answered_by(parcels.parcel_conflicts)
    office_uids = answered_by(parcels.office_uids)
    parcels = answered_by(parcels.parcels)

    history = answered_by(history.history)
    operations = answered_by(journal.operation_rows)
    history_seal = answered_by(chain.head)
    change_rows = answered_by(changes.change_rows)
    status_answer = answered_by(status.status_answer)
    status_behind = answered_by(status.status_behind)
    given_answers = answered_by(status.given_answers)
    given_answer = answered_by(status.given_answer)
