"""Another data key for the same people, after somebody was removed.

The database is copied, the copy gets the new key and is proved with the keys.json that goes with it;
then both are exchanged as a restore exchanges them. Whenever the program dies, either pair lies there
whole: before the one rename that counts the old one, after it the new one, which the next start finishes
putting in place.
"""

import os
import secrets
import shutil
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from app.errors import SystemTrouble
from app.files import private_file, put_in_place, remove
from db.backup.restore import READY, REKEYED, finish_restore
from db.folder.connection import Connection
from db.folder.names import DATABASE_FILE, NEWEST_FILE, STAMP, UNPACKED
from db.folder.newest import line_to_seal, newest, seal
from db.folder.sqlcipher import SqlCipherConnection, looking
from db.folder.troubles import DATABASE_ERRORS
from db.keys.in_force import keys_in_force, note_keys, refuse_other_keys
from db.keys.keys import Keys
from db.keys.keys_file import write_keys
from db.keys.slot import DATA_KEY_BYTES
from db.soundness import wrong_contents

_LATER = "データの鍵を替えられませんでした。記録は無事で、次に閉じるときにもう一度替えます。"


def rekey(folder: Path, connection: Connection) -> None:
    """Exchange the data key of a folder that nobody else has open, if that is due; the connection is closed.

    Raises OSError or SystemTrouble where that fails; then everything is as before, and it stays due.
    """
    keys = keys_in_force(connection, folder)
    if not keys.is_due:
        return
    if connection.is_shared:
        from db.backup.rekeying_served import rekey_served
        from db.folder.postgres import PostgresConnection

        assert isinstance(connection, PostgresConnection)
        rekey_served(folder, connection, keys)
        return
    new = secrets.token_bytes(DATA_KEY_BYTES)
    changed = keys.with_data_key(new, connection.key)
    made = Path(tempfile.mkdtemp(prefix=UNPACKED, dir=folder))
    try:
        _copy(connection, made / DATABASE_FILE, changed, new)
        _prove(connection, made, changed, new)
        write_keys(made, changed)
        connection.close()
        with suppress(FileNotFoundError), (folder / NEWEST_FILE).open("r+b") as sealed:
            # Written without waiting for the disk; it gets another name now.
            os.fsync(sealed.fileno())
        stamp = datetime.now(UTC).astimezone().strftime(STAMP)
        # From this rename on the exchange will be finished, come what may.
        put_in_place(made, folder / f"{READY}{stamp}{REKEYED}")
    finally:
        shutil.rmtree(made, ignore_errors=True)
    if (aside := finish_restore(folder)) is not None:
        remove(aside)


def _copy(connection: Connection, copy: Path, keys: Keys, new: bytes) -> None:
    connection.rows("VACUUM INTO ?", (str(private_file(copy)),))
    other = SqlCipherConnection(copy, connection.key)
    try:
        # Nobody misses this copy where it fails: no log, no journal, and one flush at the end.
        other.rows("PRAGMA journal_mode = delete")
        other.rows("PRAGMA journal_mode = off")
        other.rows("PRAGMA synchronous = off")
        other.rows(f"PRAGMA rekey = \"x'{new.hex()}'\"")
        note_keys(other, keys)
    except DATABASE_ERRORS as error:
        raise SystemTrouble(_LATER) from error
    finally:
        other.close()
    with copy.open("r+b") as written:
        os.fsync(written.fileno())


def _prove(connection: Connection, made: Path, keys: Keys, new: bytes) -> None:
    former = keys.former_keys(new)
    with looking(made / DATABASE_FILE, new, former=former) as copy:
        refuse_other_keys(copy, keys)
        if wrong_contents(copy) or newest(copy) != newest(connection):
            raise SystemTrouble(_LATER)
        seal(made, line_to_seal(copy))
