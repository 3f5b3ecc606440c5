# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""Backups: made, compared with the one before, kept in generations; and the proof of the open folder.

No older backup goes unless everything in it was found in the new one.
"""

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Protocol

from app.domain.history_seal import HistorySeal
from app.errors import NotAllowed, SystemTrouble, UserError
from app.files import write_aside
from app.ports import Report, untold
from app.words import word
from db.backup.backup_file import copied, keys_in, make_private, pack
from db.backup.generations import drop_old, lost_since, name_at
from db.backup.heads import head_line
from db.backup.notes import Made, note, read_plan
from db.backup.proof import broken, told_otherwise
from db.duties import basis
from db.duties.anew import wrong
from db.folder.connection import Connection
from db.folder.names import BACKUPS_FOLDER, LAST_BACKUP_FILE, STAMP, way_back
from db.folder.newest import newest
from db.folder.shrinking import has_left
from db.keys.in_force import text_in_force
from db.keys.keys_file import read_keys
from db.soundness import damage
from db.tables import derived
from db.tables.models import LIVE_STATUSES
from db.tables.schema import SCHEMA_SQL, columns_apart, differences
from db.upgrade import problems_of

_ONE_AT_A_TIME = Lock()
_SEEN_IN_PART = (
    "サーバーが一部の事業所だけを見せているので、ここでは全体のバックアップを作れません。"
    "全事業所を見る管理者のPCで作ってもらってください。"
)
"""What is made by itself may meet what is made at a key press."""

_OTHER_STAGE = """
    SELECT p.id FROM person p WHERE NOT EXISTS (
        SELECT 1 FROM stage s WHERE s.id = (SELECT max(id) FROM stage WHERE person_id = p.id)
           AND s.enrolment = p.enrolment AND s.learned_on IS NOT DISTINCT FROM p.enrolment_as_of
           AND s.known_on IS NOT DISTINCT FROM p.enrolment_known_on)
"""
"""Whose stage in the roster is not the one entered last."""


class OpenFolder(Protocol):
    """What a backup needs of an open data folder."""

    @property
    def folder(self) -> Path: ...
    def now(self) -> datetime: ...
    def new_connection(self) -> Connection: ...
    def look_for_damage(self) -> None: ...


def make_backup(store: OpenFolder, target: Path | None = None, *, report: Report = untold) -> Path:
    """Write a backup and return where it is; without a target, into the data folder.

    May run on a worker thread; a second one waits. In the data folder the generations that were decided
    upon stay. Refused where the data are damaged, and over a backup that holds more; UserError
    after the backup was made where the one before holds more: then all are kept.
    """
    with _ONE_AT_A_TIME:
        store.look_for_damage()
        return _make_backup(store, target, report)


def _make_backup(store: OpenFolder, target: Path | None, report: Report) -> Path:
    now = store.now()
    backups = store.folder / BACKUPS_FOLDER
    file = target or backups / name_at(now)
    connection = store.new_connection()
    try:
        if connection.kept_to is not None:
            raise NotAllowed(_SEEN_IN_PART)
        keys = text_in_force(connection, store.folder)
        make_private(backups)
        with copied(connection, file, report) as copy:
            if file.exists() and (cause := lost_since(file, copy, store.folder)):
                raise UserError(f"{file.name} に上書きしません({cause})。別の名前にしてください。")
            pack(copy, keys, file, head=head_line(copy))
            try:
                write_aside(backups / LAST_BACKUP_FILE, f"{now.isoformat()}\n{file.absolute()}".encode())
                if target is None:
                    note(store.folder, here=Made(now, state_of(copy, keys), file.name))
                    generations = read_plan(store.folder).generations
                    drop_old(file, copy, generations, data=store.folder, now=now)
            except SystemTrouble as error:
                raise SystemTrouble(
                    f"バックアップ {file} を作りましたが、後片づけが終わりませんでした。{error}"
                ) from error
    finally:
        connection.close()
    return file


def state_of(connection: Connection, keys: bytes) -> str:
    """Return what tells these records, with the keys that open them, from those of another moment.

    The partners and files of 連携 are in no history.
    """
    counts = [connection.value(f"SELECT count(*) FROM {table}") for table in ("partner", "parcel")]
    return connection.digest(json.dumps([newest(connection).digest, counts, sha256(keys).hexdigest()]))


def back_up_before_upgrade(connection: Connection, folder: Path, version: str) -> Path:
    """Write a backup named after the version the database still has; these are all kept."""
    return _kept(connection, folder, f"before-upgrade-from-{version}")


def back_up_before_restore(connection: Connection, folder: Path) -> Path:
    """Write a backup of what another one is to replace; these are all kept, too."""
    return _kept(connection, folder, "before-restore")


def _kept(connection: Connection, folder: Path, name: str) -> Path:
    stamp = datetime.now(UTC).astimezone().strftime(STAMP)
    file = folder / BACKUPS_FOLDER / f"{name}-{stamp}.zip"
    keys = text_in_force(connection, folder)
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
        if connection.kept_to is not None:
            # The tables are shown in part, so nothing that follows from all of them can be compared.
            return broken(connection)
        found = problems_of(connection)
        is_shared = connection.is_shared
        apart = columns_apart(connection) if is_shared else differences(connection.rows(SCHEMA_SQL))
        found += [f"表の形が違います: {name}" for name in apart]
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
            "person_id",
            f"certificate NOT INDEXED WHERE status IN ({LIVE_STATUSES})",
            "有効な資格確認書が2枚以上ある方がいます(内部番号 {})",
        ),
        ("issue_number", "certificate NOT INDEXED", "同じ発行番号が2枚にあります({})"),
        (
            "symbol, number, branch_number",
            "person NOT INDEXED",
            "同じ記号・番号・枝番の方が2名います({})",
        ),
    )
    return [
        sentence.format("-".join(map(str, double)))
        for columns, those, sentence in checks
        for double in connection.rows(f"SELECT {columns} FROM {those} GROUP BY {columns} HAVING count(*) > 1")
    ]
