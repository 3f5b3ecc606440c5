"""A backup put in the place of the data, wherever they lie.

On a server all of it is one transaction: what is there, the backup proved to lie there whole, and who may
open the office and what the server's roles see, which stay as they are today. What was there before goes into
a backup first. Whatever the other PCs saw last of the steps that are gone is kept, so that each tells it at
its next opening, once.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.roles import Act
from app.errors import SystemTrouble, UserError
from app.files import private_folder
from app.ports import Report, untold
from db.backup.backup import back_up_before_restore, backup_needs_passphrase
from db.backup.backup_file import key_of, naming, unpacked
from db.backup.from_server import is_same
from db.backup.heads import enter_restored
from db.backup.restore import finish_restore, remove_left_overs, restore_backup
from db.folder.connection import Connection
from db.folder.left import entries_of, leave
from db.folder.lock import FolderLock
from db.folder.newest import line_to_seal, seal
from db.folder.place import refuse_network
from db.folder.server import is_on_server, read_server
from db.folder.sqlcipher import SqlCipherConnection
from db.folder.whereabouts import has_others, stand
from db.keys.keys import Opened, Unlock, open_keys
from db.keys.keys_file import read_keys
from db.keys.on_server import kept_rows, keys_to_open, put_rows
from db.keys.wrong_tries import WrongTries
from db.made_served import make_anew
from db.opening import access_of, open_database
from db.roles import give_again, offices_given
from db.tables.copying import to_server
from db.upgrade import agreed

__all__ = ["backup_needs_passphrase", "restore"]

if TYPE_CHECKING:
    from db.folder.postgres import PostgresConnection

Clock = Callable[[], datetime]

_OTHERS = (
    "ほかのPCで開いているあいだは、バックアップから戻せません。すべてのPCで閉じてから、"
    "もう一度戻してください。今のデータはそのままです。"
)


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


def restore(
    file: Path,
    folder: Path,
    unlock: Unlock,
    *,
    of_other_folder: bool = False,
    clock: Clock = _now,
    report: Report = untold,
) -> Path | None:
    """Put a backup in the place of the present data; return where those were kept.

    unlock: of a file, what opens the backup; of a server, what opens the office today as an administrator.
    """
    if not is_on_server(folder):
        return restore_backup(file, folder, unlock, of_other_folder=of_other_folder)
    refuse_network(folder)
    lock = FolderLock(private_folder(folder))
    try:
        finish_restore(folder)
        remove_left_overs(folder)
        keys = keys_to_open(folder)
        opened = open_keys(keys, unlock, WrongTries(folder), admins_only=True)
        connection = open_database(folder, keys, opened, clock, agreed)
        try:
            access_of(connection, opened, clock).ask(Act.USERS)
            return _put_back(file, folder, connection, opened, clock, report)
        finally:
            connection.close()
    finally:
        lock.release()


def _put_back(
    file: Path, folder: Path, connection: Connection, opened: Opened, clock: Clock, report: Report
) -> Path:
    if TYPE_CHECKING:
        assert isinstance(connection, PostgresConnection)
    with naming(file), unpacked(file, folder) as found:
        keys = read_keys(found)
        key = key_of(keys, connection)
        if key is None:
            raise UserError(
                f"{file.name} は別の事業所のバックアップなので、サーバーの記録とは入れ替えません。"
                "新しい場所に戻して(shikaku --data 場所 restore ファイル)確かめてください。"
            )
        # As the next opening of a folder would: proved, and brought up to date.
        its = Opened(key, opened.user, keys, keys.former_keys(key))
        source = open_database(found, keys, its, clock, agreed)
        try:
            assert isinstance(source, SqlCipherConnection)
            if has_others(connection, connection):
                raise SystemTrouble(_OTHERS)
            kept = back_up_before_restore(connection, folder)
            at = clock()

            def fill() -> None:
                # Whoever comes from here on waits for the tables, and finds the new ones.
                if has_others(connection, connection):
                    raise SystemTrouble(_OTHERS)
                to_server(source, connection, report)
                if not is_same(source, connection, report):
                    raise SystemTrouble(
                        "バックアップと同じものがサーバーに入りません。戻していません。今のデータはそのままです。"
                    )
                put_rows(connection, rows, opened.keys)
                give_again(connection, given)
                enter_restored(connection, folder, file.name, user=opened.user.name, entered_at=at)
                leave(connection, entries, opened.user.name, at, file.name)
                stand(connection, "here", at)

            rows, entries = kept_rows(connection), entries_of(connection, source)
            given = offices_given(connection)
            make_anew(connection, read_server(folder).token, at, fill)
            seal(folder, line_to_seal(connection))
        finally:
            source.close()
    return kept
