"""An open data folder: the only writer, and the way to its read side.

A data folder holds the encrypted database, keys.json, backups/ and a lock file. One program
at a time has it open.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.changes import Agree
from app.domain.ids import OperationId
from app.errors import DataDamaged, SystemTrouble, UserError
from app.files import trouble
from app.ports import D, Report, UseCase, untold
from app.rows import OperationRow
from db.backup.heads import tell_restored
from db.backup.restore import finish_restore, is_restore_ready, tidy
from db.duties import anew
from db.folder.clock import doubt
from db.folder.connection import Connection
from db.folder.lock import FolderLock
from db.folder.names import BACKUPS_FOLDER, DATABASE_FILE, LOG_FILE, last_backup, way_back
from db.folder.newest import has_history, line_to_seal, seal
from db.folder.place import refuse_network
from db.folder.shrinking import shrink, wipe
from db.journal import chain, journal
from db.keys.in_force import ask_again, exchange_passphrase, refuse_other_keys, settle
from db.keys.keys import Keys, Opened, Unlock, open_keys
from db.keys.keys_file import read_keys
from db.keys.wrong_tries import WrongTries
from db.reads.queries import SqliteQueries
from db.soundness import DamageWatch, damage, has_log, wrong_state
from db.tables import derived
from db.upgrade import agreed, has_every_step, is_up_to_date, nothing, upgrade

if TYPE_CHECKING:
    from db.transaction import SqliteReading, SqliteTransaction

_TO_READ, _TO_WRITE = "PRAGMA cache_size = -2048", "PRAGMA cache_size = -49152"
"""What is done beside the work is done once; its pages need not stay in memory, but for those written."""

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
        damage: DamageWatch | None = None,
        is_beside: bool = False,
    ) -> None:
        self.folder = folder
        self.user = user
        self.is_sample = is_sample
        self.queries = SqliteQueries(connection)
        self._connection = connection
        self._damage = damage or DamageWatch(connection)
        self._lock = lock
        self._clock = clock
        self._is_beside = is_beside
        self.has_recorded = False
        """Whether anything was committed through it."""

    @contextmanager
    def transaction(
        self, label: str, *, undoable: bool = True, report: Report = untold
    ) -> Iterator["SqliteTransaction"]:
        """Begin one operation; commit when the block ends, roll back when it raises.

        An operation that saved nothing leaves no trace.
        """
        from db.transaction import SqliteTransaction

        with self._step(report):
            operation_id = journal.begin(
                self._connection, label, user=self.user, entered_at=self._clock(), undoable=undoable
            )
            tx = SqliteTransaction(self._connection, operation_id)
            yield tx
            if not tx.has_written:
                journal.forget_if_empty(self._connection, operation_id)

    def record(self, use_case: UseCase[D], *, undoable: bool = True, report: Report = untold) -> D:
        """See app.ports.Store."""
        with self.transaction("", undoable=undoable, report=report) as tx:
            done = use_case(tx)
            journal.name(self._connection, tx.operation_id, done.label)
        return replace(done, changes=tx.changes, people=tuple(tx.concerned))

    def note(self, label: str) -> None:
        """See app.ports.Store."""
        with self._step():
            journal.begin(self._connection, label, user=self.user, entered_at=self._clock(), undoable=False)

    @contextmanager
    def beside(self) -> Iterator["SqliteStore"]:
        """See app.ports.Store."""
        connection = self._connection.again()
        connection.rows(_TO_READ)
        beside = SqliteStore(
            connection,
            self._lock,
            folder=self.folder,
            user=self.user,
            is_sample=self.is_sample,
            clock=self._clock,
            damage=self._damage,
            is_beside=True,
        )
        try:
            yield beside
        finally:
            self.has_recorded |= beside.has_recorded
            # What was read here before may be stale now.
            self._connection.roster_version += 1
            connection.close()

    @contextmanager
    def reading(self) -> Iterator["SqliteReading"]:
        """See app.ports.Store."""
        from db.transaction import SqliteReading

        with self._connection.reading():
            yield SqliteReading(self._connection)

    @contextmanager
    def rehearsal(self) -> Iterator["SqliteTransaction"]:
        """See app.ports.Store."""
        with suppress(_RehearsalOverError), self.transaction("試し") as tx:
            yield tx
            raise _RehearsalOverError

    def undo(self, operation_id: OperationId | None = None, *, report: Report = untold) -> OperationRow:
        """Take back that operation, or the newest one; the row returned is that operation."""
        with self._step(report):
            return journal.undo(
                self._connection, operation_id, user=self.user, entered_at=self._clock(), report=report
            )

    def redo(self, *, report: Report = untold) -> OperationRow:
        """Bring back the operation undone last; the row returned is that operation."""
        with self._step(report):
            return journal.redo(self._connection, user=self.user, entered_at=self._clock(), report=report)

    def size_of_step(self, *, redo: bool) -> int:
        """Return how many rows undo, or redo, would put back now."""
        return journal.size_of_step(self._connection, redo=redo)

    def shrink(self) -> None:
        """See app.ports.Store."""
        self._damage.look()
        connection = self._connection.again()
        try:
            shrink(connection)
        finally:
            connection.close()
        self._damage.wrote()

    def wipe(self) -> None:
        """See app.retained.Wiping."""
        self._damage.look()
        connection = self._connection.again()
        connection.rows(_TO_WRITE)
        try:
            wipe(connection)
        except SystemTrouble as error:
            raise SystemTrouble(
                "記録は消しましたが、データのファイルの使っていない所に、まだ跡が残っています。"
                f"データを開き直すと、続きから消します。{error}"
            ) from error
        finally:
            connection.close()
        self._damage.wrote()

    def backups_with_purged(self) -> list[Path]:
        """See app.retained.Wiping."""
        from db.backup import outdated

        return outdated.backups_with_purged(self._connection, self.folder)

    def remove_backups(self, files: Sequence[Path]) -> int:
        """See app.retained.Wiping."""
        from db.backup import outdated

        gone = outdated.remove_backups(self._connection, self.folder, files)
        self.note(f"保存期間の過ぎた記録の入ったバックアップ{gone}個の消去")
        return gone

    def due_list_is_old(self) -> bool:
        """See app.ports.Store."""
        return anew.is_old(self._connection, self._clock().date())

    def renew_due_list(self, report: Report) -> None:
        """See app.ports.Store."""
        self._damage.look()
        connection = self._connection.again()
        connection.rows(_TO_WRITE)
        try:
            anew.renew(connection, self._clock().date(), report)
        finally:
            connection.close()
        self._damage.wrote()

    def last_undoable(self) -> OperationRow | None:
        """Return the operation that undo would take back now."""
        return journal.last_undoable(self._connection)

    def last_backup_at(self) -> datetime | None:
        """Return when the last backup of this folder was made."""
        last = last_backup(self.folder)
        return None if last is None else last[0]

    def look_for_damage(self) -> None:
        """Read every page unless that was done; raise DataDamaged where one is not as written.

        Whoever writes waits for it; done ahead on another thread, nobody has to.
        """
        self._damage.look()

    def ask_again(self, unlock: Unlock) -> None:
        """Return if the secret opens this folder; raise what opening it would raise."""
        ask_again(self._connection, self.folder, unlock)

    def change_passphrase(self, old: str, new: str) -> None:
        """Exchange the passphrase; old may also be the recovery code. The data stay as they are."""
        self._damage.look()
        names = [self.queries.society().name, *(office.name for office in self.queries.offices())]
        exchange_passphrase(self._connection, self.folder, old, new, names)
        self._damage.wrote()

    def now(self) -> datetime:
        """Return what the computer's clock says."""
        return self._clock()

    def doubt_of_clock(self) -> str:
        """Return what is to be said of the computer's clock, "" for nothing."""
        at = self._connection.value("SELECT entered_at FROM operation ORDER BY id DESC LIMIT 1")
        recorded = [datetime.fromisoformat(at)] if at else []
        backed_up = self.last_backup_at()
        return doubt(max([*recorded, *([backed_up] if backed_up else [])], default=None), self._clock())

    def new_connection(self) -> Connection:
        """Return a second connection for a backup or a check on another thread."""
        return self._connection.again()

    def close(self) -> None:
        """Close the database and let other programs open the folder."""
        self._connection.close()
        self._lock.release()

    @contextmanager
    def _step(self, report: Report = untold) -> Iterator[None]:
        self._damage.look()
        if self._is_beside:
            self._connection.rows(_TO_WRITE)
        with self._connection.transaction():
            since = chain.numbers_until_now(self._connection)
            yield
            chain.extend(self._connection, since)
            anew.settle(self._connection, report)
            line = line_to_seal(self._connection)
        self._damage.wrote()
        self.has_recorded = True
        seal(self.folder, line)


