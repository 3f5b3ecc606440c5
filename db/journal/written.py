"""The one way a changed row is written: into its table, into the journal, and into what follows from it."""

from collections.abc import Sequence

from app.domain.ids import OperationId
from db.duties.written import touch
from db.folder.connection import Connection
from db.journal import journal
from db.journal.others import refuse_stale
from db.tables import derived
from db.tables.table import Line, put


def write_lines(
    connection: Connection, operation_id: OperationId, lines: Sequence[Line], *, put_now: bool = True
) -> Sequence[Line]:
    """Write lines in this order and return them. put_now: False where they stand in their tables already."""
    refuse_stale(connection, operation_id, lines)
    if put_now:
        put(connection, lines)
    journal.write(connection, operation_id, lines)
    derived.refresh(connection, lines)
    touch(connection, lines)
    return lines


def next_id(connection: Connection, table: str) -> int:
    """Return the id of the next row; no other writer can come between, for the step holds the lock."""
    return connection.last_id(table) + 1
