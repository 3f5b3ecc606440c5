"""The second place of the backups: a stick, another disk, a share. It may be away, full, or another one.

There they lie in a folder that bears the name of this data folder: without it a stick is a stranger's, and
nothing is written to it. What is not a backup of these data is never touched.
"""

import os
from datetime import datetime
from pathlib import Path

from app.domain.backups import Generations
from app.errors import SystemTrouble, UserError
from app.files import ASIDE, private_folder, remove, trouble, writing_aside
from app.ports import Report, untold
from db.backup.backup_file import unpacked
from db.backup.generations import drop_old
from db.folder.connection import Connection
from db.folder.names import DATABASE_FILE
from db.keys.keys_file import read_keys

_PART = 1 << 20


class PlaceAway(SystemTrouble):
    """The second place is not connected now; it is tried again."""


def own_folder(place: Path, folder: Path) -> Path:
    """Return the folder in a second place that is for the backups of this data folder."""
    return place / f"shikaku-backup-{read_keys(folder).folder_id[:8]}"


def prepare(place: Path, folder: Path) -> None:
    """Make a second place ready, at the wish of a person; refused where copies would be worth nothing."""
    real = Path(os.path.realpath(place))
    if Path(os.path.realpath(folder)) in (real, *real.parents):
        raise UserError(
            "2つ目の場所は、データフォルダーの外にしてください。USBメモリーや共有フォルダーも選べます。"
        )
    if not place.is_dir():
        raise PlaceAway(f"{place} がありません。機器をつなぐか、場所を確かめてください。")
    try:
        private_folder(own_folder(place, folder))
    except OSError as error:
        raise trouble(error, f"{place} に書き込めません") from error


def is_same_disk(place: Path, folder: Path) -> bool:
    """Return whether both would be lost with one disk."""
    try:
        return place.stat().st_dev == folder.stat().st_dev
    except OSError:
        return False


def bring(file: Path, place: Path, folder: Path, report: Report = untold) -> None:
    """Copy a backup of a data folder to the second place, and compare what arrived there.

    report: told so many bytes of so many; what it raises ends the copying.
    """
    ours = own_folder(place, folder)
    if not place.is_dir():
        raise PlaceAway(f"2つ目の場所({place})につながっていません。つながったときに写します。")
    if not ours.is_dir():
        raise UserError(
            f"{place} は、前に決めた2つ目の場所ではないようです({ours.name} のフォルダーがありません)。"
            "この機器にも置くなら、設定の「2つ目の場所」で同じ場所をもう一度選んでください。"
        )
    target = ours / file.name
    try:
        for left in ours.glob(f"{ASIDE}*"):
            remove(left)
        is_new = not target.exists()
        if is_new:
            _copy(file, target, report)
        if not _is_same(file, target):
            if is_new:
                remove(target)
            raise SystemTrouble(
                f"{target} が、写すバックアップと違います。機器を確かめてください。"
                "そこにあったものはそのままです。"
            )
    except OSError as error:
        raise trouble(error, f"2つ目の場所({place})に写せません") from error


def tidy_up(file: Path, place: Path, connection: Connection, generations: Generations, now: datetime) -> None:
    """Let go in the second place what is over, after that backup arrived. connection: to the open data."""
    folder = connection.folder
    target = own_folder(place, folder) / file.name
    with unpacked(target, folder) as found, connection.looking(found / DATABASE_FILE) as copy:
        drop_old(target, copy, generations, data=folder, now=now)


def _copy(file: Path, target: Path, report: Report) -> None:
    size = file.stat().st_size
    with file.open("rb") as read, writing_aside(target) as out:
        while part := read.read(_PART):
            out.write(part)
            report(out.tell(), size)


def _is_same(one: Path, other: Path) -> bool:
    """Compare what lies on both disks, byte by byte."""
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as first, other.open("rb") as second:
        while part := first.read(_PART):
            if part != second.read(_PART):
                return False
    return True
