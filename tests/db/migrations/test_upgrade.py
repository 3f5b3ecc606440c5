"""The four guards of an upgrade."""

import shutil
from pathlib import Path

import pytest

from app.domain.ids import OfficeId
from app.errors import DatabaseTooNew, ProgramIncomplete, SystemTrouble
from db.backup.backup import back_up_before_upgrade, verify
from db.backup.restore import restore_backup
from db.keys.keys import Unlock
from db.store import SqliteStore, open_store
from db.upgrade import LATEST, scripts_folder, upgrade
from tests.factories import person

pytestmark = pytest.mark.on_the_file("the migrations of a file, of each version")

GOOD = """
def up(migrator, db):
    db.execute_sql("ALTER TABLE person ADD COLUMN floor TEXT NOT NULL DEFAULT ''")
"""
FAILS_HALFWAY = """
def up(migrator, db):
    db.execute_sql("ALTER TABLE person ADD COLUMN floor TEXT")
    db.execute_sql("UPDATE person SET name = NULL")
"""
LEAVES_ORPHANS = """
def up(migrator, db):
    db.execute_sql("DELETE FROM office")
"""


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    return Path(shutil.copytree(scripts_folder(), tmp_path / "scripts"))


def state(store: SqliteStore) -> tuple[object, ...]:
    connection = store.new_connection()
    try:
        return (
            connection.rows("SELECT sql FROM sqlite_master ORDER BY name"),
            connection.rows("SELECT * FROM person"),
            connection.rows("SELECT name FROM schema_migration"),
        )
    finally:
        connection.close()


@pytest.fixture
def filled(store: SqliteStore, office_id: OfficeId) -> SqliteStore:
    with store.transaction("追加") as tx:
        tx.save_person(person(id=None))
    return store


def run(store: SqliteStore, folder: Path, scripts: Path, latest: str) -> None:
    connection = store.new_connection()
    try:
        upgrade(
            connection,
            back_up=lambda version: back_up_before_upgrade(connection, folder, version),
            scripts=scripts,
            latest=latest,
        )
    finally:
        connection.close()


def test_latest_is_the_last_script() -> None:
    assert max(file.stem for file in scripts_folder().glob("[0-9]*.py")) == LATEST


def test_scripts_do_not_look_at_the_present_tables() -> None:
    for file in scripts_folder().glob("[0-9]*.py"):
        assert "db.tables.models" not in file.read_text("utf-8").split('"""', 2)[2]


def test_a_newer_database_is_refused_untouched(filled: SqliteStore, folder: Path) -> None:
    connection = filled.new_connection()
    connection.rows("INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '2030-01-01')")
    connection.close()
    before = state(filled)
    filled.close()
    with pytest.raises(DatabaseTooNew, match="プログラムを新しくして"):
        open_store(folder, Unlock())
    with pytest.raises(DatabaseTooNew):  # and the folder is not left locked
        open_store(folder, Unlock())
    assert not (folder / "backups").exists()
    assert before[2][-2:] == [(LATEST,), ("9999_later",)]


@pytest.mark.parametrize("lost", ["all", "last"])
def test_a_program_without_its_scripts_is_refused(
    filled: SqliteStore, folder: Path, scripts: Path, tmp_path: Path, lost: str
) -> None:
    if lost == "all":
        scripts = tmp_path / "empty"
        scripts.mkdir()
        connection = filled.new_connection()
        connection.rows("DELETE FROM schema_migration")
        connection.close()
    before = state(filled)
    with pytest.raises(ProgramIncomplete, match="入れ直してください"):
        run(filled, folder, scripts, "9990_lost")
    assert state(filled) == before


def test_an_upgrade_keeps_the_data_and_a_backup(
    filled: SqliteStore, folder: Path, scripts: Path, tmp_path: Path
) -> None:
    (scripts / "9990_floor.py").write_text(GOOD, encoding="utf-8")
    run(filled, folder, scripts, "9990_floor")
    connection = filled.new_connection()
    assert connection.rows("SELECT name, floor FROM person") == [("髙橋\u3000見本", "")]
    assert connection.row("PRAGMA foreign_keys") == (1,)
    connection.close()
    (backup,) = (folder / "backups").iterdir()
    assert backup.name.startswith(f"before-upgrade-from-{LATEST}-")
    # What was done before can still be undone: the image knows nothing of the new column.
    filled.undo()
    assert filled.queries.people() == []
    filled.redo()
    assert len(filled.queries.people()) == 1
    # And the backup still opens with the program of its time.
    restore_backup(backup, tmp_path / "old", Unlock())
    old = open_store(tmp_path / "old", Unlock())
    assert verify(old) == []
    assert len(old.queries.people()) == 1
    old.close()


@pytest.mark.parametrize("script", [FAILS_HALFWAY, LEAVES_ORPHANS, "not python"])
def test_a_failed_upgrade_changes_nothing_and_names_the_backup(
    filled: SqliteStore, folder: Path, scripts: Path, script: str
) -> None:
    (scripts / "9990_floor.py").write_text(GOOD, encoding="utf-8")
    (scripts / "9991_bad.py").write_text(script, encoding="utf-8")
    before = state(filled)
    with pytest.raises(SystemTrouble, match=r"元のままにしました。.*更新前のバックアップは .*before-upgrade"):
        run(filled, folder, scripts, "9991_bad")
    assert state(filled) == before
    assert verify(filled) == []


def test_an_up_to_date_database_is_left_alone(filled: SqliteStore, folder: Path, scripts: Path) -> None:
    run(filled, folder, scripts, LATEST)
    assert not (folder / "backups").exists()
