# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""Which facts somebody recorded by hand, and when: against what a list of that day says.

What a file of another folder brought was recorded there, if at all: it tells when.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.ids import PartnerId, PersonId
from app.domain.person import Enrolment, Sex
from app.domain.told import GROUP_OF
from db.folder.connection import Connection
from db.journal.journal import IS_UNDONE

_COLUMN_OF: Mapping[str, str] = {field: "office_id" if field == "office" else field for field in GROUP_OF}
_LEARNED = "enrolment_as_of"
_NOBODY = PartnerId(0)
_OPEN: Mapping[str, Any] = {"enrolment": Enrolment.UNKNOWN, "sex": Sex.UNSET}
"""Before somebody was entered by hand nothing was known; what was left open then is not recorded."""

_BY_HAND = f"""
    SELECT journal.row_id AS person_id, operation.entered_at AS entered_at, journal.before AS before,
           journal.after AS after
    FROM operation JOIN journal ON journal.operation_id = operation.id
    WHERE operation.depth = 0 AND operation.entered_at >= ? AND {IS_UNDONE} = 0
      AND operation.id NOT IN (SELECT operation_id FROM list_taken)
      AND NOT EXISTS (SELECT 1 FROM journal came
                      WHERE came.operation_id = operation.id AND came.table_name = 'parcel')
      AND journal.table_name = 'person' AND journal.after IS NOT NULL
    ORDER BY journal.id
"""
_ELSEWHERE = """
    SELECT row_id, recorded FROM parcel_row
    WHERE table_name = 'person' AND recorded <> '' AND partner_id <> ?
"""


def recorded_here(
    connection: Connection, since: date, *, but: PartnerId = _NOBODY
) -> dict[PersonId, dict[str, date]]:
    """See app.ports.Queries. Of a stage the day on which it was learned. but: what that partner told."""
    found: dict[PersonId, dict[str, date]] = defaultdict(dict)
    for line in connection.records(_BY_HAND, (since.isoformat(),)):
        before = _OPEN if line["before"] is None else json.loads(line["before"])
        after = json.loads(line["after"])
        entered_on = date.fromisoformat(line["entered_at"][:10])
        for field, column in _COLUMN_OF.items():
            if column in after and (before.get(column) or None) != (after[column] or None):
                found[PersonId(line["person_id"])][field] = _day(field, after, entered_on)
    for row in connection.records(_ELSEWHERE, (but,)):
        days = found[PersonId(row["row_id"])]
        for field, on in recorded_of(row["recorded"]).items():
            if on >= since:
                days[field] = max(on, days.get(field, on))
    return found


def recorded_text(days: Mapping[str, date]) -> str:
    """Return the days of facts as one text; empty where there are none.

    >>> recorded_text({"name": date(2026, 11, 20), "kana": date(2026, 11, 20)})
    'kana 2026-11-20 name 2026-11-20'
    """
    return " ".join(f"{field} {on.isoformat()}" for field, on in sorted(days.items()))


def recorded_of(text: str) -> dict[str, date]:
    """Return what recorded_text wrote; raise ValueError for what it did not."""
    words = text.split()
    found = {field: date.fromisoformat(on) for field, on in zip(words[::2], words[1::2], strict=True)}
    if not found.keys() <= _COLUMN_OF.keys():
        raise ValueError(text)
    return found


def _day(field: str, after: Mapping[str, Any], entered_on: date) -> date:
    learned = after.get(_LEARNED) if field == "enrolment" else None
    return entered_on if learned is None else date.fromisoformat(learned)
