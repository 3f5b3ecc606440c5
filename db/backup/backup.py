# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""Backups: made, compared with the one before, kept for ten days; and the proof of the open folder.

No older backup goes unless everything in it was found in the new one.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from app.domain.history_seal import HistorySeal
from app.errors import DataDamaged, SystemTrouble, UserError
from app.files import private_folder, remove, sync_folder, trouble, write_aside
from app.words import entries, word
from db.backup.backup_file import copied, keys_in, pack, unpacked
from db.backup.heads import head_line
from db.backup.proof import told_otherwise
from db.duties import basis
from db.duties.anew import wrong
from db.folder.connection import Connection
from db.folder.names import BACKUPS_FOLDER, DATABASE_FILE, LAST_BACKUP_FILE, STAMP, way_back
from db.folder.newest import holds, newest
from db.folder.shrinking import has_left
from db.keys.keys_file import read_keys, read_text
from db.soundness import damage
from db.tables import derived
from db.tables.computed import COMPUTED
from db.tables.images import LINES
from db.tables.models import LIVE_STATUSES
from db.tables.schema import SCHEMA_SQL, differences
from db.upgrade import problems_of

GENERATIONS = 10
"""Days of which the newest backup is kept in the data folder."""

_OTHER_STAGE = """
    SELECT p.id FROM person p WHERE NOT EXISTS (
        SELECT 1 FROM stage s WHERE s.id = (SELECT max(id) FROM stage WHERE person_id = p.id)
           AND s.enrolment = p.enrolment AND s.learned_on IS NOT DISTINCT FROM p.enrolment_as_of
           AND s.known_on IS NOT DISTINCT FROM p.enrolment_known_on)
"""
"""Whose stage in the roster is not the one entered last."""

_HISTORY = ("operation", "journal")


class OpenFolder(Protocol):
    """What a backup needs of an open data folder."""

    @property
    def folder(self) -> Path: ...
    def new_connection(self) -> Connection: ...
    def look_for_damage(self) -> None: ...


def make_backup(store: OpenFolder, target: Path | None = None) -> Path:
    """Write a backup and return where it is; without a target, into the data folder.

    May run on a worker thread. In the data folder the newest of each of the last ten days
    is kept. Refused where the data are damaged, and over a backup that holds more; UserError
    after the backup was made where the one before holds more: then all are kept.
    """
    store.look_for_damage()
    now = datetime.now(UTC).astimezone()
    backups = store.folder / BACKUPS_FOLDER
    file = target or backups / f"shikaku-{now.strftime(STAMP)}.zip"
    connection = store.new_connection()
    try:
        keys = read_text(store.folder)
        make_private(backups)
        with copied(connection, file) as copy:
            if file.exists() and (cause := _lost_since(file, copy, store.folder)):
                raise UserError(f"{file.name} に上書きしません({cause})。別の名前にしてください。")
            pack(copy, keys, file, head=head_line(copy))
            try:
                write_aside(backups / LAST_BACKUP_FILE, f"{now.isoformat()}\n{file.absolute()}".encode())
                if target is None:
                    _drop_old(backups, file, copy)
            except SystemTrouble as error:
                raise SystemTrouble(
                    f"バックアップ {file} を作りましたが、後片づけが終わりませんでした。{error}"
                ) from error
    finally:
        connection.close()
    return file


def back_up_before_upgrade(connection: Connection, folder: Path, version: str) -> Path:
    """Write a backup named after the version the database still has; these are all kept."""
    stamp = datetime.now(UTC).astimezone().strftime(STAMP)
    file = folder / BACKUPS_FOLDER / f"before-upgrade-from-{version}-{stamp}.zip"
    keys = read_text(folder)
    make_private(file.parent)
    with copied(connection, file) as copy:
        pack(copy, keys, file, head=head_line(copy))
    return file


def backup_needs_passphrase(file: Path) -> bool:
    """Return whether restoring this backup asks for a secret (not so for the sample office)."""
    return keys_in(file).sample_key is None


def is_backup_of(file: Path, folder: Path) -> bool:
    """Return whether a file is a backup of this data folder, and so may make way for a newer one."""
    try:
        return keys_in(file).folder_id == read_keys(folder).folder_id
    except (UserError, SystemTrouble):
        return False


