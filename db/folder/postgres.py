"""The store of several administrators: a PostgreSQL database, asked with the statements of the file.

How the two differ, and what is open, is told in docs/postgresql.md.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import peewee
import psycopg
from psycopg import errors
from psycopg.adapt import Dumper, Loader

from app.errors import NotAllowed, SystemTrouble
from db.folder.connection import Connection, Parameters, Row, Statement
from db.folder.sqlcipher import SqlCipherConnection, looking
from db.folder.troubles import UNIQUE

_NARROW, _WIDE = "SET search_path = pg_temp, main", "SET search_path = main, pg_temp"
"""Temporary views bear the names of tables: where PostgreSQL looks first, it finds."""

_WRITER = 0x7368696B616B75
"""The one lock of a database that whoever writes holds until the step is over."""
_BEGIN_STEP = f"BEGIN; SELECT pg_advisory_xact_lock({_WRITER})"
_WAITS = "SET lock_timeout = '3s'"

_TABLES = "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'main'"
_LAST_ID = "SELECT coalesce(pg_sequence_last_value(CAST(? AS regclass)), 0)"

_PIECE = re.compile(
    r"""'(?:[^']|'')*' | "[^"]*"                          # what stands between quotes is left alone
        | (?<![:\w]):(?P<name>[A-Za-z_]\w*) | (?P<mark>\?)
        | (?<![:.\w])(?P<user>user)\b                         # by itself it would be who asks the server
        # What is said to SQLite's planner alone.
        | \bCROSS\ (?=JOIN\b) | \ WITHOUT\ ROWID | \ NOT\ INDEXED | (?<=GROUP\ BY\ )NULL,\ """,
    re.VERBOSE,
)

_UNIQUE = {
    "person_insured_number": UNIQUE["person.symbol"],
    "certificate_one_live": UNIQUE["certificate.person_id"],
    "office_code": UNIQUE["office.code"],
}
"""By the name of the index."""

_BUSY = "データベースがほかの処理で使われています。少し待ってからやり直してください。記録は無事です。"
_LOST = (
    "データベースのサーバーとの接続が切れました。ネットワークとサーバーを確かめてから、開き直してください。"
    "最後の操作の前までの記録は無事です。"
)
_TROUBLES: Mapping[type[psycopg.Error], str] = {
    errors.LockNotAvailable: _BUSY,
    errors.SerializationFailure: _BUSY,
    errors.DeadlockDetected: _BUSY,
    errors.DiskFull: "サーバーのディスクがいっぱいです。サーバーの管理者に伝えてください。"
    "最後の操作の前までの記録は無事です。",
    errors.InsufficientPrivilege: "このデータベースを使う権限がありません。"
    "サーバーの管理者に伝えてください。",
    errors.OperationalError: _LOST,
}
"""The first that fits."""


class PostgresConnection(Connection):
    """address: of the database, as libpq reads it; a password comes from its own files or the keyring."""

    is_on_server = True
    begin_reading = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"

    def __init__(self, address: str, folder: Path, key: bytes, *, former: Sequence[bytes] = ()) -> None:
        super().__init__(folder, key, former=former, translating=_Translating())
        self.address = address
        with self._translating:
            self._raw = psycopg.connect(address, autocommit=True, cursor_factory=_Cursor)
        adapters = self._raw.adapters
        adapters.register_dumper(bool, _FlagDumper)
        adapters.register_loader("numeric", _SumLoader)
        self._has_views, self._written = False, 0
        self.rows(_WAITS)
        self.rows(_WIDE)

    def again(self) -> "PostgresConnection":
        """See Connection."""
        other = PostgresConnection(self.address, self.folder, self.key, former=self.former)
        other.access = self.access
        return other

    def close(self) -> None:
        """See Connection."""
        self._raw.close()

    def tables(self) -> set[str]:
        """See Connection."""
        return set(self.values(_TABLES))

    def last_id(self, table: str) -> int:
        """See Connection. What keeps it stands in db/tables/postgres_shape.py."""
        return int(self.value(_LAST_ID, (f"main.{table}_id_seq",)))

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
        return self._raw.info.transaction_status != psycopg.pq.TransactionStatus.IDLE

    def _begin_step(self) -> None:
        try:
            with self._translating:
                self._raw.execute(_BEGIN_STEP)
        except BaseException:
            if self.in_transaction and not self._raw.closed:
                self._raw.execute("ROLLBACK")
            raise

    def _run(self, statement: Statement, parameters: Parameters) -> Any:
        if not isinstance(statement, str):
            statement, parameters = statement.sql()
        text, names = in_its_parameters(statement)
        self._written += not text.startswith("SELECT")
        return self._raw.execute(text, _in_order(parameters, names) or None)

    def run_many(self, sql: str, parameters: Iterable[Parameters]) -> None:
        """See Connection. Where it fails, only this is taken back, and the step goes on as in SQLite."""
        text, names = in_its_parameters(sql)
        self._written += 1
        with self._translating, self._raw.transaction(), self._raw.cursor() as cursor:
            cursor.executemany(text, (_in_order(one, names) for one in parameters))

    def copy_in(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Put rows into a table in one go."""
        self._written += 1
        with self._translating, self._raw.cursor() as cursor, cursor.copy(statement) as copying:
            for row in rows:
                copying.write_row(row)

    def looking(self, path: Path) -> AbstractContextManager[SqlCipherConnection]:
        """Look at a copy of the same office in a file; see the function of that name."""
        return looking(path, self.key, former=self.former, is_copy=True)

    @contextmanager
    def indexes_aside(self, table: str) -> Iterator[None]:  # noqa: ARG002 - all stay
        """To take them away would keep everybody else waiting."""
        yield

    def narrow(self, views: Mapping[str, str]) -> None:
        """See Connection."""
        if not self._has_views:
            for table, rows in views.items():
                self.rows(f"CREATE TEMP VIEW {table} AS {rows}")
            self._has_views = True
        # A step that failed is rolled back, and with it where PostgreSQL looks first.
        if self._raw.info.transaction_status != psycopg.pq.TransactionStatus.INERROR:
            self.rows(_NARROW)

    def widen(self, views: Mapping[str, str]) -> None:  # noqa: ARG002 - all at once
        """See Connection."""
        self.rows(_WIDE)


@lru_cache(maxsize=2000)
def in_its_parameters(statement: str) -> tuple[str, tuple[str, ...]]:
    """Return a statement with PostgreSQL's numbered parameters, and the names in their order.

    >>> in_its_parameters("SELECT ':a' WHERE id = :id OR up = :id")
    ("SELECT ':a' WHERE id = $1 OR up = $1", ('id',))
    """
    names: dict[str, int] = {}
    marks = 0

    def said(piece: "re.Match[str]") -> str:
        nonlocal marks
        if name := piece["name"]:
            return f"${names.setdefault(name, len(names) + 1)}"
        if piece["mark"]:
            marks += 1
            return f"${marks}"
        if piece["user"]:
            return '"user"'
        return piece[0] if piece[0][0] in "'\"" else ""

    return _PIECE.sub(said, statement), tuple(names)


def _in_order(parameters: Parameters, names: Sequence[str]) -> Sequence[Any]:
    return [parameters[name] for name in names] if isinstance(parameters, Mapping) else parameters


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
    said = next((said for kind, said in _TROUBLES.items() if isinstance(error, kind)), "")
    return SystemTrouble(said) if said else peewee.DatabaseError(str(error))
