"""The store of several administrators: a PostgreSQL database, asked with the statements of the file.

How the two differ, and what is open, is told in docs/postgresql.md.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import peewee
import psycopg
from psycopg import errors
from psycopg.adapt import Dumper, Loader

from app.errors import ConnectionLost, NotAllowed, SystemTrouble
from db.folder.connection import Connection, OutcomeUnknownError, Parameters, Row, Statement
from db.folder.dialect import in_its_parameters, in_order_of
from db.folder.on_the_way import OnTheWay, Seals, sealed_by
from db.folder.own_order import RowsInOrder, ordered_here
from db.folder.sealed import Sealer
from db.folder.sqlcipher import SqlCipherConnection, looking
from db.folder.troubles import ELSEWHERE, NOT_GRANTED, REACHES_ELSEWHERE, UNIQUE

T = TypeVar("T")

_NARROW, _WIDE = "SET search_path = pg_temp, main", "SET search_path = main, pg_temp"
"""Temporary views bear the names of tables: where PostgreSQL looks first, it finds."""

_WRITER = 0x7368696B616B75
"""The one lock of a database that whoever writes holds until the step is over."""
_BEGIN_STEP = f"BEGIN; SELECT pg_advisory_xact_lock({_WRITER})"
_STEP, _PRESENCE = "step", "presence"
"""What is heard of others: a step of that number was committed; somebody opened or left a household."""

_SETTINGS = """
    SET lock_timeout = '3s';
    -- Whoever goes away in the middle of a step keeps nobody waiting for the writer's lock.
    SET idle_in_transaction_session_timeout = '2min';
    SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3
