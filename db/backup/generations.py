# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""Which older backups may go: none of which anything is missing in the one just made."""

from datetime import datetime
from pathlib import Path

from app.domain.backups import Generations, staying
from app.errors import DataDamaged, UserError
from app.files import remove, sync_folder, trouble
from app.words import entries, word
from db.backup.backup_file import unpacked
from db.folder.connection import Connection
from db.folder.names import DATABASE_FILE, STAMP
from db.folder.newest import holds, newest
from db.tables.computed import COMPUTED
from db.tables.images import LINES

PREFIX = "shikaku-"
_HISTORY = ("operation", "journal")


def name_at(now: datetime) -> str:
    """Return what a backup of that moment is called."""
    return f"{PREFIX}{now.strftime(STAMP)}.zip"


def made_in(folder: Path) -> dict[Path, datetime]:
    """Return the backups made without a name of their own, by when they were, the oldest first."""
    found = {}
    for file in sorted(folder.glob(f"{PREFIX}*.zip")):
        try:
            found[file] = datetime.strptime(file.stem[len(PREFIX) :], STAMP).astimezone()
        except ValueError:
            continue  # a person called it so
    return found


def drop_old(made: Path, copy: Connection, generations: Generations, *, data: Path, now: datetime) -> None:
    """Remove beside a backup those whose generation is over, each only if the new one holds all of it.

    copy: what the new one holds, open. data: the folder where others are looked at. UserError where the
    one before holds more: then all are kept.
    """
    files = made_in(made.parent)
    before = [file for file in files if file != made]
    if before and (cause := lost_since(before[-1], copy, data)):
        raise UserError(
            f"バックアップ {made} を作りましたが、前の {before[-1].name} と比べられません({cause})。"
            "古いものは1つも消していません。前のバックアップに戻したあとなら、これで正しい状態です。"
            "心当たりがなければ、データに傷がないか調べてください。"
        )
    stay = staying(files.values(), generations, now)
    try:
        for file in before:
            # The last one was compared already.
            if files[file] not in stay and (file == before[-1] or not lost_since(file, copy, data)):
                remove(file)
        sync_folder(made.parent)
    except OSError as error:
        raise trouble(error, f"{made.parent} の古いものを消せません") from error


def lost_since(file: Path, copy: Connection, data: Path) -> str:
    """What of an earlier backup the new copy lacks, or why that cannot be told; "" for nothing."""
    try:
        with unpacked(file, data) as found, copy.looking(found / DATABASE_FILE) as older:
            return lacks(copy, older)
    except UserError:
        return "バックアップとして読めません"
    except DataDamaged:
        return "別のデータのものか、壊れています"


def lacks(newer: Connection, older: Connection) -> str:
    """Return what of an older database is missing in a newer one of the same office, "" for nothing.

    Its history must go on in the newer one, and each table may have lost only the rows whose end
    that history tells.
    """
    if not holds(newer, newest(older)):
        return "その最後の記録が今のデータにありません"
    until = {table: older.value(f"SELECT coalesce(max(id), 0) FROM {table}") for table in _HISTORY}
    told: dict[str, int] = dict(
        newer.rows(
            f"SELECT table_name, count(after) - count(before) FROM {LINES} AS line WHERE id > ?"
            " GROUP BY table_name",
            (until["journal"],),
        )
    )
    found = older.tables()
    for table in entries("Table"):
        if table not in found or table in COMPUTED:
            continue
        # What history has been written since is no substitute for what was there.
        where = f" WHERE id <= {until[table]}" if table in until else ""
        there = newer.value(f"SELECT count(*) FROM {table}{where}")
        if there < older.value(f"SELECT count(*) FROM {table}") + told.get(table, 0):
            return f"{word('Table', table)}の行が今のデータでは足りません"
    return ""
