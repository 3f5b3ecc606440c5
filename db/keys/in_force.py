"""The database names the one keys.json that opens it.

Without this, a keys.json of another day would bring its old passphrase back. Two numbers that
SQLite keeps in the header of the file name the seal of the keys in force and of those about
to be: they travel with every copy, take part in transactions, and neither a migration nor
元に戻す knows them.
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from hmac import compare_digest
from pathlib import Path

from app.errors import SystemTrouble
from app.files import WrittenInDoubt
from db.folder.connection import Connection
from db.keys.damaged import DamagedKeys
from db.keys.in_keyring import forget_changed
from db.keys.keys import FORMAT, Keys, Opened, Unlock, open_keys, rewrapped
from db.keys.keys_file import read_keys, write_keys
from db.keys.passphrase import good_passphrase
from db.keys.wrong_tries import WrongTries

_NONE = 0

_ON_SERVER = (
    "記録がサーバーにある間は、パスフレーズと利用者を変えられません(ほかのPCの鍵が合わなくなります)。"
    "shikaku move-to file で戻して変えてから、もう一度サーバーに移してください。"
)

Tell = Callable[[str, str], None]
"""Told whose step it was, and what it is called."""


class OtherKeys(SystemTrouble):
    """keys.json and the database are not of the same time or the same folder."""


def refuse_other_keys(connection: Connection, keys: Keys) -> None:
    """Raise a sentence unless these keys, untouched, are those of the open database."""
    in_force, following = connection.keys_noted()
    # Keys of format 1 have no seal; only a database that never knew another format takes them.
    if _mark(keys) != in_force and (_mark(keys) == _NONE or _mark(keys) != following):
        raise OtherKeys(
            "keys.json とデータベースが同じときのものではありません(どちらかが、パスフレーズを変える前などの"
            "写しです)。両方をいちばん新しいものに戻すか、バックアップから復元してください。"
        )
    if keys.seal and not keys.is_sealed_by(connection.key):
        raise DamagedKeys


def keys_in_force(connection: Connection, folder: Path) -> Keys:
    """Read the keys of an open database again; somebody may have put others there meanwhile."""
    keys = read_keys(folder)
    refuse_other_keys(connection, keys)
    return keys


def settle(connection: Connection, folder: Path, keys: Keys, opened: Opened, tell: Tell) -> None:
    """Finish what an earlier start began, and write keys of an earlier form or of less cost anew.

    tell: enters into the history who changed the keys and what for, within a transaction.
    """
    if not keys.seal:
        put_in_force(connection, folder, opened.keys.sealed(connection.key))
        return
    _, following = connection.keys_noted()
    if following != _NONE:
        # Those that lie there may be the ones that were to follow, or still the ones before.
        _come_into_force(connection, keys, tell if following == _mark(keys) else _told_already)
    if keys.version < FORMAT or opened.keys != keys:
        # They open as they are; what a full disk refuses today the next opening does.
        with suppress(SystemTrouble):
            put_in_force(connection, folder, opened.keys.sealed(connection.key))


def note_keys(connection: Connection, keys: Keys) -> None:
    """Note that from now on these keys alone belong to the database."""
    with nullcontext() if connection.in_transaction else connection.transaction():
        connection.note_keys(_mark(keys), _NONE)


def ask_again(connection: Connection, folder: Path, unlock: Unlock) -> None:
    """Return if the secret opens the database that is open; raise what opening it would raise."""
    opened = open_keys(keys_in_force(connection, folder), unlock, WrongTries(folder))
    if not compare_digest(opened.data_key, connection.key):
        raise DamagedKeys


def exchange_passphrase(
    connection: Connection, folder: Path, user: str, old: str, new: str, names: Sequence[str]
) -> None:
    """Exchange a user's passphrase; old may also be the recovery code. names: which it may not be."""
    keys = keys_in_force(connection, folder)
    changed = rewrapped(keys, user, old, good_passphrase(new, names), WrongTries(folder))
    try:
        put_in_force(connection, folder, changed)
    except WrittenInDoubt as error:
        raise WrittenInDoubt(
            "新しいパスフレーズの鍵を書きましたが、ディスクの読み書きに失敗し、残るとは言えません。"
            "開けるまで、前のパスフレーズも控えておいてください。"
        ) from error
    forget_changed(keys.folder_id, user)


def _told_already(_user: str, _label: str) -> None:
    """Enter nothing."""


def put_in_force(connection: Connection, folder: Path, keys: Keys, tell: Tell = _told_already) -> None:
    """Replace keys.json; whenever the program dies, the database knows the one that lies there."""
    if connection.is_shared:
        raise SystemTrouble(_ON_SERVER)
    in_force, _ = connection.keys_noted()
    _note(connection, in_force=in_force, following=_mark(keys))
    write_keys(folder, keys)
    # The new keys are in place and known. What fails here, the next opening does.
    try:
        _come_into_force(connection, keys, tell)
    except SystemTrouble as error:
        if keys.told:
            raise SystemTrouble(
                f"新しい鍵は書きましたが、履歴に書けませんでした。次に開くと続きから終わります。{error}"
            ) from error


def _come_into_force(connection: Connection, keys: Keys, tell: Tell) -> None:
    """Note that these keys alone belong to the database; in one step with what the history is told."""
    with connection.transaction():
        connection.note_keys(_mark(keys), _NONE)
        if keys.told:
            tell(*keys.told.split("\n"))


def _mark(keys: Keys) -> int:
    """Return the beginning of the seal: enough to tell a folder's few keys apart."""
    return int.from_bytes(keys.seal[:4], "big", signed=True)


def _note(connection: Connection, *, in_force: int, following: int) -> None:
    with connection.transaction():
        connection.note_keys(in_force, following)
