"""One open encrypted database file."""

import hmac
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import field
from functools import cache
from hashlib import blake2b
from operator import itemgetter
from pathlib import Path
from typing import Any

import peewee
import sqlcipher3.dbapi2 as sqlcipher
from playhouse.sqlcipher_ext import SqlCipherDatabase

from app.domain.ids import PersonId
from app.errors import KeysDoNotFit
from app.files import remove
from app.late import dataclass
from db.folder.access import everything
from db.folder.troubles import Translating

Row = tuple[Any, ...]
Statement = str | peewee.BaseQuery
"""SQL, or what peewee's query builder makes of it; the latter brings its parameters along."""
Parameters = Sequence[Any] | Mapping[str, Any]

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

_DIGEST = b"shikaku-desk digest, format 1: "

_BETWEEN_LOOKS = 20_000
"""So many of SQLite's small steps."""

_SIZE = 32
"""Bytes of a digest of several texts."""

_SIZES = (1, 4, 16, 64, 256, 1024, 4096)
"""Of so many ids are the statements about several."""

_HAS_TABLE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"

_KEPT = 500
"""So many statements are kept ready: what one key asks for does not drive out what the next one does."""

# For a value that is no text or number the library looks for a way to store it, twenty times as long as for a
# text; most columns of a row hold nothing. Nothing is stored as nothing.
sqlcipher.register_adapter(type(None), {}.get)

_NAME = itemgetter(0)
"""The name, of what a cursor says of a column."""


@dataclass(slots=True)
class Unsettled:
    """Whose computed duties a step has not written again yet; see db/duties/written.py.

    takes_back: the operation before, where the step does nothing but take it back.
    """

    people: set[PersonId] = field(default_factory=set)
    homes: set[tuple[str, str]] = field(default_factory=set)
    humans: set[tuple[str, str]] = field(default_factory=set)
    rules: bool = False
    takes_back: int | None = None


