"""A backup as a file: the encrypted database and the wrapped keys, packed and proved.

A database in use is never copied as a file: SQLite writes a consistent copy of it, encrypted
with the same key. Whoever finds a backup needs a passphrase or the recovery code.
"""

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.errors import DataDamaged, SystemTrouble, UserError
from app.files import aside_of, private_file, private_folder, put_in_place, remove_asides, trouble
from app.output import remembered
from app.ports import Report, untold
from db.backup.from_server import write_file
from db.folder.connection import Connection
from db.folder.names import DATABASE_FILE, HEAD_IN_BACKUP, KEYS_FILE, UNPACKED, UNREADABLE, way_back
from db.keys.damaged import DamagedKeys, OtherKeys
from db.keys.in_force import refuse_other_keys
from db.keys.keys import Keys
from db.keys.keys_file import LARGEST_FILE, parse_keys
from db.soundness import wrong_contents


@contextmanager
def copied(connection: Connection, file: Path, report: Report = untold) -> Iterator[Connection]:
    """A proved copy of the database beside the backup that is to be written; looked at, then gone.

    report: told how many bytes are copied; what it raises ends the copying.
    """
    copy = aside_of(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with remembered(copy, connection.folder):
            try:
                remove_asides(copy)
                _copy(connection, private_file(copy), file, report)
                with connection.looking(copy) as looked_at:
                    cause = wrong_contents(looked_at)
                    if cause:
                        raise DataDamaged(
                            f"データに傷があるため、バックアップを作りませんでした({cause})。"
                            f"{way_back(connection.folder)}"
                        )
                    yield looked_at
            finally:
                with suppress(OSError):  # the next start does it
                    remove_asides(copy)
    except OSError as error:
        raise trouble(error, f"{file} にバックアップを書けません") from error


def _copy(connection: Connection, copy: Path, file: Path, report: Report) -> None:
    if connection.is_shared:
        write_file(connection, copy, report)
        return
    size = int(connection.value("PRAGMA page_count")) * int(connection.value("PRAGMA page_size"))
    try:
        with connection.watched(lambda: report(min(copy.stat().st_size, size), size)):
            connection.rows("VACUUM INTO ?", (str(copy),))
    except DataDamaged:
        raise
    except SystemTrouble as error:
        # Of the disk that is written to, which need not be that of the data.
        raise SystemTrouble(f"{file} にバックアップを書けません。{error}") from error


def pack(copy: Connection, keys: bytes, file: Path, *, head: bytes) -> None:
    """Put a proved copy, its keys and the head of its history into one file, read it back, and name it."""
    refuse_other_keys(copy, parse_keys(keys))
    aside = copy.path.with_name(f"{copy.path.name}.zip")
    with private_file(aside).open("r+b") as out:
        # Stored, not deflated: encrypted bytes do not get smaller.
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as written:
            written.write(copy.path, DATABASE_FILE)
            written.writestr(KEYS_FILE, keys)
            written.writestr(HEAD_IN_BACKUP, head)
        out.flush()
        os.fsync(out.fileno())
        with zipfile.ZipFile(out) as read:
            if read.testzip() is not None:
                raise SystemTrouble(
                    f"{file} に書いたバックアップが読み戻せません。"
                    "ディスクを確かめるか、別の場所を選んでください。記録は無事です。"
                )
    put_in_place(aside, file)


def make_private(folder: Path) -> None:
    """Make a folder for backups that only its owner enters."""
    try:
        private_folder(folder)
    except OSError as error:
        raise trouble(error, f"{folder} に書き込めません") from error


def keys_in(file: Path) -> Keys:
    """Return the wrapped keys in a backup."""
    with naming(file):
        return parse_keys(_keys_text(file))


def key_of(keys: Keys, connection: Connection) -> bytes | None:
    """Return the data key of a backup of the open data: today's or one of before; None of others'."""
    ours = (connection.key, *reversed(connection.former))
    return next((key for key in ours if keys.is_sealed_by(key)), None)


@contextmanager
def unpacked(file: Path, beside: Path) -> Iterator[Path]:
    """The contents of a backup in a folder of their own, removed afterwards unless moved on."""
    try:
        found = Path(tempfile.mkdtemp(prefix=UNPACKED, dir=beside))
        try:
            for name, contents in (
                (DATABASE_FILE, _inside(file, DATABASE_FILE)),
                (KEYS_FILE, [_keys_text(file)]),
            ):
                with private_file(found / name).open("r+b") as out:
                    out.writelines(contents)
                    out.flush()
                    os.fsync(out.fileno())
            yield found
        finally:
            shutil.rmtree(found, ignore_errors=True)
    except OSError as error:
        raise trouble(error, f"{beside} に書き込めません") from error


@contextmanager
def naming(file: Path) -> Iterator[None]:
    """Name the backup where the sentences about keys would name the data folder."""
    try:
        yield
    except (DamagedKeys, OtherKeys) as error:
        raise UserError(
            f"{file.name} の中の keys.json が壊れているか、中のデータベースのものではありません。"
            "別のバックアップを選んでください。今のデータはそのままです。"
        ) from error


def _keys_text(file: Path) -> bytes:
    with _reading(file), zipfile.ZipFile(file) as packed, packed.open(KEYS_FILE) as inside:
        # One byte more than any keys.json has is enough to refuse it.
        return inside.read(LARGEST_FILE + 1)


def _inside(file: Path, name: str) -> Iterator[bytes]:
    with _reading(file), zipfile.ZipFile(file) as packed, packed.open(name) as inside:
        while chunk := inside.read(1 << 20):
            yield chunk


@contextmanager
def _reading(file: Path) -> Iterator[None]:
    """Turn a file that is no whole backup into a sentence."""
    try:
        yield
    except UNREADABLE as error:
        raise UserError(
            f"{file.name} はバックアップとして読めません。別のファイルを選んでください。"
            "今のデータはそのままです。"
        ) from error
