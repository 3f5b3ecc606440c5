"""The file given back to the disk after much was taken away, as by the undo of a large import.

SQLite copies what is left aside and puts it in place as one transaction: the file is as before or wholly
shrunk, whatever happens meanwhile.
"""

from contextlib import suppress

from app.errors import SystemTrouble
from db.folder.connection import Connection

WORTH_IT = 8_000_000
"""So many empty bytes at least; below that the next steps fill them again."""
_SHARE = 10
"""And at least one page in so many is empty."""


def shrink(connection: Connection) -> None:
    """Give the empty pages back where there are many; where somebody else is at work, another time."""
    if connection.in_transaction or not _is_worth_it(connection):
        return
    with suppress(SystemTrouble):
        connection.rows("VACUUM")
        connection.rows("PRAGMA wal_checkpoint(TRUNCATE)")


def _is_worth_it(connection: Connection) -> bool:
    empty, pages, size = (
        int(connection.value(f"PRAGMA {name}")) for name in ("freelist_count", "page_count", "page_size")
    )
    return bool(empty * size >= WORTH_IT and empty * _SHARE >= pages)
