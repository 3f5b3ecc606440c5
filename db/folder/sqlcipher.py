"""The store of one office on one machine: an encrypted database file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from playhouse.sqlcipher_ext import SqlCipherDatabase

from app.errors import KeysDoNotFit
from app.files import remove
from db.folder.connection import Connection, Parameters, Statement
from db.folder.troubles import Translating

GIVES_BACK = 2
"""SQLite's number for a file that gives empty pages back in portions; decided before anything is in it."""

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "busy_timeout": 3000,
    "temp_store": "memory",  # nothing personal leaves the encrypted file
    "cache_size": -262144,
}

_LOOKING = {"query_only": 1, "busy_timeout": 3000, "temp_store": "memory"}

_TO_READ, _TO_WRITE = "PRAGMA cache_size = -2048", "PRAGMA cache_size = -49152"

_BETWEEN_LOOKS = 20_000
"""So many of SQLite's small steps."""

_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
_HAS_TABLE = f"{_TABLES} AND name = ?"
_LAST_ID = "SELECT seq FROM sqlite_sequence WHERE name = ?"
_LAST_IDS = """
    SELECT t.name, coalesce(s.seq, 0) FROM sqlite_master t LEFT JOIN sqlite_sequence s ON s.name = t.name
    WHERE t.type = 'table' AND t.sql LIKE '%AUTOINCREMENT%'
"""
_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ?"

_KEPT = 500
"""So many statements are kept ready: what one key asks for does not drive out what the next one does."""

# For a value that is no text or number the library looks for a way to store it, twenty times as long as for a
# text; most columns of a row hold nothing. Nothing is stored as nothing.
sqlcipher.register_adapter(type(None), {}.get)


