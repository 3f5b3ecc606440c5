"""The one gate for files that are written where a person said so, and the one way of writing them.

A place is refused inside the data folder, over anything that is not of the file's own kind, and
where nothing can be written: before anything is recorded, and once more when it is written. The
file is written aside, whole on the disk, and only then takes its name; nobody else may read it.
"""

import codecs
import hashlib
import json
import os
import stat
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.errors import BadValue, SystemTrouble
from app.files import (
    ASIDE,
    aside_of,
    private_file,
    remove,
    remove_asides,
    sync_folder,
    trouble,
    writing_aside,
)
from app.late import dataclass

_NO_NAME = "名前に使えない文字があります。別の名前を選んでください。"
NOTE = ".unfinished-"
_STREAMS = ("/dev/std", "/dev/fd/", "/proc/")
_LOOKED_AT = 1 << 16
"""So much of a file tells whether it is text."""
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_DATA_FILES = ("shikaku.db", "keys.json")
"""A folder with both is a data folder, whichever one is open."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is written. is_one: whether a file on the disk is of this kind, by its contents.

    ending: of its name; empty where any will do. kept_in: a folder inside the data folder where
    this kind may lie.
    """

    word: str
    ending: str
    is_one: Callable[[Path], bool]
    kept_in: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A file that may be written: it passed the gate. path: as the person named it."""

    path: Path
    kind: Kind
    folder: Path

    def write(self, data: bytes) -> None:
        """Write the whole file or nothing of it."""
        with self.writing() as out:
            out.write(data)

    @contextmanager
    def writing(self) -> Iterator[BinaryIO]:
        """Give a file to write; it takes its name when the block ends, and is gone when it raises.

        Raises SystemTrouble where nothing was written, WrittenInDoubt where the disk failed afterwards.
        """
        target = _checked(self)
        try:
            with remembered(aside_of(target), self.folder), writing_aside(target) as out:
                yield out
        except OSError as error:
            raise _cannot_write(self.path, error) from error


def place(path: Path, folder: Path, *kinds: Kind) -> Place:
    """Return where to write a file of the kind its ending names, or refuse in a sentence.

    folder: the open data folder. Proves that the place can be written, and leaves no trace there.
    """
    kind = next((kind for kind in kinds if path.name.lower().endswith(kind.ending)), None)
    if kind is None:
        endings = "、".join(kind.ending for kind in kinds)
        which = " のどれか" if len(kinds) > 1 else " "
        raise BadValue(f"ファイル名の終わりを {endings}{which}にしてください。")
    made = Place(path, kind, folder)
    target = _checked(made)
    with _sentences(path), remembered(aside_of(target), folder):
        remove(aside_of(target))
        remove(private_file(aside_of(target)))
    return made


def prove(out: BinaryIO) -> None:
    """See to it that what was written has its room on the disk, before anything depends on it."""
    out.flush()
    os.fsync(out.fileno())


def sweep(folder: Path) -> None:
    """Remove what a killed program left beside a target. folder: the open data folder."""
    for note in folder.glob(f"{NOTE}*"):
        with suppress(OSError, UnicodeDecodeError):
            aside = Path(note.read_text("utf-8", "surrogateescape"))
            if aside.name.startswith(ASIDE):
                remove_asides(aside)
            remove(note)


def folder_place(path: Path, folder: Path) -> Path:
    """Return a folder to fill with files, or refuse in a sentence; it need not be there yet."""
    with _sentences(path):
        target = Path(os.path.realpath(path))
        _check_outside(path, target, folder, "")
        if target.exists() and not target.is_dir():
            raise BadValue(f"「{path.name}」はファイルです。フォルダーの名前を指定してください。")
        if not target.exists():
            _check_parent(path, target)
    return target


def _cannot_write(path: Path, error: OSError) -> SystemTrouble:
    return trouble(error, f"「{path.name}」に書けません")


@contextmanager
def remembered(aside: Path, folder: Path) -> Iterator[None]:
    """Keep in the data folder where unfinished files lie, for the next start to remove them."""
    note = folder / f"{NOTE}{hashlib.sha256(os.fsencode(aside)).hexdigest()[:16]}"
    # A data folder without room is no reason to refuse a file elsewhere.
    with suppress(OSError):
        remove(note)
        private_file(note).write_text(str(aside), "utf-8", "surrogateescape")
        sync_folder(folder)
    try:
        yield
    finally:
        with suppress(OSError):
            if not aside.exists():
                remove(note)


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _cannot_write(path, error) from error
    except ValueError as error:
        # A NUL, or half a character: no system has such a name.
        raise BadValue(f"ファイルの{_NO_NAME}") from error


def _checked(wanted: Place) -> Path:
    """Return the file itself, links followed, or refuse."""
    path, kind = wanted.path, wanted.kind
    if os.name == "nt" and ":" in path.name:
        # A second stream of a file: it would change that file unseen.
        raise BadValue(f"「{path.name}」の{_NO_NAME}")
    with _sentences(path):
        if str(path.absolute()).startswith(_STREAMS):
            # What a terminal or a pipe stands for may be a file; it is not replaced under its reader.
            raise _no_file(path)
        target = Path(os.path.realpath(path))
        _check_outside(path, target, wanted.folder, kind.kept_in)
        _check_parent(path, target)
        try:
            found = target.stat()
        except FileNotFoundError:
            return target
        _check_replaceable(path, target, found, kind)
        if found.st_nlink > 1 and any(target.samefile(one) for one in wanted.folder.rglob("*")):
            raise _inside(path)
    return target


def _check_outside(path: Path, target: Path, folder: Path, kept_in: str) -> None:
    """Compared by the file system's own identity: links, capitals, ".." and mounts make no difference."""
    data = [found for found in (folder, folder / "backups") if found.exists()]
    for above in (target, *target.parents):
        if not above.is_dir():
            continue
        is_data = any(above.samefile(one) for one in data)
        if not is_data and not all((above / name).exists() for name in _DATA_FILES):
            continue
        if kept_in and target.parent == Path(os.path.realpath(folder / kept_in)):
            return
        raise _inside(path)


