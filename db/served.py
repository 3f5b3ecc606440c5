"""The database of a data folder that names a server, opened: proved, brought up to date, settled.

Whether the office is there, whole, and nobody else's stands in the database itself
(db/folder/whereabouts.py); who opens it first after a move ends the move.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.changes import Agree
from app.domain.ids import OfficeId
from app.errors import DatabaseTooNew, DataDamaged, SystemTrouble
from db.duties import basis
from db.folder.connection import Connection
from db.folder.left import said_of
from db.folder.moving import (
    TO_FILE,
    TO_SERVER,
    end_move,
    move_under_way,
    remove_unfinished,
    set_file_aside,
)
from db.folder.newest import Newest, holds, line_to_seal, seal, sealed
from db.folder.server import Server, read_server
from db.folder.whereabouts import Whereabouts, anything_in, has_others, refuse_unfit, stand, whereabouts
from db.journal import chain, journal
from db.keys.in_force import refuse_other_keys, settle
from db.keys.keys import Keys, Opened
from db.keys.on_server import bring, refuse_older
from db.keys.server_password import connect
from db.tables import derived, row_security
from db.tables.schema import HISTORY_TABLE
from db.upgrade import TOO_NEW, has_every_step, unknown_steps

if TYPE_CHECKING:
    from db.folder.postgres import PostgresConnection

Clock = Callable[[], datetime]

_TOLD_AT = "SELECT label FROM operation WHERE entered_at = ?"

_IS_KEPT = "SELECT row_security_active('main.person')"
OWNS = "SELECT pg_has_role(nspowner, 'USAGE') FROM pg_catalog.pg_namespace WHERE nspname = 'main'"
_SAID = "SELECT obj_description('main'::regnamespace)"
_OFFICES = "SELECT office_id FROM main.server_role WHERE role = session_user"
_ROLES = "SELECT role, office_id FROM main.server_role ORDER BY role, office_id"
THERE = """
    SELECT rolcanlogin, rolsuper OR rolbypassrls OR pg_has_role(rolname, (
        SELECT nspowner FROM pg_catalog.pg_namespace WHERE nspname = 'main'), 'MEMBER')
    FROM pg_catalog.pg_roles WHERE rolname = ?
"""
_NO_END = "SELECT 1 FROM person WHERE ends_on IS NULL LIMIT 1"
_FIRST = (
    "サーバーの記録は、先に全事業所を見る管理者(データベースの持ち主)がこの版のプログラムで一度開く必要が"
    "あります。管理者に伝えてください。記録は無事です。"
)

MOVED_TO_SERVER, MOVED_TO_FILE = "記録をサーバーへ移動", "記録をサーバーからファイルへ移動"


def open_served(folder: Path, keys: Keys, opened: Opened, clock: Clock, agree: Agree) -> Connection:
    """Return a connection to the office on the server that a data folder names, or why there is none."""
    server = read_server(folder)
    connection = connect(server, folder, opened.data_key, opened.former)
    try:
        refuse_unfit(connection)
        refuse_other_office(connection, server, folder)
        connection.kept_to = offices_seen(connection)
        refuse_older(connection, folder, opened.data_key, *opened.former)
        refuse_other_keys(connection, keys)
        entry = sealed(folder, connection)
        if entry is not None and not holds(connection, entry):
            _tell_left(connection, folder, entry)
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
        else:
            bring(folder, keys)
        there = whereabouts(connection)
        connection.stood = there.since if there is not None else None
        seal(folder, line_to_seal(connection))
    except BaseException:
        connection.close()
        raise
    return connection


def _tell_left(connection: Connection, folder: Path, entry: Newest) -> None:
    """Say once on each PC that a backup was put back, where what it saw last was left behind by that."""
    if said := said_of(connection, entry):
        seal(folder, line_to_seal(connection))
        raise SystemTrouble(f"{said}もう一度開くと、戻した記録で開きます。")


def offices_seen(connection: Connection) -> frozenset[OfficeId] | None:
    """Return the offices that the server lets this role see; None for all. Raises where it has none yet."""
    if not connection.value(_IS_KEPT):
        return None
    if connection.value(_SAID) != row_security.said() or not has_every_step(connection):
        raise SystemTrouble(_FIRST)
    offices = frozenset(map(OfficeId, connection.values(_OFFICES)))
    if not offices:
        raise SystemTrouble(
            "サーバーのこの利用者(ロール)には、見てよい事業所が決められていません。全事業所を見る管理者に "
            "shikaku server-role set で決めてもらってください。"
        )
    found = whereabouts(connection)
    is_whole = found is not None and found.state == "here" and connection.keys_noted()[1] == 0
    if not is_whole or basis.found(connection).until is None or connection.row(_NO_END) is not None:
        raise SystemTrouble(_FIRST)
    return offices


def bring_up_to_date(connection: Connection) -> None:
    """Put this program's policies in force where others, or none, are: it takes who owns the tables."""
    if connection.value(_SAID) == row_security.said() or not connection.value(OWNS):
        return
    with connection.transaction():
        for statement in row_security.statements():
            connection.rows(statement)
        grant_to_roles(connection)


def grant_to_roles(connection: Connection) -> None:
    """Let each role that is kept to some offices work with the tables."""
    for role in by_role(connection):
        if connection.row(THERE, (role,)) is not None:
            for statement in row_security.grants(role):
                connection.rows(statement)


def by_role(connection: Connection) -> Mapping[str, frozenset[OfficeId]]:
    """Return the offices of each role that is kept to some."""
    found: dict[str, frozenset[OfficeId]] = {}
    for role, office_id in connection.rows(_ROLES):
        found[role] = found.get(role, frozenset()) | {OfficeId(office_id)}
    return found


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
    if label not in connection.values(_TOLD_AT, (at.isoformat(),)):
        since = chain.numbers_until_now(connection)
        journal.begin(connection, label, user=user, entered_at=at, undoable=False)
        chain.extend(connection, since)


def _is_our_leaving(found: Whereabouts, folder: Path) -> bool:
    moved = move_under_way(folder)
    return moved is not None and moved.to == TO_FILE and moved.token == found.leaving


def _bring_up_to_date(
    connection: "PostgresConnection", folder: Path, user: str, now: datetime, agree: Agree
) -> None:
    from db.backup.backup import back_up_before_upgrade
    from db.journal.carried import carrying
    from db.upgrade_on_server import upgrade_on_server

    upgrade_on_server(
        connection,
        back_up=lambda version: back_up_before_upgrade(connection, folder, version),
        agree=agree,
        afterwards=carrying(connection, user=user, entered_at=now),
    )
