# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""What stands in the way of taking back an older step although none of its rows changed since.

A sheet made from facts, and facts that changed while a sheet did not count, would no longer
agree: the one way to have a paper about that says what the roster does not, and nobody told.
"""

import json
from collections.abc import Collection, Sequence
from functools import cache

from peewee import SQL

from app.domain.certificate import LIVE
from app.domain.person import COPIED, PRINTED
from db.folder.connection import Connection, among_ids, in_parts
from db.tables.images import LINES
from db.tables.models import PersonModel
from db.tables.table import Line, Row, made_once

_COPIED_SINCE = f"""
    SELECT 1 FROM {LINES} AS line
    JOIN certificate c ON c.id = line.row_id AND c.status NOT IN ('cancelled', 'spoiled')
    WHERE line.operation_id > ? AND line.table_name = 'certificate'
      AND line.before IS NULL AND line.person_id IN ({{ids}}) LIMIT 1
"""
_TOLD_SINCE = f"""
    SELECT table_name, row_id, before, after FROM {LINES} AS line
    WHERE operation_id > ? AND table_name IN ('person', 'print_note')
      AND person_id IN ({{ids}}) ORDER BY id
"""


def built_upon(connection: Connection, operation_id: int, lines: Sequence[Line]) -> str | None:
    """Return the table in which something was built upon that operation since, or None.

    lines: what taking it back would do; `before` is the row as it is now, `after` as it would be again.
    """
    copied = {line.person_id for line in lines if line.person_id is not None and _is_copied(line)}
    if _was_copied(connection, operation_id, copied):
        return "certificate"
    counts_again = {line.person_id for line in lines if line.person_id is not None and _counts_again(line)}
    if _was_told_otherwise(connection, operation_id, counts_again):
        return "person"
    return None


def _is_copied(line: Line) -> bool:
    """Whether that person's sheets would say something else if they were made then."""
    if line.table == "person":
        return _differ(COPIED, line.before, line.after)
    return line.table in ("print_note", "substitute")


def _counts_again(line: Line) -> bool:
    """Whether a sheet would count again; of one that counts now, changed facts made it void already."""
    if line.table != "certificate" or line.before is None or line.after is None:
        return False
    return line.after["status"] in LIVE and line.before["status"] not in LIVE


def _was_copied(connection: Connection, operation_id: int, people: Collection[int]) -> bool:
    """Whether a sheet was made for one of these households since; one that came to nothing aside."""
    return any(
        connection.row(*among_ids(_COPIED_SINCE, part, operation_id))
        for part in in_parts(_families(connection, people))
    )


def _was_told_otherwise(connection: Connection, operation_id: int, people: Collection[int]) -> bool:
    """Whether something that stands on a sheet is not what it was then in one of these households."""
    lines = [
        line
        for part in in_parts(_families(connection, people))
        for line in connection.records(*among_ids(_TOLD_SINCE, part, operation_id))
    ]
    # The first line since holds what was true then, the last one what is true now.
    spans: dict[tuple[str, int], tuple[str | None, str | None]] = {}
    for line in lines:
        place = line["table_name"], line["row_id"]
        first, _ = spans.get(place, (line["before"], None))
        spans[place] = first, line["after"]
    return any(
        then != now
        if table == "print_note"
        else then is not None and now is not None and _differ(PRINTED, json.loads(then), json.loads(now))
        for (table, _), (then, now) in spans.items()
    )


def _families(connection: Connection, people: Collection[int]) -> set[int]:
    """These persons and everybody of their households."""
    found = (connection.values(*among_ids(_of_households(), part)) for part in in_parts(people))
    return set(people).union(*found)


def _differ(columns: Collection[str], one: Row | None, other: Row | None) -> bool:
    if one is None or other is None:
        return True
    return any(one.get(column) != other.get(column) for column in columns)


@cache
def _of_households() -> str:
    other = PersonModel.alias()
    is_of_household = (other.symbol == PersonModel.symbol) & (other.number == PersonModel.number)
    found = PersonModel.select(PersonModel.id).join(other, on=is_of_household)
    return made_once(found.where(other.id.in_(SQL("({ids})"))))
