"""Whose cover is over, and what is open of them: what app/domain/retention.py asks."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache, partial
from typing import Any

from app.domain.elderly_card import ElderlyOutcome
from app.domain.ids import PersonId
from app.domain.person import Person, PersonKind
from app.domain.print_session import Fault, SheetStatus
from app.domain.retention import Case, Hold, Retention
from app.domain.shipment import Fate
from db.duties.facts import facts_and_homes, same_humans
from db.folder.connection import Connection
from db.tables.mapping import (
    CERTIFICATE,
    CONTACT,
    DEFERRAL,
    DIFFERENCE,
    ELDERLY_CARD,
    MISDELIVERY,
    PARCEL_CONFLICT,
    RETENTION,
    SENT_PAPER,
    SHEET,
    SOCIETY_ANSWER,
    STEP_AHEAD,
)
from db.tables.models import DutyModel, PersonModel
from db.tables.table import Table

_FINDABLE = (ElderlyOutcome.LOST, ElderlyOutcome.UNCOLLECTABLE)


_Objects = Callable[..., Sequence[Any]]
"""Asked for a table, and by which of its columns a row is somebody's."""
_Sheets = Sequence[tuple[PersonId, Any]]


def retention(connection: Connection) -> Retention:
    """See app.retained.Retained."""
    return next(iter(RETENTION.read(connection, RETENTION.select())), Retention())


def retention_cases(connection: Connection, today: date) -> dict[PersonId, Case]:
    """See app.retained.Retained."""
    is_over = PersonModel.ends_on <= today.isoformat()
    ids = connection.values(PersonModel.select(PersonModel.id).where(is_over))
    holds, days, twins = (defaultdict(list) for _ in range(3))
    # Both halves look at most tables.
    of = cache(partial(_of, connection, ids))
    sheets = _sheets(connection, ids)
    for person_id, hold in _open(connection, of, sheets, today):
        holds[person_id].append(hold)
    for person_id, on in _days(of, sheets):
        days[person_id].append(on)
    for person_id, other in same_humans(connection, ids):
        twins[person_id].append(other)
    return {
        facts.person.id: Case(
            facts,
            _family(facts.person, home),
            twins[facts.person.id],
            frozenset(holds[facts.person.id]),
            days[facts.person.id],
        )
        for facts, home in facts_and_homes(connection, ids)
        if facts.person.id is not None
    }


def _family(person: Person, home: Sequence[Person]) -> list[PersonId]:
    """A dependant's records are done with by themselves; an employee's when the family's are."""
    if person.kind is PersonKind.DEPENDANT:
        return []
    return [one.id for one in home if one.id is not None and one.id != person.id]


def _open(
    connection: Connection, of: _Objects, sheets: _Sheets, today: date
) -> Iterator[tuple[PersonId, Hold]]:
    """What is open of these persons, beside their sheets."""
    for person_id in connection.values(
        DutyModel.select(DutyModel.person_id).where(DutyModel.gone_on > today.isoformat()).distinct()
    ):
        yield person_id, Hold.DUE
    for one in of(STEP_AHEAD):
        if one.closed_on is None:
            yield one.person_id, Hold.AHEAD
    for table in (DIFFERENCE, PARCEL_CONFLICT):
        for one in of(table):
            if one.is_open:
                yield one.person_id, Hold.QUESTION
    for one in of(MISDELIVERY, "person_id", "given_to_id"):
        if not one.is_settled:
            yield one.person_id, Hold.MISDELIVERY
            if one.given_to is not None:
                yield one.given_to, Hold.MISDELIVERY
    for one in of(SENT_PAPER):
        if one.fate is Fate.NOT_ARRIVED:
            yield one.person_id, Hold.PAPER
    for one in of(ELDERLY_CARD):
        if one.outcome in (ElderlyOutcome.COLLECTED, ElderlyOutcome.REPLACED):
            yield one.person_id, Hold.PAPER
        elif one.outcome in _FINDABLE and one.expires_on is not None and one.expires_on >= today:
            yield one.person_id, Hold.FINDABLE
    for person_id, sheet in sheets:
        if (
            sheet.status is SheetStatus.SPOILED
            and sheet.shredded_on is None
            and sheet.fault is not Fault.BLANK
        ):
            yield person_id, Hold.PAPER


def _days(of: _Objects, sheets: _Sheets) -> Iterator[tuple[PersonId, date]]:
    """The days of what was done for these persons, beside their sheets."""
    for one in of(CONTACT):
        yield one.person_id, one.on
    for one in of(SOCIETY_ANSWER):
        yield one.person_id, one.on
    for one in of(DEFERRAL):
        yield one.person_id, one.made_on
    for one in of(ELDERLY_CARD):
        yield from _told(one.person_id, one.on, one.forwarded_on, one.sent_back_on)
    for one in of(SENT_PAPER):
        yield from _told(one.person_id, one.fate_on)
    for one in of(STEP_AHEAD):
        yield from _told(one.person_id, one.closed_on)
    for one in of(DIFFERENCE):
        yield from _told(one.person_id, one.settled_on)
    for one in of(MISDELIVERY, "person_id", "given_to_id"):
        for person_id in (one.person_id, one.given_to):
            if person_id is not None:
                yield from _told(person_id, one.recovered_on, one.told_on, one.reported_on)
    for person_id, sheet in sheets:
        yield from _told(person_id, sheet.shredded_on)


def _told(person_id: PersonId, *days: date | None) -> Iterator[tuple[PersonId, date]]:
    return ((person_id, on) for on in days if on is not None)


def _of(connection: Connection, ids: Sequence[PersonId], table: Table[Any], *columns: str) -> list[Any]:
    """The objects of these persons, each once. columns: by which they are somebody's."""
    rows = {
        row["id"]: row
        for column in columns or ("person_id",)
        for row in table.rows_among(connection, column, ids)
    }
    return table.objects(list(rows.values()))


def _sheets(connection: Connection, ids: Sequence[PersonId]) -> _Sheets:
    holders = {row["id"]: row["person_id"] for row in CERTIFICATE.rows_among(connection, "person_id", ids)}
    sheets = SHEET.objects(SHEET.rows_among(connection, "certificate_id", list(holders)))
    return [(holders[sheet.certificate_id], sheet) for sheet in sheets]
