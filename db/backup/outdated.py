"""Backups and copies that still hold what was removed for good: named, and removed where that is wanted."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from app.errors import NotAllowed, SystemTrouble, UserError
from app.files import remove, sync_folder, trouble
from db.backup.elsewhere import own_folder
from db.backup.heads import head_in
from db.backup.notes import read_plan
from db.backup.restore import REPLACED
from db.folder.connection import Connection
from db.folder.names import BACKUPS_FOLDER, DATABASE_FILE, last_backup

_LAST_PURGE = "SELECT max(operation_id) FROM journal WHERE table_name = 'purge'"
_IS_TOLD = "SELECT 1 FROM operation_seal WHERE id = ? AND seal = ?"
_SEAL = "SELECT seal FROM operation_seal WHERE id = ?"


def backups_with_purged(connection: Connection, folder: Path) -> list[Path]:
    """See app.retained.Wiping. A backup that does not tell how far its history goes counts as an old one."""
    last_purge = connection.value(_LAST_PURGE)
    if last_purge is None:
        return []
    files = [file for file in _backups(folder) if not _goes_as_far(file, connection, last_purge)]
    asides = [
        aside
        for aside in sorted(folder.glob(f"{REPLACED}*"))
        if (aside / DATABASE_FILE).is_file() and not _tells(aside / DATABASE_FILE, connection, last_purge)
    ]
    return files + asides


def remove_backups(connection: Connection, folder: Path, files: Sequence[Path]) -> int:
    """See app.retained.Wiping. Only what backups_with_purged() names is removed."""
    known = set(backups_with_purged(connection, folder))
    last = last_backup(folder)
    if last is None or last[1] in known or not last[1].is_file():
        raise NotAllowed(
            "新しいバックアップがまだありません。先にバックアップを作ってから、古いものを消してください。"
        )
    going = known.intersection(files)
    try:
        for file in going:
            remove(file)
            sync_folder(file.parent)
    except OSError as error:
        raise trouble(error, f"{error.filename} を消せません") from error
    return len(going)


def _backups(folder: Path) -> list[Path]:
    from db.backup.backup import is_backup_of

    last, second = last_backup(folder), read_plan(folder).place
    places = [folder / BACKUPS_FOLDER, *([own_folder(second, folder)] if second else [])]
    files = [file for lying in places for file in sorted(lying.glob("*.zip"))] + ([last[1]] if last else [])
    return [file for file in dict.fromkeys(files) if file.is_file() and is_backup_of(file, folder)]


def _goes_as_far(file: Path, connection: Connection, last_purge: int) -> bool:
    link = head_in(file, connection)
    return link is not None and link.number >= last_purge


def _tells(database: Path, connection: Connection, last_purge: int) -> bool:
    seal = connection.value(_SEAL, (last_purge,))
    with suppress(SystemTrouble, UserError), connection.looking(database) as looked_at:
        return looked_at.row(_IS_TOLD, (last_purge, seal)) is not None
    return False
