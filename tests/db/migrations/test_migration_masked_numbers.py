"""0044_masked_numbers: a folder of before shows 記号・番号 as it did."""

from pathlib import Path

from db.duties.in_force import masks_numbers
from db.upgrade import upgrade
from tests.db.conftest import with_somebody

BEFORE = "0042_disease"


def test_numbers_are_shown_as_before(tmp_path: Path) -> None:
    connection = with_somebody(tmp_path, BEFORE)
    upgrade(connection, back_up=lambda _: tmp_path)
    assert not masks_numbers(connection)
    connection.rows("UPDATE society SET masks_numbers = 1")
    connection.close()
