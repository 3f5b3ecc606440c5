"""One open encrypted database file, and the words for what can go wrong with it."""

import ctypes
import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import peewee
import sqlcipher3.dbapi2 as sqlcipher
from playhouse.sqlcipher_ext import SqlCipherDatabase

from app.errors import NotAllowed, SystemTrouble, UserError

Row = tuple[Any, ...]

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "busy_timeout": 3000,
    "temp_store": "memory",  # nothing personal leaves the encrypted file
    "cache_size": -262144,
}

_TROUBLES = {
    5: "データベースがほかの処理で使われています。少し待ってからやり直してください。記録は無事です。",
    6: "データベースがほかの処理で使われています。少し待ってからやり直してください。記録は無事です。",
    8: "データフォルダーに書き込めません。フォルダーの権限を確かめてください。記録は無事です。",
    10: "ディスクの読み書きに失敗しました。ディスクを確かめてください。最後の操作の前までの記録は無事です。",
    11: "データベースが壊れています。書き込みを止め、バックアップから復元してください。",
    13: "ディスクがいっぱいです。空きを作ってからやり直してください。最後の操作の前までの記録は無事です。",
    14: "データベースを開けません。データフォルダーの場所と権限を確かめてください。",
    26: "データベースと鍵が合いません。keys.json とデータベースを同じバックアップから復元してください。",
}

_UNIQUE = {
    "person.symbol": "同じ記号・番号・枝番の方がすでに名簿にあります。番号を確かめてください。",
    "certificate.person_id": "この方には有効な資格確認書がすでにあります。先に古い証を処理してください。",
    "elderly_card.person_id": "この方の高齢受給者証はすでに記録されています。",
    "office.code": "同じ記号の事業所がすでにあります。記号を確かめてください。",
}

_ERRORS = (peewee.PeeweeException, sqlcipher.Error)
INTEGRITY_ERRORS = (peewee.IntegrityError, sqlcipher.IntegrityError)
"""What a broken link or a second one of a kind raises where no sentence is known."""


def translated(error: Exception) -> Exception:
    """Return what to raise instead: a sentence where one helps, else the error as it is."""
    text = str(error)
    if "UNIQUE constraint failed" in text:
        return next((NotAllowed(said) for column, said in _UNIQUE.items() if f"{column}" in text), error)
    cause = error if hasattr(error, "sqlite_errorcode") else error.__cause__ or error.__context__
    # The low byte is SQLite's primary code; the rest only says where it happened.
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    return SystemTrouble(_TROUBLES[code]) if code in _TROUBLES else error


@contextmanager
def translating() -> Iterator[None]:
    """Turn database errors of the block into sentences."""
    try:
        yield
    except _ERRORS as error:
        raise translated(error) from error


class Connection:
    """One connection, used by the thread that opened it and by no other."""

    def __init__(self, path: Path, key: bytes) -> None:
        # The library would write "hmac check failed" to stderr; the setting is process-wide.
        sqlcipher.connect(":memory:").execute("PRAGMA cipher_log_level = NONE")
        self._path, self.key = path, key
        self.roster_version = 0
        """Another number whenever a row of `person` may have changed; what was read before is stale."""
        self.database = SqlCipherDatabase(
            str(path), passphrase=f"x'{key.hex()}'", autoconnect=False, pragmas=PRAGMAS
        )
        try:
            with translating():
                self.database.connect()
                self.rows("SELECT count(*) FROM sqlite_master")
        except BaseException:
            self.close()
            raise

    def again(self) -> "Connection":
        """Return another connection to the same file, for another thread."""
        return Connection(self._path, self.key)

    def close(self) -> None:
        """Close; closing twice does no harm."""
        if not self.database.is_closed():
            self.database.close()

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[Row]:
        """Run a statement and return its rows as plain tuples."""
        with translating():
            # cursor() refuses a thread that has no connection; connection() would open one.
            return self.database.cursor().execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> Row | None:
        """Run a statement and return its first row, or None."""
        return next(iter(self.rows(sql, parameters)), None)

    def changes(self) -> int:
        """Return how many rows this connection has ever written; grows with every write."""
        return int(self.database.connection().total_changes)

    def run_many(self, sql: str, parameters: Iterable[Sequence[Any]]) -> None:
        """Run a statement once per parameter tuple."""
        with translating():
            self.database.cursor().executemany(sql, parameters)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit when the block ends, roll back when it raises; the only writer meanwhile."""
        self.rows("BEGIN IMMEDIATE")
        before = self.roster_version
        try:
            yield
            self.rows("COMMIT")
        except BaseException:
            # A full disk makes SQLite roll back by itself; then there is nothing left to do.
            if self.database.connection().in_transaction:
                self.rows("ROLLBACK")
            if self.roster_version != before:
                self.roster_version += 1
            raise


class FolderLock:
    """Held while a data folder is open, so that a second program is refused.

    It is a SQLite file in an exclusive transaction: such locks exist on every system and
    vanish with the process, however it ends.
    """

    def __init__(self, folder: Path) -> None:
        file = folder / "in-use.lock"
        try:
            self._file = sqlite3.connect(file, timeout=0, isolation_level=None, check_same_thread=False)
        except sqlite3.OperationalError as error:
            raise translated(error) from error
        try:
            self._file.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            self._file.close()
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise SystemTrouble(
                    "このデータフォルダーは別の画面またはコマンドで使用中です。そちらを閉じてから開いてください。"
                ) from error
            raise translated(error) from error

    def release(self) -> None:
        """Let others open the folder."""
        self._file.close()


def refuse_network(folder: Path) -> None:
    """Refuse a folder on another computer: SQLite's log file does not work across a network."""
    if is_network_path(os.fspath(folder)):
        raise UserError(
            "データフォルダーはこのパソコンのディスクに置いてください(ネットワークドライブは使えません)。"
        )


def is_network_path(path: str) -> bool:
    """Return whether a Windows path leads to a share or a mapped network drive."""
    if path.startswith("\\\\"):
        return True
    if sys.platform == "win32":
        drive_remote = 4
        root = f"{Path(path).absolute().drive}\\"
        return bool(ctypes.windll.kernel32.GetDriveTypeW(root) == drive_remote)
    return False
