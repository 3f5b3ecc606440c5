"""A new data folder: made aside, proved, and only then put in place."""

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from app.domain.roles import User
from app.domain.society import Society
from app.errors import DataDamaged, DataFolderExists, SystemTrouble
from app.files import WrittenInDoubt, move, private_file, private_folder, put_in_place, remove, trouble
from db.backup.restore import remove_left_overs
from db.folder.connection import Connection
from db.folder.lock import FolderLock
from db.folder.names import DATABASE_FILE, IN_THE_MAKING, KEYS_FILE, MAKING, NEWEST_FILE, UNFINISHED
from db.folder.place import refuse_network
from db.folder.server import Server, write_server
from db.folder.sqlcipher import SqlCipherConnection, looking
from db.journal import chain, journal
from db.keys.in_force import note_keys
from db.keys.keys import Opened, Unlock, new_keys, new_sample_keys
from db.keys.keys_file import set_keys_aside, write_keys
from db.opening import refuse_data
from db.soundness import has_log, wrong_contents, wrong_state
from db.store import open_store
from db.transaction import SqliteTransaction
from db.upgrade import upgrade

T = TypeVar("T")


def create_data_folder(
    folder: Path,
    passphrase: str,
    *,
    society: Society,
    is_sample: bool = False,
    user: str = "管理者",
    server: Server | None = None,
) -> str:
    """Make a data folder and return its recovery code, which is shown this once.

    A sample office needs no passphrase and has no recovery code (""). Where an earlier attempt
    died before the database was in place, it begins again; keys found there are set aside,
    never overwritten. server: where the office is to lie, None for a file in the folder.
    """
    refuse_network(folder)
    refuse_data(folder)
    if is_sample:
        (keys, data_key), code = new_sample_keys(user), ""
    else:
        keys, data_key, code = new_keys(passphrase, user)
    try:
        lock = FolderLock(private_folder(folder))
        try:
            refuse_data(folder)
            remove_left_overs(folder)
            made = private_folder(folder / MAKING)
            write_keys(made, keys)
            owner = Opened(data_key, User(user), keys)
            if server is None:
                _make_file(folder, made, owner, society, Unlock(passphrase))
            else:
                _make_on_server(folder, made, owner, society, server)
            remove_left_overs(folder)
        finally:
            lock.release()
        if server is not None:
            open_store(folder, Unlock(passphrase)).close()
    except OSError as error:
        raise trouble(error, f"{folder} にデータフォルダーを作れません") from error
    except WrittenInDoubt as error:
        raise _not_made(folder) from error
    return code


def made_aside(folder: Path, make: Callable[[Path], T]) -> T:
    """Put a sample office in place whole; a start that broke off is cleared away."""
    refuse_data(folder)
    aside = f"{folder.name}{UNFINISHED}"
    try:
        if folder.is_dir() and any(folder.iterdir()):
            raise DataFolderExists(f"{folder} は空ではありません。別の場所を選んでください。")
        _clear_away(folder.parent, aside)
        folder.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=aside, dir=folder.parent))
        try:
            (unfinished / IN_THE_MAKING).touch()
            made = make(unfinished)
            remove(unfinished / IN_THE_MAKING)
            if folder.is_dir():
                folder.rmdir()
            put_in_place(unfinished, folder)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    except OSError as error:
        raise trouble(error, f"{folder} に見本の事業所を作れません") from error
    return made


def _clear_away(parent: Path, aside: str) -> None:
    """Remove samples that nobody finished: only what carries our mark, and none in the making."""
    for left in parent.iterdir() if parent.is_dir() else ():
        if not left.name.startswith(aside) or not (left / IN_THE_MAKING).exists():
            continue
        try:
            FolderLock(left).release()
        except SystemTrouble:
            continue
        shutil.rmtree(left, ignore_errors=True)


def _make_file(folder: Path, made: Path, owner: Opened, society: Society, unlock: Unlock) -> None:
    _make_database(made / DATABASE_FILE, owner, society)
    _prove_made(made, unlock)
    set_keys_aside(folder)
    move(made / KEYS_FILE, folder / KEYS_FILE)
    if (made / NEWEST_FILE).exists():
        move(made / NEWEST_FILE, folder / NEWEST_FILE)
    _put_database(made / DATABASE_FILE, folder / DATABASE_FILE)
    _prove_in_place(folder, owner.data_key)


def _make_on_server(folder: Path, made: Path, owner: Opened, society: Society, server: Server) -> None:
    """The folder names the server last: until then it is no office, and the next attempt begins again."""
    from db.folder.whereabouts import stand
    from db.keys.on_server import keep
    from db.keys.server_password import connect
    from db.made_served import begun, made_ready, make_anew

    moved = begun(folder, server, datetime.now(UTC).astimezone())
    connection = connect(moved.server, folder, owner.data_key)
    try:
        with made_ready(connection, moved.server):

            def fill() -> None:
                _fill(connection, owner, society)
                keep(connection, owner.keys, owner.data_key)
                stand(connection, "here", moved.at)

            make_anew(connection, moved.server.token, moved.at, fill)
    finally:
        connection.close()
    set_keys_aside(folder)
    move(made / KEYS_FILE, folder / KEYS_FILE)
    write_server(folder, moved.server)


def _make_database(path: Path, owner: Opened, society: Society) -> None:
    connection = SqlCipherConnection(private_file(path), owner.data_key, is_new=True)
    try:
        upgrade(connection, back_up=lambda _: path)
        with connection.transaction():
            _fill(connection, owner, society)
    finally:
        connection.close()


def _fill(connection: Connection, owner: Opened, society: Society) -> None:
    """Enter what every office begins with; within a transaction."""
    note_keys(connection, owner.keys)
    operation_id = journal.begin(
        connection,
        "データフォルダーの作成",
        user=owner.user.name,
        entered_at=datetime.now(UTC).astimezone(),
        undoable=False,
    )
    SqliteTransaction(connection, operation_id).save_society(society)
    chain.extend(connection, 0)


def _prove_made(made: Path, unlock: Unlock) -> None:
    """Open a finished folder aside, as its user will; SQLite does not say when closing it failed."""
    try:
        open_store(made, unlock).close()
    except DataDamaged as error:
        raise _not_made(made.parent) from error
    if has_log(made / DATABASE_FILE):
        raise _not_made(made.parent)


def _put_database(made: Path, path: Path) -> None:
    try:
        put_in_place(made, path)
    except OSError as error:
        # What the disk does not promise to remember is taken away, and can be made again.
        with suppress(OSError):
            move(path, made)
        raise OSError(error.errno, error.strerror) from error


def _prove_in_place(folder: Path, data_key: bytes) -> None:
    path = folder / DATABASE_FILE
    cause = wrong_state(path, data_key, seal_in=folder)
    if not cause:
        with looking(path, data_key) as connection:
            cause = wrong_contents(connection)
    if cause:
        # There is nothing in it yet; a broken folder must not stand in the way of a new one.
        remove(path)
        raise _not_made(folder)


def _not_made(folder: Path) -> SystemTrouble:
    return SystemTrouble(
        f"{folder} にデータフォルダーを作れませんでした。ディスクの読み書きに失敗し、"
        "書いたものが読み戻せません。ディスクを確かめるか、別の場所を選んでください。"
    )