def verify(store: OpenFolder, printed: HistorySeal | None = None) -> list[str]:
    """Return everything that is wrong with an open data folder; empty when it is sound.

    printed: the seal on a list of the history, which the history must still go through.
    """
    connection = store.new_connection()
    try:
        damaged = damage(connection)
        if damaged:
            # A connection reads nothing more once it has met a broken page.
            return [damaged, way_back(store.folder)]
        found = problems_of(connection)
        found += [f"表の形が違います: {name}" for name in differences(connection.rows(SCHEMA_SQL))]
        found += _broken_rules(connection)
        if connection.row("SELECT 1 FROM society") is None:
            # Nothing can be computed without its rules.
            return [*found, "健保の設定がありません"]
        found += [
            f"マイナ保険証の登録状況の記録が名簿と違う方がいます(内部番号 {person_id})"
            for person_id in connection.values(_OTHER_STAGE)
        ]
        found += [
            f"名簿の計算済みの欄(資格の終わり、証の最後の日)が記録と違う方がいます(内部番号 {person_id})"
            for person_id in derived.wrong(connection)
        ]
        if basis.found(connection).is_old:
            found.append("期限一覧が今の規則で計算し直されていません。データを開き直すと計算します")
        else:
            found += [
                f"期限一覧の行が記録と違う方がいます(内部番号 {person_id})" for person_id in wrong(connection)
            ]
        found += told_otherwise(connection, store.folder, printed)
        found += [word("Proof", "left_to_wipe")] if has_left(connection) else []
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
    return [
        sentence.format(double)
        for sql, sentence in checks
        for double in connection.values(f"{sql} GROUP BY 1 HAVING count(*) > 1")
    ]


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
            f"SELECT table_name, count(after) - count(before) FROM {LINES} WHERE id > ? GROUP BY table_name",
            (until["journal"],),
        )
    )
    found = set(older.values("SELECT name FROM sqlite_master WHERE type = 'table'"))
    for table in entries("Table"):
        if table not in found or table in COMPUTED:
            continue
        # What history has been written since is no substitute for what was there.
        where = f" WHERE id <= {until[table]}" if table in until else ""
        there = newer.value(f"SELECT count(*) FROM {table}{where}")
        if there < older.value(f"SELECT count(*) FROM {table}") + told.get(table, 0):
            return f"{word('Table', table)}の行が今のデータでは足りません"
    return ""


def _lost_since(file: Path, copy: Connection, folder: Path) -> str:
    """What of an earlier backup the new copy lacks, or why that cannot be told; "" for nothing."""
    try:
        with unpacked(file, folder) as found, copy.looking(found / DATABASE_FILE) as older:
            return lacks(copy, older)
    except UserError:
        return "バックアップとして読めません"
    except DataDamaged:
        return "別のデータのものか、壊れています"


def _drop_old(backups: Path, made: Path, copy: Connection) -> None:
    files = sorted(backups.glob("shikaku-*.zip"))
    before = [file for file in files if file != made]
    if before and (cause := _lost_since(before[-1], copy, backups.parent)):
        raise UserError(
            f"バックアップ {made} を作りましたが、前の {before[-1].name} と比べられません({cause})。"
            "古いものは1つも消していません。前のバックアップに戻したあとなら、これで正しい状態です。"
            "心当たりがなければ、データに傷がないか調べてください。"
        )
    newest_of_day = {file.name[len("shikaku-") :][:8]: file for file in files}
    kept = {newest_of_day[on] for on in sorted(newest_of_day)[-GENERATIONS:]} | {made}
    try:
        for file in before:
            if file not in kept and not _lost_since(file, copy, backups.parent):
                remove(file)
        sync_folder(backups)
    except OSError as error:
        raise trouble(error, f"{backups} の古いものを消せません") from error


def make_private(folder: Path) -> None:
    """Make a folder for backups that only its owner enters."""
    try:
        private_folder(folder)
    except OSError as error:
        raise trouble(error, f"{folder} に書き込めません") from error
