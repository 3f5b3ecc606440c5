"""Where the data of an office lie on this PC, and their removal for good.

The keys go first, wherever a copy of them lies: without them nothing else can be read, whatever a
disk keeps of it. What is not ours in a data folder is named and stays.
"""

import glob
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from app import output, places
from app.errors import SystemTrouble, UserError
from app.files import ASIDE, remove, sync_folder, trouble
from app.traces import Trace, TraceKind, Traces
from db.backup.backup import is_backup_of
from db.backup.elsewhere import own_folder
from db.backup.notes import read_plan
from db.backup.restore import REPLACED
from db.folder.lock import FolderLock
from db.folder.names import (
    BACKUP_NOTES_FILE,
    BACKUP_PLAN_FILE,
    BACKUPS_FOLDER,
    COMPANIONS,
    DATABASE_FILE,
    IN_THE_MAKING,
    KEYS_FILE,
    LOCK_FILE,
    MAKING,
    MOVED,
    MOVING_FILE,
    NEWEST_FILE,
    RESTORED_FILE,
    SERVER_FILE,
    TO_OPEN_FILE,
    UNFINISHED,
    UNPACKED,
    WRONG_TRIES_FILE,
    last_backup,
)
from db.folder.server import is_on_server
from db.keys.in_keyring import forget, kept_folders, notes_file

_OURS = (
    *(DATABASE_FILE, *COMPANIONS, f"{DATABASE_FILE}.new*", NEWEST_FILE, WRONG_TRIES_FILE, LOCK_FILE),
    *(f"{KEYS_FILE}*", f"{UNPACKED}*", MAKING, f"{ASIDE}*", ".restore-*", ".*.part", f"{output.NOTE}*"),
    *("crash.log*", IN_THE_MAKING, TO_OPEN_FILE, RESTORED_FILE),
    *(BACKUP_PLAN_FILE, BACKUP_NOTES_FILE, f"{SERVER_FILE}*", MOVING_FILE),
)
"""What the program writes into a data folder, beside its backups and what a restore replaced."""

_ASIDE = (f"{REPLACED}*", f"{MOVED}*")
"""Folders in it with data of before."""

_FIRST = f"**/{KEYS_FILE}*"


def traces(folder: Path, others: Mapping[Path, TraceKind]) -> Traces:
    """Return what may be asked about all that lies there. others: places beside it, and of what kind."""

    def look() -> list[Trace]:
        found = (trace(kind, path, files([path])) for path, kind in others.items())
        return [*traces_of(folder), *(one for one in found if one is not None)]

    def erase_all(backup_elsewhere: bool) -> None:
        erase(folder, *others, backup_elsewhere=backup_elsewhere)

    return Traces(look, erase_all)


def traces_of(folder: Path) -> list[Trace]:
    """Return what lies in a data folder and in the places that belong to it."""
    looked_at = [
        (TraceKind.DATA, folder, lambda: _inside(folder, _OURS)),
        (TraceKind.BACKUP, folder / BACKUPS_FOLDER, lambda: files([folder / BACKUPS_FOLDER])),
        (TraceKind.REPLACED, folder, lambda: _inside(folder, _ASIDE)),
        (TraceKind.FOREIGN, folder, lambda: _foreign(folder)),
        (TraceKind.ELSEWHERE, *_elsewhere(folder)),
        *((TraceKind.ELSEWHERE, second, _all_in(second)) for second in _second(folder)),
        *((TraceKind.SAMPLE, sample, _all_in(sample)) for sample in _samples(folder)),
        (TraceKind.TRIES, _tries_file(), lambda: files([_tries_file()])),
        (TraceKind.KEYRING, notes_file(), lambda: files([notes_file()])),
    ]
    return [found for kind, path, lying in looked_at if (found := trace(kind, path, lying()))]


