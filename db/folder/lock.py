"""One program at a time has a data folder open."""

import os
import sqlite3
import sys
from contextlib import suppress
from pathlib import Path

from app.errors import SystemTrouble
from app.files import private_file, trouble
from db.folder.names import LOCK_FILE
from db.folder.troubles import translated

if sys.platform != "win32":
    import fcntl

_IN_USE = "このデータフォルダーは別の画面またはコマンドで使用中です。そちらを閉じてから開いてください。"


class FolderLock:
    """Held while a data folder is open, so that a second program is refused.

    It is a SQLite file in an exclusive transaction: such locks exist on every system and vanish
    with the process, however it ends. Windows does not delete it while it is open; elsewhere
    the folder itself is locked besides, which no deleted file undoes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = _locked_folder(folder)
        try:
            self._file = _locked_file(folder / LOCK_FILE)
        except BaseException:
            self._unlock_folder()
            raise

    def release(self) -> None:
        """Let others open the folder."""
        self._file.close()
        self._unlock_folder()

    def _unlock_folder(self) -> None:
        if self._folder is not None:
            os.close(self._folder)
            self._folder = None


def _locked_folder(folder: Path) -> int | None:
    if sys.platform == "win32":
        return None
    try:
        opened = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BaseException:
            os.close(opened)
            raise
    except BlockingIOError as error:
        raise SystemTrouble(_IN_USE) from error
    except OSError as error:
        raise trouble(error, f"{folder} を開けません") from error
    return opened


def _locked_file(file: Path) -> sqlite3.Connection:
    try:
        with suppress(FileExistsError):
            private_file(file)
        held = sqlite3.connect(file, timeout=0, isolation_level=None, check_same_thread=False)
    except OSError as error:
        raise trouble(error, "データフォルダーに書き込めません") from error
    except sqlite3.Error as error:
        raise translated(error, file.parent) from error
    try:
        held.execute("PRAGMA journal_mode = memory")  # a kill leaves nothing beside it
        held.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        held.close()
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            raise SystemTrouble(_IN_USE) from error
        raise translated(error, file.parent) from error
    return held
