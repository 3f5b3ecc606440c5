"""An open data folder: the only writer, and the way to its read side.

A data folder holds the encrypted database, keys.json, backups/ and a lock file. One program
at a time has it open.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.changes import Agree
from app.domain.ids import OperationId
from app.domain.roles import Act, UserRole
from app.errors import SystemTrouble, UserError
from app.ports import D, Report, UseCase, untold
from app.rows import OperationRow
from db.backup.restore import finish_restore, tidy
from db.duties import anew
from db.folder.clock import doubt
from db.folder.connection import Connection
from db.folder.lock import FolderLock
from db.folder.names import last_backup
from db.folder.newest import seal
from db.folder.place import refuse_network
from db.folder.shrinking import shrink, wipe
from db.journal import journal, rewound, taking_back
from db.keys.in_force import ask_again, exchange_passphrase
from db.keys.keys import Unlock, open_keys
from db.keys.keys_file import read_keys
from db.keys.people import People
from db.keys.wrong_tries import WrongTries
from db.opening import access_of, open_database, tell_of_keys
from db.reads.queries import SqliteQueries
from db.sharing import Sharing
from db.soundness import DamageWatch
from db.tables.narrowing import Narrowing, whole
from db.upgrade import agreed

if TYPE_CHECKING:
    from db.transaction import SqliteReading, SqliteTransaction

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
        is_sample: bool,
        clock: Clock,
        damage: DamageWatch | None = None,
        is_beside: bool = False,
        is_key_due: bool = False,
        others: Sharing | None = None,
    ) -> None:
        """others: of the store that this one lies beside."""
        self.folder = folder
        self._access = connection.access
        if self._access.user.offices is not None:
            connection.narrowing = Narrowing(connection, self._access.user.offices)
        self.user = self._access.user.name
        self.is_sample = is_sample
        self.queries = SqliteQueries(connection)
        self.others = others.beside(connection) if others else Sharing(connection)
        self._connection = connection
        self._damage = damage or DamageWatch(connection)
        self._lock = lock
        self._clock = clock
        self._is_beside = is_beside
        self._is_key_due = is_key_due
        self.has_recorded = False
        """Whether anything was committed through it."""
        self.users = People(connection, folder, clock=clock, tell=self._tell_of_keys, names=self._names)

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
        self._access.ask(Act.EXPORT, Act.HISTORY, Act.HAND)
        with self._step():
            journal.begin(self._connection, label, user=self.user, entered_at=self._clock(), undoable=False)

    @property
    def hides_numbers(self) -> bool:
        """See app.users.SignedIn."""
        return self._access.hides_numbers

    def show_numbers(self, where: str) -> None:
        """See app.users.SignedIn."""
        self._access.ask(Act.NUMBERS)
        if self._access.hides_numbers:
            self.note(f"記号・番号の表示 {where}")
            self._access.has_asked = True

    def show_remarks(self, where: str) -> None:
        """See app.users.SignedIn."""
        self._access.ask(Act.WORK)
        if not self._access.shows_remarks:
            self.note(f"備考の表示 {where}")
            self._access.shows_remarks = True

    def hide_again(self) -> bool:
        """See app.users.SignedIn."""
        return self._access.hide_again()

    @contextmanager
    def beside(self) -> Iterator["SqliteStore"]:
        """See app.ports.Store."""
        connection = self._connection.again()
        connection.spare_memory(writing=False)
        beside = SqliteStore(
            connection,
            self._lock,
            folder=self.folder,
            is_sample=self.is_sample,
            clock=self._clock,
            damage=self._damage,
            is_beside=True,
            others=self.others,
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

        self._access.ask(Act.READ)
        with self._connection.reading():
            yield SqliteReading(self._connection)

    @contextmanager
    def rehearsal(
        self, *, recorded_by: date | None = None, report: Report = untold
    ) -> Iterator["SqliteTransaction"]:
        """See app.ports.Store."""
        with suppress(_RehearsalOverError), self.transaction("試し") as tx:
            if recorded_by is not None:
                rewound.rewind(self._connection, recorded_by, tx.operation_id, report)
            yield tx
            raise _RehearsalOverError

    def undo(self, operation_id: OperationId | None = None, *, report: Report = untold) -> OperationRow:
        """Take back that operation, or the newest one; the row returned is that operation."""
        operation_id = taking_back.asked(self._connection, operation_id, redo=False)
        with self._step(report), whole(self._connection):
            return journal.undo(
                self._connection, operation_id, user=self.user, entered_at=self._clock(), report=report
            )

    def redo(self, *, report: Report = untold) -> OperationRow:
        """Bring back the operation undone last; the row returned is that operation."""
        target = taking_back.asked(self._connection, None, redo=True)
        with self._step(report), whole(self._connection):
            return journal.redo(
                self._connection, target, user=self.user, entered_at=self._clock(), report=report
            )

    def size_of_step(self, *, redo: bool) -> int:
        """Return how many rows undo, or redo, would put back now."""
        return journal.size_of_step(self._connection, redo=redo)

    def shrink(self) -> None:
        """See app.ports.Store."""
        with self._written_beside() as connection:
            shrink(connection)

    def wipe(self) -> None:
        """See app.retained.Wiping."""
        with self._written_beside() as connection:
            try:
                wipe(connection)
            except SystemTrouble as error:
                raise SystemTrouble(
                    "記録は消しましたが、データのファイルの使っていない所に、まだ跡が残っています。"
                    f"データを開き直すと、続きから消します。{error}"
                ) from error

    def backups_with_purged(self) -> list[Path]:
        """See app.retained.Wiping."""
        from db.backup import outdated

        return outdated.backups_with_purged(self._connection, self.folder)

    def remove_backups(self, files: Sequence[Path]) -> int:
        """See app.retained.Wiping."""
        from db.backup import outdated

        self._access.ask(Act.SETTLE)
        gone = outdated.remove_backups(self._connection, self.folder, files)
        self.note(f"保存期間の過ぎた記録の入ったバックアップ{gone}個の消去")
        return gone

    def due_list_is_old(self) -> bool:
        """See app.ports.Store."""
        return anew.is_old(self._connection, self._clock().date())

    def renew_due_list(self, report: Report) -> None:
        """See app.ports.Store."""
        with self._written_beside() as connection:
            anew.renew(connection, self._clock().date(), report)

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
        ask_again(self._connection, self.folder, replace(unlock, user=self.user))

    def change_passphrase(self, old: str, new: str) -> None:
        """Exchange the passphrase; old may also be the recovery code. The data stay as they are."""
        self._damage.look()
        exchange_passphrase(self._connection, self.folder, self.user, old, new, [*self._names(), self.user])
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

    @property
    def role(self) -> UserRole:
        """See app.users.SignedIn."""
        return self._access.user.role

    def may(self, act: Act) -> bool:
        """See app.users.SignedIn."""
        return not self._access.refusal(act)

    def refusal(self, act: Act) -> str:
        """See app.users.SignedIn."""
        return self._access.refusal(act)

    def ask(self, *acts: Act) -> None:
        """See app.users.SignedIn."""
        self._access.ask(*acts)

    def close(self) -> None:
        """Close the database and let other programs open the folder; the data key is exchanged if due."""
        try:
            if self._is_key_due and not self._connection.is_shared:
                from db.backup.rekeying import rekey

                self._is_key_due = False
                # It stays due where it fails: the next closing tries again.
                with suppress(OSError, SystemTrouble):
                    rekey(self.folder, self._connection)
        finally:
            self._connection.close()
            self._lock.release()

    def _tell_of_keys(self, user: str, label: str) -> None:
        tell_of_keys(self._connection, user, label, self._clock())
        # Whether it is, keys.json says.
        self._is_key_due = True

    def _names(self) -> list[str]:
        """What nobody should take as a passphrase."""
        return [self.queries.society().name, *(office.name for office in self.queries.offices())]

    @contextmanager
    def _written_beside(self) -> Iterator[Connection]:
        """A connection of its own for what is no step, as on another thread."""
        self._damage.look()
        connection = self._connection.again()
        connection.spare_memory(writing=True)
        try:
            yield connection
        finally:
            connection.close()
        self._damage.wrote()

    @contextmanager
    def _step(self, report: Report = untold) -> Iterator[None]:
        self._damage.look()
        if self._is_beside:
            self._connection.spare_memory(writing=True)
        with self.others.step(report) as line:
            yield
        self._damage.wrote()
        self.has_recorded = True
        seal(self.folder, line.pop())


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
        connection = open_database(folder, keys, opened, clock, agree)
        try:
            connection.access = access_of(connection, opened, clock)
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
        is_sample=keys.sample_key is not None,
        clock=clock,
        is_key_due=keys.is_due,
    )
