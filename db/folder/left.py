"""The steps that a backup put back left behind on a server: by what each PC may have seen of them last.

Without these, a PC would take the office of before its newest entry for one that somebody rolled back. Only
who has the key can make such an entry (db/folder/newest.py), so nobody else adds one.
"""

from collections.abc import Sequence
from datetime import datetime

from app.domain.wareki import wareki_minute
from db.folder.connection import Connection
from db.folder.newest import Newest, entries, holds

TABLE = "entry_left"
TABLE_MADE = f"""
    CREATE TABLE main.{TABLE} (
        operation_id BIGINT NOT NULL, digest TEXT NOT NULL, said TEXT NOT NULL,
        PRIMARY KEY (operation_id, digest)
    )
"""
_ALL = f"SELECT operation_id, digest, said FROM main.{TABLE}"  # noqa: S608 - our own name
_SAID = f"SELECT said FROM main.{TABLE} WHERE operation_id = ? AND digest = ?"  # noqa: S608
_ADD = f"INSERT INTO main.{TABLE} VALUES (?, ?, ?) ON CONFLICT DO NOTHING"  # noqa: S608

Left = tuple[int, str, str]
"""Number and digest of an entry, and what is said of it; "" until that is known."""


def entries_of(now: Connection, then: Connection) -> list[Left]:
    """Return the entries that lie on a server and not in the backup, and those left behind before."""
    rows = now.rows(_ALL) if now.has_table(TABLE) else []
    before = [(number, digest, said) for number, digest, said in rows]
    gone = (entry for entry in entries(now) if not holds(then, entry))
    return [*before, *((entry.operation_id, entry.digest, "") for entry in gone)]


def leave(connection: Connection, left: Sequence[Left], user: str, at: datetime, name: str) -> None:
    """Keep them in the database that was made anew; within a transaction. name: of the backup."""
    said = f"この事業所の記録は、{wareki_minute(at)} に {user} さんがバックアップ({name})から戻しました。"
    connection.run_many(_ADD, [(number, digest, told or said) for number, digest, told in left])


def said_of(connection: Connection, entry: Newest) -> str:
    """Return what is to be said of an entry that was left behind; "" of one that was not."""
    if not connection.has_table(TABLE):
        return ""
    return str(connection.value(_SAID, (entry.operation_id, entry.digest)) or "")
