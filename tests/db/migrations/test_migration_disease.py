"""0042_disease: nobody has a 特定疾病 before somebody says so, and what stood on the sheet stays."""

from pathlib import Path

from app.domain.print_note import NO_DISEASE
from db.tables.mapping import PRINT_NOTE
from db.upgrade import upgrade
from tests.db.conftest import with_somebody

BEFORE = "0040_language"


def test_what_a_sheet_said_before_stays_and_says_no_disease(tmp_path: Path) -> None:
    connection = with_somebody(tmp_path, BEFORE)
    connection.rows("INSERT INTO print_note (person_id, registry_name, limit_category) VALUES (1, '', 'ウ')")
    upgrade(connection, back_up=lambda _: tmp_path)
    (note,) = PRINT_NOTE.where(connection)
    assert (note.limit_category, note.disease) == ("ウ", NO_DISEASE)
    connection.close()
