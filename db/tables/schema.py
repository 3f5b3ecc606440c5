"""The declared shape of the database beside the shape of a file."""

import re
from functools import cache

from peewee import SqliteDatabase

from db.folder.connection import Connection
from db.tables.every import MODELS

HISTORY_TABLE = "schema_migration"
SCHEMA_SQL = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'"

_COLUMNS = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'main'"

Schema = dict[tuple[str, str], str]


@cache
def declared_schema() -> Schema:
    """Return what db/tables/models.py declares, as SQLite would write it down."""
    database = SqliteDatabase(":memory:")
    with database.bind_ctx(MODELS), database.connection_context():
        database.create_tables(MODELS)
        return normalised(database.execute_sql(SCHEMA_SQL).fetchall())


def normalised(rows: list[tuple[str, str, str]]) -> Schema:
    """Return tables and indexes by name, without the runner's own table and without layout."""
    return {
        (kind, name): re.sub(r"\s*([(),])\s*", r"\1", " ".join(sql.split()))
        for kind, name, sql in rows
        if HISTORY_TABLE not in name
    }


def columns_apart(connection: Connection) -> list[str]:
    """Return the names of the tables of a server whose columns are other than declared."""
    found: dict[str, set[str]] = {}
    for table, column in connection.rows(_COLUMNS):
        found.setdefault(table, set()).add(column)
    declared = {
        model._meta.table_name: {field.column_name for field in model._meta.sorted_fields} for model in MODELS
    }
    return sorted(name for name, columns in declared.items() if found.get(name) != columns)


def differences(rows: list[tuple[str, str, str]]) -> list[str]:
    """Return the names of tables and indexes that are missing, unknown or other than declared."""
    declared, found = declared_schema(), normalised(rows)
    return sorted(
        f"{kind} {name}"
        for kind, name in declared.keys() | found.keys()
        if declared.get((kind, name)) != found.get((kind, name))
    )
