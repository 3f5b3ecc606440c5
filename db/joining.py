"""An office that lies on a server, opened on one more PC: its data folder is to name the server.

Keys and name come from the server; who signs in there brings the passphrase.
"""

from dataclasses import replace
from pathlib import Path

from app.errors import SystemTrouble
from app.files import private_folder, trouble
from app.late import dataclass
from db.folder.connection import Connection
from db.folder.lock import FolderLock
from db.folder.place import refuse_network
from db.folder.server import Server, connected, named, write_server
from db.folder.whereabouts import refuse_unfit, whereabouts
from db.keys.keys import Keys
from db.keys.keys_file import set_keys_aside, write_keys
from db.keys.on_server import in_force
from db.keys.server_password import kept_with
from db.keys.slot import DATA_KEY_BYTES
from db.opening import refuse_data
from db.served import refuse_other_office


@dataclass(frozen=True, slots=True)
class Found:
    """An office that was found on a server, and the password that let us in; "" for none of ours."""

    server: Server
    keys: Keys
    password: str


def find_office(folder: Path, address: str, password: str = "") -> Found:
    """Return the office at an address; a sentence where there is none. Writes nothing."""
    refuse_network(folder)
    refuse_data(folder)
    server = named(address)
    connection = connected(server, folder, bytes(DATA_KEY_BYTES), password=password)
    try:
        refuse_unfit(connection)
        there = whereabouts(connection)
        found = replace(server, token=there.token) if there is not None else server
        refuse_other_office(connection, found, folder)
        return Found(found, _keys(connection, found), password)
    finally:
        connection.close()


def join_office(folder: Path, found: Found) -> None:
    """Let a folder without data name the office that was found."""
    server = kept_with(found.server, found.password) if found.password else found.server
    try:
        lock = FolderLock(private_folder(folder))
        try:
            refuse_data(folder)
            set_keys_aside(folder)
            write_keys(folder, found.keys)
            write_server(folder, server)
        finally:
            lock.release()
    except OSError as error:
        raise trouble(error, f"{folder} にデータフォルダーを作れません") from error


def _keys(connection: Connection, server: Server) -> Keys:
    found = in_force(connection)
    if found is None:
        raise SystemTrouble(
            f"{server.name} に鍵がまだありません(前の版のプログラムで移した記録です)。"
            "今まで使っているPCで、新しい版のプログラムで一度開いてから、やり直してください。"
        )
    return found.keys
