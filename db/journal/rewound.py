"""The tables as they were recorded at the end of an earlier day: for a rehearsal, which is rolled back.

Every line of the history since is put back, the newest first, as one undo after the other would.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from app.ports import Report
from db.duties.anew import settle
from db.duties.written import touch
from db.folder.connection import Connection
from db.journal.journal import line_of
from db.tables import derived
from db.tables.images import LINES
from db.tables.narrowing import whole
from db.tables.table import Line, put

_PORTION = 2000
_SINCE = "SELECT coalesce(max(id), 0) + 1 FROM operation WHERE substr(entered_at, 1, 10) <= ?"
"""SQL: the step after the last one of that day; so a clock that was wrong for a while does no harm."""
_SPAN = "SELECT min(id), max(id) FROM journal WHERE operation_id >= ?"
_LINES = f"""
    SELECT * FROM {LINES} AS line WHERE id BETWEEN ? AND ? AND operation_id >= ? ORDER BY id DESC
"""  # noqa: S608 - our own names


def rewind(connection: Connection, until: date, own: int, report: Report) -> None:
    """Let the tables say what had been recorded by the end of that day, and what was due by it.

    own: the operation within which that is done. Of whom a purge took the records since, nothing comes back.
    """
    since = connection.value(_SINCE, (until.isoformat(),))
    if since >= own:
        return
    with whole(connection):
        for lines in _reversed(connection, since, report):
            put(connection, lines)
            derived.refresh(connection, lines)
            derived.refresh_last_steps(connection, lines)
            touch(connection, lines)
    settle(connection)


def _reversed(connection: Connection, since: int, report: Report) -> Iterator[Sequence[Line]]:
    """Yield what takes back every line of these operations, the newest first."""
    first, last = connection.row(_SPAN, (since,)) or (None, None)
    if first is None:
        return
    total = last - first + 1
    for top in range(last, first - 1, -_PORTION):
        # A migration enters lines of old operations among those of new ones.
        told = map(line_of, connection.records(_LINES, (max(first, top - _PORTION + 1), top, since)))
        yield [replace(line, before=line.after, after=line.before) for line in told if _is_put_back(line)]
        report(min(total, last - top + _PORTION), total)


def _is_put_back(line: Line) -> bool:
    """A blanked image tells nothing, and its row is gone; without a society there is no office."""
    is_beginning = line.table == "society" and line.before is None
    return not is_beginning and {} not in (line.before, line.after)