"""
_ON_OUR_SIDE: Mapping[str, Any] = {
    "connect_timeout": 3,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,  # milliseconds
}
"""After so many seconds a server that does not answer counts as gone."""

_SELF = "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()"
_END_FORMER = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND backend_start = $2"

_IS_GONE = "SELECT 1 FROM main.whereabouts WHERE state = 'left' OR since <> $1"

_PATIENCE, _PAUSE, _BETWEEN = 3.0, 0.1, 2.0
"""Seconds for which a lost connection is tried again before that is said; between two tries; and until it is
tried again after it was said, so that a window does not stand still at every key."""

_STATUS = psycopg.pq.TransactionStatus
_UNDER_WAY = (_STATUS.ACTIVE, _STATUS.INTRANS, _STATUS.INERROR)

_TABLES = "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'main'"
_LAST_ID = "SELECT coalesce(pg_sequence_last_value(to_regclass(?)), 0)"

_UNIQUE = {
    "person_insured_number": UNIQUE["person.symbol"],
    "certificate_one_live": UNIQUE["certificate.person_id"],
    "office_code": UNIQUE["office.code"],
}
"""By the name of the index."""

_BUSY = "データベースがほかの処理で使われています。少し待ってからやり直してください。記録は無事です。"
_LOST = (
    "データベースのサーバーとつながりません。ネットワークとサーバーを確かめてください。"
    "つながれば、そのまま続けられます。記録した操作は無事です。"
)
_CUT_OFF = (
    "データベースのサーバーとの接続が切れました。この操作は記録されていません。もう一度行ってください。"
)
_GONE = (
    "この事業所の記録は、接続の切れているあいだに、ほかのPCのファイルへ移されました"
    "(またはバックアップから戻されました)。画面を閉じて、開き直してください。"
)
_TROUBLES: Mapping[type[psycopg.Error], str] = {
    errors.LockNotAvailable: _BUSY,
    errors.SerializationFailure: _BUSY,
    errors.DeadlockDetected: _BUSY,
    errors.DiskFull: "サーバーのディスクがいっぱいです。サーバーの管理者に伝えてください。"
    "最後の操作の前までの記録は無事です。",
    errors.InsufficientPrivilege: NOT_GRANTED,
}
"""The first that fits."""


class PostgresConnection(Connection):
    """address: of the database, as libpq reads it; a password comes from its own files or the keyring."""

    is_shared = seals = True
    begin_reading = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"

    def __init__(
        self,
        address: str,
        folder: Path,
        key: bytes,
        *,
        former: Sequence[bytes] = (),
        on_the_way: OnTheWay | None = None,
    ) -> None:
        super().__init__(folder, key, former=former, translating=_Translating())
        self.address, self.on_the_way = address, on_the_way or OnTheWay(Sealer(key))
        self._views: Mapping[str, str] = {}
        self._is_narrow, self._has_views, self._written = False, False, 0
        self._is_within, self._listens, self._has_heard = False, False, False
        self._announced: int | None = None
        self._backend: Row = ()
        self._is_closed, self._next_try = False, 0.0
        with self._translating:
            self._raw = self._connected()
            self._backend = self._raw.execute(_SELF).fetchone() or ()

    def _connected(self) -> "psycopg.Connection[Row]":
        """Connect, and be as the connection before was."""
        raw = psycopg.connect(self.address, autocommit=True, cursor_factory=_Cursor, **_ON_OUR_SIDE)
        adapters = raw.adapters
        adapters.register_dumper(bool, _FlagDumper)
        adapters.register_loader("numeric", _SumLoader)
        adapters.register_loader("bytea", self.on_the_way.loader())
        raw.add_notify_handler(self._on_heard)
        raw.execute(f"{_SETTINGS}; {_WIDE}")
        return raw

    def again(self) -> "PostgresConnection":
        """See Connection."""
        other = PostgresConnection(
            self.address, self.folder, self.key, former=self.former, on_the_way=self.on_the_way
        )
        other.access, other.stood, other.kept_to = self.access, self.stood, self.kept_to
        return other

    def close(self) -> None:
        """See Connection."""
        self._is_closed = True
        self._raw.close()

    def tables(self) -> set[str]:
        """See Connection."""
        return set(self.values(_TABLES))

    def last_id(self, table: str) -> int:
        """See Connection. What keeps it stands in db/tables/postgres_shape.py."""
        return int(self.value("SELECT main.last_id(?)", (table,)))

    def keys_noted(self) -> tuple[int, int]:
        """See Connection."""
        in_force, following = self.row("SELECT in_force, following FROM keys_noted") or (0, 0)
        return int(in_force), int(following)

    def note_keys(self, in_force: int, following: int) -> None:
        """See Connection."""
        self.rows("UPDATE keys_noted SET in_force = ?, following = ?", (in_force, following))

    def spare_memory(self, *, writing: bool) -> None:
        """The memory is the server's, and its own affair."""

    def write_anew(self) -> bool:
        """See Connection."""
        self.rows("VACUUM FULL")
        return True

    @property
    def written(self) -> int:
        """See Connection."""
        return self._written

    @property
    def in_transaction(self) -> bool:
        """See Connection."""
        return self._raw.info.transaction_status in _UNDER_WAY

    def _begin_step(self) -> None:
        try:
            self.rows(_BEGIN_STEP)
        except BaseException:
            self._roll_back()
            raise

    def _end_step(self) -> None:
        """See Connection. Others hear of it once it is committed."""
        announced, self._announced = self._announced, None
        tell = "" if announced is None else f"NOTIFY {_STEP}, '{announced}'; "
        try:
            self.rows(f"{tell}COMMIT")
        except ConnectionLost as error:
            raise OutcomeUnknownError from error

    def _roll_back(self) -> None:
        self._is_within, self._announced = False, None
        if self.in_transaction:
            with suppress(ConnectionLost):
                self.rows("ROLLBACK")

    def announce(self, operation_id: int) -> None:
        """See Connection."""
        self._announced = operation_id

    def listen(self) -> None:
        """See Connection."""
        self._listens = True
        self.rows(f"LISTEN {_STEP}; LISTEN {_PRESENCE}")

    def has_heard(self, *, again: bool) -> bool:
        """See Connection."""
        with self._translating:
            if self._raw.closed and not again:
                raise ConnectionLost(_LOST)
            if self._raw.closed:
                self._connect_again()
            self._raw.pgconn.consume_input()
            while self._raw.pgconn.notifies():
                self._has_heard = True
        has_heard, self._has_heard = self._has_heard, False
        return has_heard

    def _on_heard(self, _notify: psycopg.Notify) -> None:
        self._has_heard = True

    def _connect_again(self) -> None:
        """Connect anew, and be as the connection before was; raise ConnectionLost where nobody answers.

        What that one had begun comes to an end before: the server may not know yet that it is gone.
        """
        if self._is_closed or time.monotonic() < self._next_try:
            raise ConnectionLost(_LOST)
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                self._raw = self._connected()
                self._raw.execute(_END_FORMER, self._backend)
                if self._raw.execute(_IS_GONE, (self.stood,)).fetchone():  # what is written would be lost
                    self._raw.close()
                    raise SystemTrouble(_GONE)
                self._backend = self._raw.execute(_SELF).fetchone() or ()
                break
            except psycopg.OperationalError as error:
                if time.monotonic() > until:
                    self._next_try = time.monotonic() + _BETWEEN
                    raise ConnectionLost(_LOST) from error
                time.sleep(_PAUSE)
        self._has_views = False
        if self._is_narrow:
            self.narrow(self._views)
        if self._listens:
            self.listen()
            self._has_heard = True

    def _run(self, statement: Statement, parameters: Parameters) -> Any:
        if not isinstance(statement, str):
            statement, parameters = statement.sql()
        text, names = in_its_parameters(statement)
        self._written += not text.startswith("SELECT")
        values, ordered = in_order_of(parameters, names), ordered_here(text)
        if ordered is None:
            return self._sure(lambda: self._execute(text, values))
        return RowsInOrder(self._sure(lambda: self._execute(ordered.text, values)), ordered.falling)

    def _execute(self, text: str, values: Sequence[Any]) -> Any:
        return self._raw.execute(text, self.on_the_way.sealed(self._raw, text, values) or None)

    def _sure(self, ask: Callable[[], T]) -> T:
        """Ask the server; once more where the connection was lost and nothing had been begun in it."""
        if self._raw.closed:
            self._make_sure()
        try:
            answer = ask()
        except psycopg.Error as error:
            if not self._raw.closed:
                raise
            self._make_sure(error)
            answer = ask()
        self._is_within = self.in_transaction
        return answer

    def _make_sure(self, error: Exception | None = None) -> None:
        if self._is_within:
            raise ConnectionLost(_CUT_OFF) from error
        self._connect_again()

    def run_many(self, sql: str, parameters: Iterable[Parameters]) -> None:
        """See Connection. Where it fails, only this is taken back, and the step goes on as in SQLite."""
        text, names = in_its_parameters(sql)
        self._written += 1
        rows = [in_order_of(one, names) for one in parameters]
        with self._translating:
            self._sure(lambda: self._write_many(text, rows))

    def _write_many(self, text: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows and (seals := self.on_the_way.seals_of(self._raw, text)):
            rows = [sealed_by(seals, row) for row in rows]
        with self._raw.transaction(), self._raw.cursor() as cursor:
            cursor.executemany(text, rows)

    def copy_in(self, statement: str, rows: Iterable[Sequence[Any]], seals: Seals) -> None:
        """Put rows into a table in one go. seals: how the text of each column is sealed."""
        self._written += 1
        with self._translating, self._raw.cursor() as cursor, cursor.copy(statement) as copying:
            for row in rows:
                copying.write_row(sealed_by(seals, row))

    def looking(self, path: Path) -> AbstractContextManager[SqlCipherConnection]:
        """Look at a copy of the same office in a file; see the function of that name."""
        return looking(path, self.key, former=self.former, is_copy=True)

    @contextmanager
    def indexes_aside(self, table: str) -> Iterator[None]:  # noqa: ARG002 - all stay
        """To take them away would keep everybody else waiting."""
        yield

    def narrow(self, views: Mapping[str, str]) -> None:
        """See Connection. A connection that is made again is narrow, too."""
        self._views, self._is_narrow = views, True
        if not self._has_views:
            for table, rows in views.items():
                self.rows(f"CREATE TEMP VIEW {table} AS {rows}")
            self._has_views = True
        # A step that failed is rolled back, and with it where PostgreSQL looks first.
        if self._raw.info.transaction_status in (_STATUS.IDLE, _STATUS.INTRANS):
            self.rows(_NARROW)

    def widen(self, views: Mapping[str, str]) -> None:  # noqa: ARG002 - all at once
        """See Connection."""
        self._is_narrow = False
        self.rows(_WIDE)


class _Cursor(psycopg.RawCursor[Row]):
    """Of a statement that returns no rows there are none, as in SQLite."""

    def fetchall(self) -> list[Row]:
        return super().fetchall() if self.description else []


class _FlagDumper(Dumper):
    """A flag is stored as 0 or 1."""

    oid = psycopg.adapters.types["int2"].oid

    def dump(self, obj: bool) -> bytes:
        return b"1" if obj else b"0"


class _SumLoader(Loader):
    """PostgreSQL gives the sum of whole numbers as a decimal one."""

    def load(self, data: Any) -> int | float:
        text = bytes(data).decode()
        return float(text) if "." in text else int(text)


class _Translating:
    """See db.folder.troubles.Translating."""

    __slots__ = ()

    def __enter__(self) -> None:
        """Begin a block."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, psycopg.Error):
            raise _translated(error) from error


def _translated(error: psycopg.Error) -> Exception:
    if isinstance(error, errors.IntegrityError):
        said = _UNIQUE.get(error.diag.constraint_name or "")
        return NotAllowed(said) if said else peewee.IntegrityError(str(error))
    if error.sqlstate == ELSEWHERE:
        return NotAllowed(REACHES_ELSEWHERE)
    said = next((said for kind, said in _TROUBLES.items() if isinstance(error, kind)), "")
    if said:
        return SystemTrouble(said)
    is_lost = isinstance(error, psycopg.OperationalError)
    return ConnectionLost(_LOST) if is_lost else peewee.DatabaseError(str(error))
