"""A move of an office between its file and a server: what a data folder notes of it while it is under way."""

import json
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from app.files import move, private_folder, read, remove, sync_folder, trouble, write_aside
from app.late import dataclass
from db.folder.names import COMPANIONS, DATABASE_FILE, KEYS_FILE, MOVED, MOVED_NOTE, MOVING_FILE, STAMP
from db.folder.server import Server, as_data, from_data

TO_SERVER, TO_FILE = "server", "file"

_LONGEST = 16384
_TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True)
class Move:
    """to: where. token: by which the database knows the folder that moves its office away."""

    to: str
    token: str
    at: datetime
    server: Server


def begin_move(folder: Path, to: str, at: datetime, server: Server) -> Move:
    """Note that a move begins."""
    begun = Move(to, secrets.token_hex(_TOKEN_BYTES), at, server)
    told = {"to": to, "token": begun.token, "at": at.isoformat(), "server": as_data(server)}
    write_aside(folder / MOVING_FILE, json.dumps(told, ensure_ascii=False).encode())
    return begun


def move_under_way(folder: Path) -> Move | None:
    """Return the move that was begun in a folder and not ended; None for none that can be read."""
    if not (folder / MOVING_FILE).exists():
        return None
    try:
        told: Any = json.loads(read(folder / MOVING_FILE, _LONGEST))
        at = datetime.fromisoformat(told["at"])
        return Move(str(told["to"]), str(told["token"]), at, from_data(told["server"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def end_move(folder: Path) -> None:
    """Note that it is over."""
    try:
        remove(folder / MOVING_FILE)
    except OSError as error:
        raise trouble(error, f"{MOVING_FILE} を消せません") from error


def set_file_aside(folder: Path, moved: Move) -> Path | None:
    """Keep the database file that went to a server, and say beside it what it is; return where it lies.

    It can be repeated: the copy is named after the beginning of the move.
    """
    if not (folder / DATABASE_FILE).exists():
        return None
    aside = folder / f"{MOVED}{moved.at.strftime(STAMP)}"
    told = (
        f"これは {moved.at:%Y-%m-%d %H:%M} にサーバー({moved.server.name})へ移す前の記録の写しです。"
        "今の記録はサーバーにあります。サーバーの記録が失われ、この写しを使うときだけ、"
        f"{MOVED_NOTE} を消してから、このフォルダーをデータフォルダーとして開いてください。"
    )
    try:
        private_folder(aside)
        # First what it is: nobody finds an office there without it.
        write_aside(aside / MOVED_NOTE, f"{told}\n".encode())
        write_aside(aside / KEYS_FILE, read(folder / KEYS_FILE))
        for name in (*COMPANIONS, DATABASE_FILE):
            if (folder / name).exists():
                move(folder / name, aside / name)
        sync_folder(aside)
        sync_folder(folder)
    except OSError as error:
        raise trouble(error, f"{aside.name} に前のファイルを残せません") from error
    return aside


def remove_unfinished(folder: Path) -> None:
    """Remove a database file that was brought from a server and did not become the office."""
    try:
        for name in (*COMPANIONS, DATABASE_FILE):
            remove(folder / name)
    except OSError as error:
        raise trouble(error, f"{DATABASE_FILE} を消せません") from error
