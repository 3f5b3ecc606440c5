"""Another data key for an office on a server, after somebody was removed: in one transaction there."""

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import SystemTrouble
from db.folder.whereabouts import has_others
from db.keys.keys import Keys
from db.keys.on_server import TABLE, bring, in_force, keep
from db.keys.slot import DATA_KEY_BYTES
from db.tables.resealing import seal_anew

if TYPE_CHECKING:
    from db.folder.postgres import PostgresConnection

_LOCK = f"LOCK TABLE main.{TABLE} IN ACCESS EXCLUSIVE MODE"
_SEEN_IN_PART = "データの鍵は、全事業所を見る管理者がほかのPCで開いていないときに閉じると、替わります。"
_LATER = "データの鍵は、ほかのPCで開いていないときに、閉じると替わります。"


def rekey_served(folder: Path, connection: "PostgresConnection", keys: Keys) -> None:
    """Exchange the data key while nobody else has the office open. keys: those in force.

    Raises SystemTrouble where somebody has, or it fails; then everything is as before, and it stays due.
    """
    if connection.kept_to is not None:
        raise SystemTrouble(_SEEN_IN_PART)
    new = secrets.token_bytes(DATA_KEY_BYTES)
    changed = keys.with_data_key(new, connection.key)
    with connection.transaction():
        # Who connects from here on waits for the keys, and finds the new ones.
        connection.rows(_LOCK)
        there = in_force(connection)
        if has_others(connection, connection) or there is None or there.keys.mark != keys.mark:
            raise SystemTrouble(_LATER)
        keep(connection, changed, new)
        # In this very transaction: rows and keys are never of two keys.
        seal_anew(connection, new)
    bring(folder, changed)
