"""Backups are whole, readable with the passphrase alone, and come back entirely or not at all."""

import shutil
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.backups import Generations
from app.domain.ids import OfficeId
from app.errors import DatabaseTooNew, SystemTrouble, UserError, WrongPassphrase
from db.backup.backup import backup_needs_passphrase, make_backup, verify
from db.backup.restore import finish_restore, restore_backup
from db.keys.keys import Unlock
from db.making import create_data_folder
from db.store import SqliteStore, open_store
from tests.db.conftest import Changed
from tests.factories import person, society

pytestmark = pytest.mark.on_the_file("restored and opened again as a folder")

PASSPHRASE = "桜の咲く頃に2026"


def add(store: SqliteStore, number: int) -> None:
    with store.transaction(f"{number} を追加") as tx:
        tx.save_person(person(id=None, number=str(number)))


def numbers(folder: Path) -> list[str]:
    store = open_store(folder, Unlock())
    try:
        assert verify(store) == []
        return [p.number for p in store.queries.people()]
    finally:
        store.close()


@pytest.fixture
def saved(store: SqliteStore, office_id: OfficeId, tmp_path: Path) -> Iterator[Path]:
    """A backup with one person; the folder itself has two since."""
    add(store, 1)
    file = make_backup(store, tmp_path / "stick" / "控え.zip")
    add(store, 2)
    store.close()
    return file


def test_a_backup_brings_back_the_day_it_was_made(saved: Path, folder: Path) -> None:
    assert not backup_needs_passphrase(saved)
    aside = restore_backup(saved, folder, Unlock())
    assert aside is not None
    assert numbers(folder) == ["1"]
    assert sorted(f.name for f in aside.iterdir()) == ["keys.json", "newest-entry.txt", "shikaku.db"]
    # What was replaced is still a data folder.
    assert numbers(aside) == ["1", "2"]
    assert sorted(f.name for f in saved.parent.iterdir()) == ["控え.zip"]


def test_a_backup_moves_to_a_new_computer(saved: Path, tmp_path: Path) -> None:
    other = tmp_path / "新しいパソコン"
    assert restore_backup(saved, other, Unlock()) is None
    assert numbers(other) == ["1"]


def test_the_backup_asks_for_its_own_passphrase(tmp_path: Path, folder: Path) -> None:
    secret = tmp_path / "secret"
    create_data_folder(secret, PASSPHRASE, society=society())
    store = open_store(secret, Unlock(PASSPHRASE))
    file = make_backup(store, tmp_path / "b.zip")
    store.close()
    assert backup_needs_passphrase(file)
    with pytest.raises(WrongPassphrase):
        restore_backup(file, folder, Unlock("まちがい12345"), of_other_folder=True)
    assert numbers(folder) == []
    restore_backup(file, folder, Unlock(PASSPHRASE), of_other_folder=True)
    open_store(folder, Unlock(PASSPHRASE)).close()


def test_a_stranger_reads_nothing_in_a_backup(saved: Path) -> None:
    content = saved.read_bytes()
    for text in ("髙橋", "タカハシ", "CREATE TABLE", "SQLite format"):
        assert text.encode() not in content


def test_an_open_folder_is_not_replaced(saved: Path, folder: Path) -> None:
    store = open_store(folder, Unlock())
    with pytest.raises(SystemTrouble, match="使用中"):
        restore_backup(saved, folder, Unlock())
    store.close()
    assert numbers(folder) == ["1", "2"]


