# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""Every change with its before and after; from that: undo, redo and history.

An undo is itself an operation, so the log stays honest and a redo is the undo of an undo. A
chain grows from each use case: depth 0 did it, 1 took it back, 2 brought it back … Whoever
looks for something to undo takes the newest of even depth that nothing took back yet. What a
newer program made of the rows is nobody's use case: it lies outside the depths (BESIDE).
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from app.domain.accepted_text import visible
from app.domain.ids import OperationId
from app.domain.my_number import masked
from app.errors import AlreadyUndone
from app.late import dataclass
from app.ports import Report, untold
from app.rows import OperationRow
from app.words import word
from db.duties.written import touch
from db.folder.connection import Connection, among_ids, in_parts
from db.folder.troubles import INTEGRITY_ERRORS
from db.journal import former
from db.journal.blanked import has_blanked
from db.journal.built_upon import built_upon
from db.journal.others import by_whom, is_followed, is_own
from db.journal.shown import beside, is_shown
from db.tables import derived
from db.tables.codec import read
from db.tables.images import LINES, image
from db.tables.table import Line, Row, put

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

IS_UNDONE = """
    ((SELECT coalesce(max(chain.depth), 0) FROM operation chain
      WHERE chain.origin_id = coalesce(operation.origin_id, operation.id)) - operation.depth) % 2
"""
"""SQL on a row of `operation`: 1 if its effect does not stand (taken back, not brought back)."""

_OPERATION = f"""
    SELECT id AS operation_id, label, entered_at, user, {IS_UNDONE} AS is_undone, is_undoable, undoes_id
    FROM operation
"""
_OF_IDS = f"{_OPERATION} WHERE id IN ({{ids}})"
_IS_STEP = "EXISTS (SELECT 1 FROM journal WHERE journal.operation_id = o.id)"
"""SQL: not only a note, such as that of a file written; it changed nothing and stands in no undo's way."""
_STANDING = f"""
    FROM operation o LEFT JOIN operation origin ON origin.id = o.origin_id
    WHERE o.depth % 2 = :parity AND NOT EXISTS (SELECT 1 FROM operation later WHERE later.undoes_id = o.id)
      AND {_IS_STEP}
"""
"""SQL: the operations of a parity of depth that nothing took back."""

_TO_UNDO = f"""
    SELECT CASE WHEN o.is_undoable = 1 THEN coalesce(o.origin_id, o.id) END
    {_STANDING} AND {{shown}} AND {{own}} ORDER BY o.id DESC LIMIT 1
"""
_UNDO, _REDO = "undo", "redo"

BESIDE = -1
"""The depth of an operation that no undo and no redo sees: of neither parity, and no use case."""

_MOST = 5000
_PORTION_OF = f"""
    SELECT * FROM {LINES} AS line
    WHERE operation_id = :id AND (CAST(:before AS INTEGER) IS NULL OR id < :before)
    ORDER BY id DESC LIMIT {_MOST}
"""
"""SQL: the next lines of an operation backwards; more are not in memory at a time."""
_SPAN_OF = "SELECT min(id), max(id) FROM journal WHERE operation_id = ?"
"""SQL: where the lines of an operation lie; among those that a migration entered others' stand."""
_REVERSE = """
    INSERT INTO journal (operation_id, table_name, row_id, person_id, image_of, is_reversed)
    SELECT :operation, table_name, row_id, person_id, coalesce(image_of, id), 1 - is_reversed
    FROM journal WHERE operation_id = :target AND id BETWEEN :first AND :last ORDER BY id DESC
"""


@dataclass(frozen=True, slots=True)
class _Operation:
    id: int
    origin_id: int
    depth: int
    label: str
    is_undoable: bool


def begin(
    connection: Connection, label: str, *, user: str, entered_at: datetime, undoable: bool, depth: int = 0
) -> OperationId:
    """Enter a new operation and return its id.

    A label may name a file or what somebody typed; it shows nothing that may not be stored.
    """
    operation_id = connection.value(
        "INSERT INTO operation (label, user, entered_at, is_undoable, depth)"
        " VALUES (?, ?, ?, ?, ?) RETURNING id",
        (_shown(label), user, entered_at.isoformat(), int(undoable), depth),
    )
    return OperationId(operation_id)


