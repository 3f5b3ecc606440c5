# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""Lists of the desk: 外字, 通称名, wrong persons, drawer counts."""

from collections.abc import Sequence
from typing import Any, TypeVar

from app.domain.drawer import DrawerCount, DrawerFind
from app.domain.ids import DrawerCountId, PersonId
from app.domain.misdelivery import Misdelivery
from app.domain.name_substitute import NameSubstitute
from app.domain.print_note import PrintNote
from db.folder.connection import Connection
from db.tables.mapping_desk import DRAWER_COUNT, DRAWER_FIND, MISDELIVERY, PRINT_NOTE, SUBSTITUTE
from db.tables.table import Table

T = TypeVar("T")


def substitutes(connection: Connection) -> list[NameSubstitute]:
    """See app.ports.Queries."""
    return _read(connection, SUBSTITUTE, "WHERE withdrawn_on IS NULL ORDER BY id")


def print_notes(connection: Connection) -> dict[PersonId, PrintNote]:
    """See app.ports.Queries."""
    return {note.person_id: note for note in _read(connection, PRINT_NOTE, "ORDER BY id")}


def misdeliveries(connection: Connection) -> list[Misdelivery]:
    """See app.ports.Queries."""
    return _read(connection, MISDELIVERY, "ORDER BY id DESC")


def drawer_counts(connection: Connection) -> list[DrawerCount]:
    """See app.ports.Queries."""
    return _read(connection, DRAWER_COUNT, "ORDER BY id DESC")


def drawer_finds(connection: Connection, count_id: DrawerCountId) -> list[DrawerFind]:
    """See app.ports.Queries."""
    return _read(connection, DRAWER_FIND, "WHERE count_id = ? ORDER BY id", (count_id,))


def _read(connection: Connection, table: Table[T], condition: str, parameters: Sequence[Any] = ()) -> list[T]:
    rows = connection.rows(f"SELECT {table.listed} FROM {table.name} {condition}", parameters)
    return [table.from_values(row) for row in rows]
