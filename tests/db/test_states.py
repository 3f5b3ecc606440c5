"""States that cannot be right: one sentence with the cause and the way back, and nothing is touched."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.person import Office
from app.errors import DatabaseTooNew, DataDamaged, DataFolderExists, SystemTrouble
from db.backup.backup import make_backup
from db.backup.restore import restore_backup
from db.folder.sqlcipher import SqlCipherConnection
from db.keys.keys import Unlock
from db.keys.keys_file import read_keys
from db.making import create_data_folder
from db.store import SqliteStore, open_store
from tests.factories import person, society

pytestmark = pytest.mark.on_the_file("files of a folder that do not fit together")

KILLED = """
import os, signal, sys
from pathlib import Path
from db.keys.keys import Unlock
from db.store import open_store
from tests.factories import person

store = open_store(Path(sys.argv[1]), Unlock())
with store.transaction("追加") as tx:
    office = tx.offices()[0]
    tx.save_person(person(id=None, office_id=office.id, number=sys.argv[2]))
os.kill(os.getpid(), signal.SIGKILL)
"""
"""Commits one step and dies, so that it stands only in SQLite's log."""


def add(store: SqliteStore, number: int) -> None:
    with store.transaction(f"{number} を追加") as tx:
        tx.save_person(person(id=None, office_id=tx.offices()[0].id, number=str(number)))


def die_after_adding(folder: Path, number: int) -> None:
    subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), str(number)], cwd=Path(__file__).parents[2], check=False
    )
    assert (folder / "shikaku.db-wal").stat().st_size > 0


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but SQLite's index of its log, which is made anew from it."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and not file.name.endswith("-shm")
    }


def numbers(folder: Path) -> list[str]:
    store = open_store(folder, Unlock())
    try:
        return [one.number for one in store.queries.people()]
    finally:
        store.close()


@pytest.fixture
def backup(folder: Path, store: SqliteStore, office_id: object) -> Path:
    """A closed folder with one person and the backup of that; a second person came later."""
    add(store, 1)
    file = make_backup(store)
    add(store, 2)
    store.close()
    return file


def run(folder: Path, *statements: str) -> None:
    """Change the database as another program or a fault would."""
    key = read_keys(folder).sample_key
    assert key is not None
    connection = SqlCipherConnection(folder / "shikaku.db", key)
    for statement in statements:
        connection.rows(statement)
    connection.close()


def emptied(folder: Path) -> None:
    (folder / "shikaku.db").write_bytes(b"")


def zeroed(folder: Path) -> None:
    (folder / "shikaku.db").write_bytes(bytes((folder / "shikaku.db").stat().st_size))


def too_short(folder: Path) -> None:
    os.truncate(folder / "shikaku.db", 4096)


def cut_in_a_page(folder: Path) -> None:
    os.truncate(folder / "shikaku.db", 4096 * 20 + 17)


def cut_after_a_page(folder: Path) -> None:
    os.truncate(folder / "shikaku.db", 4096 * 20)


def garbage(folder: Path) -> None:
    (folder / "shikaku.db").write_bytes(b"\x5a\x17" * 40_960)


def not_encrypted(folder: Path) -> None:
    (folder / "shikaku.db").unlink()
    plain = sqlite3.connect(folder / "shikaku.db")
    plain.execute("CREATE TABLE society (id)")
    plain.close()


def of_another_folder(folder: Path) -> None:
    other = folder.parent / "other"
    create_data_folder(other, "", society=society(), is_sample=True)
    shutil.copy(other / "shikaku.db", folder / "shikaku.db")


def without_tables(folder: Path) -> None:
    (folder / "shikaku.db").unlink()
    run(folder, "CREATE TABLE once (id)", "DROP TABLE once")


def of_another_program(folder: Path) -> None:
    (folder / "shikaku.db").unlink()
    run(folder, "CREATE TABLE recipes (id)", *["INSERT INTO recipes VALUES (1)"] * 3)


def without_society(folder: Path) -> None:
    run(folder, "DELETE FROM society")


def without_one_table(folder: Path) -> None:
    run(folder, "PRAGMA foreign_keys = OFF", "DROP TABLE journal")


def before_the_first_step(folder: Path) -> None:
    run(folder, "PRAGMA foreign_keys = OFF", "DELETE FROM schema_migration", "DROP TABLE society")


