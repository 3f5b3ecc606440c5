"""The history carried over an upgrade: what the migration changed is told, and all is sealed."""

from collections.abc import Callable
from datetime import datetime

from db.folder.connection import Connection
from db.journal import chain, journal
from db.journal.replay import apart


def carrying(connection: Connection, *, user: str, entered_at: datetime) -> Callable[[], None]:
    """Return what is to run right after the migrations, in their transaction; call it before them.

    What somebody changed behind the history before is not made good: it stays apart, to be found.
    """
    had_seals = chain.is_kept(connection)
    known = {(found.table, found.row_id) for found in apart(connection)} if had_seals else set()

    def carry() -> None:
        since = chain.numbers_until_now(connection) if had_seals else 0
        lines = [found.line for found in apart(connection) if (found.table, found.row_id) not in known]
        if lines:
            label = "プログラムの更新で形の変わった記録"
            operation = journal.begin(
                connection, label, user=user, entered_at=entered_at, undoable=False, depth=journal.BESIDE
            )
            journal.write(connection, operation, lines)
        chain.extend(connection, since)

    return carry
