"""One open database: what every part of the program asks of it, whichever store it lies in.

The statements are the same for both stores; what differs stands in `sqlcipher.py` and `postgres.py` beside
this.
"""

import hmac
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import field
from functools import cache
from hashlib import blake2b
from operator import itemgetter
from pathlib import Path
from typing import Any

import peewee

from app.domain.ids import OfficeId, PersonId
from app.late import dataclass
from db.folder.access import everything

Row = tuple[Any, ...]
Statement = str | peewee.BaseQuery
"""SQL, or what peewee's query builder makes of it; the latter brings its parameters along."""
Parameters = Sequence[Any] | Mapping[str, Any]

_DIGEST = b"shikaku-desk digest, format 1: "

_SIZE = 32
"""Bytes of a digest of several texts."""

_SIZES = (1, 4, 16, 64, 256, 1024, 4096)
"""Of so many ids are the statements about several."""

_NAME = itemgetter(0)
"""The name, of what a cursor says of a column."""


@dataclass(slots=True)
class Unsettled:
    """Whose computed duties a step has not written again yet; see db/duties/written.py.

    holders: of whom perhaps nothing changed but a sheet. homes, humans: everybody of a household, or of a
    name and birth.
    takes_back: the operation before, where the step does nothing but take it back.
    """

    people: set[PersonId] = field(default_factory=set)
    holders: set[PersonId] = field(default_factory=set)
    homes: set[tuple[str, str]] = field(default_factory=set)
    humans: set[tuple[str, str]] = field(default_factory=set)
    rules: bool = False
    takes_back: int | None = None


class OutcomeUnknownError(Exception):
    """The connection was lost before the server said whether it committed."""


