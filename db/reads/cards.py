# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""高齢受給者証 at the end of a day: what was recorded of each, and which are due back or in use.

Which are due back is said by app.domain.law.elderly; here its duties are read.
"""

from collections import defaultdict
from datetime import date
from typing import Any

from app.domain.duties import DutyKind, Why
from app.domain.elderly_card import ElderlyOutcome, spoken_of
from app.domain.household import Home
from app.domain.ids import OfficeId, PersonId
from app.domain.person import person_key
from app.rows import ElderlyRow
from db.duties.anew import reach, settle
from db.duties.written import PLACE
from db.folder.connection import Connection, among_ids, in_parts
from db.tables.codec import of_records

CARD_DUTY = f"d.place = {PLACE[DutyKind.ELDERLY_CARD]} AND d.appears_on <= :today AND d.gone_on > :today"
"""SQL on a duty `d`: one of the day, about a card that is due back."""

_DUTIES = f"""
    SELECT d.person_id, d.detail, d.why, d.due_on FROM duty d
    WHERE {CARD_DUTY.replace(":today", "?")} AND d.person_id IN ({{ids}})
"""
_NEWEST = None
"""The card that a duty is about, where it is not one before the newest."""
_OF_BEFORE = ("expired", "replaced", "loss")
"""Behind which of the reasons in a duty's detail stands the card before the newest one that it is about."""

_DONE = "e.outcome <> 'replaced' AND e.done_on <= :today"
_COVERED = "p.qualified_on <= :today AND p.ends_on > :today"


_LIES_HERE = f"""
    CASE WHEN {_DONE} AND (e.sent_back_on <= :today OR e.forwarded_on > :today
                           OR (e.outcome = 'collected' AND e.forwarded_on IS NULL)) THEN 1 ELSE 0 END
"""


def _rows_of(which: str, otherwise: str, told: str, tables: str) -> str:
    """Return SQL for one row a card. which: SQL for the card as duties name it.

    otherwise: of a card with which nothing was done. told: what a card says; tables: the cards `e`, with
    their persons `p`.
    """
    return f"""
    SELECT p.id AS person_id, e.id AS card_id, p.symbol, p.number, p.branch_number, p.name, p.kana,
           o.name AS office, p.department, p.born_on, p.disqualified_on, {told},
           {which} AS which, {_LIES_HERE} AS lies_here,
           CASE WHEN {_DONE} AND e.forwarded_on <= :today THEN 'forwarded' WHEN {_DONE} THEN e.outcome
                {otherwise} END AS recorded,
           CASE WHEN {_DONE} THEN e.done_on END AS "on",
           CASE WHEN e.forwarded_on <= :today AND coalesce(e.sent_back_on > :today, TRUE)
                THEN e.forwarded_on END AS forwarded_on,
           CASE WHEN {_DONE} THEN e.note ELSE '' END AS note,
           p.kana_key AS kana_key, e.replaced_on AS replaced_on
    FROM {tables} JOIN office o ON o.id = p.office_id
"""


_KEY = ("symbol", "number", "branch_number")

