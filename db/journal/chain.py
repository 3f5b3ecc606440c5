# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""Each operation is sealed with its lines, its predecessor's seal and the key: a chain.

A line that is changed, added, removed or moved breaks the chain where it stood; only who can make the seals
anew could hide that, and then every backup, every printed seal and the entry sealed beside the database
(db/folder/newest.py) says another one.
"""

from collections.abc import Iterator
from enum import StrEnum
from hmac import compare_digest
from itertools import chain

from app.domain.history_seal import HistorySeal
from app.domain.ids import OperationId
from app.late import dataclass
from db.folder.connection import Connection, Row
from db.journal.blanked import (
    LINE,
    NOTHING,
    OPERATION,
    Blanked,
    blanked,
    false_purges,
    label,
    line_text,
    operation_text,
)

_NOTHING = ""
"""The seal before the first operation."""
_BEFORE_ALL = -(2**62)
"""Below every number, also one that no honest program gives."""

_OPERATIONS = f"SELECT {OPERATION} FROM operation WHERE id > ? ORDER BY id"
_LINES = f"SELECT {LINE} FROM journal WHERE operation_id = ? ORDER BY id"
_SEALS = "SELECT id, seal FROM operation_seal ORDER BY id"
_LAST = "SELECT id, seal FROM operation_seal ORDER BY id DESC LIMIT 1"
_ADD = "INSERT INTO operation_seal (id, seal) VALUES (?, ?)"


class Fault(StrEnum):
    """What breaks a chain. AFTER_GAP: the numbers before are not there, and that may be why.

    FALSE_PURGE: something else is blanked than that purge blanked, or is not blank any more.
    """

    CHANGED = "changed"
    AFTER_GAP = "after_gap"
    UNSEALED = "unsealed"
    GONE = "gone"
    FALSE_PURGE = "false_purge"


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold: at which operation, and what is wrong there."""

    number: OperationId
    fault: Fault


def is_kept(connection: Connection) -> bool:
    """Return whether a database has seals; those of earlier versions have none."""
    return connection.has_table("operation_seal")


def numbers_until_now(connection: Connection) -> int:
    """Return the number of the newest operation; none was ever taken away but in the step that began it."""
    if connection.kept_to is not None:
        return int(connection.value("SELECT main.next_operation() - 1"))
    return int(connection.value("SELECT coalesce(max(id), 0) FROM operation"))


def extend(connection: Connection, since: int) -> Row | None:
    """Seal the operations of this step, those after that number; return the newest of them as stored."""
    last, operation = head(connection), None
    seal = _NOTHING if last is None else last.seal
    for operation in connection.rows(_OPERATIONS, (since,)):
        seal = _sealed(connection, seal, operation)
        connection.rows(_ADD, (operation[0], seal))
    return operation


def head(connection: Connection) -> HistorySeal | None:
    """Return the newest link; None before the first operation."""
    row = connection.row(_LAST)
    return None if row is None else HistorySeal(*row)


def holds(connection: Connection, link: HistorySeal) -> bool:
    """Return whether that link is in the chain, with whatever came after it."""
    found = connection.value("SELECT seal FROM operation_seal WHERE id = ?", (link.number,))
    return found is not None and link.is_that(HistorySeal(link.number, found))


def breaks(connection: Connection) -> Iterator[Break]:
    """Go along the whole chain and yield where it does not hold; what is not shown, `unseen` counts."""
    if connection.kept_to is not None:
        yield from _breaks_of_seen(connection)
        return
    seals: dict[int, str] = dict(connection.rows(_SEALS))
    before, number, known = _NOTHING, 0, blanked(connection)
    for operation in connection.each(_OPERATIONS, (_BEFORE_ALL,)):
        is_gap = operation[0] != number + 1
        number = operation[0]
        seal = seals.pop(number, None)
        if seal is None:
            yield Break(OperationId(number), Fault.UNSEALED)
            continue
        if not compare_digest(seal, _sealed(connection, before, operation, known)):
            yield Break(OperationId(number), Fault.AFTER_GAP if is_gap else Fault.CHANGED)
        before = seal
    for number in seals:
        yield Break(OperationId(number), Fault.GONE)
    for number in false_purges(connection):
        yield Break(number, Fault.FALSE_PURGE)


def unseen(connection: Connection) -> int:
    """Return how many operations cannot be proved here, for the server does not show them whole."""
    if connection.kept_to is None:
        return 0
    seals: int = connection.value("SELECT count(*) FROM operation_seal")
    return seals - sum(operation[1] != label() for operation in connection.each(_OPERATIONS, (_BEFORE_ALL,)))


def _breaks_of_seen(connection: Connection) -> Iterator[Break]:
    """Of the operations that the server shows; of those between only the seals are known."""
    seals: dict[int, str] = dict(connection.rows(_SEALS))
    for operation in connection.each(_OPERATIONS, (_BEFORE_ALL,)):
        number, told, *_ = operation
        seal = seals.get(number)
        if seal is None:
            yield Break(OperationId(number), Fault.UNSEALED)
        elif told != label() and not compare_digest(
            seal, _sealed(connection, seals.get(number - 1, _NOTHING), operation)
        ):
            yield Break(OperationId(number), Fault.CHANGED)


def _sealed(connection: Connection, before: str, operation: Row, known: Blanked = NOTHING) -> str:
    """Each line by a digest of its own, so that one can be blanked and the others still be proved."""
    number = next(iter(operation))
    found = connection.each(_LINES, (number,))
    lines: Iterator[str | bytes] = map(line_text, found)
    if number in known.operations:
        lines = (
            bytes.fromhex(known.lines[line_id]) if line_id in known.lines else line_text((line_id, *line))
            for line_id, *line in found
        )
    told = bytes.fromhex(known.labels[number]) if number in known.labels else operation_text(operation)
    return connection.digest_of(chain((before, told), lines))
