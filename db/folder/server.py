"""Which server holds the office of a data folder: read from a small file in it, that knows no password.

The office lies in the database file unless `server.json` is there. Off this computer nothing is said to a
server whose certificate was not proved (`sslmode=verify-full`), whatever the variables of libpq say.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import BadValue, SystemTrouble
from app.files import read, write_aside
from app.late import dataclass
from db.folder.names import MOVED_NOTE, SERVER_FILE

if TYPE_CHECKING:
    from db.folder.postgres import PostgresConnection

PROGRAM = "shikaku-desk"
"""What our connections call themselves; a server shows it to everybody."""

_FORMAT = 1
_LONGEST = 16384
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PROVED = "verify-full"
_FILES = ("sslrootcert", "sslcert", "sslkey")
_KNOWN = frozenset({"service", "host", "port", "dbname", "user", "sslmode", *_FILES})
_SYSTEM = "system"
"""For libpq: the certificates that the computer itself trusts."""
_TOKEN_BYTES = 16
_ALWAYS = {"application_name": PROGRAM, "client_encoding": "UTF8"}
_NO_DRIVER = (
    "サーバーにつなぐ部品(psycopg)がこのPCのプログラムにありません。プログラムを入れ直すか、"
    "pip install 'psycopg[binary]' で入れてください。記録は無事です。"
)


@dataclass(frozen=True, slots=True)
class Server:
    """A database on a server. token: tells the office in it from every other one, and from one half made.

    has_password: whether the computer's own keyring keeps it; else libpq looks in its own files.
    """

    parameters: Mapping[str, str]
    token: str
    has_password: bool = False

    @property
    def name(self) -> str:
        """What it is called in sentences, and in the keyring."""
        told = self.parameters
        if "service" in told:
            return f"service {told['service']}"
        port = f":{told['port']}" if "port" in told else ""
        user = f"{told['user']}@" if "user" in told else ""
        return f"{user}{told.get('host', 'localhost')}{port}/{told.get('dbname', '')}"

    def address(self, password: str = "") -> str:
        """Return what libpq reads. What is said here comes before its own files and variables."""
        said = {**self.parameters, **_ALWAYS}
        if not _is_here(self.parameters):
            # Between processes of one computer libpq does without by itself.
            said |= {"sslmode": _PROVED, "gssencmode": "disable"}
        if "host" in said:
            # Else a variable might lead somewhere else under the same name.
            said["hostaddr"] = ""
        if password:
            said["password"] = password
        return " ".join(f"{name}={_quoted(value)}" for name, value in said.items())


def is_on_server(folder: Path) -> bool:
    """Return whether the office of a data folder lies on a server."""
    return (folder / SERVER_FILE).exists()


def refuse_copy(folder: Path) -> None:
    """Raise the sentence of a copy that was left behind when its office went to a server."""
    if (folder / MOVED_NOTE).exists():
        raise SystemTrouble(read(folder / MOVED_NOTE, _LONGEST).decode(errors="replace").strip())


def named(text: str) -> Server:
    """Return the server of an address that somebody typed; BadValue for none, or for one that is not safe."""
    refuse_without_driver()
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        told = {name: str(value) for name, value in conninfo_to_dict(text).items()}
    except psycopg.ProgrammingError:
        raise BadValue(
            "サーバーのアドレスが読めません。postgresql://利用者@サーバー/データベース の形で入れてください。"
        ) from None
    if "password" in told:
        raise BadValue(
            "アドレスにパスワードを書かないでください(ほかの人に見えます)。--server-password で渡すか、"
            "pgpass に書いてください。"
        )
    if unknown := sorted(told.keys() - _KNOWN):
        usable = "、".join(sorted(_KNOWN))
        raise BadValue(f"アドレスの {unknown[0]} は使えません。使えるのは {usable} です。")
    if "service" not in told and "dbname" not in told:
        raise BadValue(
            "データベースの名前がありません。postgresql://利用者@サーバー/データベース の形で入れてください。"
        )
    if not _is_here(told) and told.get("sslmode", _PROVED) != _PROVED:
        raise BadValue(
            f"ほかのPCのサーバーへは、証明書を確かめる暗号(sslmode={_PROVED})でしかつなぎません。"
            "アドレスから sslmode を外してください。"
        )
    for name in _FILES:
        if told.get(name, _SYSTEM) != _SYSTEM:
            told[name] = str(Path(told[name]).absolute())
    return Server(told, secrets.token_hex(_TOKEN_BYTES))


def as_data(server: Server) -> dict[str, Any]:
    """Return what is written of it."""
    return {
        "format": _FORMAT,
        "office": server.token,
        "has_password": server.has_password,
        "server": dict(server.parameters),
    }


def from_data(data: Any) -> Server:
    """Return the server that as_data wrote; raise ValueError for anything else."""
    keys = {"format", "office", "has_password", "server"}
    if not isinstance(data, dict) or data.keys() != keys or data["format"] != _FORMAT:
        raise ValueError(data)
    told, token, has_password = data["server"], data["office"], data["has_password"]
    is_sound = isinstance(told, dict) and told.keys() <= _KNOWN and isinstance(token, str)
    if (
        not is_sound
        or type(has_password) is not bool
        or not all(isinstance(one, str) for one in told.values())
    ):
        raise ValueError(data)
    return Server(told, token, has_password)


def read_server(folder: Path) -> Server:
    """Return the server that a data folder names; a sentence where the file says nothing of use."""
    text = read(folder / SERVER_FILE, _LONGEST)
    try:
        return from_data(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise SystemTrouble(
            f"{SERVER_FILE} が壊れているか、新しい版のプログラムのものです。バックアップから戻すか、"
            "同じ事業所を開いているPCから写してください。記録はサーバーにあり、無事です。"
        ) from error


def server_name(folder: Path) -> str:
    """Return how the server is called; "" where the office lies in a file."""
    return read_server(folder).name if is_on_server(folder) else ""


def write_server(folder: Path, server: Server) -> None:
    """Let a data folder name a server from now on: with the one rename of a file that is whole."""
    write_aside(folder / SERVER_FILE, json.dumps(as_data(server), ensure_ascii=False, indent=1).encode())


def refuse_without_driver() -> None:
    """Raise a sentence where the library that speaks to servers is not there."""
    try:
        import psycopg  # noqa: F401 - whether it is there
    except ImportError as error:
        raise SystemTrouble(_NO_DRIVER) from error


def connected(
    server: Server, folder: Path, key: bytes, *, password: str = "", former: Sequence[bytes] = ()
) -> "PostgresConnection":
    """Return a connection to a server, or why there is none."""
    refuse_without_driver()
    from db.folder.postgres import PostgresConnection
    from db.folder.unreachable import cause_of

    try:
        return PostgresConnection(server.address(password), folder, key, former=former)
    except SystemTrouble as error:
        raise SystemTrouble(cause_of(error.__cause__, server.name)) from error


def _is_here(told: Mapping[str, str]) -> bool:
    """Whether nothing leaves this computer: a socket of its own, or itself by name."""
    host = told.get("host", "")
    return host in _LOOPBACK or host.startswith(("/", "@"))


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", r"\\").replace("'", r"\'") + "'"