class Connection:
    """One connection, used by the thread that opened it and by no other.

    mode: of SQLite's way to open a file that must not be changed (see `looking`). is_new: an empty file.
    former: the keys before this one. Digests are made with the first of all, so that they stay true.
    """

    def __init__(
        self,
        path: Path,
        key: bytes,
        *,
        mode: str = "",
        is_new: bool = False,
        former: Sequence[bytes] = (),
    ) -> None:
        # The library would write "hmac check failed" to stderr; the setting is process-wide.
        sqlcipher.connect(":memory:").execute("PRAGMA cipher_log_level = NONE")
        self.path, self.key, self._translating = path, key, Translating(path.parent)
        self.access = everything()
        self.narrowing: Any = None  # see db/tables/narrowing.py
        self.former = tuple(former)
        self._first_key = self.former[0] if self.former else key
        self.roster_version = 0
        """Another number whenever a row of `person` may have changed; what was read before is stale."""
        self.society_version = 0
        """Another number whenever a step writes the society's row."""
        self.homes_read: Any = None
        """The households that the step under way read last; see db/duties/facts.py."""
        self.unsettled = Unsettled()
        self.settled: Any = None
        """What the last step did to the computed duties; see db/duties/anew.py."""
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

    def again(self) -> "Connection":
        """Return another connection to the same file, for another thread."""
        other = Connection(self.path, self.key, former=self.former)
        other.access = self.access
        return other

    def looking(
        self, path: Path | None = None, *, without_log: bool = False
    ) -> AbstractContextManager["Connection"]:
        """Look at this file, or at another of the same office; see the function of that name."""
        is_copy = path is not None
        return looking(
            path or self.path, self.key, former=self.former, without_log=without_log, is_copy=is_copy
        )

    def digest(self, text: str) -> str:
        """Return a digest that only who has the key can make."""
        return hmac.digest(self._first_key, _DIGEST + text.encode(), "sha256").hex()

    def vouched(self, text: str) -> bytes:
        """Return a line of text for a file beside the database that only who has the key can write."""
        return f"{text} {self.digest(text)}\n".encode()

    def vouched_text(self, line: bytes) -> str:
        """Return the text of such a line; "" where somebody else wrote it, or it is none."""
        text, _, digest = line.decode(errors="replace").rstrip().rpartition(" ")
        return text if hmac.compare_digest(digest.encode(), self.digest(text).encode()) else ""

    def digest_of(self, parts: Iterable[str | bytes]) -> str:
        """Return such a digest of any number of texts in their order, each by a digest of its own.

        Bytes: the digest of a text that is not there any more.
        """
        made = blake2b(_DIGEST, key=self._first_key, digest_size=_SIZE)
        for part in parts:
            made.update(part if isinstance(part, bytes) else self.part_digest(part))
        return made.hexdigest()

    def part_digest(self, part: str) -> bytes:
        """Return the digest of one text among several."""
        return blake2b(part.encode(), key=self._first_key, digest_size=_SIZE).digest()

    def close(self) -> None:
        """Close; closing twice does no harm."""
        if not self.database.is_closed():
            self.database.close()

    def rows(self, statement: Statement, parameters: Parameters = ()) -> list[Row]:
        """Run a statement and return its rows as plain tuples."""
        with self._translating:
            return self._run(statement, parameters).fetchall()

    def each(self, statement: Statement, parameters: Parameters = ()) -> Iterator[Row]:
        """Run a statement and yield its rows one by one: of a long list not all are in memory twice."""
        with self._translating:
            yield from self._run(statement, parameters)

    def named(self, statement: Statement, parameters: Parameters = ()) -> tuple[list[str], list[Row]]:
        """Run a statement and return the names of its columns and its rows."""
        with self._translating:
            cursor = self._run(statement, parameters)
            return list(map(_NAME, cursor.description)), cursor.fetchall()

    def columns(self, statement: Statement, parameters: Parameters = ()) -> dict[str, Sequence[Any]]:
        """Run a statement and return its columns by name."""
        names, rows = self.named(statement, parameters)
        return dict(zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True))

    def records(self, statement: Statement, parameters: Parameters = ()) -> list[dict[str, Any]]:
        """Run a statement and return its rows by the names of their columns."""
        names, rows = self.named(statement, parameters)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def record(self, statement: Statement, parameters: Parameters = ()) -> dict[str, Any] | None:
        """Run a statement and return its first row by the names of the columns, or None."""
        return next(iter(self.records(statement, parameters)), None)

    def row(self, statement: Statement, parameters: Parameters = ()) -> Row | None:
        """Run a statement and return its first row as a plain tuple, or None."""
        return next(iter(self.rows(statement, parameters)), None)

    def values(self, statement: Statement, parameters: Parameters = ()) -> list[Any]:
        """Run a statement of one column and return what stands in it."""
        return [value for (value,) in self.rows(statement, parameters)]

    def value(self, statement: Statement, parameters: Parameters = ()) -> Any:
        """Run a statement of one column and return what stands in its first row; None without a row."""
        return next(iter(self.values(statement, parameters)), None)

    def has_table(self, name: str) -> bool:
        """Return whether there is a table of that name; databases of earlier versions lack some."""
        return self.row(_HAS_TABLE, (name,)) is not None

    def _run(self, statement: Statement, parameters: Parameters) -> Any:
        if not isinstance(statement, str):
            statement, parameters = statement.sql()
        return self._raw.execute(statement, parameters)

    @property
    def written(self) -> int:
        """How many rows were written through this connection."""
        return int(self._raw.total_changes)

    @property
    def in_transaction(self) -> bool:
        """Whether a step is under way, or a reading of one moment."""
        return bool(self._raw.in_transaction)

    def run_many(self, sql: str, parameters: Iterable[Parameters]) -> None:
        """Run a statement once per set of parameters."""
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
    def reading(self) -> Iterator[None]:
        """Let everything read in the block be of one moment; others may write meanwhile."""
        self.rows("BEGIN")
        try:
            yield
        finally:
            self.rows("ROLLBACK")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit when the block ends, roll back when it raises; the only writer meanwhile."""
        self.rows("BEGIN IMMEDIATE")
        before, self.homes_read = self.roster_version, ()
        try:
            yield
            self.rows("COMMIT")
        except BaseException:
            # A full disk makes SQLite roll back by itself; then there is nothing left to do.
            if self.in_transaction:
                self.rows("ROLLBACK")
            self.unsettled, self.settled = Unsettled(), None
            if self.roster_version != before:
                self.roster_version += 1
            raise
        finally:
            self.homes_read = None


def in_parts(ids: Iterable[Any]) -> Iterator[list[Any]]:
    """Return ids, each once and in their order, in parts that fit into one statement as its parameters."""
    known = list(dict.fromkeys(ids))
    for start in range(0, len(known), _SIZES[-1]):
        yield known[start : start + _SIZES[-1]]


def among_ids(statement: str, ids: Sequence[int], *before: Any) -> tuple[str, list[Any]]:
    """Return a statement about whose id is one of {ids} with its parameters, and those before them.

    There are few texts of it, so that it is planned once and kept.
    """
    size = _SIZES[bisect_left(_SIZES, len(ids))]
    return _of_size(statement, size), [*before, *ids, *[None] * (size - len(ids))]


@cache
def _of_size(statement: str, size: int) -> str:
    return statement.format(ids=", ".join("?" * size))


@contextmanager
def looking(
    path: Path,
    key: bytes,
    *,
    former: Sequence[bytes] = (),
    without_log: bool = False,
    is_copy: bool = False,
) -> Iterator[Connection]:
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


def _opened(path: Path, keys: Sequence[bytes], mode: str, former: Sequence[bytes]) -> Connection:
    for key in keys[:-1]:
        with suppress(KeysDoNotFit):
            return Connection(path, key, mode=mode, former=former)
    return Connection(path, keys[-1], mode=mode, former=former)
