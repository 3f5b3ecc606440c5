"""0006_leaving: a run of the version before was handed over; one of this version is known from its look."""

from pathlib import Path

from db.upgrade import upgrade
from tests.db.conftest import of_version

BEFORE = "0005_layout"


def test_a_run_of_the_version_before_can_still_be_confirmed(tmp_path: Path) -> None:
    connection = of_version(tmp_path, BEFORE)
    connection.rows("INSERT INTO print_session VALUES (1, 'spooled', '2026-11-01', 'o', NULL, 'o-7')")
    upgrade(connection, back_up=lambda _: tmp_path)
    assert connection.rows("SELECT id, status, job, is_leaving FROM print_session") == [
        (1, "spooled", "o-7", 0)
    ]
    connection.close()