class SqlCipherConnection(Connection):
    """mode: of SQLite's way to open a file that must not be changed (see `looking`). is_new: an empty one."""

    begin_reading = "BEGIN"

    def __init__(
        self,
        path: Path,
        key: bytes,
        *,
        mode: str = "",
        is_new: bool = False,
        former: Sequence[bytes] = (),
    ) -> None:
        super().__init__(path.parent, key, former=former, translating=Translating(path.parent))
        # The library would write "hmac check failed" to stderr; the setting is process-wide.
        sqlcipher.connect(":memory:").execute("PRAGMA cipher_log_level = NONE")
        self.path = path
        self.database = SqlCipherDatabase(
            f"{path.absolute().as_uri()}?{mode}" if mode else str(path),
            passphrase=f"x'{key.hex()}'",
            autoconnect=False,
            pragmas=_LOOKING if mode else {"auto_vacuum": GIVES_BACK, **PRAGMAS} if is_new else PRAGMAS,
            uri=bool(mode),
            cached_statements=_KEPT,
        )
        try:
            with self._translating:
                self.database.connect()
                # It refuses every other thread by itself.
                self._raw: Any = self.database.connection()
                self.rows("SELECT count(*) FROM sqlite_master")
        except BaseException:
            self.close()
            raise

    def again(self) -> "SqlCipherConnection":
        """Return another connection to the same file, for another thread."""
        other = SqlCipherConnection(self.path, self.key, former=self.former)
        other.access = self.access
        return other

    def looking(
        self, path: Path | None = None, *, without_log: bool = False
    ) -> AbstractContextManager["SqlCipherConnection"]:
        """Look at this file, or at another of the same office; see the function of that name."""
        is_copy = path is not None
        return looking(
            path or self.path, self.key, former=self.former, without_log=without_log, is_copy=is_copy
        )

    def close(self) -> None:
        """See Connection."""
        if not self.database.is_closed():
            self.database.close()

    def tables(self) -> set[str]:
        """See Connection."""
        return set(self.values(_TABLES))

    def has_table(self, name: str) -> bool:
        """See Connection."""
        return self.row(_HAS_TABLE, (name,)) is not None

    def last_id(self, table: str) -> int:
        """See Connection."""
        return int(self.value(_LAST_ID, (table,)) or 0)

    def last_ids(self) -> dict[str, int]:
        """Return the highest id there ever was, of each table that gives none out twice."""
        return dict(self.rows(_LAST_IDS))

    def go_on_after(self, ids: Mapping[str, int]) -> None:
        """Give out higher ids than these from now on; within a transaction."""
        self.rows("DELETE FROM sqlite_sequence")
        self.run_many("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", ids.items())

    def keys_noted(self) -> tuple[int, int]:
        """Two numbers in the header of the file: they travel with every copy."""
        return int(self.value("PRAGMA user_version")), int(self.value("PRAGMA application_id"))

    def note_keys(self, in_force: int, following: int) -> None:
        """See Connection."""
        self.rows(f"PRAGMA user_version = {in_force}")
        self.rows(f"PRAGMA application_id = {following}")

    def spare_memory(self, *, writing: bool) -> None:
        """The pages written stay until they are."""
        self.rows(_TO_WRITE if writing else _TO_READ)

    def write_anew(self) -> bool:
        """See Connection."""
        self.rows("VACUUM")
        return not any(is_busy for is_busy, *_ in self.rows("PRAGMA wal_checkpoint(TRUNCATE)"))

    def _run(self, statement: Statement, parameters: Parameters) -> Any:
        if not isinstance(statement, str):
            statement, parameters = statement.sql()
        return self._raw.execute(statement, parameters)

    @property
    def written(self) -> int:
        """See Connection."""
        return int(self._raw.total_changes)

    @property
    def elsewhere(self) -> int | None:
        """See Connection."""
        return int(self.value("PRAGMA data_version"))

    @property
    def in_transaction(self) -> bool:
        """See Connection."""
        return bool(self._raw.in_transaction)

    def _begin_step(self) -> None:
        self.rows("BEGIN IMMEDIATE")

    def announce(self, operation_id: int) -> None:
        """Nobody else has the file open."""

    def listen(self) -> None:
        """There is nobody to hear of."""

    def has_heard(self, *, again: bool) -> bool:  # noqa: ARG002 - there is nothing to lose
        """See Connection."""
        return False

    def run_many(self, sql: str, parameters: Iterable[Parameters]) -> None:
        """See Connection."""
        with self._translating:
            self._raw.executemany(sql, parameters)

    @contextmanager
    def watched(self, look: Callable[[], object]) -> Iterator[None]:
        """Call look now and then while a long statement runs; what it raises ends the statement."""
        raised: list[BaseException] = []

        def again() -> bool:
            try:
                look()
            except BaseException as error:  # noqa: BLE001 - raised again outside of SQLite
                raised.append(error)
            return bool(raised)

        self._raw.set_progress_handler(again, _BETWEEN_LOOKS)
        try:
            yield
        except Exception:
            if raised:
                raise raised[0] from None
            raise
        finally:
            self._raw.set_progress_handler(None, 0)

    @contextmanager
    def indexes_aside(self, table: str) -> Iterator[None]:
        """That takes a third of the time."""
        found = self.rows(_INDEXES, (table,))
        for name, _ in found:
            self.rows(f"DROP INDEX {name}")
        yield
        for _, statement in found:
            self.rows(statement)

    def narrow(self, views: Mapping[str, str]) -> None:
        """SQLite looks for a table among its temporary views first."""
        for table, rows in views.items():
            self.rows(f"CREATE TEMP VIEW IF NOT EXISTS {table} AS {rows}")

    def widen(self, views: Mapping[str, str]) -> None:
        """See Connection."""
        for table in views:
            self.rows(f"DROP VIEW IF EXISTS temp.{table}")


@contextmanager
def looking(
    path: Path,
    key: bytes,
    *,
    former: Sequence[bytes] = (),
    without_log: bool = False,
    is_copy: bool = False,
) -> Iterator[SqlCipherConnection]:
    """A connection that changes nothing, whatever it finds; nobody else may have the file open.

    What a killed program left in the log is read, and stays there. without_log: the file alone.
    is_copy: it may be of the days of an earlier key.
    """
    log, index = (path.with_name(f"{path.name}-{end}") for end in ("wal", "shm"))
    has_log = not without_log and log.exists() and log.stat().st_size > 0
    had_index = index.exists()
    connection = None
    try:
        keys = [key, *reversed(former)] if is_copy else [key]
        connection = _opened(path, keys, "mode=ro" if has_log else "immutable=1", former)
        yield connection
    finally:
        if connection is not None:
            connection.close()
        if has_log and not had_index:
            remove(index)


def _opened(path: Path, keys: Sequence[bytes], mode: str, former: Sequence[bytes]) -> SqlCipherConnection:
    for key in keys[:-1]:
        with suppress(KeysDoNotFit):
            return SqlCipherConnection(path, key, mode=mode, former=former)
    return SqlCipherConnection(path, keys[-1], mode=mode, former=former)
