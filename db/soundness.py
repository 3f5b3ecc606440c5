# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""Whether a database file is what it should be: its state when it is opened, its bytes before a write.

A state that cannot be right is never taken for a new office: it is named, and nothing is written.
"""

import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from app.errors import DatabaseTooNew, DataDamaged, KeysDoNotFit
from app.words import word
from db.folder.connection import Connection
from db.folder.names import way_back
from db.folder.newest import holds, sealed
from db.folder.sqlcipher import looking
from db.tables.every import MODELS
from db.tables.schema import HISTORY_TABLE
from db.upgrade import TOO_NEW, is_up_to_date, problems_of, unknown_steps

_PAGE = 4096
_ALWAYS_SOUND = (0, 0)
_PLAIN = b"SQLite format 3\0"
_SINCE_0001 = {"society", "person", "operation", "journal"}
_TABLES: tuple[str, ...] = tuple(model._meta.table_name for model in MODELS)


def wrong_state(path: Path, key: bytes, *, former: Sequence[bytes] = (), seal_in: Path | None = None) -> str:
    """Return why this cannot be the database of an office, "" where it can; changes nothing.

    seal_in: the folder whose sealed newest entry it must hold. Raises DatabaseTooNew, and
    SystemTrouble where the disk fails.
    """
    cause = _wrong_bytes(path)
    if cause:
        return cause
    try:
        with looking(path, key, former=former) as connection:
            cause = wrong_tables(connection)
            if not cause and seal_in is not None:
                entry = sealed(seal_in, connection)
                if entry is not None and not holds(connection, entry):
                    return (
                        f"{path.name} に、このフォルダーの最後の記録が入っていません。"
                        f"{path.name}-wal を一緒に写さなかったか、古いファイルに置き換わっています"
                    )
            if not cause and has_log(path):
                cause = next(iter(problems_of(connection, of_pages=False)), "")
            return cause
    except DataDamaged as error:
        return _unreadable(path, key, error)


def wrong_tables(connection: Connection) -> str:
    """Return which part of an office is not in a database, "" where all is; see wrong_state."""
    name = connection.path.name
    found = connection.tables()
    if not found:
        return f"{name} に表が1つもありません"
    if HISTORY_TABLE not in found:
        return f"{name} は資格確認書デスクのデータベースではありません"
    if unknown_steps(connection):
        raise DatabaseTooNew(TOO_NEW)
    wanted = set(_TABLES) if is_up_to_date(connection) else _SINCE_0001
    if wanted - found:
        words = "、".join(dict.fromkeys(word("Table", table) for table in sorted(wanted - found)))
        return f"{name} に{words}の表がありません"
    if connection.row("SELECT 1 FROM society") is None:
        return f"{name} に健保の設定がありません。作りかけか、空にされたデータベースです"
    return ""


def wrong_contents(connection: Connection) -> str:
    """Return the first thing that is wrong with the whole contents of a database, "" for nothing."""
    return wrong_tables(connection) or next(iter(problems_of(connection)), "")


def has_log(path: Path) -> bool:
    """Return whether a program that did not end properly left steps in SQLite's log."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def damage(connection: Connection) -> str:
    """Return which records lie on pages that are not as they were written; "" for none.

    Every page carries a seal of its own; 100 MB take a quarter of a second.
    """
    if connection.is_shared or not connection.rows("PRAGMA cipher_integrity_check"):
        return ""
    there = connection.tables()
    hit = dict.fromkeys(
        word("Table", table) for table in _TABLES if table in there and not _is_readable(connection, table)
    )
    return f"データベースに傷があります({'、'.join(hit) or '索引か、使われていない場所'})"


class DamageWatch:
    """Reads every page once after opening, and again when anybody else wrote into the file.

    A file that was deleted or replaced meanwhile is written to no more: nobody would find it again.
    The pages of a server are read by nobody but itself.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._proved: tuple[int, int] | None = _ALWAYS_SOUND if connection.is_shared else None
        self._file = 0 if connection.is_shared else connection.path.stat().st_ino

    def look(self) -> None:
        """Raise DataDamaged where the file is; may be called on any thread, and is waited for."""
        with self._lock:
            stamp = self._stamp()
            if stamp == self._proved:
                return
            connection = self._connection.again()
            try:
                found = damage(connection)
            finally:
                connection.close()
            if found:
                raise DataDamaged(f"{found}。書き込みを止めました。{way_back(self._connection.folder)}")
            self._proved = stamp

    def wrote(self) -> None:
        """Take note of our own write, which may have reached the file."""
        self._proved = self._stamp()

    def _stamp(self) -> tuple[int, int]:
        if self._connection.is_shared:
            return _ALWAYS_SOUND
        path = self._connection.path
        try:
            file = path.stat()
        except OSError:
            file = None
        if file is None or file.st_ino != self._file:
            raise DataDamaged(
                f"{path.name} が、開いている間に消えたか置き換わりました。書き込みを止めました。"
                f"この画面を閉じて、元のファイルを戻してください。{way_back(path.parent)}"
            )
        return file.st_size, file.st_mtime_ns


def _wrong_bytes(path: Path) -> str:
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_PAGE)
    if size == 0:
        return f"{path.name} が空になっています(0バイト)"
    if not any(head):
        return f"{path.name} の中身が消えています"
    if head.startswith(_PLAIN):
        return f"{path.name} は暗号化されていない別のデータベースです"
    if size < 2 * _PAGE or (size % _PAGE and not has_log(path)):
        return f"{path.name} が途中で切れています"
    return ""


def _unreadable(path: Path, key: bytes, error: DataDamaged) -> str:
    """The cause, where the first page, the list of tables or the log cannot be read."""
    if has_log(path):
        with suppress(DataDamaged), looking(path, key, without_log=True):
            return f"{path.name}-wal が壊れているか、別のデータベースのものです"
    if not isinstance(error, KeysDoNotFit):
        return f"{path.name} が壊れています"
    return (
        f"データベースと鍵が合いません。{path.name} と keys.json のどちらかが別のフォルダーのものか、"
        f"{path.name} の先頭が壊れています"
    )


def _is_readable(connection: Connection, table: str) -> bool:
    # A connection reads nothing more once it has met a broken page.
    fresh = connection.again()
    try:
        fresh.rows(f"SELECT * FROM {table} NOT INDEXED")
    except DataDamaged:
        return False
    finally:
        fresh.close()
    return True
