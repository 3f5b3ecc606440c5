"""0006_leaving: a run of the version before was handed over; one of this version is known from its look."""

import shutil
from pathlib import Path

from db.connection import Connection
from db.upgrade import scripts_folder, upgrade

BEFORE = "0005_layout"


def test_a_run_of_the_version_before_can_still_be_confirmed(tmp_path: Path) -> None:
    scripts = tmp_path / "scripts"
    shutil.copytree(scripts_folder(), scripts)
    for script in scripts.glob("0*.py"):
        if script.stem > BEFORE:
            script.unlink()
    connection = Connection(tmp_path / "old.db", bytes(32))
    upgrade(connection, back_up=lambda _: tmp_path, scripts=scripts, latest=BEFORE)
    connection.rows("INSERT INTO print_session VALUES (1, 'spooled', '2026-11-01', 'o', NULL, 'o-7')")
    upgrade(connection, back_up=lambda _: tmp_path)
    assert connection.rows("SELECT id, status, job, is_leaving FROM print_session") == [
        (1, "spooled", "o-7", 0)
    ]
    connection.close()
