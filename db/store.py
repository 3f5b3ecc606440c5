"""An open data folder: the only writer, and the way to its read side.

A data folder holds the encrypted database, keys.json, backups/ and a lock file. One program
at a time has it open.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from app.domain.ids import OperationId
from app.domain.society import Society
from app.errors import DataFolderExists, SystemTrouble, UserError
from app.rows import OperationRow
from db import derived, journal
from db.backup import back_up_before_upgrade, finish_restore, is_restore_ready, last_backup_at
from db.connection import Connection, FolderLock, refuse_network
from db.folder import DATABASE_FILE
from db.keys import Keys, Opened, Unlock, new_keys, new_sample_keys, open_keys
from db.keys_file import read_keys, set_keys_aside, write_keys
from db.keys_in_force import ask_again, exchange_passphrase, note_keys, refuse_other_keys, settle
from db.queries import SqliteQueries
from db.transaction import SqliteTransaction
from db.upgrade import upgrade
from db.wrong_tries import WrongTries

Clock = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


class _RehearsalOverError(Exception):
    """Rolls a rehearsal back."""


class SqliteStore:
    """See app.ports.Store. Lives on the thread that opened it."""

    def __init__(
        self,
        connection: Connection,
        lock: FolderLock,
        *,
        folder: Path,
        user: str,
        is_sample: bool,
        clock: Clock,
    ) -> None:
        self.folder = folder
        self.user = user
        self.is_sample = is_sample
        self.queries = SqliteQueries(connection)
        self._connection = connection
        self._lock = lock
        self._clock = clock

    @contextmanager
    def transaction(self, label: str, *, undoable: bool = True) -> Iterator[SqliteTransaction]:
        """Begin one operation; commit when the block ends, roll back when it raises.

        An operation that saved nothing leaves no trace.
        """
        with self._connection.transaction():
            operation_id = journal.begin(
                self._connection, label, user=self.user, entered_at=self._clock(), undoable=undoable
            )
            yield SqliteTransaction(self._connection, operation_id)
            journal.forget_if_empty(self._connection, operation_id)

    @contextmanager
    def rehearsal(self) -> Iterator[SqliteTransaction]:
        """See app.ports.Store."""
        with suppress(_RehearsalOverError), self.transaction("試し") as tx:
            yield tx
            raise _RehearsalOverError

    def undo(self, operation_id: OperationId | None = None) -> OperationRow:
        """Take back that operation, or the newest one; the row returned is that operation."""
        with self._connection.transaction():
            return journal.undo(self._connection, operation_id, user=self.user, entered_at=self._clock())

    def redo(self) -> OperationRow:
        """Bring back the operation undone last; the row returned is that operation."""
        with self._connection.transaction():
            return journal.redo(self._connection, user=self.user, entered_at=self._clock())

    def last_undoable(self) -> OperationRow | None:
        """Return the operation that undo would take back now."""
        return journal.last_undoable(self._connection)

    def last_backup_at(self) -> datetime | None:
        """Return when the last backup of this folder was made."""
        return last_backup_at(self.folder)

    def ask_again(self, unlock: Unlock) -> None:
        """Return if the secret opens this folder; raise what opening it would raise."""
        ask_again(self._connection, self.folder, unlock)

    def change_passphrase(self, old: str, new: str) -> None:
        """Exchange the passphrase; old may also be the recovery code. The data stay as they are."""
        names = [self.queries.society().name, *(office.name for office in self.queries.offices())]
        exchange_passphrase(self._connection, self.folder, old, new, names)

    def new_connection(self) -> Connection:
        """Return a second connection for a backup or a check on another thread."""
        return self._connection.again()

    def close(self) -> None:
        """Close the database and let other programs open the folder."""
        self._connection.close()
        self._lock.release()


def create_data_folder(
    folder: Path, passphrase: str, *, society: Society, is_sample: bool = False, user: str = "管理者"
) -> str:
    """Make a data folder and return its recovery code, which is shown this once.

    A sample office needs no passphrase and has no recovery code (""). Where an earlier attempt
    died before the database was in place, it begins again; keys found there are set aside,
    never overwritten.
    """
    refuse_network(folder)
    if holds_data(folder):
        raise DataFolderExists(
            f"{folder} にはすでにデータがあります。別の場所を選ぶか、そのデータを開いてください。"
        )
    if is_sample:
        (keys, data_key), code = new_sample_keys(user), ""
    else:
        keys, data_key, code = new_keys(passphrase, user)
    aside = folder / f"{DATABASE_FILE}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside.unlink(missing_ok=True)
        _make_database(aside, keys, Opened(data_key, user), society)
        set_keys_aside(folder)
        write_keys(folder, keys)
        aside.rename(folder / DATABASE_FILE)
    except OSError as error:
        raise SystemTrouble(f"{folder} に書き込めません。場所と権限を確かめてください。") from error
    return code


def holds_data(folder: Path) -> bool:
    """Return whether a database is here, in place or about to be put back by a restore."""
    return (folder / DATABASE_FILE).exists() or is_restore_ready(folder)


def open_store(folder: Path, unlock: Unlock, *, clock: Clock = _now) -> SqliteStore:
    """Open a data folder, bring it up to date and hold it until close().

    Raises WrongPassphrase, a UserError where there is no data, SystemTrouble where another
    program has it open or the disk fails.
    """
    refuse_network(folder)
    if not folder.is_dir():
        raise UserError(
            f"{folder} にデータがありません。場所を確かめるか、新しいデータフォルダーを作ってください。"
        )
    lock = FolderLock(folder)
    try:
        finish_restore(folder)
        keys = read_keys(folder)
        opened = open_keys(keys, unlock, WrongTries(folder))
        connection = _open_database(folder, keys, opened.data_key)
    except BaseException:
        lock.release()
        raise
    return SqliteStore(
        connection,
        lock,
        folder=folder,
        user=opened.user,
        is_sample=keys.sample_key is not None,
        clock=clock,
    )


def _open_database(folder: Path, keys: Keys, data_key: bytes) -> Connection:
    path = folder / DATABASE_FILE
    # SQLite would quietly make an empty one.
    if not path.exists():
        raise SystemTrouble(
            "データフォルダーにデータベースがありません。バックアップから復元するか、"
            "作りかけのフォルダーなら新しく作り直してください。"
        )
    connection = Connection(path, data_key)
    try:
        refuse_other_keys(connection, keys)
        upgrade(connection, back_up=lambda version: back_up_before_upgrade(connection, folder, version))
        derived.complete(connection)
        settle(connection, folder, keys)
    except BaseException:
        connection.close()
        raise
    return connection


def _make_database(path: Path, keys: Keys, owner: Opened, society: Society) -> None:
    connection = Connection(path, owner.data_key)
    try:
        upgrade(connection, back_up=lambda _: path)
        note_keys(connection, keys)
        with connection.transaction():
            operation_id = journal.begin(
                connection, "データフォルダーの作成", user=owner.user, entered_at=_now(), undoable=False
            )
            SqliteTransaction(connection, operation_id).save_society(society)
    finally:
        connection.close()
