"""The way back: a backup proved aside and put in the place of the data; and what the dead left.

If the program dies half-way, the next start finishes the exchange.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.errors import DataDamaged, SystemTrouble, UserError
from app.files import (
    ASIDE,
    move,
    private_folder,
    put_in_place,
    read,
    remove,
    sync_folder,
    sync_move,
    trouble,
    write_aside,
)
from db.backup.heads import write_restored
from db.folder.connection import Connection
from db.folder.lock import FolderLock
from db.folder.names import (
    BACKUPS_FOLDER,
    COMPANIONS,
    DATABASE_FILE,
    KEYS_FILE,
    LOCK_FILE,
    MAKING,
    NEWEST_FILE,
    RESTORED_FILE,
    STAMP,
    UNPACKED,
)
from db.folder.newest import line_to_seal, seal
from db.folder.place import refuse_network
from db.folder.sqlcipher import looking
from db.keys.in_force import refuse_other_keys
from db.keys.keys import Keys, Unlock, open_keys
from db.keys.keys_file import read_keys
from db.keys.wrong_tries import WrongTries
from db.soundness import wrong_contents, wrong_state

KEPT_DAYS = 30
"""How long replaced data stay although everything in them is in the present data too."""

READY = "restore-ready-"
REPLACED = "replaced-"
REKEYED = "-rekeyed"
"""Ends the names where not other data were put in place, but the same ones under another key."""


def restore_backup(file: Path, folder: Path, unlock: Unlock, *, of_other_folder: bool = False) -> Path | None:
    """Put a backup in the place of the present data; return where those were set aside.

    The backup is opened with its own passphrase and proved before anything is replaced.
    of_other_folder: the user was told that it is another office's.
    """
    from db.backup.backup_file import naming, unpacked

    refuse_network(folder)
    with _writing(folder):
        private_folder(folder)
    lock = FolderLock(folder)
    try:
        finish_restore(folder)
        remove_left_overs(folder)
        if not of_other_folder and is_of_other_folder(file, folder):
            raise UserError(
                f"{file.name} は別のデータフォルダーのバックアップです。今のデータはそのままです。"
                "それでも置き換えるときは --other-folder を付けてください。"
            )
        try:
            with naming(file), unpacked(file, folder) as found:
                _prove(found, file, unlock, WrongTries(folder))
                stamp = datetime.now(UTC).astimezone().strftime(STAMP)
                # From this rename on the restore will be finished, come what may.
                put_in_place(found, folder / f"{READY}{stamp}")
            return finish_restore(folder)
        except SystemTrouble as error:
            if not is_restore_ready(folder):
                raise
            raise SystemTrouble(
                f"バックアップは確かめましたが、入れ替えが途中です。次に開くと続きから終わります。{error}"
            ) from error
    finally:
        lock.release()


def told_restored(aside: Path | None, folder: Path) -> str:
    """Say that a backup was put back, where the data until now lie, and who came back with it."""
    kept = f"今までのデータは {aside} に残しました。" if aside is not None else ""
    return f"バックアップから戻し、確かめました。{kept}{came_back(aside, folder)}"


def came_back(aside: Path | None, folder: Path) -> str:
    """Return what is to be said of users who were removed since the backup that was put back; "" for nobody.

    aside: where the data until now lie, with the keys.json that was in force.
    """
    try:
        before, now = (None if aside is None else read_keys(aside)), read_keys(folder)
    except (UserError, SystemTrouble):
        return ""
    if before is None or before.folder_id != now.folder_id:
        return ""
    known = {slot.user.name for slot in before.people}
    names = "、".join(slot.user.name for slot in now.people if slot.user.name not in known)
    return f"外した利用者({names})も戻りました。開いたら、設定の「利用者」で外してください。" if names else ""


def is_of_other_folder(file: Path, folder: Path) -> bool:
    """Return whether a backup was made of another data folder than the one that lies there."""
    from db.backup.backup_file import keys_in

    try:
        present = read_keys(folder)
    except (UserError, SystemTrouble):
        return False
    return (folder / DATABASE_FILE).exists() and keys_in(file).folder_id != present.folder_id


def is_restore_ready(folder: Path) -> bool:
    """Return whether a restore was begun here and not yet finished."""
    return any(folder.glob(f"{READY}*"))


def finish_restore(folder: Path) -> Path | None:
    """Exchange the data for a restore that is ready; safe to repeat after a crash.

    Returns where the replaced data lie, or None if nothing was replaced.
    """
    aside = None
    for ready in sorted(folder.glob(f"{READY}*")):
        aside = folder / f"{REPLACED}{ready.name.removeprefix(READY)}"
        with _writing(folder):
            private_folder(aside)
            if (ready / DATABASE_FILE).exists():
                # What belongs to the old file must not meet the new one.
                for name in (*COMPANIONS, NEWEST_FILE, DATABASE_FILE):
                    if (folder / name).exists():
                        move(folder / name, aside / name)
                sync_folder(aside)
                put_in_place(ready / DATABASE_FILE, folder / DATABASE_FILE)
            for name in (NEWEST_FILE, RESTORED_FILE):
                if (ready / name).exists():
                    put_in_place(ready / name, folder / name)
            if (ready / KEYS_FILE).exists():
                # Copied, not moved: the folder has a keys.json at every moment.
                if (folder / KEYS_FILE).exists():
                    write_aside(aside / KEYS_FILE, read(folder / KEYS_FILE))
                put_in_place(ready / KEYS_FILE, folder / KEYS_FILE)
            remove(ready)
            if not any(aside.iterdir()):
                aside.rmdir()
                aside = None
            sync_move(ready, folder / DATABASE_FILE)
    return aside


def tidy(folder: Path, connection: Connection) -> None:
    """Remove what killed programs and old restores left, and keep others out; never good data.

    Replaced data go when they are a month old and the present data hold everything in them.
    What one file refuses (on Windows each that is open) keeps no other one.
    """
    with suppress(OSError):
        remove_left_overs(folder)
        _close_to_others(folder)
        before = (datetime.now(UTC).astimezone() - timedelta(days=KEPT_DAYS)).strftime(STAMP)
        for aside in folder.glob(f"{REPLACED}*"):
            is_old = aside.name < f"{REPLACED}{before}" or aside.name.endswith(REKEYED)
            is_empty = aside.name.endswith(REKEYED) and not (aside / DATABASE_FILE).exists()
            if is_empty or (is_old and _is_held(aside / DATABASE_FILE, connection)):
                with suppress(OSError):
                    remove(aside)


def remove_left_overs(folder: Path) -> None:
    """Remove what only a program that was killed can have left; the folder is locked."""
    for pattern in (f"{UNPACKED}*", ".restore-*", MAKING):
        for left in folder.glob(pattern):
            shutil.rmtree(left, ignore_errors=True)
    for place, patterns in (
        (folder, (f"{ASIDE}*", ".*.part", f"{KEYS_FILE}.new", f"{DATABASE_FILE}.new*")),
        (folder / BACKUPS_FOLDER, (f"{ASIDE}*", ".*.part", ".*.zip.db*")),
    ):
        for pattern in patterns:
            for left in place.glob(pattern):
                with suppress(OSError):
                    remove(left)


def _prove(found: Path, file: Path, unlock: Unlock, tries: WrongTries) -> None:
    """Refuse what is not the whole database of an office; lay its newest entry and its origin beside it."""
    keys = read_keys(found)
    opened = open_keys(keys, unlock, tries, admins_only=True)
    with proved(found, keys, opened.data_key) as connection:
        seal(found, line_to_seal(connection))
        write_restored(found, connection, file)


@contextmanager
def proved(found: Path, keys: Keys, data_key: bytes) -> Iterator[Connection]:
    """Open an unpacked backup to look at it; raise a sentence where it is none to go back to."""
    database = found / DATABASE_FILE
    cause = wrong_state(database, data_key)
    if not cause:
        try:
            with looking(database, data_key, former=keys.former_keys(data_key)) as connection:
                refuse_other_keys(connection, keys)
                cause = wrong_contents(connection)
                if not cause:
                    yield connection
                    return
        except DataDamaged:
            cause = "壊れています"
    raise UserError(
        f"このバックアップには戻せません({cause})。別のファイルを選んでください。今のデータはそのままです。"
    )


def _is_held(database: Path, connection: Connection) -> bool:
    from db.backup.generations import lacks

    if not database.exists():
        return False
    try:
        with connection.looking(database) as replaced:
            return not lacks(connection, replaced)
    except SystemTrouble:
        return False


def _close_to_others(folder: Path) -> None:
    """Take from other users what an older version, a copy or a loose computer let them read."""
    private_folder(folder)
    ours = (DATABASE_FILE, *COMPANIONS, KEYS_FILE, NEWEST_FILE, LOCK_FILE)
    backups = folder / BACKUPS_FOLDER
    if backups.exists():
        private_folder(backups)
    for file in (*(folder / name for name in ours), *backups.glob("*")):
        if file.is_file() and file.stat().st_mode & 0o077:
            with suppress(OSError):
                file.chmod(0o600)


@contextmanager
def _writing(place: Path) -> Iterator[None]:
    """Turn a failing disk into a sentence."""
    try:
        yield
    except OSError as error:
        raise trouble(error, f"{place} に書き込めません") from error
