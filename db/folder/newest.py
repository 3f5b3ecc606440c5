# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""The newest entry of the history, sealed beside the database file, so that an older file is known.

After each commit the entry is written over the one before, without waiting for the disk: a kill or
a power cut may leave the seal behind the database, never ahead of it. A database that does not
hold the sealed entry lost its log, was put back from elsewhere, or comes from another copy of the
folder. A missing or unreadable seal says nothing and is made anew; who removes it accepts the
database as it is.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from app.errors import SystemTrouble
from app.files import write_aside
from app.late import dataclass
from db.folder.connection import Connection, Row
from db.folder.names import NEWEST_FILE

_WRITING = os.O_WRONLY | getattr(os, "O_BINARY", 0)
_COLUMNS = "id, label, user, entered_at"
_SEALED = len(_COLUMNS.split())
"""So many columns, which are the first of an operation."""
_BY_SEAL = "seal"
"""How the digest of an entry begins that is known by its seal."""
_SEAL = "SELECT seal FROM operation_seal WHERE id = ?"
_NEWEST_SEAL = "SELECT id, seal FROM operation_seal ORDER BY id DESC LIMIT 1"
_BLANKED = "SELECT entry FROM blanked_label WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Newest:
    """An operation by its id and a digest of what no step and no migration changes in it.

    Who does not see every operation knows it by its seal in the chain, which tells nothing of it.
    """

    operation_id: int
    digest: str


def newest(connection: Connection) -> Newest:
    """Return the newest operation of a database."""
    if connection.kept_to is not None:
        number, seal_of_it = connection.row(_NEWEST_SEAL) or (0, "")
        return Newest(number, _by_seal(seal_of_it))
    row = connection.row(f"SELECT {_COLUMNS} FROM operation ORDER BY id DESC LIMIT 1")
    return _entry(connection, row or (0,))


def entries(connection: Connection) -> Iterator[Newest]:
    """Yield every operation of a database, as who sees all of them knows it and as others do."""
    for row in connection.rows(f"SELECT {_COLUMNS} FROM operation ORDER BY id"):
        yield _entry(connection, row)
    for number, seal_of_it in connection.rows("SELECT id, seal FROM operation_seal ORDER BY id"):
        yield Newest(number, _by_seal(seal_of_it))


def _entry(connection: Connection, row: Row) -> Newest:
    operation_id, *_ = row
    return Newest(operation_id, entry_digest(connection, row))


def _by_seal(seal_of_it: str) -> str:
    return f"{_BY_SEAL}{seal_of_it[len(_BY_SEAL) :]}"


def entry_digest(connection: Connection, row: Row) -> str:
    """Return the digest of an operation: its number, label, user and moment."""
    return connection.digest(json.dumps(row))


def holds(connection: Connection, entry: Newest) -> bool:
    """Return whether a database holds that entry, with whatever came after it.

    Of one whose label was blanked since, the digest that it had is kept.
    """
    asked = (entry.operation_id,)
    if entry.digest.startswith(_BY_SEAL):
        return _by_seal(connection.value(_SEAL, asked) or "") == entry.digest
    row = connection.row(f"SELECT {_COLUMNS} FROM operation WHERE id = ?", asked) or (0,)
    if entry_digest(connection, row) == entry.digest:
        return True
    if connection.kept_to is not None and row == (0,):
        # Sealed by who sees it: here is only known that there was one of that number.
        return connection.row(_SEAL, asked) is not None
    is_kept = connection.has_table("blanked_label")
    return is_kept and connection.value(_BLANKED, (entry.operation_id,)) == entry.digest


def entry_of(connection: Connection, operation: Row | None) -> Newest:
    """Return the newest entry. operation: its columns, where they have just been read in their order."""
    if operation is None or connection.kept_to is not None:
        return newest(connection)
    return _entry(connection, operation[:_SEALED])


def line_to_seal(connection: Connection, entry: Newest | None = None) -> bytes:
    """Return what seals the newest entry; asked within a step, it is read before the commit."""
    entry = entry or newest(connection)
    return connection.vouched(f"{entry.operation_id:019d} {entry.digest}")


def seal(folder: Path, line: bytes) -> None:
    """Write the newest entry beside the database; a step that is committed cannot fail here."""
    file = folder / NEWEST_FILE
    with suppress(OSError, SystemTrouble):
        try:
            sealed = os.open(file, _WRITING)
        except FileNotFoundError:
            write_aside(file, line)
            return
        # A line of always the same length, in one write: there is never half of it.
        try:
            os.write(sealed, line)
        finally:
            os.close(sealed)


def has_history(folder: Path) -> bool:
    """Return whether more than the making of the folder was ever recorded in it; needs no key."""
    with suppress(OSError, ValueError, IndexError):
        return int((folder / NEWEST_FILE).read_text("ascii").split()[0]) > 1
    return False


def sealed(folder: Path, connection: Connection) -> Newest | None:
    """Return the entry sealed with the key of that connection, or None."""
    try:
        operation_id, digest = connection.vouched_text((folder / NEWEST_FILE).read_bytes()).split()
    except (OSError, ValueError):
        return None
    return Newest(int(operation_id), digest)