def trace(kind: TraceKind, path: Path, lying: Sequence[Path]) -> Trace | None:
    """Return what lies in a place; None for nothing."""
    return Trace(kind, path, len(lying), sum(file.lstat().st_size for file in lying)) if lying else None


def erase(folder: Path, *others: Path, backup_elsewhere: bool) -> None:
    """Remove all of that but what is not ours; refused while the folder is open anywhere.

    others: files and folders to remove besides. backup_elsewhere: also the last backup that was
    made in another place, and those in the second place, if it is there.
    """
    if is_on_server(folder):
        raise UserError(
            "記録はサーバーにあり、ここから消せるのはこのPCにある写しだけなので、何も消していません。"
            "shikaku move-to file で記録をこのPCへ戻してから消し、サーバーのデータベースも"
            "消してもらってください。"
        )
    elsewhere = [*_elsewhere(folder)[1](), *_second(folder)] if backup_elsewhere else []
    try:
        for place in (folder, *_samples(folder)):
            if place.is_dir():
                _erase_folder(place)
        for file in (*elsewhere, *others, _tries_file()):
            remove(file)
        try:
            # Last: where the keyring is away, this alone is left, and its sentence says where to remove it.
            for folder_id in kept_folders():
                forget(folder_id)
        finally:
            remove(notes_file())
        for file in (*others, _tries_file()):
            with suppress(OSError):  # not empty, or gone
                file.parent.rmdir()
    except OSError as error:
        raise trouble(error, f"{error.filename} を消せません") from error


def files(places: Sequence[Path]) -> list[Path]:
    """Every file in these files and folders; a link counts as itself."""
    found = {file for place in places for file in (place, *place.rglob("*")) if _is_file(file)}
    return sorted(found)


def _erase_folder(folder: Path) -> None:
    FolderLock(folder).release()
    output.sweep(folder)
    ours = [path for pattern in (*_OURS, BACKUPS_FOLDER, *_ASIDE) for path in folder.glob(pattern)]
    for keys in (path for path in folder.glob(_FIRST) if any(one in (path, *path.parents) for one in ours)):
        remove(keys)
    sync_folder(folder)
    for path in ours:
        remove(path)
    with suppress(OSError):  # a file of somebody else lies in it
        folder.rmdir()


def _samples(folder: Path) -> Iterator[Path]:
    """The sample office beside a folder, and those that nobody finished."""
    yield folder.with_name(f"{folder.name}-sample")
    yield from folder.parent.glob(f"{glob.escape(folder.name)}*{UNFINISHED}*")


def _all_in(folder: Path) -> Callable[[], list[Path]]:
    return lambda: files([folder])


def _elsewhere(folder: Path) -> tuple[Path, Callable[[], list[Path]]]:
    """The last backup that was made, where it lies outside and is one of this folder."""
    last = last_backup(folder)
    file = folder if last is None else last[1]
    with suppress(OSError, UserError, SystemTrouble):
        if last is not None and folder not in file.parents and file.is_file() and is_backup_of(file, folder):
            return file, lambda: files([file])
    return file, list


def _second(folder: Path) -> list[Path]:
    """The folder for these backups in the second place; nothing where that is away."""
    with suppress(OSError, UserError, SystemTrouble):
        place = read_plan(folder).place
        ours = None if place is None else own_folder(place, folder)
        return [ours] if ours is not None and ours.is_dir() else []
    return []


def _tries_file() -> Path:
    return places.state_folder() / WRONG_TRIES_FILE


def _inside(folder: Path, patterns: Sequence[str]) -> list[Path]:
    return files([path for pattern in patterns for path in folder.glob(pattern)])


def _foreign(folder: Path) -> list[Path]:
    known = {path for pattern in (*_OURS, BACKUPS_FOLDER, *_ASIDE) for path in folder.glob(pattern)}
    return files([path for path in folder.glob("*") if path not in known])


def _is_file(path: Path) -> bool:
    return path.is_symlink() or path.is_file()
