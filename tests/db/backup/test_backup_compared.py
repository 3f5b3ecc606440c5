"""No good backup goes for a worse one: what is new is proved, and compared with what was there."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import DataDamaged, SystemTrouble, UserError
from app.files import aside_of
from app.usecases.settings import sample_office
from db.backup.backup import make_backup
from db.backup.restore import restore_backup
from db.keys.keys import Unlock
from db.keys.keys_file import read_keys
from db.making import create_data_folder
from db.store import SqliteStore, open_store
from tests.db.test_states import add, contents, numbers, run
from tests.factories import society

pytestmark = pytest.mark.on_the_file("compared and opened again as a folder")

TODAY = sample_office.date(2026, 11, 23)


def as_of_noon(folder: Path) -> None:
    """Two backups of one second would have one name."""
    newest = max((folder / "backups").glob("shikaku-*.zip"))
    newest.rename(newest.with_name(f"{newest.stem[:-6]}000002.zip"))


@pytest.fixture
def morning(folder: Path, store: SqliteStore, office_id: object) -> Path:
    """A good backup of this morning; then a second person, and the folder is closed."""
    add(store, 1)
    made = make_backup(store)
    file = made.rename(made.with_name(f"{made.stem[:-6]}000000.zip"))
    add(store, 2)
    store.close()
    return file


def backups(folder: Path) -> list[str]:
    return sorted(file.name for file in (folder / "backups").iterdir())


def backed_up(folder: Path, target: Path | None = None) -> Path:
    store = open_store(folder, Unlock())
    try:
        return make_backup(store, target)
    finally:
        store.close()


def test_a_backup_that_goes_on_takes_the_place_of_the_day(morning: Path, folder: Path) -> None:
    made = backed_up(folder)
    assert not morning.exists()
    assert backups(folder) == ["last-backup.txt", made.name]


def test_rows_taken_back_are_not_missed(morning: Path, folder: Path) -> None:
    """An import undone leaves fewer rows, and its history says so."""
    store = open_store(folder, Unlock())
    store.undo()
    store.undo()
    assert store.queries.people() == []
    made = make_backup(store)
    store.close()
    assert backups(folder) == ["last-backup.txt", made.name]


def test_a_whole_day_of_the_sample_office_compares(tmp_path: Path) -> None:
    """Every kind of record comes and changes; the journal accounts for every row."""
    folder = tmp_path / "sample"
    create_data_folder(folder, "", society=society(), is_sample=True)
    first = backed_up(folder, tmp_path / "first.zip")
    store = open_store(folder, Unlock())
    with store.transaction("見本", undoable=True) as tx:
        sample_office.fill(tx, today=TODAY)
    make_backup(store, first)
    store.undo()
    make_backup(store, first)
    store.redo()
    make_backup(store, first)
    store.close()


@pytest.mark.parametrize(
    "loss",
    [
        ("DELETE FROM stage WHERE person_id = 1", "DELETE FROM person WHERE number = '1'"),
        ("DELETE FROM journal WHERE id = 1",),
        ("UPDATE operation SET entered_at = '2020-01-01T00:00:00+09:00'",),
    ],
)
def test_rows_that_went_without_a_trace_keep_the_old_backups(
    morning: Path, folder: Path, loss: tuple[str, ...]
) -> None:
    (folder / "newest-entry.txt").unlink()
    run(folder, *loss)
    with pytest.raises(UserError, match="古いものは1つも消していません"):
        backed_up(folder)
    assert morning.exists()
    assert len(backups(folder)) == 3
    as_of_noon(folder)
    # Nor does the next one, which goes on from the poorer, remove what only the good one holds.
    backed_up(folder)
    assert morning.exists()


def test_after_a_restore_the_better_backup_stays(morning: Path, folder: Path) -> None:
    evening = backed_up(folder, folder / "backups" / f"{morning.stem[:-6]}000001.zip")
    restore_backup(morning, folder, Unlock())
    with pytest.raises(UserError, match="戻したあとなら、これで正しい状態です"):
        backed_up(folder)
    as_of_noon(folder)
    store = open_store(folder, Unlock())
    add(store, 3)
    store.close()
    backed_up(folder)
    assert evening.exists()
    restore_backup(evening, folder, Unlock())
    assert numbers(folder) == ["1", "2"]


def test_a_damaged_backup_of_before_is_kept_and_said(morning: Path, folder: Path) -> None:
    os.truncate(morning, morning.stat().st_size // 2)
    with pytest.raises(UserError, match="バックアップとして読めません"):
        backed_up(folder)
    assert morning.exists()
    assert len(backups(folder)) == 3


def test_a_wrong_clock_does_not_take_the_backup_just_made(morning: Path, folder: Path) -> None:
    """Ten days from the future do not push today's out."""
    for day in range(10, 22):
        shutil.copy(morning, morning.with_name(f"shikaku-209901{day}-120000.zip"))
    made = backed_up(folder)
    assert made.exists()


