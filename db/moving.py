"""An office moved between its file and a server, whole, and proved there before it counts.

The one step that decides is the rename of `server.json`, to its place or away from it. Whatever kills the
program before it leaves the office where it was, and after it where it went; the next move or opening
tidies up. The file that an office came from is kept and says what it is; so does the database that it left.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.changes import Agree
from app.domain.roles import Act
from app.errors import NotAllowed, SystemTrouble, UserError
from app.files import private_file, private_folder, put_in_place, trouble
from app.ports import Report, Store, untold
from app.users import ServerRoles
from db.backup.from_server import is_same, write_file
from db.backup.restore import finish_restore, remove_left_overs
from db.folder.connection import Connection
from db.folder.lock import FolderLock
from db.folder.moving import TO_FILE, Move, begin_move, move_under_way
from db.folder.names import DATABASE_FILE, MAKING, SERVER_FILE, SERVER_LEFT
from db.folder.place import refuse_network
from db.folder.server import Server, connected, is_on_server, named, read_server, server_name, write_server
from db.folder.sqlcipher import SqlCipherConnection, looking
from db.folder.whereabouts import has_others, stand
from db.joining import Found, find_office, join_office
from db.keys.in_force import keys_in_force
from db.keys.keys import Unlock, open_keys
from db.keys.on_server import bring, keep, keys_to_open
from db.keys.server_password import connect, forget_for, keep_for, kept_with
from db.keys.slot import DATA_KEY_BYTES
from db.keys.wrong_tries import WrongTries
from db.made_served import begun, made_ready, make_anew
from db.opening import access_of, finish_move_to_file, open_database
from db.roles import server_roles
from db.served import finish_move
from db.soundness import damage, wrong_contents
from db.tables.copying import to_server
from db.upgrade import agreed

if TYPE_CHECKING:
    from db.folder.postgres import PostgresConnection

Clock = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


class OfficePlace:
    """Where the office of a data folder lies, and how it moves; nobody may have the folder open for that."""

    def __init__(self, folder: Path, clock: Clock = _now) -> None:
        self._folder, self._clock = folder, clock

    @property
    def server(self) -> str:
        """How the server is called; "" where the office lies in a file."""
        return server_name(self._folder)

    def named(self, address: str, password: str = "") -> Server:
        """Return the server of an address. password: for the computer's own keyring; "" for none."""
        found = named(address)
        return kept_with(found, password) if password else found

    def find(self, address: str, password: str = "") -> Found:
        """Return the office that lies on a server already, for a folder without data; for a worker."""
        return find_office(self._folder, address, password)

    def join(self, found: Found) -> None:
        """Let the folder name the office that was found."""
        join_office(self._folder, found)

    def keep_password(self, password: str) -> None:
        """Have the keyring keep the password of the server; "" makes it forget that."""
        if not is_on_server(self._folder):
            raise UserError(
                "このデータフォルダーの記録はこのPCのファイルにあり、サーバーのパスワードは要りません。"
            )
        if password:
            keep_for(self._folder, password)
        else:
            forget_for(self._folder)

    def check(self, address: str, password: str = "") -> Server:
        """Return the server of an address once it answered that it can take this office."""
        server = named(address)
        moved = move_under_way(self._folder)
        token = moved.server.token if moved is not None and moved.server.name == server.name else server.token
        connection = connected(server, self._folder, bytes(DATA_KEY_BYTES), password=password)
        try:
            with made_ready(connection, replace(server, token=token)):
                return kept_with(server, password) if password else server
        finally:
            connection.close()

    def roles(self, opened: Store) -> AbstractContextManager[ServerRoles]:
        """Return the server's roles that are kept to some offices. opened: the office, open."""
        return server_roles(opened)

    def to_server(
        self, words: str, server: Server, *, user: str = "", agree: Agree = agreed, report: Report = untold
    ) -> str:
        """Bring the office to a server; return what is to be said. words: of an administrator, user: whose.

        report: told how far it is, in the copying and in the proof; what it raises ends the move.
        """
        folder, clock = self._folder, self._clock
        if is_on_server(folder):
            raise UserError(
                "このデータフォルダーの記録は、もうサーバーにあります。別のサーバーへ移すには、"
                "先に shikaku move-to file で戻してください。"
            )
        with _opened(folder, Unlock(words, user=user), clock, agree) as (source, name):
            assert isinstance(source, SqlCipherConnection)
            if found := damage(source):
                raise not_moved(f"{found}。")
            moved = begun(folder, server, clock())
            target = connect(moved.server, folder, source.key, source.former)
            try:
                with made_ready(target, moved.server) as is_there:
                    if not (is_there and is_same(source, target, report)):
                        _bring_there(source, target, moved, report)
                source.close()
                # From this rename on the office is on the server.
                write_server(folder, moved.server)
                finish_move(target, folder, name, clock())
            finally:
                target.close()
        return (
            f"記録をサーバー {server.name} へ移し、同じであることを確かめました。"
            "前のファイルは moved- で始まるフォルダーに残しました。"
            "氏名・番号・メモは、データの鍵で暗号化してあります。"
        )

    def to_file(self, words: str, *, user: str = "", agree: Agree = agreed, report: Report = untold) -> str:
        """Bring the office back from its server into a file of the folder; the rest as for to_server."""
        folder, clock = self._folder, self._clock
        if not is_on_server(folder):
            raise UserError(
                "このデータフォルダーの記録は、もうこのPCのファイルにあります。移すには、"
                "shikaku move-to postgresql://… とサーバーを入れてください。"
            )
        server = read_server(folder)
        with _opened(folder, Unlock(words, user=user), clock, agree) as (source, name):
            moved = begin_move(folder, TO_FILE, clock(), server)
            _stand(source, "left", clock(), moved.token)
            try:
                if has_others(source, source):
                    raise not_moved("ほかのPCで開いています。すべて閉じてから、もう一度移してください。")
                bring(folder, keys_in_force(source, folder))  # nobody changes them any more
                _bring_back(source, folder, report)
            except BaseException:
                # A server that is gone by now learns it at the next opening.
                with suppress(SystemTrouble):
                    _stand(source, "here", clock())
                    finish_move(source, folder, name, clock())
                raise
            file = SqlCipherConnection(folder / DATABASE_FILE, source.key, former=source.former)
            try:
                # From this rename on the office is in the file.
                put_in_place(folder / SERVER_FILE, folder / SERVER_LEFT)
                finish_move_to_file(file, folder, name)
            except OSError as error:
                raise trouble(error, f"{SERVER_FILE} の名前を変えられません") from error
            finally:
                file.close()
        return f"記録をサーバー {server.name} からこのPCのファイルに移し、同じであることを確かめました。"


