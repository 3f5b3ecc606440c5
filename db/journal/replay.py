# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""The history told again: what every row should be by the last line about it, compared with what it is."""

from collections.abc import Iterator

from app.late import dataclass
from db.folder.connection import Connection
from db.tables.computed import COMPUTED
from db.tables.every import MODELS
from db.tables.history_models import (
    BlankedLabelModel,
    BlankedLineModel,
    JournalModel,
    OperationModel,
    OperationSealModel,
)
from db.tables.images import LINES, image
from db.tables.parcel_models import ParcelModel, PartnerModel, RowUidModel
from db.tables.table import Line, Row

_NO_HISTORY = (
    *(OperationModel, JournalModel, OperationSealModel, BlankedLineModel, BlankedLabelModel),
    *(PartnerModel, ParcelModel, RowUidModel),
)
"""The history itself, and how this folder and others call each other's rows."""

TABLES: tuple[str, ...] = tuple(
    model._meta.table_name
    for model in MODELS
    if model not in _NO_HISTORY and model._meta.table_name not in COMPUTED
)
"""The tables of which every change stands in the history."""


@dataclass(frozen=True, slots=True)
class Apart:
    """A row that is not what the history says of it. told, found: None where it should not be, or is not."""

    table: str
    row_id: int
    person_id: int | None
    told: Row | None
    found: Row | None

    @property
    def line(self) -> Line:
        """The line that would make the history say what is there."""
        return Line(self.table, self.row_id, self.person_id, self.told, self.found)


def apart(connection: Connection) -> Iterator[Apart]:
    """Yield the rows that somebody changed without the history."""
    # The history has no index by row, and is read once for all tables.
    connection.rows(
        "CREATE TEMP TABLE latest"
        " (table_name TEXT, row_id INTEGER, id INTEGER, PRIMARY KEY (table_name, row_id)) WITHOUT ROWID"
    )
    try:
        connection.rows(
            "INSERT INTO latest SELECT table_name, row_id, max(id) FROM journal GROUP BY table_name, row_id"
        )
        for table in TABLES:
            yield from _apart(connection, table)
    finally:
        connection.rows("DROP TABLE latest")


def _apart(connection: Connection, table: str) -> Iterator[Apart]:
    if not connection.has_table(table):
        return  # a table of a later version: the data are about to be brought up to date
    columns, _ = connection.named(f"SELECT * FROM {table} WHERE 1 = 0")
    rows = connection.each(
        f"""
        SELECT latest.row_id, line.person_id, line.after, {table}.*
        FROM latest JOIN {LINES} AS line ON line.id = latest.id
             LEFT JOIN {table} ON {table}.id = latest.row_id
        WHERE latest.table_name = ?
        """,
        (table,),
    )
    for row_id, person_id, after, *stored in rows:
        is_there = any(value is not None for value in stored)
        found = dict(zip(columns, stored, strict=True)) if is_there else None
        # Of what a purge blanked nothing is told; there may be no row of it.
        told = image(after) or None
        if found is None or told is None:
            if found is not told:
                yield Apart(table, row_id, person_id, told, found)
            continue
        # What a later version added is in no image; what it dropped is in no row.
        known = {name: found[name] for name in told if name in found}
        if any(told[name] != value for name, value in known.items()):
            yield Apart(table, row_id, person_id, told, known)
    untold = f"""
        SELECT * FROM {table} WHERE NOT EXISTS
            (SELECT 1 FROM latest WHERE latest.table_name = ? AND latest.row_id = {table}.id)
    """
    owner = "id" if table == "person" else "person_id" if "person_id" in columns else ""
    for row in connection.records(untold, (table,)):
        yield Apart(table, row["id"], row[owner] if owner else None, None, row)