def name(connection: Connection, operation_id: OperationId, label: str) -> None:
    """Call an operation what its use case says, once that is known."""
    connection.rows("UPDATE operation SET label = ? WHERE id = ?", (_shown(label), operation_id))


def forget_if_empty(connection: Connection, operation_id: OperationId) -> None:
    """Remove an operation that changed nothing; there is nothing to undo in it."""
    connection.rows(
        "DELETE FROM operation"
        " WHERE id = :id AND NOT EXISTS (SELECT 1 FROM journal WHERE operation_id = :id)",
        {"id": operation_id},
    )


def write(connection: Connection, operation_id: int, lines: Sequence[Line]) -> None:
    """Store lines of an operation in the order in which the rows changed."""
    former.keep(connection, operation_id, lines)
    connection.run_many(
        "INSERT INTO journal (operation_id, table_name, row_id, person_id, before, after)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            (operation_id, line.table, line.row_id, line.person_id, _text(line.before), _text(line.after))
            for line in lines
        ),
    )


def _write_reversed(connection: Connection, operation_id: int, target: _Operation) -> None:
    """Store that a step did the inverse of all lines of another; see db/tables/images.py."""
    first, last = connection.row(_SPAN_OF, (target.id,)) or (0, 0)
    for top in range(last, first - 1, -_MOST):
        portion = {"first": max(first, top - _MOST + 1), "last": top}
        connection.rows(_REVERSE, {"operation": operation_id, "target": target.id, **portion})


def undo(
    connection: Connection,
    operation_id: OperationId | None = None,
    *,
    user: str,
    entered_at: datetime,
    report: Report = untold,
) -> OperationRow:
    """Take back that use case, or the newest of one's own; raise AlreadyUndone where that may not be.

    An older one is taken back only where nothing was built upon it since; see db/journal/built_upon.py.
    """
    target = _newest(connection, parity=0, origin_id=operation_id)
    if target is None and operation_id is not None:
        raise AlreadyUndone("この操作はすでに元に戻してあります。")
    if target is None:
        raise AlreadyUndone(_nothing_of_ones_own(connection))
    if not target.is_undoable:
        raise AlreadyUndone(
            f"操作「{target.label}」は元に戻せません。訂正は新しい操作として記録してください。"
        )
    return _take_back(connection, target, _UNDO, user, entered_at, report)


def redo(
    connection: Connection,
    operation_id: OperationId | None = None,
    *,
    user: str,
    entered_at: datetime,
    report: Report = untold,
) -> OperationRow:
    """Bring back what one undid last, or that, unless one did something new since."""
    target = _newest(connection, parity=1, origin_id=operation_id)
    newest_use_case = connection.value(
        f"SELECT max(o.id) FROM operation o WHERE o.depth = 0 AND {_IS_STEP} AND {is_own(connection, 'o')}",
        {"own": connection.access.user.name},
    )
    if target is None or (newest_use_case or 0) > target.id:
        raise AlreadyUndone("やり直せる操作はありません。")
    return _take_back(connection, target, _REDO, user, entered_at, report)


def size_of_step(connection: Connection, *, redo: bool) -> int:
    """Return how many rows would be put back now."""
    target = _newest(connection, parity=int(redo))
    return 0 if target is None else _lines_of(connection, target)


@dataclass(frozen=True, slots=True)
class Touched:
    """What a step touched, and whether it is one's own. operation_id: of the use case."""

    operation_id: OperationId
    tables: frozenset[str]
    is_own: bool


def touched_by(connection: Connection, operation_id: OperationId | None, *, redo: bool) -> Touched | None:
    """Return what the step touched that undo, or redo, would put back; else what somebody else's did."""
    target = _newest(connection, parity=int(redo), origin_id=operation_id)
    is_own = target is not None
    if target is None and operation_id is None:
        target = _newest(connection, parity=int(redo), of_all=True)
    if target is None:
        return None
    tables: list[str] = connection.values(
        "SELECT DISTINCT table_name FROM journal WHERE operation_id = ?", (target.id,)
    )
    user = connection.value("SELECT user FROM operation WHERE id = ?", (target.id,))
    is_own = is_own and user == connection.access.user.name
    return Touched(OperationId(target.origin_id), frozenset(tables), is_own)


