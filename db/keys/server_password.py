"""The password of a server in the computer's own keyring; whether one is there, server.json says."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import UserError
from db.folder.server import Server, connected, read_server, write_server
from db.keys.in_keyring import SERVICE, asked

if TYPE_CHECKING:
    from db.folder.postgres import PostgresConnection

_OTHERWISE = "サーバーのパスワードは、pgpass に書くこともできます。"


def connect(server: Server, folder: Path, key: bytes, former: Sequence[bytes] = ()) -> "PostgresConnection":
    """Return a connection with the password that is kept; without one libpq looks in its own files."""
    password = ""
    if server.has_password:
        with asked(_OTHERWISE) as keyring:
            password = keyring.get_password(SERVICE, server.name) or ""
    return connected(server, folder, key, password=password, former=former)


def kept_with(server: Server, password: str) -> Server:
    """Have the keyring keep a password, and return the server that says so; NoKeyring where there is none."""
    if not password:
        raise UserError("サーバーのパスワードが空です。もう一度入れてください。")
    with asked(_OTHERWISE) as keyring:
        keyring.set_password(SERVICE, server.name, password)
    return replace(server, has_password=True)


def keep_for(folder: Path, password: str) -> Server:
    """The same for the server that a data folder names."""
    server = kept_with(read_server(folder), password)
    write_server(folder, server)
    return server


def forget_for(folder: Path) -> None:
    """Have the keyring forget it."""
    server = read_server(folder)
    if server.has_password:
        with asked(
            f"パスワードがまだ残っています。保管庫の画面で「{SERVICE}」の項目を消してください。"
        ) as keyring:
            if keyring.get_password(SERVICE, server.name) is not None:
                keyring.delete_password(SERVICE, server.name)
        write_server(folder, replace(server, has_password=False))
