# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""高齢受給者証 at the end of a day: what was recorded of each, and which are due back or in use.

Which are due back is said by app.domain.law.elderly; here its duties are read.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import date

from app.domain.duties import DutyKind
from app.domain.elderly_card import ElderlyOutcome
from app.domain.household import Home
from app.domain.ids import OfficeId, PersonId
from app.domain.life_calendar import LaneKind
from app.domain.wareki import wareki_short
from app.rows import ElderlyRow
from app.words import label, said
from db.duties.anew import reach, settle
from db.duties.written import PLACE
from db.folder.connection import Connection
from db.reads.facts import rows_of_persons

CARD_DUTY = f"d.place = {PLACE[DutyKind.ELDERLY_CARD]} AND d.appears_on <= :today AND d.gone_on > :today"
"""SQL on a duty `d`: one of the day, about a card that is due back."""

_ASKED = f"(SELECT min(d.why) FROM duty d WHERE d.person_id = p.id AND {CARD_DUTY})"
_OUTCOME = f"""
    CASE WHEN e.sent_back_on <= :today OR e.forwarded_on > :today
              OR (e.outcome = 'collected' AND e.forwarded_on IS NULL) THEN 'collected'
         WHEN {_ASKED} = 'card_possible' THEN 'confirm' WHEN {_ASKED} IS NOT NULL THEN 'outstanding'
         WHEN e.forwarded_on <= :today THEN 'forwarded' WHEN e.id IS NOT NULL THEN e.outcome
         WHEN p.elderly_card_listed = 1 AND p.qualified_on <= :today AND p.ends_on > :today THEN 'in_use' END
"""
"""First of one that lies here, then what is due back, then what was recorded of the newest (outcome_on)."""

_CARDS = """
    person p
    LEFT JOIN elderly_card e ON e.id = (
        SELECT c.id FROM elderly_card c
        WHERE c.person_id = p.id AND c.done_on <= :today
          AND (c.outcome = 'collected' OR c.replaced_on IS NULL)
        ORDER BY c.outcome = 'collected' DESC, c.id DESC LIMIT 1)
"""
"""With each person the card that is spoken of: one that lies here, else the newest."""
_ROWS = f"""
    SELECT p.id AS person_id, p.symbol, p.number, p.branch_number, p.name, p.kana, o.name AS office,
           p.department, p.born_on, p.disqualified_on, {_OUTCOME} AS outcome, e.done_on AS "on",
           CASE WHEN e.forwarded_on <= :today AND coalesce(e.sent_back_on > :today, TRUE)
                THEN e.forwarded_on END AS forwarded_on,
           coalesce(e.note, '') AS note
    FROM {_CARDS} JOIN office o ON o.id = p.office_id
    WHERE p.id IN (SELECT person_id FROM elderly_card UNION SELECT d.person_id FROM duty d WHERE {CARD_DUTY}
                   UNION SELECT id FROM person WHERE elderly_card_listed = 1)
      AND {_OUTCOME} IS NOT NULL AND (CAST(:office AS INTEGER) IS NULL OR p.office_id = :office)
    ORDER BY p.kana_key, p.id
"""
_OF_HOME = f"SELECT p.id, {_OUTCOME} FROM {_CARDS} WHERE p.symbol = :symbol AND p.number = :number"


_BEFORE = """
    SELECT person_id, outcome, coalesce(forwarded_on, done_on) AS "on" FROM elderly_card
    WHERE replaced_on IS NOT NULL AND outcome NOT IN ('replaced', 'collected')
      AND coalesce(forwarded_on, done_on) <= ?
    ORDER BY person_id, id
"""
"""Cards that another one took the place of, and that are done with."""


def elderly_rows(
    connection: Connection, today: date, *, office_id: OfficeId | None = None
) -> list[ElderlyRow]:
    """Return cards due back, in use or dealt with, as known at the end of that day.

    Of a person one card is a row; what became of those before it stands in its note.
    """
    values = _values(connection, today)
    before: dict[int, list[str]] = defaultdict(list)
    for person_id, outcome, on in connection.rows(_BEFORE, (values["today"],)):
        day = wareki_short(date.fromisoformat(on))
        before[person_id].append(said(LaneKind.CARD, "before", what=label(ElderlyOutcome(outcome)), day=day))
    rows = rows_of_persons(connection, ElderlyRow, _ROWS, values | {"office": office_id})
    return [
        replace(row, note="、".join(filter(None, [row.note, *before[row.person_id]])))
        if row.person_id in before
        else row
        for row in rows
    ]


def cards_of(connection: Connection, home: Home, today: date) -> dict[PersonId, ElderlyOutcome]:
    """Return the same of a household; whoever has no card is not among them."""
    symbol, number = home
    wanted = _values(connection, today) | {"symbol": symbol, "number": number}
    found = connection.rows(_OF_HOME, wanted)
    return {person_id: ElderlyOutcome(outcome) for person_id, outcome in found if outcome is not None}


def _values(connection: Connection, today: date) -> dict[str, object]:
    settle(connection)
    reach(connection, today)
    return {"today": today.isoformat()}