def test_a_file_that_holds_more_is_not_written_over(morning: Path, folder: Path, tmp_path: Path) -> None:
    stick = backed_up(folder, tmp_path / "控え.zip")
    before = stick.read_bytes()
    restore_backup(morning, folder, Unlock())
    with pytest.raises(UserError, match="上書きしません"):
        backed_up(folder, stick)
    assert stick.read_bytes() == before
    other = tmp_path / "other"
    create_data_folder(other, "", society=society(), is_sample=True)
    with pytest.raises(UserError, match="上書きしません"):
        backed_up(other, stick)
    assert stick.read_bytes() == before
    (tmp_path / "名簿.zip").write_bytes(b"a list")
    with pytest.raises(UserError, match="上書きしません"):
        backed_up(folder, tmp_path / "名簿.zip")
    assert (tmp_path / "名簿.zip").read_bytes() == b"a list"


@pytest.mark.parametrize(
    ("loss", "said"),
    [
        ("DELETE FROM society", "健保の設定がありません"),
        ("DELETE FROM office", "存在しない office を指しています"),
        ("DROP TABLE deferral", "期日の変更の表がありません"),
    ],
)
def test_an_office_that_fails_the_check_is_not_backed_up(
    morning: Path, folder: Path, loss: str, said: str
) -> None:
    store = open_store(folder, Unlock())
    run(folder, "PRAGMA foreign_keys = OFF", loss)
    before = backups(folder)
    for target in (None, folder.parent / "控え.zip"):
        with pytest.raises(DataDamaged, match=said) as refused:
            make_backup(store, target)
        assert str(morning) in str(refused.value)
    store.close()
    assert backups(folder) == before
    assert not (folder.parent / "控え.zip").exists()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM society", "健保の設定がありません"),
        ("DROP TABLE journal", "履歴の表がありません"),
        ("DROP TABLE schema_migration", "資格確認書デスクのデータベースではありません"),
    ],
)
def test_what_is_no_office_is_not_restored(
    morning: Path, folder: Path, changed_backup: Callable[..., None], statement: str, said: str
) -> None:
    changed_backup(morning, "PRAGMA foreign_keys = OFF", statement)
    before = contents(folder)
    with pytest.raises(UserError, match=said):
        restore_backup(morning, folder, Unlock())
    assert contents(folder) == before


def test_the_backup_of_another_folder_is_put_back_only_when_told(morning: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    create_data_folder(other, "", society=society(), is_sample=True)
    before = contents(other)
    with pytest.raises(UserError, match="別のデータフォルダーのバックアップです"):
        restore_backup(morning, other, Unlock())
    assert contents(other) == before
    restore_backup(morning, other, Unlock(), of_other_folder=True)
    assert numbers(other) == ["1"]


def test_damaged_keys_do_not_hinder_the_way_back(morning: Path, folder: Path) -> None:
    (folder / "keys.json").write_bytes(b"{}")
    restore_backup(morning, folder, Unlock())
    assert numbers(folder) == ["1"]
    assert read_keys(folder).sample_key


def test_a_copy_left_by_a_killed_backup_goes_with_the_next(
    morning: Path, folder: Path, tmp_path: Path
) -> None:
    copy = aside_of(tmp_path / "控え.zip")
    for left in (copy, copy.with_name(f"{copy.name}.zip"), copy.with_name(f"{copy.name}-journal")):
        left.write_bytes(b"half")
    backed_up(folder, tmp_path / "控え.zip")
    assert not list(tmp_path.glob(".*"))


def test_a_backup_that_cannot_be_read_back_takes_no_place(
    morning: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that forgets what it was given."""
    monkeypatch.setattr("zipfile.ZipFile.testzip", lambda self: "shikaku.db")
    before = backups(folder)
    with pytest.raises(SystemTrouble, match="読み戻せません"):
        backed_up(folder)
    assert backups(folder) == before