def half_made(folder: Path) -> None:
    """All migrations ran into an empty file: what an emptied database once became."""
    (folder / "shikaku.db").unlink()
    from db.upgrade import upgrade

    key = read_keys(folder).sample_key
    assert key is not None
    connection = SqlCipherConnection(folder / "shikaku.db", key)
    upgrade(connection, back_up=lambda _: folder)
    connection.close()


def from_later(folder: Path) -> None:
    run(folder, "INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '2030-01-01')")


def older(folder: Path) -> None:
    """The file of an earlier day put over today's."""
    shutil.copy(folder / "shikaku.db", folder.parent / "earlier.db")
    store = open_store(folder, Unlock())
    add(store, 3)
    store.close()
    shutil.copy(folder.parent / "earlier.db", folder / "shikaku.db")


def gone_another_way(folder: Path) -> None:
    """A copy of the folder was worked on, then only its database was brought back."""
    copy = folder.parent / "copy"
    shutil.copytree(folder, copy)
    for place, number in ((folder, 3), (copy, 4)):
        store = open_store(place, Unlock())
        add(store, number)
        store.close()
    shutil.copy(copy / "shikaku.db", folder / "shikaku.db")


def without_its_log(folder: Path) -> None:
    """Copied while open, without -wal."""
    die_after_adding(folder, 3)
    (folder / "shikaku.db-wal").unlink()


def log_cut(folder: Path) -> None:
    die_after_adding(folder, 3)
    os.truncate(folder / "shikaku.db-wal", 5000)


def log_flipped(folder: Path) -> None:
    die_after_adding(folder, 3)
    log = bytearray((folder / "shikaku.db-wal").read_bytes())
    log[500] ^= 1
    (folder / "shikaku.db-wal").write_bytes(log)


def log_of_another_folder(folder: Path) -> None:
    other = folder.parent / "other"
    create_data_folder(other, "", society=society(), is_sample=True)
    connection = SqlCipherConnection(other / "shikaku.db", read_keys(other).sample_key or b"")
    connection.rows("UPDATE society SET name = 'ほかの健保'")
    shutil.copy(other / "shikaku.db-wal", folder / "shikaku.db-wal")
    connection.close()


posix = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows ends processes in another way")
STATES = [
    (emptied, "空になっています"),
    (zeroed, "中身が消えています"),
    (too_short, "途中で切れています"),
    (cut_in_a_page, "途中で切れています"),
    (cut_after_a_page, "壊れています"),
    (garbage, "鍵が合いません"),
    (not_encrypted, "暗号化されていない"),
    (of_another_folder, "鍵が合いません"),
    (without_tables, "表が1つもありません"),
    (of_another_program, "資格確認書デスクのデータベースではありません"),
    (without_society, "健保の設定がありません"),
    (without_one_table, "履歴の表がありません"),
    (before_the_first_step, "健保の設定の表がありません"),
    (half_made, "健保の設定がありません"),
    (older, "最後の記録が入っていません"),
    (gone_another_way, "最後の記録が入っていません"),
    (log_of_another_folder, "別のデータベースのもの"),
    pytest.param(without_its_log, "-wal を一緒に写さなかった", marks=posix),
    pytest.param(log_cut, "最後の記録が入っていません", marks=posix),
    pytest.param(log_flipped, "最後の記録が入っていません", marks=posix),
]


@pytest.mark.parametrize(("spoil", "said"), STATES)
def test_a_state_that_cannot_be_right_is_named_and_left_as_it_is(
    backup: Path, folder: Path, spoil: Callable[[Path], None], said: str
) -> None:
    spoil(folder)
    before = contents(folder)
    for _ in range(2):
        with pytest.raises(DataDamaged, match=said) as refused:
            open_store(folder, Unlock())
        assert str(backup) in str(refused.value)
    assert contents(folder) == before
    # The way that the sentence names leads back.
    aside = restore_backup(backup, folder, Unlock())
    assert numbers(folder) == ["1"]
    assert aside is not None
    assert (aside / "shikaku.db").read_bytes() == before["shikaku.db"]


def test_a_newer_database_is_left_as_it_is(backup: Path, folder: Path) -> None:
    from_later(folder)
    before = contents(folder)
    with pytest.raises(DatabaseTooNew, match="プログラムを新しくして"):
        open_store(folder, Unlock())
    assert contents(folder) == before


