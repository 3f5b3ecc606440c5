"""The seal of the history in every backup: what a backup holds must be in the data, or somebody went back.

An older file in the place of the database is known by it even where the entry sealed beside the database
was removed. Who restores an earlier backup goes back on purpose: the history says so.
"""

import json
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from app.domain.history_seal import HistorySeal
from app.errors import SystemTrouble
from app.files import read, remove, write_aside
from db.folder.connection import Connection
from db.folder.names import BACKUPS_FOLDER, HEAD_IN_BACKUP, RESTORED_FILE, UNREADABLE, last_backup
from db.journal import chain, journal
from db.journal.written import next_id, write_lines
from db.tables.table import Line

_TABLE = "left_behind"
_LONGEST = 1_000


def head_line(copy: Connection) -> bytes:
    """Return what goes into a backup: the newest link of its history; only who has the key can write it."""
    link = chain.head(copy) if chain.is_kept(copy) else None
    return copy.vouched(f"{link.number} {link.seal}" if link is not None else "0 -")


def heads_elsewhere(connection: Connection, folder: Path) -> Iterator[tuple[Path, HistorySeal]]:
    """Yield the backups that hold operations which are not in these data, and their newest link."""
    known = set(connection.rows(f"SELECT number, seal FROM {_TABLE}"))  # noqa: S608 - our own name
    last = last_backup(folder)
    files = dict.fromkeys([*sorted((folder / BACKUPS_FOLDER).glob("*.zip")), *([last[1]] if last else [])])
    for file in files:
        link = head_in(file, connection)
        if link and not chain.holds(connection, link) and (link.number, link.seal) not in known:
            yield file, link


def write_restored(folder: Path, connection: Connection, file: Path) -> None:
    """Write beside restored data from which backup they come, until the history tells it."""
    write_aside(folder / RESTORED_FILE, connection.vouched(json.dumps(file.name)))


def tell_restored(connection: Connection, folder: Path, *, user: str, entered_at: datetime) -> None:
    """Enter into the history that these data were put back, and which backups they left behind."""
    marker = folder / RESTORED_FILE
    name = _restored_from(marker, connection)
    if name:
        with connection.transaction():
            enter_restored(connection, folder, name, user=user, entered_at=entered_at)
    with suppress(OSError):
        remove(marker)


def enter_restored(
    connection: Connection, folder: Path, name: str, *, user: str, entered_at: datetime
) -> None:
    """The same, within a transaction. name: of the backup that was put back."""
    label = f"バックアップから復元({name})"
    since = chain.numbers_until_now(connection)
    operation_id = journal.begin(
        connection, label, user=user, entered_at=entered_at, undoable=False, depth=journal.BESIDE
    )
    for file, link in list(heads_elsewhere(connection, folder)):
        number = next_id(connection, _TABLE)
        row = {"id": number, "number": link.number, "seal": link.seal, "file": file.name}
        write_lines(connection, operation_id, [Line(_TABLE, number, None, None, row)])
    chain.extend(connection, since)


def _restored_from(marker: Path, connection: Connection) -> str:
    """The name of the backup; "" where nothing was restored, or somebody else wrote that."""
    try:
        return str(json.loads(connection.vouched_text(read(marker))))
    except (OSError, SystemTrouble, ValueError):
        return ""


def head_in(file: Path, connection: Connection) -> HistorySeal | None:
    """The newest link of a backup; None of one without, and of another office's."""
    try:
        with zipfile.ZipFile(file) as packed, packed.open(HEAD_IN_BACKUP) as inside:
            number, seal = connection.vouched_text(inside.read(_LONGEST)).split()
    except (*UNREADABLE, ValueError):
        return None
    return HistorySeal(int(number), seal) if number != "0" else None
