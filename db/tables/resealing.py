# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""What lies on a server sealed where it was plain, as after an upgrade, or with another data key.

Both within a transaction, and both leave what was there before in places that the server does not use any
more: `unwiped` says so until these are written anew (db/folder/shrinking.py).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from db.folder.sealed import COLUMNS, Sealer
from db.tables.copying import rows_of, seals_of
from db.tables.postgres_shape import SCHEMA, sealed_types

if TYPE_CHECKING:
    from db.folder.postgres import PostgresConnection

_OF_THE_MOMENT = "presence"
"""Says who is there now, and of nobody who is not."""
_HAS_TYPES = "SELECT 1 FROM information_schema.domains WHERE domain_schema = ? AND domain_name = 'sealed'"
_PLAIN = """
    SELECT column_name, column_default IS NOT NULL FROM information_schema.columns
    WHERE table_schema = ? AND table_name = ? AND domain_name IS NULL
"""
_READS_IMAGES_NO_MORE = f"DROP FUNCTION IF EXISTS {SCHEMA}.json_text(text, text) CASCADE"
_LEFT = "INSERT INTO unwiped VALUES (1) ON CONFLICT DO NOTHING"


def seal_what_is_plain(connection: "PostgresConnection") -> None:
    """Seal each column that is to be sealed and is not yet; nothing where all are."""
    if connection.row(_HAS_TYPES, (SCHEMA,)) is None:
        for statement in (*sealed_types(), _READS_IMAGES_NO_MORE):
            connection.rows(statement)
    for table, domains in COLUMNS.items():
        found: dict[str, bool] = dict(connection.rows(_PLAIN, (SCHEMA, table)))
        plain = [name for name in domains if name in found]
        if not plain:
            continue
        if table == _OF_THE_MOMENT:
            connection.rows(f"DELETE FROM {SCHEMA}.{table}")
        changes = [change for name in plain for change in _change(name, domains[name], found[name])]
        connection.rows(f"ALTER TABLE {SCHEMA}.{table} {', '.join(changes)}")
        connection.on_the_way.forget()
        if table != _OF_THE_MOMENT:
            _write_anew(connection, table, plain, connection.on_the_way.sealer)
            connection.rows(_LEFT)


def seal_anew(connection: "PostgresConnection", new: bytes) -> None:
    """Seal everything with another data key than that of the connection, which can read nothing then."""
    sealer = Sealer(new)
    for table, domains in COLUMNS.items():
        if table == _OF_THE_MOMENT:
            connection.rows(f"DELETE FROM {SCHEMA}.{table}")
        else:
            _write_anew(connection, table, list(domains), sealer)
    connection.rows(_LEFT)


def _change(column: str, domain: str, has_default: bool) -> Sequence[str]:
    """The parts of ALTER TABLE by which a column of texts becomes one of bytes that say the same, for now."""
    name = f'ALTER COLUMN "{column}"'
    parts = [f"{name} TYPE {SCHEMA}.{domain} USING convert_to(\"{column}\", 'UTF8')"]
    return [f"{name} DROP DEFAULT", *parts, f"{name} SET DEFAULT ''"] if has_default else parts


def _write_anew(connection: "PostgresConnection", table: str, names: Sequence[str], sealer: Sealer) -> None:
    columns = ["id", *names]
    listed = ", ".join(f'"{name}"' for name in columns)
    connection.rows(f"CREATE TEMP TABLE anew AS SELECT {listed} FROM {SCHEMA}.{table} WHERE FALSE")
    seals = seals_of(sealer, table, columns)
    for rows in rows_of(connection, table, columns):
        connection.copy_in(f"COPY anew ({listed}) FROM STDIN", rows, seals)
    connection.rows("CREATE INDEX anew_id ON anew (id)")
    assignments = ", ".join(f'"{name}" = anew."{name}"' for name in names)
    connection.rows(f"UPDATE {SCHEMA}.{table} said SET {assignments} FROM anew WHERE anew.id = said.id")
    # With it go the plans that were made for the columns as they were.
    connection.rows("DROP TABLE anew")
