"""The database of a data folder, opened for who brought the key: proved, brought up to date, settled."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.changes import Agree
from app.errors import DataDamaged, DataFolderExists, SystemTrouble
from app.files import trouble
from db.backup.heads import tell_restored
from db.backup.restore import is_restore_ready
from db.duties.in_force import masks_numbers
from db.folder.access import Access, of_both
from db.folder.connection import Connection
from db.folder.names import BACKUPS_FOLDER, DATABASE_FILE, LOG_FILE, MOVING_FILE, way_back
from db.folder.newest import has_history, line_to_seal, seal
from db.folder.server import is_on_server, refuse_copy
from db.folder.sqlcipher import SqlCipherConnection
from db.journal import chain, journal
from db.keys.in_force import refuse_other_keys, settle
from db.keys.keys import Keys, Opened
from db.soundness import damage, has_log, wrong_state
from db.tables import derived
from db.upgrade import has_every_step, is_up_to_date, nothing, upgrade

Clock = Callable[[], datetime]


def holds_data(folder: Path) -> bool:
    """Return whether an office's data are here: a database, or a trace of one that was lost."""
    ways = (LOG_FILE, f"{BACKUPS_FOLDER}/*.zip", "replaced-*")
    lost = any(next(folder.glob(pattern), None) is not None for pattern in ways)
    return (
        is_on_server(folder)
        or (folder / DATABASE_FILE).exists()
        or is_restore_ready(folder)
        or lost
        or has_history(folder)
    )


def refuse_data(folder: Path) -> None:
    """Raise DataFolderExists where an office's data are here."""
    if holds_data(folder):
        raise DataFolderExists(
            f"{folder} にはすでにデータがあります。別の場所を選ぶか、そのデータを開いてください。"
        )


def open_database(folder: Path, keys: Keys, opened: Opened, clock: Clock, agree: Agree) -> Connection:
    """Return the one connection to it; DataDamaged, or a sentence where the keys are others'."""
    refuse_copy(folder)
    if is_on_server(folder):
        from db.served import open_served

        return open_served(folder, keys, opened, clock, agree)
    path = folder / DATABASE_FILE
    # SQLite would quietly make an empty one.
    if not path.exists():
        advice = "作りかけのフォルダーなら、新しく作り直してください。"
        if holds_data(folder):
            advice = "ほかへ移したのなら、戻してください。"
        raise SystemTrouble(f"データフォルダーにデータベースがありません。{advice}{way_back(folder)}")
    try:
        cause = wrong_state(path, opened.data_key, former=opened.former, seal_in=folder)
    except OSError as error:
        raise trouble(error, f"{path} を読めません") from error
    if cause:
        raise DataDamaged(f"{cause}。何も書き換えていません。{way_back(folder)}")
    connection = SqlCipherConnection(path, opened.data_key, former=opened.former)
    try:
        refuse_other_keys(connection, keys)
        if has_log(path):
            # Pages that a power cut tore are whole in the log; the file is read alone later.
            connection.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        if not has_every_step(connection):
            _bring_up_to_date(connection, folder, opened.user.name, clock(), agree)
        derived.complete(connection)
        settle(
            connection, folder, keys, opened, lambda user, said: tell_of_keys(connection, user, said, clock())
        )
        tell_restored(connection, folder, user=opened.user.name, entered_at=clock())
        if (folder / MOVING_FILE).exists():
            finish_move_to_file(connection, folder, opened.user.name)
        seal(folder, line_to_seal(connection))
    except BaseException:
        connection.close()
        raise
    return connection


def finish_move_to_file(connection: Connection, folder: Path, user: str) -> None:
    """Tell once that the office came from a server; a move there that came to nothing may be begun again."""
    from db.folder.moving import TO_FILE, end_move, move_under_way
    from db.served import MOVED_TO_FILE, tell_moved

    moved = move_under_way(folder)
    if moved is not None and moved.to == TO_FILE:
        with connection.transaction():
            tell_moved(connection, MOVED_TO_FILE, user, moved.at)
        end_move(folder)


def _bring_up_to_date(connection: Connection, folder: Path, user: str, now: datetime, agree: Agree) -> None:
    from db.backup.backup import back_up_before_upgrade
    from db.journal.carried import carrying

    afterwards = nothing
    if not is_up_to_date(connection):
        if found := damage(connection):
            raise DataDamaged(f"{found}。何も書き換えていません。{way_back(folder)}")
        afterwards = carrying(connection, user=user, entered_at=now)
    upgrade(
        connection,
        back_up=lambda version: back_up_before_upgrade(connection, folder, version),
        agree=agree,
        afterwards=afterwards,
    )


def tell_of_keys(connection: Connection, user: str, label: str, at: datetime) -> None:
    """Enter into the history, within the transaction under way, who changed the keys and what for."""
    since = chain.numbers_until_now(connection)
    connection.announce(journal.begin(connection, label, user=user, entered_at=at, undoable=False))
    chain.extend(connection, since)


def access_of(connection: Connection, opened: Opened, clock: Clock) -> Access:
    """What the one who opened may do; raise NotYourRole where the last day is past."""
    user = of_both(opened.user, connection.kept_to)
    access = Access(user, clock)
    if opened.user.until is not None:
        newest_at = connection.value("SELECT entered_at FROM operation ORDER BY id DESC LIMIT 1")
        access = Access(user, clock, datetime.fromisoformat(newest_at).date())
        access.refuse_after_the_end()
    access.masks_numbers = masks_numbers(connection)
    if connection.is_shared:
        from db.keys.rights import Rights

        access.follow = Rights(access, connection.folder, opened.keys).follow
    return access