def last_undoable(connection: Connection) -> OperationRow | None:
    """Return the use case that undo would take back now, or None."""
    to_undo = _TO_UNDO.format(shown=is_shown(connection, "o"), own=is_own(connection, "o"))
    asked = {"parity": 0, "own": connection.access.user.name}
    found = read(connection, OperationRow, f"{_OPERATION} WHERE id = ({to_undo})", asked)
    return found[0] if found else None


def operation_rows(connection: Connection, limit: int = 50) -> list[OperationRow]:
    """Return the latest operations, newest first; undos and redos are operations too."""
    shown = is_shown(connection, "operation")
    statement = f"{_OPERATION} WHERE {shown} ORDER BY operation.id DESC LIMIT ?"
    return read(connection, OperationRow, statement, (limit,))


def lines_of_person(connection: Connection, person_id: int) -> list[tuple[OperationId, Line]]:
    """Return what changed of one person, oldest first, and by which operation."""
    rows = connection.records(f"SELECT * FROM {LINES} AS line WHERE person_id = ? ORDER BY id", (person_id,))
    return [(OperationId(row["operation_id"]), line_of(row)) for row in rows]


def operations_by_id(connection: Connection, ids: Iterable[int]) -> dict[int, OperationRow]:
    """Return these operations by id."""
    wanted = list(ids)
    found: dict[int, OperationRow] = {
        row.operation_id: row
        for part in in_parts(wanted)
        for row in read(connection, OperationRow, *among_ids(_OF_IDS, part))
    }
    for number, user, at, is_undone, undoes_id in beside(connection, set(wanted).difference(found)):
        told, entered_at = word("History", "beside"), datetime.fromisoformat(at)
        found[number] = OperationRow(OperationId(number), told, entered_at, user, is_undone, False, undoes_id)
    return found


def _newest(
    connection: Connection, *, parity: int, origin_id: OperationId | None = None, of_all: bool = False
) -> _Operation | None:
    """The newest operation of that parity of depth that nothing took back; of one use case, or one's own."""
    own = "1 = 1" if of_all or origin_id is not None else is_own(connection, "o")
    found = read(
        connection,
        _Operation,
        f"""
        SELECT o.id AS id, coalesce(o.origin_id, o.id) AS origin_id, o.depth AS depth,
               coalesce(origin.label, o.label) AS label, o.is_undoable AS is_undoable
        {_STANDING} AND (CAST(:origin AS INTEGER) IS NULL OR o.id = :origin OR o.origin_id = :origin)
        AND {is_shown(connection, "o")} AND {own}
        ORDER BY o.id DESC LIMIT 1
        """,
        {"parity": parity, "origin": origin_id, "own": connection.access.user.name},
    )
    return found[0] if found else None


def _nothing_of_ones_own(connection: Connection) -> str:
    newest = _newest(connection, parity=0, of_all=True)
    if newest is None or not newest.is_undoable:
        return "元に戻せる操作はありません。"
    user = operations_by_id(connection, [newest.id])[OperationId(newest.id)].user
    return (
        f"元に戻せるご自分の操作はありません。最後の「{newest.label}」は {user} さんの操作です。"
        f"戻す必要があれば {user} さんに頼んでください。"
    )


