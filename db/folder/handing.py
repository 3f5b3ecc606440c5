"""What a second start hands to the window that has the data folder open: the file to show there.

A note in the data folder; the window takes it away, and whoever wrote it knows by that.
"""

import os
import time
from contextlib import suppress
from pathlib import Path

from app.errors import SystemTrouble
from app.files import remove, write_aside
from db.folder.lock import FolderLock
from db.folder.names import DATABASE_FILE, TO_OPEN_FILE
from db.folder.server import is_on_server

SECONDS = 10.0
"""A window that shows something takes a note within a moment; a command line never does."""


def handed_over(folder: Path, file: Path | None, *, seconds: float = SECONDS) -> bool:
    """Return whether a window has the folder open and took the file; None only calls it to the front."""
    is_office = is_on_server(folder) or (folder / DATABASE_FILE).exists()
    if not is_office or not _in_use(folder):
        return False
    note = folder / TO_OPEN_FILE
    try:
        write_aside(note, b"" if file is None else os.fsencode(file.absolute()))
    except SystemTrouble:
        return False
    end = time.monotonic() + seconds
    while note.exists():
        if time.monotonic() > end:
            with suppress(OSError):
                remove(note)
            return False
        time.sleep(0.02)
    return True


def taken(folder: Path) -> tuple[Path | None] | None:
    """Return what was handed over, once; None where nothing was."""
    note = folder / TO_OPEN_FILE
    try:
        said = note.read_bytes()
        remove(note)
    except OSError:
        return None
    return (Path(os.fsdecode(said)) if said else None,)


def _in_use(folder: Path) -> bool:
    try:
        FolderLock(folder).release()
    except SystemTrouble:
        return True
    return False