class Connection(ABC):
    """One connection, used by the thread that opened it and by no other.

    key: of the folder; former: the keys before this one. Digests are made with the first of all, so that
    they stay true. translating: turns what goes wrong in the database into sentences.
    """

    is_shared = False
    """Whether it lies on a server: other programs work on it meanwhile, and its pages are not our affair."""

    seals = False
    """Whether texts lie in it sealed with the data key: then it cannot tell their order."""
    kept_to: frozenset[OfficeId] | None = None
    """The offices of which the server lets this connection see anything; None for all."""

    begin_reading: str
    """SQL: from here to the rollback everything that is read is of one moment."""

    def __init__(
        self, folder: Path, key: bytes, *, former: Sequence[bytes], translating: AbstractContextManager[None]
    ) -> None:
        self.folder, self.key, self._translating = folder, key, translating
        self.access = everything()
        self.narrowing: Any = None  # see db/tables/narrowing.py
        self.former = tuple(former)
        self._first_key = self.former[0] if self.former else key
        self.stood: str | None = None
        """Since when the office lies where it does; another after a lost connection tells of a move."""
        self.others: Any = None
        """What other programs record in the same database; see db/journal/others.py."""
        self.roster_version = 0
        """Another number whenever a row of `person` may have changed; what was read before is stale."""
        self.society_version = 0
        """Another number whenever a step writes the society's row."""
        self.rules_read = ""
        """The rules file that was read last; see db/duties/in_force.py."""
        self.homes_read: Any = None
        """The households that the step under way read last; see db/duties/facts.py."""
        self.unsettled = Unsettled()
        self.settled: Any = None
        """What the last step did to the computed duties; see db/duties/anew.py."""
        self.kept: Any = None
        """Figures that follow what is written here; see db/reads/kept.py."""

    @abstractmethod
    def _run(self, statement: Statement, parameters: Parameters) -> Any:
        """Run a statement and return the cursor."""

    @abstractmethod
    def run_many(self, sql: str, parameters: Iterable[Parameters]) -> None:
        """Run a statement once per set of parameters."""

    @property
    @abstractmethod
    def written(self) -> int:
        """Another number whenever something may have been written through this connection."""

    @property
    def elsewhere(self) -> int | None:
        """Another number whenever another connection may have written; None where that is not known."""
        return None

    @property
    @abstractmethod
    def in_transaction(self) -> bool:
        """Whether a step is under way, or a reading of one moment."""

    @abstractmethod
    def _begin_step(self) -> None:
        """Begin a transaction as the only writer; wait for another one a little."""

    def _end_step(self) -> None:
        """Commit."""
        self.rows("COMMIT")

    def _roll_back(self) -> None:
        """End a transaction without a trace; there may be none any more."""
        # A full disk makes SQLite roll back by itself; then there is nothing left to do.
        if self.in_transaction:
            self.rows("ROLLBACK")

    @abstractmethod
    def announce(self, operation_id: int) -> None:
        """Let other programs that have the database open hear of this operation once it is committed."""

    @abstractmethod
    def listen(self) -> None:
        """Hear of what other programs commit."""

    @abstractmethod
    def has_heard(self, *, again: bool) -> bool:
        """Return whether others committed something since this was asked last; waits for nothing.

        again: connect anew where the connection was lost, instead of raising ConnectionLost.
        """

    @abstractmethod
    def again(self) -> "Connection":
        """Return another connection to the same database, for another thread."""

    @abstractmethod
    def close(self) -> None:
        """Close; closing twice does no harm."""

    @abstractmethod
    def tables(self) -> set[str]:
        """Return the names of the tables."""

    @abstractmethod
    def last_id(self, table: str) -> int:
        """Return the highest id that a row of a table ever had, also of one that is gone."""

    @abstractmethod
    def keys_noted(self) -> tuple[int, int]:
        """Return which keys are in force, and which are to follow; see db/keys/in_force.py."""

    @abstractmethod
    def note_keys(self, in_force: int, following: int) -> None:
        """Note these numbers, which no migration and no undo knows; within a transaction."""

    @abstractmethod
    def spare_memory(self, *, writing: bool) -> None:
        """What is done beside the work is done once; what was read need not stay in memory."""

    @abstractmethod
    def write_anew(self) -> bool:
        """Write everything anew, so that no unused place holds what was removed; False: try it later."""

    @abstractmethod
    def indexes_aside(self, table: str) -> AbstractContextManager[None]:
        """Let a table be without indexes while most of it is written."""

    @abstractmethod
    def narrow(self, views: Mapping[str, str]) -> None:
        """Let statements find under the name of a table what its view says; `main.` is the table itself."""

    @abstractmethod
    def widen(self, views: Mapping[str, str]) -> None:
        """Let statements find the tables again; undone with the step, where that is rolled back."""

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
        return name in self.tables()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Let everything read in the block be of one moment; others may write meanwhile."""
        self.rows(self.begin_reading)
        try:
            yield
        finally:
            self._roll_back()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit when the block ends, roll back when it raises; the only writer meanwhile."""
        self._begin_step()
        before, self.homes_read = self.roster_version, ()
        try:
            yield
            self._end_step()
        except BaseException:
            self._roll_back()
            self.unsettled, self.settled, self.kept = Unsettled(), None, None
            if self.roster_version != before:
                self.roster_version += 1
            raise
        finally:
            self.homes_read = None


def in_parts(ids: Iterable[Any]) -> Sequence[list[Any]]:
    """Return ids, each once and in their order, in parts that fit into one statement as its parameters."""
    known = list(dict.fromkeys(ids))
    if len(known) <= _SIZES[-1]:
        return (known,) if known else ()
    return [known[start : start + _SIZES[-1]] for start in range(0, len(known), _SIZES[-1])]


def among_ids(statement: str, ids: Sequence[int], *before: Any) -> tuple[str, list[Any]]:
    """Return a statement about whose id is one of {ids} with its parameters, and those before them.

    There are few texts of it, so that it is planned once and kept.
    """
    size = _SIZES[bisect_left(_SIZES, len(ids))]
    return _of_size(statement, size), [*before, *ids, *[None] * (size - len(ids))]


@cache
def _of_size(statement: str, size: int) -> str:
    return statement.format(ids=", ".join("?" * size))