def _inside(path: Path) -> BadValue:
    return BadValue(f"「{path.name}」はデータの場所の中なので書き出せません。別の場所を選んでください。")


def _no_file(path: Path) -> BadValue:
    return BadValue(f"「{path.name}」はふつうのファイルではありません。別の名前を選んでください。")


def _check_parent(path: Path, target: Path) -> None:
    if not target.parent.exists():
        raise BadValue(
            f"「{path.name}」を置くフォルダー {target.parent} がありません。"
            "作るか、別の場所を選んでください。"
        )
    if not target.parent.is_dir():
        raise BadValue(f"{target.parent} はフォルダーではありません。場所を確かめてください。")


def _check_replaceable(path: Path, target: Path, found: os.stat_result, kind: Kind) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise BadValue(f"「{path.name}」はフォルダーです。その中のファイルの名前まで指定してください。")
    if not stat.S_ISREG(found.st_mode):
        raise _no_file(path)
    if not found.st_mode & stat.S_IWUSR:
        raise BadValue(f"「{path.name}」は読み取り専用です。別の名前を選ぶか、読み取り専用を外してください。")
    if found.st_size and not kind.is_one(target):
        raise BadValue(
            f"「{path.name}」は{kind.word}ではないファイルなので、上書きしません。別の名前を選んでください。"
        )


def _begins_with(mark: bytes) -> Callable[[Path], bool]:
    def is_one(file: Path) -> bool:
        with file.open("rb") as data:
            return data.read(len(mark)) == mark

    return is_one


def _is_workbook(file: Path) -> bool:
    return "xl/workbook.xml" in _packed(file) or _is_locked_workbook(file)


def _is_locked_workbook(file: Path) -> bool:
    with file.open("rb") as data:
        return data.read(len(_OLE)) == _OLE and _ENCRYPTED in data.read()


def _is_packed_csv(file: Path) -> bool:
    names = _packed(file)
    return bool(names) and all(name.endswith(".csv") for name in names)


def _packed(file: Path) -> list[str]:
    try:
        with zipfile.ZipFile(file) as pack:
            return pack.namelist()
    except zipfile.BadZipFile:
        return []


def _is_text(file: Path) -> bool:
    with file.open("rb") as data:
        head = data.read(_LOOKED_AT)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    if b"\0" in head:
        return False
    for encoding in ("utf-8", "cp932"):
        with suppress(UnicodeDecodeError):
            # The last character may be cut in the middle.
            codecs.getincrementaldecoder(encoding)().decode(head)
            return True
    return False


def _is_toml(file: Path) -> bool:
    try:
        tomllib.loads(file.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def _is_profile(file: Path) -> bool:
    try:
        found = json.loads(file.read_text("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and "columns" in found


PDF = Kind("PDF", ".pdf", _begins_with(b"%PDF-"))
XLSX = Kind("Excelの表(.xlsx)", ".xlsx", _is_workbook)
CSV = Kind("CSV", ".csv", _is_text)
ZIP = Kind("CSVを入れたZIP", ".zip", _is_packed_csv)
TOML = Kind("規則・様式のファイル(.toml)", ".toml", _is_toml)
PROFILE = Kind("一覧の読み方(.json)", ".json", _is_profile)
KEY = Kind("署名の鍵(.pem)", ".pem", _begins_with(b"-----BEGIN ENCRYPTED PRIVATE KEY-----"))
_SIGNED = _begins_with(b'{"content":')
SIGNED = Kind("署名つきのデータ(.json)", ".json", _SIGNED)
BATCHES = (Kind("発行データ(.shikaku-batch)", ".shikaku-batch", _SIGNED), SIGNED)
"""What an issue batch can be called; a double click opens the first one."""
HTML = Kind("HTML", ".html", _is_text)
PNG = Kind("PNG", ".png", _begins_with(b"\x89PNG\r\n"))
TABLES = (PDF, XLSX, CSV)
"""What a list can be written as."""
LOCKED_TABLES = (PDF, XLSX, ZIP)
"""What it can be written as with a password: a CSV has none itself."""
