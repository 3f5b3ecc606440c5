"""keys.json of an office on a server: the one in force lies there, and each data folder keeps a copy of it.

A folder opens with the keys that lie on the server; its own copy remembers which were seen there last. What
is put in force is a row of its own, vouched for with the data key, so that whoever can write to the
database, and cannot read it, brings no keys of another day back: a folder that saw later ones refuses them.
"""

import hmac
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from app.domain.wareki import wareki_minute
from app.errors import SystemTrouble, UserError
from app.late import dataclass
from db.folder.connection import Connection, Row
from db.folder.moving import move_under_way
from db.folder.names import KEYS_FILE
from db.folder.server import is_on_server, read_server
from db.folder.whereabouts import whereabouts
from db.keys.damaged import DamagedKeys, OtherKeys
from db.keys.keys import Keys
from db.keys.keys_file import parse_keys, read_keys, text_of, write_keys
from db.keys.server_password import connect
from db.keys.slot import DATA_KEY_BYTES, derived

TABLE = "keys_in_force"
TABLE_MADE = f"""
    CREATE TABLE main.{TABLE} (
        id BIGINT PRIMARY KEY, mark BIGINT NOT NULL, proof TEXT NOT NULL, text TEXT
    )
"""
"""A row for each keys.json that ever was in force here. text: of the newest one alone."""

_NEWEST = f"SELECT id, mark, proof, text FROM main.{TABLE} ORDER BY id DESC LIMIT 1"  # noqa: S608 - our own name
_ALL = f"SELECT id, mark, proof, text FROM main.{TABLE} ORDER BY id"  # noqa: S608
_KNOWN = f"SELECT 1 FROM main.{TABLE} WHERE mark = ?"  # noqa: S608
_FORGET = f"UPDATE main.{TABLE} SET text = NULL WHERE text IS NOT NULL"  # noqa: S608
_KEEP = f"INSERT INTO main.{TABLE} (id, mark, proof, text) VALUES (?, ?, ?, ?)"  # noqa: S608
_STEPS = "SELECT entered_at, label FROM operation WHERE user = ? ORDER BY id DESC"
_PURPOSE = b"shikaku-desk keys.json on a server"

_OLDER = (
    "サーバーにある鍵(利用者とパスフレーズ)が、このPCで最後に見たものより前のものか、別のものです。"
    "前の鍵が書き戻されたおそれがあります。サーバーの管理者に伝えてください。何も書き換えていません。"
)


@dataclass(frozen=True, slots=True)
class InForce:
    """The keys that lie on a server, and who vouches for them there."""

    number: int
    proof: str
    keys: Keys


def in_force(connection: Connection) -> InForce | None:
    """Return what lies on the server; None on one where an earlier version of the program put none."""
    row = connection.row(_NEWEST) if connection.has_table(TABLE) else None
    if row is None:
        return None
    number, mark, proof, text = row
    keys = parse_keys(str(text or "").encode())
    if keys.mark != mark:
        raise DamagedKeys
    return InForce(number, proof, keys)


def keep(connection: Connection, keys: Keys, data_key: bytes) -> None:
    """Put keys in force on a server, in the place of those before; within a transaction."""
    if not connection.has_table(TABLE):  # an office that an earlier version brought here
        connection.rows(TABLE_MADE)
    before = connection.row(_NEWEST)
    number = before[0] + 1 if before else 1
    connection.rows(_FORGET)
    connection.rows(_KEEP, (number, keys.mark, _proof(number, keys, data_key), text_of(keys).decode()))
    connection.note_keys(keys.mark, 0)


def kept_rows(connection: Connection) -> list[Row]:
    """Return all that is known of the keys that were in force here, for a database that is made anew."""
    return connection.rows(_ALL)


def put_rows(connection: Connection, rows: Sequence[Row], keys: Keys) -> None:
    """Put it there; within a transaction. keys: those in force."""
    connection.run_many(_KEEP, rows)
    connection.note_keys(keys.mark, 0)


def keys_to_open(folder: Path) -> Keys:
    """Return the keys that open a data folder: of an office on a server those that lie there.

    A folder without a copy gets one: it has seen none before.
    """
    found = _on_server(folder) if is_on_server(folder) else None
    if found is None:
        return read_keys(folder)
    if not (folder / KEYS_FILE).exists():
        write_keys(folder, found)
    return found


def refuse_older(connection: Connection, folder: Path, data_key: bytes, *former: bytes) -> None:
    """Raise OtherKeys unless the keys on the server are those this folder saw last, or came after them."""
    found = in_force(connection)
    if found is None:
        return
    if not hmac.compare_digest(found.proof, _proof(found.number, found.keys, data_key)):
        raise OtherKeys(_OLDER)
    seen: Keys | None = None
    # A copy that cannot be read says nothing, and is written anew.
    with suppress(UserError, SystemTrouble):
        seen = read_keys(folder)
    if seen is None or not seen.seal:
        return
    was_sealed = any(seen.is_sealed_by(key) for key in (data_key, *former))
    if not was_sealed or connection.row(_KNOWN, (seen.mark,)) is None:
        raise OtherKeys(_OLDER)


def since(connection: Connection, keys: Keys) -> str:
    """Return when these keys came into force, as far as the history tells it."""
    user, said = keys.told.split("\n") if keys.told else ("", "")
    # A label lies there sealed: which one it is, the database cannot tell.
    at = next((at for at, label in connection.rows(_STEPS, (user,)) if label == said), None)
    return wareki_minute(datetime.fromisoformat(at)) if at else "日時は不明"


def bring(folder: Path, keys: Keys) -> None:
    """Write the copy of a folder anew where it is another; what a full disk refuses the next opening does."""
    with suppress(SystemTrouble, UserError, OSError):
        if not (folder / KEYS_FILE).exists() or read_keys(folder) != keys:
            write_keys(folder, keys)


def _on_server(folder: Path) -> Keys | None:
    """None where this folder's office does not lie there any more: the opening says what became of it."""
    server = read_server(folder)
    connection = connect(server, folder, bytes(DATA_KEY_BYTES))
    try:
        there, moved = whereabouts(connection), move_under_way(folder)
        is_ours = there is not None and there.token == server.token
        if not is_ours or (there is not None and there.state == "left" and moved is None):
            return None
        found = in_force(connection)
        return None if found is None else found.keys
    finally:
        connection.close()


def _proof(number: int, keys: Keys, data_key: bytes) -> str:
    vouched = f"{number} {keys.folder_id} {keys.seal.hex()}".encode()
    return hmac.digest(derived(data_key, _PURPOSE), vouched, "sha256").hex()