def holds_data(folder: Path) -> bool:
    """Return whether an office's data are here: a database, or a trace of one that was lost."""
    ways = (LOG_FILE, f"{BACKUPS_FOLDER}/*.zip", "replaced-*")
    lost = any(next(folder.glob(pattern), None) is not None for pattern in ways)
    return (folder / DATABASE_FILE).exists() or is_restore_ready(folder) or lost or has_history(folder)


def open_store(
    folder: Path, unlock: Unlock, *, clock: Clock = _now, agree: Agree = agreed, beside_the_work: bool = False
) -> SqliteStore:
    """Open a data folder, bring it up to date and hold it until close().

    agree: is shown first what that does to data of an earlier version. beside_the_work: in a large
    office the due list may stay as it is until renew_due_list().

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
        connection = _open_database(folder, keys, opened, clock, agree)
        try:
            anew.complete(connection, clock().date(), beside_the_work=beside_the_work)
            tidy(folder, connection)
            with suppress(SystemTrouble):  # `verify` tells what is left
                wipe(connection)
        except BaseException:
            connection.close()
            raise
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


def _open_database(folder: Path, keys: Keys, opened: Opened, clock: Clock, agree: Agree) -> Connection:
    path = folder / DATABASE_FILE
    # SQLite would quietly make an empty one.
    if not path.exists():
        advice = "作りかけのフォルダーなら、新しく作り直してください。"
        if holds_data(folder):
            advice = "ほかへ移したのなら、戻してください。"
        raise SystemTrouble(f"データフォルダーにデータベースがありません。{advice}{way_back(folder)}")
    try:
        cause = wrong_state(path, opened.data_key, seal_in=folder)
    except OSError as error:
        raise trouble(error, f"{path} を読めません") from error
    if cause:
        raise DataDamaged(f"{cause}。何も書き換えていません。{way_back(folder)}")
    connection = Connection(path, opened.data_key)
    try:
        refuse_other_keys(connection, keys)
        if has_log(path):
            # Pages that a power cut tore are whole in the log; the file is read alone later.
            connection.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        if not has_every_step(connection):
            _bring_up_to_date(connection, folder, opened.user, clock(), agree)
        derived.complete(connection)
        settle(connection, folder, keys)
        tell_restored(connection, folder, user=opened.user, entered_at=clock())
        seal(folder, line_to_seal(connection))
    except BaseException:
        connection.close()
        raise
    return connection


def _bring_up_to_date(connection: Connection, folder: Path, user: str, now: datetime, agree: Agree) -> None:
    from db.backup.backup import back_up_before_upgrade
    from db.journal.carried import carrying

    afterwards = nothing
    if not is_up_to_date(connection):
        if found := damage(connection):
            raise DataDamaged(f"{found}。何も書き換えていません。{way_back(folder)}")
        afterwards = carrying(connection, user=user, entered_at=now)
    upgrade(
        connection,
        back_up=lambda version: back_up_before_upgrade(connection, folder, version),
        agree=agree,
        afterwards=afterwards,
    )