_ISSUED = "coalesce(p.elderly_card_issued_on, '') <= :today"
"""SQL on a person: one that was told of ahead is there from the day on which it was issued."""
_MADE_WAY = """
    EXISTS (SELECT 1 FROM elderly_card c WHERE c.person_id = p.id AND c.replaced_on IS NOT NULL
              AND coalesce(c.issued_on, '') = coalesce(p.elderly_card_issued_on, '')
              AND coalesce(c.expires_on, '') = coalesce(p.elderly_card_expires_on, ''))
"""
"""SQL on a person: the card of which the roster tells made way for another; see is_of."""
_OF_NEWEST = _rows_of(
    "CAST(NULL AS INTEGER)",
    f"WHEN p.elderly_card_listed = 1 AND {_COVERED} AND {_ISSUED} AND NOT {_MADE_WAY} THEN 'in_use'",
    """coalesce(e.issued_on, p.elderly_card_issued_on) AS issued_on,
           coalesce(e.copay_rate, CASE WHEN p.elderly_card_listed = 1 THEN p.copay_rate END) AS copay_rate,
           coalesce(e.expires_on, p.elderly_card_expires_on) AS expires_on""",
    "person p LEFT JOIN elderly_card e ON e.person_id = p.id AND e.replaced_on IS NULL",
)
_OF_OLD = _rows_of(
    "e.id",
    f"""WHEN e.replaced_on <= :today THEN 'replaced'
        WHEN {_COVERED} AND coalesce(e.issued_on, '') <= :today THEN 'in_use'""",
    "e.issued_on AS issued_on, e.copay_rate AS copay_rate, e.expires_on AS expires_on",
    "elderly_card e JOIN person p ON p.id = e.person_id AND e.replaced_on IS NOT NULL",
)
_OF_ALL = f"""
    (CAST(:office AS INTEGER) IS NULL OR p.office_id = :office)
    AND p.id IN (SELECT person_id FROM elderly_card UNION SELECT id FROM person WHERE elderly_card_listed = 1
                 UNION SELECT d.person_id FROM duty d WHERE {CARD_DUTY})
"""
_OF_HOME = "p.symbol = :symbol AND p.number = :number"


def _cards(among: str) -> str:
    """Return SQL for every card of these persons, of each the newest first."""
    both = f"{_OF_NEWEST} WHERE {among} UNION ALL {_OF_OLD} WHERE {among}"
    return f"""
    SELECT * FROM ({both}) AS card
    ORDER BY kana_key, person_id, coalesce(replaced_on, '9999') DESC, card_id DESC
"""


_ROWS = _cards(_OF_ALL)
_STATES = _cards(_OF_HOME)


def elderly_rows(
    connection: Connection, today: date, *, office_id: OfficeId | None = None
) -> list[ElderlyRow]:
    """Return cards due back, in use or dealt with, as known at the end of that day.

    Of a person the newest stands first.
    """
    found = _read(connection, _ROWS, _values(connection, today) | {"office": office_id})
    return of_records(ElderlyRow, [{**row, "key": person_key(*map(row.__getitem__, _KEY))} for row in found])


def cards_of(connection: Connection, home: Home, today: date) -> dict[PersonId, ElderlyOutcome]:
    """Return what is said of the cards of each of a household; whoever has none is not among them."""
    symbol, number = home
    wanted = _values(connection, today) | {"symbol": symbol, "number": number}
    found: dict[PersonId, list[ElderlyOutcome]] = defaultdict(list)
    for row in _read(connection, _STATES, wanted):
        found[PersonId(row["person_id"])].append(ElderlyOutcome(row["outcome"]))
    return {who: said for who, outcomes in found.items() if (said := spoken_of(outcomes)) is not None}


def _read(connection: Connection, statement: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    """The cards of which there is anything to say: first that one lies here, then that it is due back, then
    what was recorded (outcome_on).
    """
    rows, found = connection.records(statement, values), []
    duties: dict[tuple[int, int | None], list[tuple[str, str | None]]] = defaultdict(list)
    for part in in_parts(row["person_id"] for row in rows):
        asked = among_ids(_DUTIES, part, values["today"], values["today"])
        for person_id, detail, why, due_on in connection.rows(*asked):
            reason, _, card = detail.partition(" ")
            if not card or reason in _OF_BEFORE:
                duties[person_id, int(card) if card else _NEWEST].append((why, due_on))
    for row in rows:
        own = duties.get((row["person_id"], row["which"]), ())
        why = min((why for why, _ in own), default=None)
        due = "confirm" if why == Why.CARD_POSSIBLE else "outstanding"
        outcome = "collected" if row["lies_here"] else row["recorded"] if why is None else due
        if outcome is not None:
            due_on = min((on for _, on in own if on is not None), default=None)
            found.append({**row, "outcome": outcome, "due_on": due_on})
    return found


def _values(connection: Connection, today: date) -> dict[str, Any]:
    settle(connection)
    reach(connection, today)
    return {"today": today.isoformat()}
