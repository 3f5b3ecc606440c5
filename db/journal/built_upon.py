# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""What stands in the way of taking back an older step although none of its rows changed since.

A sheet made from facts, and facts that changed while a sheet did not count, would no longer
agree: the one way to have a paper about that says what the roster does not, and nobody told.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

from app.domain.certificate import LIVE
from db.folder.connection import Connection

Image = Mapping[str, Any]
Change = tuple[str, int | None, Image | None, Image | None]
"""Table, person, the row as it is now and as it would be again; None where it is not there."""

# See app.domain.printed_facts.printed_changes.
PRINTED = (
    "symbol", "number", "branch_number", "name", "kind", "born_on", "sex", "sex_on_front",
    "qualified_on", "copay_rate", "copay_from",
)  # fmt: skip
_COPIED = (*PRINTED, "certificate_expires_on")
"""What a new sheet takes from the roster; another 有効期限 leaves the sheets there are as they are."""

_FAMILY = """
    SELECT other.id FROM person one
    JOIN person other ON other.symbol = one.symbol AND other.number = one.number
    WHERE one.id IN (SELECT value FROM json_each(:people))
    UNION SELECT value FROM json_each(:people)
"""


def built_upon(connection: Connection, operation_id: int, changes: Collection[Change]) -> str | None:
    """Return the table in which something was built upon that operation since, or None.

    changes: what taking it back would do.
    """
    copied = {who for who in map(_whose_facts, changes) if who is not None}
    if _was_copied(connection, operation_id, copied):
        return "certificate"
    counts_again = {who for who in map(_whose_paper, changes) if who is not None}
    if _was_told_otherwise(connection, operation_id, counts_again):
        return "person"
    return None


def _whose_facts(change: Change) -> int | None:
    """Whose sheets would say something else if they were made then."""
    table, person_id, now, then = change
    if table in ("print_note", "substitute") or (table == "person" and _differ(_COPIED, now, then)):
        return person_id
    return None


def _whose_paper(change: Change) -> int | None:
    """Whose sheet would count again; of one that counts now, changed facts made it void already."""
    table, person_id, now, then = change
    counts = table == "certificate" and then is not None and then["status"] in LIVE
    return person_id if counts and now is not None and now["status"] not in LIVE else None


def _was_copied(connection: Connection, operation_id: int, people: Collection[int]) -> bool:
    """Whether a sheet was made for one of these households since; one that came to nothing aside."""
    row = connection.row(
        f"""
        SELECT 1 FROM journal
        JOIN certificate c ON c.id = journal.row_id AND c.status NOT IN ('cancelled', 'spoiled')
        WHERE journal.operation_id > :since AND journal.table_name = 'certificate'
          AND journal.before IS NULL AND journal.person_id IN ({_FAMILY}) LIMIT 1
        """,
        {"since": operation_id, "people": json.dumps(sorted(people))},
    )
    return row is not None


def _was_told_otherwise(connection: Connection, operation_id: int, people: Collection[int]) -> bool:
    """Whether something that stands on a sheet is not what it was then in one of these households."""
    rows = connection.rows(
        f"""
        SELECT journal.table_name, journal.row_id, journal.before, journal.after FROM journal
        WHERE journal.operation_id > :since AND journal.table_name IN ('person', 'print_note')
          AND journal.person_id IN ({_FAMILY}) ORDER BY journal.id
        """,
        {"since": operation_id, "people": json.dumps(sorted(people))},
    )
    # The first line since holds what was true then, the last one what is true now.
    spans: dict[tuple[str, int], tuple[str | None, str | None]] = {}
    for table, row_id, before, after in rows:
        first = spans[table, row_id][0] if (table, row_id) in spans else before
        spans[table, row_id] = first, after
    return any(
        then != now
        if table == "print_note"
        else then is not None and now is not None and _differ(PRINTED, json.loads(then), json.loads(now))
        for (table, _), (then, now) in spans.items()
    )


def _differ(columns: Collection[str], one: Image | None, other: Image | None) -> bool:
    if one is None or other is None:
        return True
    return any(one.get(column) != other.get(column) for column in columns)
