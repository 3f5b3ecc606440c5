"""The read side in one object: see app.ports.Queries for what each answer means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

from app.domain.hidden import REMARK, Hidden
from app.domain.roles import Act
from app.rows import ElderlyRow
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
    standings,
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
    is_for_papers: bool

    def _shown(self, found: T, /) -> T: ...


def answered_by(
    read: Callable[Concatenate[Connection, P], T],
) -> Callable[Concatenate[_Reader, P], T]:
    """Make a read a method of what has a connection."""

    def answer(self: _Reader, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return read(self.connection, *args, **kwargs)

    return answer


def for_those_who_may(
    read: Callable[Concatenate[Connection, P], T], *acts: Act
) -> Callable[Concatenate[_Reader, P], T]:
    """Make a read a method that answers whoever may do one of these; reads about people are Act.READ.

    記号・番号 stand in the answer as they are shown to who asks.
    """
    asked = acts or (Act.READ,)

    def answer(self: _Reader, /, *args: P.args, **kwargs: P.kwargs) -> T:
        self.connection.access.ask(*asked)
        return self._shown(read(self.connection, *args, **kwargs))

    return answer


def with_remarks_hidden(
    answer: Callable[Concatenate[_Reader, P], list[ElderlyRow]],
) -> Callable[Concatenate[_Reader, P], list[ElderlyRow]]:
    """Let a read say only that there is a 備考, until somebody asks for it."""

    def hiding(self: _Reader, /, *args: P.args, **kwargs: P.kwargs) -> list[ElderlyRow]:
        rows = answer(self, *args, **kwargs)
        if self.is_for_papers or self.connection.access.shows_remarks:
            return rows
        return [replace(row, note=Hidden(row.note, REMARK)) if row.note else row for row in rows]

    return hiding


class RetainedQueries:
    """See app.retained.Retained. Asked for once a year, and loaded then."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def retention(self) -> Retention:
        from db.reads.retained import retention

        return retention(self.connection)

    def retention_cases(self, today: date) -> dict[PersonId, Case]:
        from db.reads.retained import retention_cases

        self.connection.access.ask(Act.READ)
        return retention_cases(self.connection, today)

    def mentions(self, person_ids: Sequence[PersonId]) -> list[Mention]:
        from db.purging.purge import mentions_of

        self.connection.access.ask(Act.READ)
        return mentions_of(self.connection, person_ids)


class SqliteQueries(RetainedQueries):
    """See app.ports.Queries."""

    def __init__(self, connection: Connection, *, is_for_papers: bool = False) -> None:
        """is_for_papers: what is read goes where numbers belong, unless the role may never see them."""
        super().__init__(connection)
        self.is_for_papers = is_for_papers

    def for_papers(self) -> SqliteQueries:
        """See app.ports.Queries."""
        return SqliteQueries(self.connection, is_for_papers=True)

    def _shown(self, found: T) -> T:
        """Return an answer as it is shown to who is signed in."""
        access = self.connection.access
        is_hidden = access.never_shows_numbers if self.is_for_papers else access.hides_numbers
        if not is_hidden:
            return found
        from db.reads.hiding import hidden

        return hidden(found)

    society = answered_by(in_force.society)
    rules_at = answered_by(in_force.rules_at)
    offices = answered_by(roster.offices)
    people = for_those_who_may(roster.people)
    has_people = answered_by(roster.has_people)
    person_rows = for_those_who_may(roster.person_rows)
    person_id = for_those_who_may(roster.person_id)
    person_detail = for_those_who_may(person.person_detail)
    departments = for_those_who_may(roster.departments)

    due_rows = for_those_who_may(due.due_rows)
    due_counts = for_those_who_may(due.due_counts)
    leavers_left_out = for_those_who_may(due.leavers_left_out)
    due_days = for_those_who_may(due.due_days)
    due_rows_on = for_those_who_may(due.due_rows_on)
    facts = for_those_who_may(person.facts)
    print_candidates = for_those_who_may(due.print_candidates)
    office_progress = for_those_who_may(status.office_progress)
    office_standings = for_those_who_may(standings.office_standings)
    since_counts = for_those_who_may(morning.since_counts)
    since_rows = for_those_who_may(morning.since_rows)
    steps_since = for_those_who_may(morning.steps_since)
    course = for_those_who_may(morning.course)
    deferrals = for_those_who_may(contacts.deferrals)
    contact_rows = for_those_who_may(contacts.contact_rows)

    certificate_rows = for_those_who_may(papers.certificate_rows)
    certificate_count = for_those_who_may(papers.certificate_count)
    certificate_by_issue = for_those_who_may(papers.certificate_by_issue)
    certificates_by_tail = for_those_who_may(papers.certificates_by_tail)
    certificates_of_household = for_those_who_may(papers.certificates_of_household)
    session_rows = for_those_who_may(papers.session_rows)
    sheet_rows = for_those_who_may(papers.sheet_rows)
    elderly_rows = with_remarks_hidden(for_those_who_may(cards.elderly_rows))
    shipment_rows = for_those_who_may(papers.shipment_rows)
    sent_rows = for_those_who_may(papers.sent_rows)

    substitutes = for_those_who_may(desk.substitutes)
    print_notes = for_those_who_may(desk.print_notes)
    misdeliveries = for_those_who_may(desk.misdeliveries)
    steps_ahead = for_those_who_may(desk.steps_ahead)
    drawer_counts = for_those_who_may(desk.drawer_counts)
    drawer_finds = for_those_who_may(desk.drawer_finds)

    told = for_those_who_may(lists.told)
    recorded_here = for_those_who_may(recorded.recorded_here)
    lists_taken = for_those_who_may(lists.lists_taken)
    issue_batches = for_those_who_may(papers.issue_batches, Act.WORK)
    list_profiles = for_those_who_may(lists.list_profiles)
    held_lists = for_those_who_may(lists.held_lists, Act.WORK)
    differences = for_those_who_may(lists.differences, Act.WORK)

    folder_id = answered_by(parcels.folder_id)
    shape = answered_by(parcels.shape)
    partners = for_those_who_may(parcels.partners)
    parcel_conflicts = for_those_who_may(parcels.parcel_conflicts, Act.WORK)
    office_uids = answered_by(parcels.office_uids)
    parcels = for_those_who_may(parcels.parcels)

    history = for_those_who_may(history.history, Act.READ, Act.HISTORY)
    operations = for_those_who_may(journal.operation_rows, Act.READ, Act.HISTORY)
    history_seal = for_those_who_may(chain.head, Act.HISTORY)
    change_rows = for_those_who_may(changes.change_rows, Act.HISTORY)
    status_answer = for_those_who_may(status.status_answer)
    status_behind = for_those_who_may(status.status_behind)
    given_answers = for_those_who_may(status.given_answers)
    given_answer = for_those_who_may(status.given_answer)
