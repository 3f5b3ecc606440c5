# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""Every row of an office from one store into another, and the proof that both hold the same.

Rows are read by their ids a portion at a time, so that of a large office only so many are in memory.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

from app.late import dataclass
from app.ports import Report, untold
from db.folder.connection import Connection, Row
from db.folder.sealed import COLUMNS, Seal, Sealer
from db.folder.sqlcipher import SqlCipherConnection
from db.tables.every import MODELS
from db.tables.postgres_shape import WITHOUT_GAPS
from db.tables.row_security import OWN_TABLES
from db.tables.schema import HISTORY_TABLE

if TYPE_CHECKING:
    from db.folder.postgres import PostgresConnection

_AT_A_TIME = 5_000
_OF_THE_STORE = OWN_TABLES | frozenset(
    {HISTORY_TABLE, "keys_noted", "keys_in_force", "entry_left", "presence", "whereabouts"}
)
"""What each store keeps for itself."""

_IN_ORDER: Sequence[str] = [model._meta.table_name for model in MODELS]
"""A table after those that its rows link to."""

_NUMBERED = """
    SELECT table_name FROM information_schema.columns WHERE table_schema = 'main' AND is_identity = 'YES'
"""
_GO_ON = "SELECT setval(CAST(? AS regclass), ?) WHERE ? > 0"


@dataclass(frozen=True, slots=True)
class Held:
    """Of a table, how many rows it holds, and a digest of them all."""

    rows: int
    digest: str


def held_tables(connection: Connection) -> list[str]:
    """Return the names of the tables that hold an office, in the order in which they can be filled."""
    there = {name for name in connection.tables() - _OF_THE_STORE if not name.startswith("sqlite_")}
    known = [name for name in _IN_ORDER if name in there]
    return known + sorted(there.difference(known))


def columns_of(connection: Connection, table: str) -> list[str]:
    """Return the names of the columns of a table."""
    return connection.named(f"SELECT * FROM {_table(table)} LIMIT 0")[0]


def rows_of(connection: Connection, table: str, columns: Sequence[str]) -> Iterator[list[Row]]:
    """Yield the rows of a table in portions, in the order of their ids."""
    statement = f"SELECT {_names(columns)} FROM {_table(table)} WHERE id > ? ORDER BY id LIMIT {_AT_A_TIME}"
    at, last = columns.index("id"), -1
    while rows := connection.rows(statement, (last,)):
        yield rows
        *_, newest = rows
        last = newest[at]


def to_server(source: SqlCipherConnection, target: "PostgresConnection", report: Report = untold) -> None:
    """Put every row of a file into the empty tables of a server; within a transaction there.

    report: told how many rows are there; what it raises ends the copying.
    """
    tables, far = _same_tables(source, target), _Far(source, report)
    for table in tables:
        # What takes note of numbers as rows come one by one; it is told them in the end.
        target.rows(f"ALTER TABLE {_table(table)} DISABLE TRIGGER USER")
        columns = columns_of(target, table)
        target.copy_in(
            f"COPY {_table(table)} ({_names(columns)}) FROM STDIN",
            (row for rows in rows_of(source, table, columns) for row in far.along(rows)),
            seals_of(target.on_the_way.sealer, table, columns),
        )
        # A link that is asked about in the end would stand in the way.
        target.rows("SET CONSTRAINTS ALL IMMEDIATE")
        target.rows(f"ALTER TABLE {_table(table)} ENABLE TRIGGER USER")
    kept = kept_numbers(source)
    for table in target.values(_NUMBERED):
        last = max(kept.get(table, 0), int(target.value(f"SELECT coalesce(max(id), 0) FROM {_table(table)}")))
        target.rows(_GO_ON, (f"main.{table}_id_seq", last, last))
    target.note_keys(*source.keys_noted())


def seals_of(sealer: Sealer, table: str, columns: Sequence[str]) -> list[Seal | None]:
    """Return how each of these columns is sealed on a server."""
    domains = COLUMNS.get(table, {})
    return [sealer.by_domain.get(domains.get(name, "")) for name in columns]


def to_file(source: Connection, target: SqlCipherConnection, report: Report = untold) -> None:
    """Put every row of a server into the empty tables of a file; within a transaction there."""
    tables, far = _same_tables(source, target), _Far(source, report)
    for table in tables:
        columns = columns_of(target, table)
        marks = ", ".join("?" * len(columns))
        for rows in rows_of(source, table, columns):
            target.run_many(
                f"INSERT INTO {_table(table)} ({_names(columns)}) VALUES ({marks})",
                far.along(rows),
            )
    target.go_on_after(numbers_to_keep(source, target))
    target.note_keys(*source.keys_noted())


def kept_numbers(file: SqlCipherConnection) -> dict[str, int]:
    """Return the highest id that was ever given out in each table of a file that gives none out twice."""
    return {table: last for table, last in file.last_ids().items() if table != WITHOUT_GAPS}


def numbers_to_keep(server: Connection, file: SqlCipherConnection) -> dict[str, int]:
    """Return the same of a server, of the tables of that file."""
    return {table: last for table in kept_numbers(file) if (last := server.last_id(table))}


def apart(one: Connection, other: Connection, report: Report = untold) -> list[str]:
    """Return the tables whose rows are not the same in two stores."""
    first, second = held(one, report), held(other, report)
    return sorted(table for table in first.keys() | second.keys() if first.get(table) != second.get(table))


class _Far:
    """Tells how many rows have gone by."""

    def __init__(self, source: Connection, report: Report) -> None:
        self._of = sum(count(source, table) for table in held_tables(source))
        self._done, self._report = 0, report

    def along(self, rows: list[Row]) -> list[Row]:
        """Count these rows and return them."""
        self._done += len(rows)
        self._report(self._done, self._of)
        return rows


def _same_tables(source: Connection, target: Connection) -> list[str]:
    tables = held_tables(target)
    if tables != held_tables(source):
        raise TypeError(f"not the same tables: {sorted(set(tables) ^ set(held_tables(source)))}")
    return tables


def count(connection: Connection, table: str) -> int:
    """Return how many rows a table has."""
    return int(connection.value(f"SELECT count(*) FROM {_table(table)}"))


def held(connection: Connection, report: Report = untold) -> Mapping[str, Held]:
    """Return what each table of an office holds, alike on every store."""
    found: dict[str, Held] = {}
    far = _Far(connection, report)
    for table in held_tables(connection):
        columns, digest, number = sorted(columns_of(connection, table)), blake2b(digest_size=32), 0
        for rows in rows_of(connection, table, columns):
            digest.update(repr(far.along(rows)).encode())
            number += len(rows)
        found[table] = Held(number, digest.hexdigest())
    return found


def _table(name: str) -> str:
    """Never a view that shows some offices only."""
    return f"main.{name}"


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
