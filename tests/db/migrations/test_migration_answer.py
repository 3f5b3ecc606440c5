"""0015_society_answer: decisions stand as before, and may be about a question to the society."""

from pathlib import Path

import pytest

from app.domain.duties import DutyKind
from db.folder.troubles import INTEGRITY_ERRORS
from db.tables.schema import SCHEMA_SQL, differences
from db.upgrade import scripts_folder, upgrade
from tests.db.conftest import with_somebody

PUT_OFF = "INSERT INTO deferral (person_id, kind, made_on, reason) VALUES (1, ?, '2026-11-02', '休み')"


def test_decisions_stay_and_one_about_a_question_may_be_stored(tmp_path: Path) -> None:
    before = max(script.stem for script in scripts_folder().glob("0*.py") if script.stem < "0015")
    connection = with_somebody(tmp_path, before)
    connection.rows(PUT_OFF, ("print",))
    stood = connection.rows("SELECT * FROM deferral")
    upgrade(connection, back_up=lambda _: tmp_path)
    assert connection.rows("SELECT * FROM deferral") == stood
    # The kinds stand in other places now: the duties are computed at the next opening.
    assert connection.value("SELECT count(*) FROM duty_basis") == 0
    assert differences(connection.rows(SCHEMA_SQL)) == []
    for kind in DutyKind:
        connection.rows(PUT_OFF, (kind,))
    with pytest.raises(INTEGRITY_ERRORS):
        connection.rows(PUT_OFF, ("nonsense",))
    connection.close()