@pytest.mark.parametrize("damage", ["cut", "flip", "other", "empty"])
def test_a_damaged_backup_changes_nothing(saved: Path, folder: Path, damage: str) -> None:
    content = bytearray(saved.read_bytes())
    if damage == "cut":
        content = content[: len(content) // 2]
    elif damage == "flip":
        content[len(content) // 2] ^= 1
    elif damage == "other":
        content = bytearray("これはバックアップではない".encode())
    else:
        content = bytearray()
    saved.write_bytes(content)
    with pytest.raises(UserError, match="バックアップとして読めません"):
        restore_backup(saved, folder, Unlock())
    assert numbers(folder) == ["1", "2"]
    assert not list(folder.glob(".restore*"))


def test_a_sealed_but_unsound_database_is_found_out(saved: Path, folder: Path) -> None:
    with zipfile.ZipFile(saved) as pack:
        database, keys = bytearray(pack.read("shikaku.db")), pack.read("keys.json")
    database[len(database) - 2000] ^= 1
    with zipfile.ZipFile(saved, "w") as pack:
        pack.writestr("shikaku.db", bytes(database))
        pack.writestr("keys.json", keys)
    with pytest.raises((UserError, SystemTrouble)):
        restore_backup(saved, folder, Unlock())
    assert numbers(folder) == ["1", "2"]


def test_a_backup_of_a_newer_program_is_refused(
    store: SqliteStore, folder: Path, tmp_path: Path, changed_backup: Changed
) -> None:
    file = make_backup(store, tmp_path / "b.zip")
    changed_backup(file, "INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '2030-01-01')")
    with pytest.raises(DatabaseTooNew, match="プログラムを新しくして"):
        restore_backup(file, tmp_path / "other", Unlock())
    assert not (tmp_path / "other" / "shikaku.db").exists()


@pytest.mark.parametrize("died_after", range(10))
def test_a_restore_that_died_is_finished_by_the_next_start(
    saved: Path, folder: Path, died_after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exchange is a row of renames; the program may die between any two."""

    class DiedError(BaseException):
        pass

    steps = 0
    real = Path.replace

    def dying(self: Path, target: Path) -> Path:
        nonlocal steps
        if steps == died_after:
            raise DiedError
        steps += 1
        return real(self, target)

    monkeypatch.setattr(Path, "replace", dying)
    try:
        restore_backup(saved, folder, Unlock())
    except DiedError:
        assert (folder / "keys.json").exists()
    monkeypatch.undo()
    if died_after < 3:
        # Before the proved folder had its name nothing was promised.
        assert numbers(folder) == ["1", "2"]
        assert not list(folder.glob(".unpacked-*"))
        return
    assert numbers(folder) == ["1"]
    assert not list(folder.glob("restore-ready-*"))
    (aside,) = folder.glob("replaced-*")
    assert numbers(aside) == ["1", "2"]
    assert finish_restore(folder) is None


def test_last_backup_is_known(store: SqliteStore, tmp_path: Path) -> None:
    assert store.last_backup_at() is None
    before = datetime.now(UTC)
    make_backup(store, tmp_path / "b.zip")
    last = store.last_backup_at()
    assert last is not None
    assert before <= last <= datetime.now(UTC)


def test_ten_days_are_kept(store: SqliteStore, folder: Path) -> None:
    backups = folder / "backups"
    earlier = make_backup(store)
    for day in range(1, 13):
        for hour in ("080000", "170000"):
            shutil.copy(earlier, backups / f"shikaku-202610{day:02d}-{hour}.zip")
    earlier.rename(backups / "before-upgrade-from-0001_initial-20250101-000000.zip")
    today = make_backup(store)
    kept = sorted(file.name for file in backups.glob("shikaku-*.zip"))
    assert kept == [f"shikaku-202610{day:02d}-170000.zip" for day in range(4, 13)] + [today.name]
    assert len(kept) == Generations().days
    assert len(list(backups.glob("before-upgrade-*"))) == 1


def test_a_place_that_cannot_be_written(store: SqliteStore, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SystemTrouble, match="同じ名前のファイルかフォルダーがあります"):
        make_backup(store, tmp_path / "file" / "b.zip")


def test_a_backup_during_writing_is_consistent(
    store: SqliteStore, office_id: OfficeId, tmp_path: Path
) -> None:
    add(store, 1)
    with store.transaction("まだ終わらない") as tx:
        tx.save_person(person(id=None, number="2"))
        file = make_backup(store, tmp_path / "b.zip")
    restore_backup(file, tmp_path / "other", Unlock())
    assert numbers(tmp_path / "other") == ["1"]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DELETE FROM society", "健保の設定がありません"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM office", "存在しない office を指しています"),
        ("DROP INDEX journal_person_id", "表の形が違います: index journal_person_id"),
        (
            "DROP INDEX certificate_one_live; UPDATE certificate SET status = 'ready'",
            "有効な資格確認書が2枚以上ある方がいます",
        ),
    ],
)
def test_verify_names_the_problem(store: SqliteStore, office_id: OfficeId, sql: str, said: str) -> None:
    from app.domain.certificate import CertificateStatus
    from tests.factories import certificate

    with store.transaction("追加") as tx:
        holder = tx.save_person(person(id=None))
        for number, status in (("1", CertificateStatus.READY), ("2", CertificateStatus.LOST)):
            tx.save_certificate(certificate(id=None, person_id=holder.id, issue_number=number, status=status))
    assert verify(store) == []
    connection = store.new_connection()
    for statement in sql.split("; "):
        connection.rows(statement)
    connection.close()
    assert any(said in problem for problem in verify(store))
