"""The file given back to the disk after much was taken away, as by the undo of a large import; and written
anew after records were removed for good.

Pages are moved to the front and the end is cut off, a portion as one transaction each. The file of an earlier
version is copied as a whole once, in one transaction too, and gives back in portions from then on.
"""

from contextlib import suppress

from app.errors import SystemTrouble
from db.folder.connection import Connection
from db.folder.sqlcipher import GIVES_BACK

WORTH_IT = 8_000_000
"""So many empty bytes at least; below that the next steps fill them again."""
_STILL_READ = (
    "消した記録の跡を、データのファイルからまだ消せません。"
    "ほかの処理が終わってから、データを開き直してください。"
)
_PORTION = 2_000
"""So many pages are moved at a time."""
_SHARE = 10
"""And at least one page in so many is empty."""


def shrink(connection: Connection) -> None:
    """Give the empty pages back where there are many; where somebody else is at work, another time."""
    if connection.is_on_server or connection.in_transaction or not _is_worth_it(connection):
        return
    with suppress(SystemTrouble):
        if connection.value("PRAGMA auto_vacuum") == GIVES_BACK:
            _cut_off(connection)
        else:
            connection.rows(f"PRAGMA auto_vacuum = {GIVES_BACK}")
            connection.rows("VACUUM")
        connection.rows("PRAGMA wal_checkpoint(TRUNCATE)")


def has_left(connection: Connection) -> bool:
    """Return whether places that are not used still hold what a purge removed; see db/purging/purge.py."""
    return connection.row("SELECT 1 FROM unwiped") is not None


def wipe(connection: Connection) -> None:
    """Write the whole file anew, so that nothing is left of what was removed; nothing where nothing is.

    What is left is known until it is gone: a program that was killed, or a full disk, only puts it off.
    """
    if not has_left(connection):
        return
    if not connection.write_anew():
        raise SystemTrouble(_STILL_READ)
    connection.rows("DELETE FROM unwiped")


def _cut_off(connection: Connection) -> None:
    for _ in range(0, int(connection.value("PRAGMA freelist_count")), _PORTION):
        connection.rows(f"PRAGMA incremental_vacuum({_PORTION})")


def _is_worth_it(connection: Connection) -> bool:
    empty, pages, size = (
        int(connection.value(f"PRAGMA {name}")) for name in ("freelist_count", "page_count", "page_size")
    )
    return bool(empty * size >= WORTH_IT and empty * _SHARE >= pages)