def test_a_lost_database_names_its_backup(backup: Path, folder: Path) -> None:
    (folder / "shikaku.db").unlink()
    before = contents(folder)
    with pytest.raises(SystemTrouble, match="データベースがありません") as refused:
        open_store(folder, Unlock())
    assert str(backup) in str(refused.value)
    # Nor is a new office begun over what is left of the old one.
    with pytest.raises(DataFolderExists):
        create_data_folder(folder, "", society=society(), is_sample=True)
    assert contents(folder) == before


def test_a_lost_database_is_known_from_its_seal_alone(store: SqliteStore, folder: Path) -> None:
    """No backup was made yet; that something was recorded here is known all the same."""
    with store.transaction("記録") as tx:
        tx.save_office(Office(None, "9001", "見本"))
    store.close()
    (folder / "shikaku.db").unlink()
    before = contents(folder)
    with pytest.raises(SystemTrouble, match="ほかへ移したのなら、戻してください"):
        open_store(folder, Unlock())
    with pytest.raises(DataFolderExists):
        create_data_folder(folder, "", society=society(), is_sample=True)
    assert contents(folder) == before


def test_only_a_whole_backup_is_named(backup: Path, folder: Path, tmp_path: Path) -> None:
    """The newer one is damaged, the newest empty; one that went elsewhere is known too."""
    newer = backup.with_name("shikaku-20991231-120000.zip")
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    newer.write_bytes(content)
    backup.with_name("shikaku-20991231-130000.zip").touch()
    store = open_store(folder, Unlock())
    elsewhere = make_backup(store, tmp_path / "stick" / "控え.zip")
    store.close()
    emptied(folder)
    with pytest.raises(DataDamaged) as refused:
        open_store(folder, Unlock())
    assert str(elsewhere) in str(refused.value)
    elsewhere.unlink()
    with pytest.raises(DataDamaged) as refused:
        open_store(folder, Unlock())
    assert str(backup) in str(refused.value)
    backup.unlink()
    with pytest.raises(DataDamaged, match="ここに正しいバックアップはありません"):
        open_store(folder, Unlock())


@posix
def test_what_a_killed_program_committed_is_there(backup: Path, folder: Path) -> None:
    """The database may be ahead of its seal by any number of steps, never behind it."""
    seal = (folder / "newest-entry.txt").read_bytes()
    die_after_adding(folder, 3)
    die_after_adding(folder, 4)
    (folder / "newest-entry.txt").write_bytes(seal)
    assert numbers(folder) == ["1", "2", "3", "4"]
    assert not (folder / "shikaku.db-wal").exists()


@pytest.mark.parametrize("seal", [None, b"", b"half a line", b"\xff" * 150])
def test_a_folder_without_a_seal_gets_one(backup: Path, folder: Path, seal: bytes | None) -> None:
    """An older program made the folder, or somebody removed the seal: the database is accepted."""
    file = folder / "newest-entry.txt"
    if seal is None:
        file.unlink()
    else:
        file.write_bytes(seal)
    assert numbers(folder) == ["1", "2"]
    older_than_sealed = pytest.raises(DataDamaged, match="最後の記録が入っていません")
    older(folder)
    with older_than_sealed:
        open_store(folder, Unlock())


def test_undo_and_empty_steps_keep_the_seal_right(backup: Path, folder: Path) -> None:
    for _ in range(2):
        store = open_store(folder, Unlock())
        with store.transaction("何もしない"):
            pass
        store.undo()
        store.redo()
        with store.rehearsal() as tx:
            tx.save_office(tx.offices()[0])
        store.close()
    assert numbers(folder) == ["1", "2"]


@pytest.fixture
def killed(backup: Path, folder: Path) -> Path:
    """A folder in which every kind of left-over lies."""
    backups = backup.parent
    for name in (".restore-4711", ".unpacked-abc", ".making"):
        (folder / name).mkdir()
        (folder / name / "shikaku.db").write_bytes(b"half")
    for file in (
        folder / "shikaku.db.new",
        folder / "shikaku.db.new-wal",
        folder / "keys.json.new",
        backups / ".shikaku-20261101-101010.zip.part",
        backups / ".shikaku-20261101-101010.zip.db-journal",
        backups / ".shikaku-part-0123456789abcdef.zip",
    ):
        file.write_bytes(b"half")
    return folder


