"""The database of a data folder that names a server, opened: proved, brought up to date, settled.

Whether the office is there, whole, and nobody else's stands in the database itself
(db/folder/whereabouts.py); who opens it first after a move ends the move.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.changes import Agree
from app.errors import DatabaseTooNew, DataDamaged, SystemTrouble
from db.folder.connection import Connection
from db.folder.moving import (
    TO_FILE,
    TO_SERVER,
    end_move,
    move_under_way,
    remove_unfinished,
    set_file_aside,
)
from db.folder.newest import holds, line_to_seal, seal, sealed
from db.folder.server import Server, read_server
from db.folder.whereabouts import Whereabouts, anything_in, has_others, refuse_unfit, stand, whereabouts
from db.journal import chain, journal
from db.keys.in_force import refuse_other_keys, settle
from db.keys.keys import Keys, Opened
from db.keys.server_password import connect
from db.server_roles import bring_up_to_date, offices_seen
from db.tables import derived
from db.tables.schema import HISTORY_TABLE
from db.upgrade import TOO_NEW, has_every_step, unknown_steps

Clock = Callable[[], datetime]

_IS_TOLD = "SELECT 1 FROM operation WHERE label = ? AND entered_at = ?"

MOVED_TO_SERVER, MOVED_TO_FILE = "記録をサーバーへ移動", "記録をサーバーからファイルへ移動"


def open_served(folder: Path, keys: Keys, opened: Opened, clock: Clock, agree: Agree) -> Connection:
    """Return a connection to the office on the server that a data folder names, or why there is none."""
    server = read_server(folder)
    connection = connect(server, folder, opened.data_key, opened.former)
    try:
        refuse_unfit(connection)
        refuse_other_office(connection, server, folder)
        connection.kept_to = offices_seen(connection)
        refuse_other_keys(connection, keys)
        entry = sealed(folder, connection)
        if entry is not None and not holds(connection, entry):
            raise DataDamaged(
                f"{server.name} に、このPCで最後に見た記録が入っていません。サーバーが古いバックアップから"
                "戻されたか、別のデータベースです。サーバーの管理者に伝えてください。何も書き換えていません。"
            )
        if not has_every_step(connection):
            _refuse_company(connection)
            _bring_up_to_date(connection, folder, opened.user.name, clock(), agree)
        bring_up_to_date(connection)
        if connection.kept_to is None:
            derived.complete(connection)
            finish_move(connection, folder, opened.user.name, clock())
            settle(connection, folder, keys, opened, lambda _user, _said: None)
        seal(folder, line_to_seal(connection))
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_company(connection: Connection) -> None:
    """Nobody is to work with tables that change under them."""
    if has_others(connection, connection):
        raise SystemTrouble(
            "プログラムが新しくなり、サーバーの記録を新しい形に直します。ほかのPCで開いているあいだは"
            "直せません。すべてのPCで閉じてから、開き直してください。"
        )


def refuse_other_office(connection: Connection, server: Server, folder: Path) -> None:
    """Raise why this database does not hold the office of this folder, or not any more."""
    found = whereabouts(connection)
    if found is None or not connection.has_table(HISTORY_TABLE):
        if anything_in(connection):
            raise SystemTrouble(
                f"{server.name} にあるのは資格確認書デスクのデータベースではありません。"
                "データベースの名前を確かめてください。"
            )
        raise SystemTrouble(
            f"{server.name} は空で、事業所の記録がありません。データベースの名前を確かめるか、"
            "サーバーの管理者に伝えてください。"
        )
    if unknown_steps(connection):
        raise DatabaseTooNew(TOO_NEW)
    if found.token != server.token:
        raise SystemTrouble(
            f"{server.name} にあるのは、このデータフォルダーの事業所の記録ではありません。"
            "データベースの名前を確かめてください。"
        )
    if found.state == "left" and not _is_our_leaving(found, folder):
        raise SystemTrouble(
            f"この事業所の記録は {found.since[:16].replace('T', ' ')} に、サーバーからほかのPCのファイルへ"
            "移されました(または移す途中です)。移したPCのデータフォルダーを開いてください。"
        )


def finish_move(connection: Connection, folder: Path, user: str, at: datetime) -> None:
    """End a move to this server, or one away from it that came to nothing."""
    moved = move_under_way(folder)
    found = whereabouts(connection)
    if found is not None and found.state != "here":
        with connection.transaction():
            # Another PC may have been quicker.
            now = whereabouts(connection)
            if now is not None and now.state == "filling":
                tell_moved(connection, MOVED_TO_SERVER, user, at)
            stand(connection, "here", at)
    if moved is None:
        return
    if moved.to == TO_SERVER:
        set_file_aside(folder, moved)
    elif moved.to == TO_FILE:
        remove_unfinished(folder)
    end_move(folder)


def tell_moved(connection: Connection, label: str, user: str, at: datetime) -> None:
    """Enter into the history, within a transaction and once, where the office went. at: when that began."""
    if connection.row(_IS_TOLD, (label, at.isoformat())) is None:
        since = chain.numbers_until_now(connection)
        journal.begin(connection, label, user=user, entered_at=at, undoable=False)
        chain.extend(connection, since)


def _is_our_leaving(found: Whereabouts, folder: Path) -> bool:
    moved = move_under_way(folder)
    return moved is not None and moved.to == TO_FILE and moved.token == found.leaving


def _bring_up_to_date(connection: Connection, folder: Path, user: str, now: datetime, agree: Agree) -> None:
    from db.backup.backup import back_up_before_upgrade
    from db.journal.carried import carrying
    from db.upgrade_on_server import upgrade_on_server

    upgrade_on_server(
        connection,
        back_up=lambda version: back_up_before_upgrade(connection, folder, version),
        agree=agree,
        afterwards=carrying(connection, user=user, entered_at=now),
    )
