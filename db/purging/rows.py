# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""The rows that are somebody's, in whatever table: found by the tables' own declarations, and taken away."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from db.folder.connection import Connection, among_ids, in_parts
from db.tables.computed import COMPUTED
from db.tables.every import MODELS
from db.tables.history_models import JournalModel

_OWNERS: Mapping[str, str] = {
    "person": "id IN ({ids})",
    "sheet": "certificate_id IN (SELECT id FROM certificate WHERE person_id IN ({ids}))",
}
"""How the owner is told where no column names him."""

OWNED: Mapping[str, str] = {
    model._meta.table_name: _OWNERS.get(model._meta.table_name, "person_id IN ({ids})")
    # What links to a row goes before it.
    for model in reversed(MODELS)
    if model is not JournalModel and model._meta.table_name not in COMPUTED
    if model._meta.table_name in _OWNERS or "person_id" in model._meta.columns
}
"""The tables that hold somebody's rows, and which of them; a table of its own that is new is among them."""

_FOLLOWING = ("duty", "former_identity")
_SEEN_FROM_OUTSIDE = ("row_uid", "parcel_row", "parcel_conflict")
"""What other folders call a row, and what they said of it: by table and row."""

Rows = Mapping[str, Sequence[int]]
"""By table, in the order in which they can be taken away."""


def rows_of(connection: Connection, people: Sequence[int]) -> Rows:
    """Return the rows of these persons."""
    found: dict[str, list[int]] = defaultdict(list)
    for table, condition in OWNED.items():
        for part in in_parts(people):
            found[table] += connection.values(
                *among_ids(f"SELECT id FROM {table} WHERE {condition} ORDER BY id", part)
            )
    places = {(table, row_id) for table, ids in found.items() for row_id in ids}
    for table in _SEEN_FROM_OUTSIDE:
        met = set(found[table])
        found[table] += [
            row_id
            for row_id, *place in connection.each(f"SELECT id, table_name, row_id FROM {table}")
            if tuple(place) in places and row_id not in met
        ]
    return found


def take_away(connection: Connection, people: Sequence[int], rows: Rows) -> None:
    """Take the rows out of their tables, and what is computed of these persons."""
    connection.kept = None
    for table, ids in rows.items():
        for part in in_parts(ids):
            connection.rows(*among_ids(f"DELETE FROM {table} WHERE id IN ({{ids}})", part))
    for table in _FOLLOWING:
        for part in in_parts(people):
            connection.rows(*among_ids(f"DELETE FROM {table} WHERE person_id IN ({{ids}})", part))