def _take_back(
    connection: Connection,
    target: _Operation,
    verb: str,
    user: str,
    entered_at: datetime,
    report: Report,
) -> OperationRow:
    if has_blanked(connection, target.id):
        raise AlreadyUndone(word("Reversal", "purged").format(label=target.label))
    label = word("Reversal", verb).format(label=target.label)
    operation_id = connection.value(
        "INSERT INTO operation (label, user, entered_at, is_undoable, undoes_id, origin_id, depth)"
        " VALUES (?, ?, ?, 1, ?, ?, ?) RETURNING id",
        (label, user, entered_at.isoformat(), target.id, target.origin_id, target.depth + 1),
    )
    if operation_id == target.id + 1:
        connection.unsettled.takes_back = target.id
    portions = list(islice(_reversed_lines(connection, target), 2))
    is_all = len(portions) < 2
    # Of what is brought back one did nothing since, but others may have.
    if verb is _UNDO or is_followed(connection, target.id):
        for lines in portions if is_all else _reversed_lines(connection, target):
            _check_not_built_upon(connection, target, lines)
    total, done = sum(map(len, portions)) if is_all else _lines_of(connection, target), 0
    for lines in portions if is_all else _reversed_lines(connection, target):
        _check_not_changed(connection, target, lines)
        try:
            put(connection, lines)
        except INTEGRITY_ERRORS as error:
            raise AlreadyUndone(
                f"「{target.label}」のあとにできた別の記録と食い違うため、元に戻せません。"
                "先にその記録を元に戻すか、訂正を新しい操作として記録してください。"
            ) from error
        former.keep(connection, operation_id, lines)
        derived.refresh(connection, lines)
        derived.refresh_last_steps(connection, lines)
        touch(connection, lines)
        done += len(lines)
        report(done, total)
    _write_reversed(connection, operation_id, target)
    return _operation_row(connection, target.origin_id)


def _lines_of(connection: Connection, target: _Operation) -> int:
    return int(connection.value("SELECT count(*) FROM journal WHERE operation_id = ?", (target.id,)))


def _reversed_lines(connection: Connection, target: _Operation) -> Iterator[list[Line]]:
    """The inverse of an operation in portions, newest change first."""
    rows = connection.records(_PORTION_OF, {"id": target.id, "before": None})
    while rows:
        before, is_last = rows[-1]["id"], len(rows) < _MOST
        yield [replace(line, before=line.after, after=line.before) for line in map(line_of, rows)]
        rows = [] if is_last else connection.records(_PORTION_OF, {"id": target.id, "before": before})


def _check_not_changed(connection: Connection, target: _Operation, lines: Sequence[Line]) -> None:
    """Refuse where a row was changed since."""
    present = _present_rows(connection, lines)
    for line in lines:
        place = (line.table, line.row_id)
        found = present.get(place)
        if not _agrees(found, line.before):
            raise _changed_since(target, line.table, by_whom(connection, target.id, line))
        # Columns that a later version added are not in the image and stay as they are.
        present[place] = None if line.after is None else {**(found or {}), **line.after}


def _check_not_built_upon(connection: Connection, target: _Operation, lines: Sequence[Line]) -> None:
    table = built_upon(connection, target.id, lines)
    if table is not None:
        raise _changed_since(target, table)


def _changed_since(target: _Operation, table: str, by_whom: str = "") -> AlreadyUndone:
    return AlreadyUndone(
        f"「{target.label}」のあとに{by_whom}{word('Table', table)}の記録が変わっているため、元に戻せません。"
        "訂正は新しい操作として記録してください。"
    )


def _present_rows(connection: Connection, lines: Sequence[Line]) -> dict[tuple[str, int], Row | None]:
    wanted: dict[str, set[int]] = {}
    for line in lines:
        wanted.setdefault(line.table, set()).add(line.row_id)
    found: dict[tuple[str, int], Row | None] = {}
    for table, ids in wanted.items():
        for part in in_parts(ids):
            for row in connection.records(*among_ids(f"SELECT * FROM {table} WHERE id IN ({{ids}})", part)):
                found[table, row["id"]] = row
    return found


def _agrees(found: Row | None, told: Row | None) -> bool:
    if found is None or told is None:
        return found is told
    return all(found.get(column) == value for column, value in told.items())


def _operation_row(connection: Connection, operation_id: int) -> OperationRow:
    return operations_by_id(connection, [operation_id])[operation_id]


def line_of(row: Row) -> Line:
    """Return a line of the history with its images, as LINES reads it."""
    return Line(row["table_name"], row["row_id"], row["person_id"], image(row["before"]), image(row["after"]))


def _text(row: Row | None) -> str | None:
    return None if row is None else _ENCODER.encode(row)


def _shown(label: str) -> str:
    """A label may name a file or what somebody typed; it shows nothing that may not be stored."""
    return visible(masked(label))
