"""The database names the one keys.json that opens it.

Without this, a keys.json of another day would bring its old passphrase back. Two numbers that
SQLite keeps in the header of the file name the seal of the keys in force and of those about
to be: they travel with every copy, take part in transactions, and neither a migration nor
元に戻す knows them. On a server the keys themselves lie beside that note: see on_server.py.
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from hmac import compare_digest
from pathlib import Path

from app.errors import ChangedMeanwhile, ConnectionLost, NotAllowed, SystemTrouble, UserError
from app.files import WrittenInDoubt
from db.folder.connection import Connection, OutcomeUnknownError
from db.keys.damaged import DamagedKeys, OtherKeys
from db.keys.in_keyring import forget_changed
from db.keys.keys import FORMAT, Keys, Opened, Unlock, open_keys, rewrapped
from db.keys.keys_file import read_keys, read_text, text_of, write_keys
from db.keys.passphrase import good_passphrase
from db.keys.wrong_tries import WrongTries

_NONE = 0
_SEEN_IN_PART = (
    "サーバーが一部の事業所だけを見せているPCでは、利用者とパスフレーズを変えられません。"
    "全事業所を見る管理者のPCで変えてください。次に開くときから、ここでも新しいもので開きます。"
)


Tell = Callable[[str, str], None]
"""Told whose step it was, and what it is called."""


def refuse_other_keys(connection: Connection, keys: Keys) -> None:
    """Raise a sentence unless these keys, untouched, are those of the open database."""
    in_force, following = connection.keys_noted()
    # Keys of format 1 have no seal; only a database that never knew another format takes them.
    if keys.mark != in_force and (keys.mark == _NONE or keys.mark != following):
        raise OtherKeys(
            "keys.json とデータベースが同じときのものではありません(どちらかが、パスフレーズを変える前などの"
            "写しです)。両方をいちばん新しいものに戻すか、バックアップから復元してください。"
        )
    if keys.seal and not keys.is_sealed_by(connection.key):
        raise DamagedKeys


def keys_in_force(connection: Connection, folder: Path) -> Keys:
    """Read the keys of an open database again; somebody may have put others there meanwhile."""
    keys = _there(connection, folder)
    refuse_other_keys(connection, keys)
    return keys


def text_in_force(connection: Connection, folder: Path) -> bytes:
    """Return the contents of the keys.json that belongs to an open database, for a copy of both."""
    return text_of(_there(connection, folder)) if connection.is_shared else read_text(folder)


def settle(connection: Connection, folder: Path, keys: Keys, opened: Opened, tell: Tell) -> None:
    """Finish what an earlier start began, and write keys of an earlier form or of less cost anew.

    tell: enters into the history who changed the keys and what for, within a transaction.
    """
    if connection.is_shared:
        _settle_on_server(connection, folder, keys, opened)
        return
    if not keys.seal:
        put_in_force(connection, folder, opened.keys.sealed(connection.key))
        return
    _, following = connection.keys_noted()
    if following != _NONE:
        # Those that lie there may be the ones that were to follow, or still the ones before.
        _come_into_force(connection, keys, tell if following == keys.mark else _told_already)
    if keys.version < FORMAT or opened.keys != keys:
        # They open as they are; what a full disk refuses today the next opening does.
        with suppress(SystemTrouble):
            put_in_force(connection, folder, opened.keys.sealed(connection.key))


def note_keys(connection: Connection, keys: Keys) -> None:
    """Note that from now on these keys alone belong to the database."""
    with nullcontext() if connection.in_transaction else connection.transaction():
        connection.note_keys(keys.mark, _NONE)


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
        put_in_force(connection, folder, changed, before=keys)
    except WrittenInDoubt as error:
        raise WrittenInDoubt(
            "新しいパスフレーズの鍵を書きましたが、ディスクの読み書きに失敗し、残るとは言えません。"
            "開けるまで、前のパスフレーズも控えておいてください。"
        ) from error
    forget_changed(keys.folder_id, user)


def _told_already(_user: str, _label: str) -> None:
    """Enter nothing."""


def put_in_force(
    connection: Connection,
    folder: Path,
    keys: Keys,
    tell: Tell = _told_already,
    *,
    before: Keys | None = None,
) -> None:
    """Replace keys.json; whenever the program dies, the database knows the one that lies there.

    before: what these were made of. On a server others may have put keys in force since; then it is refused.
    """
    if connection.kept_to is not None:
        raise NotAllowed(_SEEN_IN_PART)
    if connection.is_shared:
        _put_on_server(connection, folder, keys, tell, before)
        return
    in_force, _ = connection.keys_noted()
    _note(connection, in_force=in_force, following=keys.mark)
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
        connection.note_keys(keys.mark, _NONE)
        if keys.told:
            tell(*keys.told.split("\n"))


def refuse_changed(connection: Connection, keys: Keys) -> None:
    """Raise ChangedMeanwhile, with who put these keys in force, and when."""
    from db.keys.on_server import since

    user, label = keys.told.split("\n") if keys.told else ("", "")
    what = f"{user} さんが「{label}」を記録しました({since(connection, keys)})。"
    what = what if label else "どなたかのパスフレーズが変えられました。"
    raise ChangedMeanwhile(
        f"ほかのPCで、{what}画面の利用者はその前のものなので、変えていません。"
        "今の利用者を確かめて、もう一度行ってください。"
    )


def _there(connection: Connection, folder: Path) -> Keys:
    """Return the keys that lie where those of this database do."""
    if connection.is_shared:
        from db.keys.on_server import in_force

        if (found := in_force(connection)) is not None:
            return found.keys
    return read_keys(folder)


def _settle_on_server(connection: Connection, folder: Path, keys: Keys, opened: Opened) -> None:
    """Let the keys in force lie on the server and in the folder."""
    from db.keys.on_server import bring, in_force

    is_there = in_force(connection) is not None
    if not is_there or keys.version < FORMAT or opened.keys != keys:
        # As in a file: what cannot be written now, or was done elsewhere, the next opening does.
        with suppress(SystemTrouble, UserError):
            put_in_force(connection, folder, opened.keys.sealed(connection.key), before=keys)
    bring(folder, keys_in_force(connection, folder))


def _put_on_server(connection: Connection, folder: Path, keys: Keys, tell: Tell, before: Keys | None) -> None:
    """Keys and note change in one transaction with what the history is told; the copy here follows."""
    from db.keys.on_server import bring, keep

    try:
        with connection.transaction():
            now = _there(connection, folder)
            if before is not None and now.mark != before.mark:
                refuse_changed(connection, now)
            keep(connection, keys, connection.key)
            newest = None
            if keys.told:
                tell(*keys.told.split("\n"))
                newest = connection.value("SELECT max(id) FROM operation")
    except OutcomeUnknownError as error:
        _make_sure(connection, folder, keys, error)
    bring(folder, keys)
    others = connection.others
    if others is not None and newest == others.known + 1:
        others.known = newest  # it is nobody else's


def _make_sure(connection: Connection, folder: Path, keys: Keys, error: Exception) -> None:
    """Return if these keys are in force though the answer to the commit was lost."""
    try:
        # Whoever holds the writer's lock is through with its commit, or never will be.
        with connection.transaction():
            is_there = _there(connection, folder).mark == keys.mark
    except SystemTrouble as again:
        raise ConnectionLost(
            "サーバーとの接続が切れ、利用者かパスフレーズの変更が記録されたかどうかを確かめられません。"
            "つながったら「利用者」の一覧で確かめ、復旧コードを替えるところだったら作り直してください。"
        ) from again
    if not is_there:
        raise ConnectionLost(
            "サーバーとの接続が切れました。利用者とパスフレーズは変わっていません。もう一度行ってください。"
        ) from error


def _note(connection: Connection, *, in_force: int, following: int) -> None:
    with connection.transaction():
        connection.note_keys(in_force, following)
