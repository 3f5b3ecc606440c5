"""0005_layout: an office of the version before keeps its form and has no count; each is kept and undone."""

import shutil
from dataclasses import replace
from pathlib import Path

from db.connection import Connection
from db.store import SqliteStore
from db.upgrade import scripts_folder, upgrade

BEFORE = "0004_desk"


def test_an_office_of_the_version_before_goes_on_with_the_form_of_the_notice(tmp_path: Path) -> None:
    scripts = tmp_path / "scripts"
    shutil.copytree(scripts_folder(), scripts)
    for script in scripts.glob("0*.py"):
        if script.stem > BEFORE:
            script.unlink()
    connection = Connection(tmp_path / "old.db", bytes(32))
    upgrade(connection, back_up=lambda _: tmp_path, scripts=scripts, latest=BEFORE)
    connection.rows("INSERT INTO society VALUES (1, '06139992', '見本', '見本', NULL, 1, '')")
    connection.rows("INSERT INTO office (code, name) VALUES ('2001', '見本本社')")
    upgrade(connection, back_up=lambda _: tmp_path)
    assert connection.rows("SELECT name, elderly_told, elderly_told_on FROM office") == [
        ("見本本社", None, None)
    ]
    assert connection.rows("SELECT insurer_number, layout FROM society") == [("06139992", "")]
    connection.close()


def test_the_form_is_kept_with_the_data_and_taken_back(store: SqliteStore) -> None:
    with store.transaction("様式") as tx:
        tx.save_society(replace(tx.society(), layout="card-a4"))
    assert store.queries.society().layout == "card-a4"
    store.undo()
    assert store.queries.society().layout == ""