def test_left_overs_of_killed_programs_go_at_the_next_start(killed: Path) -> None:
    assert numbers(killed) == ["1", "2"]
    left = {file.relative_to(killed).as_posix() for file in killed.rglob("*")}
    assert {name.partition("/")[0] for name in left} == {
        "backup-notes.json",
        "backups",
        "in-use.lock",
        "keys.json",
        "newest-entry.txt",
        "shikaku.db",
    }
    assert not [name for name in left if "/." in name]


def test_replaced_data_stay_until_nothing_would_be_lost(backup: Path, folder: Path) -> None:
    restore_backup(backup, folder, Unlock())
    (fresh,) = folder.glob("replaced-*")
    held = fresh.rename(folder / "replaced-20200101-000000")
    assert numbers(folder) == ["1"]
    # Person 2 is only there.
    assert held.exists()
    store = open_store(folder, Unlock())
    again = make_backup(store)
    store.close()
    restore_backup(again, folder, Unlock())
    (fresh,) = set(folder.glob("replaced-*")) - {held}
    assert numbers(folder) == ["1"]
    assert fresh.exists()
    old = fresh.rename(folder / "replaced-20200202-000000")
    assert numbers(folder) == ["1"]
    assert held.exists()
    assert not old.exists()


def test_one_left_over_that_stays_keeps_no_other(backup: Path, folder: Path) -> None:
    """A file that another program has open is not removed on Windows; here, a folder of that name."""
    restore_backup(backup, folder, Unlock())
    (fresh,) = folder.glob("replaced-*")
    held = fresh.rename(folder / "replaced-20200101-000000")
    store = open_store(folder, Unlock())
    again = make_backup(store)
    store.close()
    restore_backup(again, folder, Unlock())
    (fresh,) = set(folder.glob("replaced-*")) - {held}
    old = fresh.rename(folder / "replaced-20200202-000000")
    (folder / ".shikaku-part-0123456789abcdef" / "held").mkdir(parents=True)
    (folder / "keys.json.new").write_bytes(b"half")
    assert numbers(folder) == ["1"]
    assert not (folder / "keys.json.new").exists()
    assert not old.exists()


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_only_the_owner_reads_a_folder_whatever_the_computer_thinks(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        loose = tmp_path / "loose"
        loose.mkdir(0o755)
        create_data_folder(loose, "", society=society(), is_sample=True)
        store = open_store(loose, Unlock())
        add_office(store)
        elsewhere = make_backup(store, tmp_path / "控え.zip")
        make_backup(store)
        open_files = [loose / "shikaku.db-wal", loose / "shikaku.db-shm"]
        assert [file.stat().st_mode & 0o777 for file in open_files] == [0o600] * 2
        store.close()
        restore_backup(elsewhere, loose, Unlock())
        files = [elsewhere, *(file for file in loose.rglob("*") if file.is_file())]
        folders = [loose, *(file for file in loose.rglob("*") if file.is_dir())]
        assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
        assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o700}
        for file in files:
            file.chmod(0o644)
        loose.chmod(0o755)
        open_store(loose, Unlock()).close()
        assert (loose / "shikaku.db").stat().st_mode & 0o777 == 0o600
        assert loose.stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)


def add_office(store: SqliteStore) -> None:
    from app.domain.person import Office

    with store.transaction("事業所") as tx:
        tx.save_office(Office(None, "2001", "見本本社"))


@pytest.mark.skipif(os.name != "posix", reason="Windows deletes no file that is open")
def test_a_deleted_lock_lets_nobody_in(store: SqliteStore, folder: Path, backup_file: Path) -> None:
    (folder / "in-use.lock").unlink()
    link = folder.parent / "by another name"
    link.symlink_to(folder)
    for place in (folder, link):
        with pytest.raises(SystemTrouble, match="使用中"):
            open_store(place, Unlock())
        with pytest.raises(SystemTrouble, match="使用中"):
            restore_backup(backup_file, place, Unlock())
    store.close()
    open_store(folder, Unlock()).close()


@pytest.fixture
def backup_file(store: SqliteStore, tmp_path: Path) -> Path:
    return make_backup(store, tmp_path / "b.zip")


def test_a_society_that_vanishes_while_open_is_said(store: SqliteStore, folder: Path) -> None:
    connection = store.new_connection()
    connection.rows("DELETE FROM society")
    connection.close()
    with pytest.raises(DataDamaged, match="健保の設定がデータベースにありません"):
        store.queries.society()
    with pytest.raises(DataDamaged, match="健保の設定がありません"):
        make_backup(store)
