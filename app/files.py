"""Files that are wholly there or not at all and that only their owner reads; and why a disk refused.

Whatever gets its name for good (a paper, a backup, keys.json) is written aside, flushed, renamed,
and its folder flushed, so that neither a kill nor a power cut leaves half of it or forgets it.
"""

import errno
import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TypeVar

from app.errors import BadValue, SystemTrouble

T = TypeVar("T")

ASIDE = ".shikaku-part-"
"""What the name of a file that is not whole yet begins with."""

_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds between attempts while a virus scanner or an indexer holds a fresh file (Windows)."""

_HELD = (5, 32, 33)
"""Windows: access denied, sharing violation, lock violation."""

_PATIENCE = (
    "ほかのプログラムが開いているか、権限がありません。そのファイルを閉じるか、別の場所を選んでください。"
)
_GONE = "その場所につながりません。機器と接続を確かめてください。"
_NOWHERE = "その場所がありません。場所を確かめるか、別の場所を選んでください。"
_TAKEN = "同じ名前のファイルかフォルダーがあります。別の名前か場所にしてください。"
_FULL = "ディスクがいっぱいです。空きを作ってからやり直してください。"
_DENIED = "権限がありません。フォルダーの権限を確かめるか、別の場所を選んでください。"
_CAUSES = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EROFS: "そこは読み取り専用です。別の場所を選んでください。",
    errno.EIO: "ディスクの読み書きに失敗しました。ディスクを確かめるか、別の場所を選んでください。",
    errno.ENOENT: _NOWHERE,
    errno.ENOTDIR: _NOWHERE,
    errno.EISDIR: "それはフォルダーです。ファイルの名前を選んでください。",
    errno.ENOTEMPTY: _TAKEN,
    errno.EEXIST: _TAKEN,
    errno.ENAMETOOLONG: "名前が長すぎます。短い名前にしてください。",
    errno.EINVAL: "その名前は使えません。別の名前にしてください。",
    errno.EFBIG: "その場所には大きすぎるファイルです。別の場所を選んでください。",
    errno.EBUSY: _PATIENCE,
    errno.ENXIO: _GONE,
    errno.ENODEV: _GONE,
    errno.ENOTCONN: _GONE,
    errno.ESTALE: _GONE,
    errno.ETIMEDOUT: _GONE,
}


class WrittenInDoubt(SystemTrouble):
    """The file has its name, but the disk does not promise to remember it."""


class _InDoubt(OSError):
    """What WrittenInDoubt is called by those who do not speak; filename: the new name."""


def trouble(error: OSError, failed: str) -> SystemTrouble:
    """Return the sentence for a disk that refused: what failed (no full stop), why, what to do.

    A WrittenInDoubt where the file has its name already.
    """
    if isinstance(error, _InDoubt):
        return WrittenInDoubt(
            f"「{Path(error.filename).name}」を書きましたが、ディスクの読み書きに失敗し、残るとは言えません。"
            "中身を確かめてください。"
        )
    if getattr(error, "winerror", None) in _HELD:
        cause = _PATIENCE
    else:
        cause = _CAUSES.get(error.errno or 0, "ディスクを確かめるか、別の場所を選んでください。")
    return SystemTrouble(f"{failed}。{cause}記録は無事です。")


def read(path: Path, at_most: int = -1) -> bytes:
    """Return what a file that the user named holds; SystemTrouble where it cannot be read.

    at_most: so many bytes of it; a file without an end is never read whole.
    """
    try:
        refuse_folder(path)
        with path.open("rb") as file:
            return file.read(at_most)
    except OSError as error:
        raise trouble(error, f"{path.name} を読めません") from error


def read_text(path: Path, at_most: int, called: str) -> str:
    """Return a text file as it is stored: line ends alike, no mark of the encoding. called: what it is.

    Raises BadValue where it is no UTF-8, SystemTrouble where it cannot be read.
    """
    try:
        text = read(path, at_most).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadValue(f"{called}「{path.name}」を読めません。UTF-8で保存してください。") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def write_aside(path: Path, data: bytes) -> None:
    """Write a file completely or not at all; SystemTrouble when the place cannot be written."""
    try:
        with writing_aside(path) as file:
            file.write(data)
    except OSError as error:
        raise trouble(error, f"{path.name} に書けません") from error


@contextmanager
def writing_aside(path: Path) -> Iterator[BinaryIO]:
    """A file to write into that takes its place when the block ends, and goes when it raises."""
    aside = aside_of(path)
    refuse_folder(path)
    try:
        remove(aside)
        with private_file(aside).open("r+b") as file:
            yield file
        put_in_place(aside, path)
    except BaseException:
        with suppress(OSError):
            remove(aside)
        raise


def refuse_folder(path: Path) -> None:
    """Raise where a folder has the name of a file; Windows would only say that it may not be opened."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))


def aside_of(path: Path) -> Path:
    """Where a file is written before it gets its name: short, for that name may have no letter to spare."""
    sign = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]
    return path.with_name(f"{ASIDE}{sign}")


def remove_asides(aside: Path) -> None:
    """Remove an unfinished file, and what was made beside it under its name and a further ending."""
    for left in aside.parent.glob(f"{aside.name}*"):
        remove(left)


def put_in_place(made: Path, path: Path) -> None:
    """Give a finished file or folder its name for good; what had that name is replaced.

    The OSError of a disk that fails after the new name was given is known to `trouble`.
    """
    if made.is_file():
        with made.open("r+b") as file:
            os.fsync(file.fileno())
    move(made, path)
    sync_move(made, path)


def move(made: Path, path: Path) -> None:
    """Rename; the disk may still forget it, see put_in_place."""
    patiently(lambda: made.replace(path))


def remove(path: Path) -> None:
    """Remove a file, or a folder with all in it; what is gone already is no trouble."""
    if path.is_dir() and not path.is_symlink():
        patiently(lambda: shutil.rmtree(path))
    else:
        patiently(lambda: path.unlink(missing_ok=True))


def sync_move(made: Path, path: Path) -> None:
    """Make the disk remember that something was renamed."""
    try:
        for folder in {path.parent: None, made.parent: None}:
            sync_folder(folder)
    except OSError as error:
        raise _InDoubt(error.errno, error.strerror, str(path)) from error


def patiently(step: Callable[[], T]) -> T:
    """Do it again for a second or two while another Windows program holds the file."""
    for pause in _PAUSES:
        try:
            return step()
        except OSError as error:
            if getattr(error, "winerror", None) not in _HELD:
                raise
            time.sleep(pause)
    return step()


def private_folder(folder: Path) -> Path:
    """Make a folder that only its owner enters; one that is there becomes so."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with suppress(PermissionError):  # a memory stick may know no permissions
        folder.chmod(0o700)
    return folder


def private_file(path: Path) -> Path:
    """Make an empty file that only its owner reads; FileExistsError where there is one."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return path


def sync_folder(folder: Path) -> None:
    """Make the disk remember the names in a folder; Windows does so by itself."""
    if sys.platform == "win32":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as error:
        # Some file systems cannot flush a folder; that is their way, not a failure.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(opened)
