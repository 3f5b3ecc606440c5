# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""What lists said, what the office recorded itself, and where the two differ."""

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.difference import Difference
from app.domain.ids import PersonId
from app.domain.kept_list import HeldList, ListProfile
from app.domain.list_taken import ListTaken
from app.domain.person import Enrolment, Sex
from app.domain.told import GROUP_OF, Told
from db.folder.connection import Connection
from db.journal.journal import IS_UNDONE
from db.tables.list_models import DifferenceModel, HeldListModel, ListTakenModel
from db.tables.mapping import DIFFERENCE, HELD_LIST, LIST_PROFILE, LIST_TAKEN, TOLD

_COLUMN_OF: Mapping[str, str] = {field: "office_id" if field == "office" else field for field in GROUP_OF}
_LEARNED = "enrolment_as_of"
_OPEN: Mapping[str, Any] = {"enrolment": Enrolment.UNKNOWN, "sex": Sex.UNSET}
"""Before somebody was entered by hand nothing was known; what was left open then is not recorded."""

_BY_HAND = f"""
    SELECT journal.row_id AS person_id, operation.entered_at AS entered_at, journal.before AS before,
           journal.after AS after
    FROM operation JOIN journal ON journal.operation_id = operation.id
    WHERE operation.depth = 0 AND operation.entered_at >= ? AND NOT {IS_UNDONE}
      AND operation.id NOT IN (SELECT operation_id FROM list_taken)
      AND journal.table_name = 'person' AND journal.after IS NOT NULL
    ORDER BY journal.id
"""


def told(connection: Connection) -> dict[PersonId, Told]:
    """See app.ports.Queries."""
    return {one.person_id: one for one in TOLD.read(connection, TOLD.select())}


def recorded_here(connection: Connection, since: date) -> dict[PersonId, dict[str, date]]:
    """See app.ports.Queries. Of a stage the day on which it was learned."""
    found: dict[PersonId, dict[str, date]] = defaultdict(dict)
    for line in connection.records(_BY_HAND, (since.isoformat(),)):
        before = _OPEN if line["before"] is None else json.loads(line["before"])
        after = json.loads(line["after"])
        entered_on = date.fromisoformat(line["entered_at"][:10])
        for field, column in _COLUMN_OF.items():
            if column in after and (before.get(column) or None) != (after[column] or None):
                found[PersonId(line["person_id"])][field] = _day(field, after, entered_on)
    return found


def _day(field: str, after: Mapping[str, Any], entered_on: date) -> date:
    learned = after.get(_LEARNED) if field == "enrolment" else None
    return entered_on if learned is None else date.fromisoformat(learned)


def lists_taken(connection: Connection) -> list[ListTaken]:
    """See app.ports.Queries."""
    return LIST_TAKEN.read(connection, LIST_TAKEN.select().order_by(ListTakenModel.id.desc()))


def list_profiles(connection: Connection) -> list[ListProfile]:
    """See app.ports.Queries."""
    return LIST_PROFILE.read(connection, LIST_PROFILE.select())


def held_lists(connection: Connection) -> list[HeldList]:
    """See app.ports.Queries."""
    is_open = HeldListModel.settled_on.is_null()
    return HELD_LIST.read(connection, HELD_LIST.select(is_open).order_by(HeldListModel.id.desc()))


def differences(connection: Connection) -> list[Difference]:
    """See app.ports.Queries."""
    is_open = DifferenceModel.settled_on.is_null()
    return DIFFERENCE.read(connection, DIFFERENCE.select(is_open).order_by(DifferenceModel.id))
