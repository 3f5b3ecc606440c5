"""Another data key for an office on a server, after somebody was removed: in one transaction there."""

import secrets
from pathlib import Path

from app.errors import SystemTrouble
from db.folder.connection import Connection
from db.folder.whereabouts import has_others
from db.keys.keys import Keys
from db.keys.on_server import TABLE, bring, in_force, keep
from db.keys.slot import DATA_KEY_BYTES

_LOCK = f"LOCK TABLE main.{TABLE} IN ACCESS EXCLUSIVE MODE"
_LATER = "データの鍵は、ほかのPCで開いていないときに、閉じると替わります。"


def rekey_served(folder: Path, connection: Connection, keys: Keys) -> None:
    """Exchange the data key while nobody else has the office open. keys: those in force.

    Raises SystemTrouble where somebody has, or it fails; then everything is as before, and it stays due.
    """
    new = secrets.token_bytes(DATA_KEY_BYTES)
    changed = keys.with_data_key(new, connection.key)
    with connection.transaction():
        # Who connects from here on waits for the keys, and finds the new ones.
        connection.rows(_LOCK)
        there = in_force(connection)
        if has_others(connection, connection) or there is None or there.keys.mark != keys.mark:
            raise SystemTrouble(_LATER)
        # What columns hold encrypted with connection.key is encrypted anew with `new` here: in this very
        # transaction, so that rows and keys are never of two keys. Today no column is encrypted.
        keep(connection, changed, new)
    bring(folder, changed)
