"""The lists and ledgers there are, each as one table of a day; what 帳票 and `export` offer."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum

from app.domain.ids import OfficeId
from app.late import dataclass
from app.ports import Queries
from app.printing.values import PaperTable
from app.rows import DueFilter
from app.usecases.answers import answers
from app.usecases.calendar.morning import day_rows
from app.usecases.counter import misdeliveries
from app.usecases.forms.loss_counts import loss_counts
from app.usecases.papers import lists, records
from app.usecases.papers.roster_table import roster_table
from app.usecases.parcels.overview import offices_side_by_side

YEAR_STARTS = 4
"""The month in which an office's year begins."""
EVERYTHING = 2**62


class ListKind(StrEnum):
    """The lists and ledgers there are."""

    STATUS = "status"
    OFFICES = "offices"
    DUE = "due"
    ROSTER = "roster"
    LEDGER = "ledger"
    CONTACTS = "contacts"
    ELDERLY = "elderly"
    LOSSES = "losses"
    PRINTED = "printed"
    SHEETS = "sheets"
    DRAWER = "drawer"
    SHIPMENTS = "shipments"
    ANSWERS = "answers"
    MISDELIVERIES = "misdeliveries"
    HISTORY = "history"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class ListFacts:
    """How a list is made. is_of_any_day: it can be told as it was, or will be; others are of today only."""

    make: Callable[[Queries, date, OfficeId | None], PaperTable]
    is_of_any_day: bool = True


def table(queries: Queries, kind: ListKind, on: date, office_id: OfficeId | None = None) -> PaperTable:
    """Return a list of that day, of one office or of all where it is one of people."""
    return owned(queries, LISTS[kind].make(queries.for_papers(), on, office_id), office_id)


def owned(queries: Queries, made: PaperTable, office_id: OfficeId | None = None) -> PaperTable:
    """Return a list that says whose it is: the society's name, and that of the office where it is of one."""
    offices = [office.name for office in queries.offices() if office_id in (None, office.id)]
    owners = (queries.society().name, offices[0] if len(offices) == 1 else "")
    return replace(made, owner="　".join(owner for owner in owners if owner))


def _status(queries: Queries, on: date, _: OfficeId | None) -> PaperTable:
    shown = answers.shown_answer(queries, on)
    return shown.paper(answers.difference_to_last(queries, shown))


def _offices(queries: Queries, on: date, office: OfficeId | None) -> PaperTable:
    lines = [one for one in offices_side_by_side(queries, on) if office in (None, one.standing.office_id)]
    return records.offices_table(lines, on=on)


def _due(queries: Queries, on: date, office: OfficeId | None) -> PaperTable:
    return lists.due_list_table(day_rows(queries, on, DueFilter(office_id=office)), on=on)


def _roster(queries: Queries, on: date, office: OfficeId | None) -> PaperTable:
    people = [person for person in queries.people() if office in (None, person.office_id)]
    return roster_table(people, queries.offices(), on=on)


def _ledger(queries: Queries, on: date, office: OfficeId | None) -> PaperTable:
    rows = queries.certificate_rows(office_id=office, on=on)
    return lists.ledger_table(rows, on=on, astray=misdeliveries.astray(queries, on))


def _contacts(queries: Queries, on: date, office: OfficeId | None) -> PaperTable:
    since = date(on.year - (on.month < YEAR_STARTS), YEAR_STARTS, 1)
    return lists.contact_ledger(queries.contact_rows(since, on, office_id=office), since=since, until=on)


def _elderly(queries: Queries, on: date, office: OfficeId | None) -> PaperTable:
    return lists.elderly_list(queries.elderly_rows(on, office_id=office), on=on)


def _losses(queries: Queries, on: date, office: OfficeId | None) -> PaperTable:
    names = {one.id: one.name for one in queries.offices()}
    return records.loss_counts_table(loss_counts(queries, on, office_id=office), names, on=on)


def _sheets(queries: Queries, on: date, _: OfficeId | None) -> PaperTable:
    sessions = queries.session_rows()
    return records.sheets_table([(one, queries.sheet_rows(one.session_id)) for one in sessions], on=on)


def _drawer(queries: Queries, on: date, office: OfficeId | None) -> PaperTable:
    counts = [one for one in queries.drawer_counts() if office in (None, one.office_id)]
    return records.drawer_table(counts, {one.id: one.name for one in queries.offices()}, on=on)


def _answers(queries: Queries, on: date, _: OfficeId | None) -> PaperTable:
    kept = queries.given_answers()
    given = [(row, answers.shown_answer(queries, row.as_of, row.answer_id).figures) for row in kept]
    return records.answers_table(given, on=on)


def _misdeliveries(queries: Queries, on: date, _: OfficeId | None) -> PaperTable:
    cases = queries.misdeliveries()
    names = {person.id: person.name for person in queries.people()}
    issues = {row.certificate_id: row.issue_number for row in queries.certificate_rows()}
    return records.misdeliveries_table(cases, names, issues, on=on)


LISTS: Mapping[ListKind, ListFacts] = {
    ListKind.STATUS: ListFacts(_status),
    ListKind.OFFICES: ListFacts(_offices, is_of_any_day=False),
    ListKind.DUE: ListFacts(_due),
    ListKind.ROSTER: ListFacts(_roster, is_of_any_day=False),
    ListKind.LEDGER: ListFacts(_ledger),
    ListKind.CONTACTS: ListFacts(_contacts),
    ListKind.ELDERLY: ListFacts(_elderly),
    ListKind.LOSSES: ListFacts(_losses),
    ListKind.PRINTED: ListFacts(
        lambda queries, on, _: records.sessions_table(queries.session_rows(), on=on), is_of_any_day=False
    ),
    ListKind.SHEETS: ListFacts(_sheets, is_of_any_day=False),
    ListKind.DRAWER: ListFacts(_drawer, is_of_any_day=False),
    ListKind.SHIPMENTS: ListFacts(
        lambda queries, on, _: records.shipments_table(queries.shipment_rows(), on=on), is_of_any_day=False
    ),
    ListKind.ANSWERS: ListFacts(_answers, is_of_any_day=False),
    ListKind.MISDELIVERIES: ListFacts(_misdeliveries, is_of_any_day=False),
    ListKind.HISTORY: ListFacts(
        lambda queries, on, _: records.history_table(
            queries.operations(EVERYTHING), queries.history_seal(), on=on
        ),
        is_of_any_day=False,
    ),
    ListKind.CHANGES: ListFacts(
        lambda queries, on, _: records.changes_table(queries.change_rows(), queries.history_seal(), on=on),
        is_of_any_day=False,
    ),
}
