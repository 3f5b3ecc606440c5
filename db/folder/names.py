"""The names of things inside a data folder, and the backup that leads back."""

import zipfile
import zlib
from datetime import datetime
from pathlib import Path

DATABASE_FILE = "shikaku.db"
LOG_FILE = f"{DATABASE_FILE}-wal"
"""Of SQLite: what was committed last and is not yet in the database file."""
COMPANIONS = (LOG_FILE, f"{DATABASE_FILE}-shm", f"{DATABASE_FILE}-journal")
KEYS_FILE = "keys.json"
SERVER_FILE = "server.json"
"""Names the server on which the office lies; without it the office is the database file."""
SERVER_LEFT = f"{SERVER_FILE}.left"
"""The same, after the office came back from there."""
MOVING_FILE = "moving.json"
"""Tells of a move between the two that is under way; see db/moving.py."""
MOVED = "moved-"
"""Begins the name of a folder in the data folder: the database file as it was before it went to a server."""
MOVED_NOTE = "moved.txt"
"""In such a folder, what it is; as long as it lies there nothing opens the copy as an office."""
NEWEST_FILE = "newest-entry.txt"
RESTORED_FILE = "restored.txt"
"""Tells the next start that a backup was put in place; see db/backup/heads.py."""
WRONG_TRIES_FILE = "wrong-tries.json"
LOCK_FILE = "in-use.lock"
TO_OPEN_FILE = "to-open.txt"
"""For a moment: what a second start hands to the open window."""
BACKUPS_FOLDER = "backups"
LAST_BACKUP_FILE = "last-backup.txt"
BACKUP_PLAN_FILE = "backup-plan.json"
BACKUP_NOTES_FILE = "backup-notes.json"
"""What a person decided about backups, and what was done since; see db/backup/notes.py."""
HEAD_IN_BACKUP = "head.txt"
"""In a backup: the seal of the newest entry of its history."""
UNPACKED = ".unpacked-"
"""Begins the name of a folder in which a backup is looked at."""
UNFINISHED = ".unfinished-"
"""In the name of a sample office that is being made, which nobody may have finished."""
IN_THE_MAKING = "sample-in-the-making"
"""A file in a sample office that is not whole yet: whatever has none was not made here."""
MAKING = ".making"
"""A data folder inside the folder it is to become."""
STAMP = "%Y%m%d-%H%M%S"
"""How an instant stands at the end of a name."""

UNREADABLE = (OSError, EOFError, KeyError, RuntimeError, zipfile.BadZipFile, zlib.error)
"""What reading a file raises that is no whole backup.

RuntimeError: a part has a password of its own, or a compression nobody knows.
"""


def last_backup(folder: Path) -> tuple[datetime, Path] | None:
    """Return when the last backup of this folder was made, and where it went."""
    try:
        at, _, file = (folder / BACKUPS_FOLDER / LAST_BACKUP_FILE).read_text(encoding="utf-8").partition("\n")
        return datetime.fromisoformat(at), Path(file)
    except (OSError, ValueError):
        return None


def way_back(folder: Path) -> str:
    """Return the sentence that names the newest backup that is whole.

    What a backup holds was proved when it was made; here its bytes are.
    """
    last = last_backup(folder)
    files = [(_made_at(file), file) for file in (folder / BACKUPS_FOLDER).glob("*.zip")]
    if last is not None and last[1].is_file():
        files.append(last)
    for at, file in sorted(files, key=lambda one: (one[0].timestamp(), one[1]), reverse=True):
        if _is_whole(file):
            return f"いちばん新しい正しいバックアップ({at:%Y-%m-%d %H:%M} の {file})から復元してください。"
    return "ここに正しいバックアップはありません。別の場所に置いたバックアップから復元してください。"


def _made_at(file: Path) -> datetime:
    try:
        return datetime.strptime(file.stem[-15:], STAMP).astimezone()
    except ValueError:
        return datetime.fromtimestamp(file.stat().st_mtime).astimezone()


def _is_whole(file: Path) -> bool:
    try:
        with zipfile.ZipFile(file) as pack:
            return pack.testzip() is None and all(
                pack.getinfo(name).file_size > 0 for name in (DATABASE_FILE, KEYS_FILE)
            )
    except UNREADABLE:
        return False
