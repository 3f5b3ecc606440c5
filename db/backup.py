# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""Backups: one file that holds the encrypted database and the wrapped keys; and the way back.

A database in use is never copied as a file: SQLite writes a consistent copy of it, encrypted
with the same key. Whoever finds a backup needs a passphrase or the recovery code.
"""

import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import DatabaseTooNew, SystemTrouble, UserError
from db import derived
from db.connection import Connection, FolderLock, refuse_network
from db.folder import BACKUPS_FOLDER, DATABASE_FILE
from db.keys import DamagedKeys, Keys, Unlock, open_keys
from db.keys_file import KEYS_FILE, LARGEST_FILE, parse_keys, read_keys
from db.keys_in_force import OtherKeys, keys_in_force, refuse_other_keys
from db.models import LIVE_STATUSES
from db.schema import SCHEMA_SQL, differences
from db.upgrade import is_too_new, problems_of
from db.wrong_tries import WrongTries

if TYPE_CHECKING:
    from db.store import SqliteStore

GENERATIONS = 10
"""Days of which the newest backup is kept in the data folder."""

_STAMP = "%Y%m%d-%H%M%S"
_LAST = "last-backup.txt"
_READY = "restore-ready-"
_REPLACED = "replaced-"


def make_backup(store: "SqliteStore", target: Path | None = None) -> Path:
    """Write a backup and return where it is; without a target, into the data folder.

    May run on a worker thread. In the data folder the newest of each of the last ten days
    is kept.
    """
    now = datetime.now(UTC).astimezone()
    file = target or store.folder / BACKUPS_FOLDER / f"shikaku-{now.strftime(_STAMP)}.zip"
    connection = store.new_connection()
    try:
        _pack(connection, store.folder, file)
    finally:
        connection.close()
    with _writing(store.folder):
        backups = store.folder / BACKUPS_FOLDER
        backups.mkdir(exist_ok=True)
        (backups / _LAST).write_text(now.isoformat(), encoding="utf-8")
        if target is None:
            _drop_old(backups)
    return file


def back_up_before_upgrade(connection: Connection, folder: Path, version: str) -> Path:
    """Write a backup named after the version the database still has; these are all kept."""
    stamp = datetime.now(UTC).astimezone().strftime(_STAMP)
    file = folder / BACKUPS_FOLDER / f"before-upgrade-from-{version}-{stamp}.zip"
    _pack(connection, folder, file)
    return file


def last_backup_at(folder: Path) -> datetime | None:
    """Return when the last backup of this folder was made, wherever it went."""
    try:
        return datetime.fromisoformat((folder / BACKUPS_FOLDER / _LAST).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def backup_needs_passphrase(file: Path) -> bool:
    """Return whether restoring this backup asks for a secret (not so for the sample office)."""
    with _reading(file), _keys_of(file), zipfile.ZipFile(file) as pack, pack.open(KEYS_FILE) as packed:
        return parse_keys(packed.read(LARGEST_FILE + 1)).sample_key is None


def restore_backup(file: Path, folder: Path, unlock: Unlock) -> Path | None:
    """Put a backup in the place of the present data; return where those were set aside.

    The backup is opened with its own passphrase and checked before anything is replaced. If
    the program dies half-way, the next start finishes the exchange.
    """
    refuse_network(folder)
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FolderLock(folder)
    try:
        finish_restore(folder)
        with _unpacked(file, folder) as found:
            with _keys_of(file):
                keys = read_keys(found)
                data_key = open_keys(keys, unlock, WrongTries(folder)).data_key
                _check(found, keys, data_key)
            stamp = datetime.now(UTC).astimezone().strftime(_STAMP)
            with _writing(folder):
                # From this rename on the restore will be finished, come what may.
                found.rename(folder / f"{_READY}{stamp}")
        return finish_restore(folder)
    finally:
        lock.release()


def is_restore_ready(folder: Path) -> bool:
    """Return whether a restore was begun here and not yet finished."""
    return any(folder.glob(f"{_READY}*"))


def finish_restore(folder: Path) -> Path | None:
    """Exchange the data for a restore that is ready; safe to repeat after a crash.

    Returns where the replaced data lie, or None if nothing was replaced.
    """
    aside = None
    for ready in sorted(folder.glob(f"{_READY}*")):
        aside = folder / f"{_REPLACED}{ready.name.removeprefix(_READY)}"
        with _writing(folder):
            aside.mkdir(exist_ok=True)
            if (ready / DATABASE_FILE).exists():
                # The two companions belong to the old file and must not meet the new one.
                for name in (f"{DATABASE_FILE}-wal", f"{DATABASE_FILE}-shm", DATABASE_FILE):
                    if (folder / name).exists():
                        (folder / name).replace(aside / name)
                (ready / DATABASE_FILE).replace(folder / DATABASE_FILE)
            if (ready / KEYS_FILE).exists():
                # Copied, not moved: the folder has a keys.json at every moment.
                if (folder / KEYS_FILE).exists():
                    shutil.copy2(folder / KEYS_FILE, aside / KEYS_FILE)
                (ready / KEYS_FILE).replace(folder / KEYS_FILE)
            shutil.rmtree(ready)
            if not any(aside.iterdir()):
                aside.rmdir()
                aside = None
    return aside


def verify(store: "SqliteStore") -> list[str]:
    """Return everything that is wrong with an open data folder; empty when it is sound."""
    connection = store.new_connection()
    try:
        found = problems_of(connection)
        found += [f"表の形が違います: {name}" for name in differences(connection.rows(SCHEMA_SQL))]
        found += _broken_rules(connection)
        found += [
            f"名簿の計算済みの欄(資格の終わり、証、声かけ)が記録と違う方がいます(内部番号 {person_id})"
            for person_id in derived.wrong(connection)
        ]
    finally:
        connection.close()
    return found


def _broken_rules(connection: Connection) -> list[str]:
    """What the constraints forbid and a damaged index could hide."""
    checks = (
        (
            f"SELECT person_id FROM certificate NOT INDEXED WHERE status IN ({LIVE_STATUSES})",
            "有効な資格確認書が2枚以上ある方がいます(内部番号 {})",
        ),
        ("SELECT issue_number FROM certificate NOT INDEXED", "同じ発行番号が2枚にあります({})"),
        (
            "SELECT symbol || '-' || number || '-' || branch_number FROM person NOT INDEXED",
            "同じ記号・番号・枝番の方が2名います({})",
        ),
    )
    found = [
        sentence.format(row[0])
        for sql, sentence in checks
        for row in connection.rows(f"{sql} GROUP BY 1 HAVING count(*) > 1")
    ]
    if connection.row("SELECT 1 FROM society") is None:
        found.append("健保の設定がありません")
    return found


def _pack(connection: Connection, folder: Path, file: Path) -> None:
    copy = file.with_name(f".{file.name}.db")
    aside = file.with_name(f".{file.name}.part")
    with _writing(file.parent):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            copy.unlink(missing_ok=True)
            _copy(connection, folder, copy)
            with aside.open("wb") as out:
                # Stored, not deflated: encrypted bytes do not get smaller.
                with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as pack:
                    pack.write(copy, DATABASE_FILE)
                    pack.write(folder / KEYS_FILE, KEYS_FILE)
                out.flush()
                os.fsync(out.fileno())
            aside.replace(file)
        finally:
            copy.unlink(missing_ok=True)
            aside.unlink(missing_ok=True)


def _copy(connection: Connection, folder: Path, copy: Path) -> None:
    """Copy the database while the keys that will lie beside the copy stay the same."""
    keys = None
    while keys != (keys := keys_in_force(connection, folder)):
        # Again, where the passphrase was changed on another thread meanwhile.
        copy.unlink(missing_ok=True)
        connection.rows("VACUUM INTO ?", (str(copy),))


@contextmanager
def _unpacked(file: Path, beside: Path) -> Iterator[Path]:
    """The contents of a backup in a folder of their own, removed afterwards unless moved on."""
    found = beside / f".restore-{os.getpid()}"
    with _writing(beside):
        shutil.rmtree(found, ignore_errors=True)
        found.mkdir(mode=0o700)
    try:
        with _reading(file), zipfile.ZipFile(file) as pack:
            for name in (DATABASE_FILE, KEYS_FILE):
                with pack.open(name) as packed, (found / name).open("wb") as out:
                    shutil.copyfileobj(packed, out)
                    out.flush()
                    os.fsync(out.fileno())
        yield found
    finally:
        shutil.rmtree(found, ignore_errors=True)


def _check(found: Path, keys: Keys, data_key: bytes) -> None:
    connection = Connection(found / DATABASE_FILE, data_key)
    try:
        refuse_other_keys(connection, keys)
        if is_too_new(connection):
            raise DatabaseTooNew(
                "このバックアップは新しい版のプログラムで作られています。プログラムを新しくしてから戻してください。"
            )
        problems = problems_of(connection)
        # An empty file is a sound database to SQLite, whatever the key.
        if connection.row("SELECT 1 FROM sqlite_master WHERE name = 'society'") is None:
            problems.append("記録が入っていません")
        # The companions of this check must not travel with the file.
        connection.rows("PRAGMA journal_mode = delete")
    finally:
        connection.close()
    if problems:
        raise UserError(
            f"バックアップに傷があるため戻せません({problems[0]})。別のファイルを選んでください。"
            "今のデータはそのままです。"
        )


def _drop_old(backups: Path) -> None:
    newest_of_day: dict[str, Path] = {}
    files = sorted(backups.glob("shikaku-*.zip"))
    for file in files:
        newest_of_day[file.name[len("shikaku-") :][:8]] = file
    kept = [newest_of_day[on] for on in sorted(newest_of_day)[-GENERATIONS:]]
    for file in files:
        if file not in kept:
            file.unlink()


@contextmanager
def _reading(file: Path) -> Iterator[None]:
    """Turn a file that is no whole backup into a sentence."""
    try:
        yield
    # RuntimeError: a part has a password of its own, or a compression nobody knows.
    except (OSError, EOFError, KeyError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        raise UserError(
            f"{file.name} はバックアップとして読めません。別のファイルを選んでください。"
            "今のデータはそのままです。"
        ) from error


@contextmanager
def _keys_of(file: Path) -> Iterator[None]:
    """Name the backup where the sentences about keys would name the data folder."""
    try:
        yield
    except (DamagedKeys, OtherKeys) as error:
        raise UserError(
            f"{file.name} の中の keys.json が壊れているか、中のデータベースのものではありません。"
            "別のバックアップを選んでください。今のデータはそのままです。"
        ) from error


@contextmanager
def _writing(place: Path) -> Iterator[None]:
    """Turn a failing disk into a sentence."""
    try:
        yield
    except OSError as error:
        raise SystemTrouble(
            f"{place} に書き込めません。空きと権限を確かめるか、別の場所を選んでください。"
            "今のデータは無事です。"
        ) from error