@contextmanager
def _opened(folder: Path, unlock: Unlock, clock: Clock, agree: Agree) -> Iterator[tuple[Connection, str]]:
    """The database of a folder, held for an administrator; and who that is."""
    refuse_network(folder)
    lock = FolderLock(folder)
    try:
        finish_restore(folder)
        remove_left_overs(folder)
        keys = keys_to_open(folder)
        opened = open_keys(keys, unlock, WrongTries(folder), admins_only=True)
        if keys.is_due:
            raise NotAllowed(
                "外した利用者のあとの、データの鍵の交換が済んでいません。一度開いて閉じてから移してください。"
            )
        connection = open_database(folder, keys, opened, clock, agree)
        try:
            access_of(connection, opened, clock).ask(Act.USERS)
            yield connection, opened.user.name
        finally:
            connection.close()
    finally:
        lock.release()


def _bring_there(
    source: SqlCipherConnection, target: "PostgresConnection", moved: Move, report: Report
) -> None:
    def fill() -> None:
        to_server(source, target, report)
        keep(target, keys_in_force(source, source.folder), source.key)

    make_anew(target, moved.server.token, moved.at, fill)
    if not is_same(source, target, report):
        raise not_moved("サーバーに写したものが、元の記録と同じになりません。")


def _bring_back(source: Connection, folder: Path, report: Report) -> None:
    made = private_folder(folder / MAKING)
    try:
        write_file(source, private_file(made / DATABASE_FILE), report)
        with looking(made / DATABASE_FILE, source.key, former=source.former) as copy:
            if cause := wrong_contents(copy):
                raise not_moved(f"{cause}。")
            if not is_same(copy, source, report):
                raise not_moved("ファイルに写したものが、サーバーの記録と同じになりません。")
        put_in_place(made / DATABASE_FILE, folder / DATABASE_FILE)
    except OSError as error:
        raise trouble(error, f"{folder} に書き込めません") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _stand(connection: Connection, state: str, at: datetime, leaving: str = "") -> None:
    with connection.transaction():
        stand(connection, state, at, leaving)


def not_moved(sentence: str) -> SystemTrouble:
    """Return the refusal of a move that came to nothing."""
    return SystemTrouble(f"移せませんでした。{sentence}記録は元の場所のまま無事です。")
