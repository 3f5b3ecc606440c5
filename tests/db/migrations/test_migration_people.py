"""0012_people: everybody stands as before, and may be in one of the stages that were not known."""

from pathlib import Path

import pytest

from app.domain.person import Enrolment
from db.folder.connection import Connection
from db.folder.troubles import INTEGRITY_ERRORS
from db.tables.mapping import PERSON
from db.tables.schema import SCHEMA_SQL, differences
from db.upgrade import scripts_folder, upgrade
from tests.db.conftest import of_version


@pytest.fixture
def connection(tmp_path: Path) -> Connection:
    made = of_version(tmp_path, _latest_before())
    made.rows("INSERT INTO office (code, name) VALUES ('2001', '見本本社')")
    made.rows(
        "INSERT INTO person (office_id, kind, symbol, number, branch_number, name, kana, sex, relationship,"
        " born_on, qualified_on, department, employee_code, enrolment, sex_on_front, elderly_card_listed,"
        " kana_key, name_key) VALUES (1, 'insured', '2001', '101', '00', '見本', 'ミホン', 'female', '本人',"
        " '1980-04-05', '2010-04-01', '', '', 'no_card', 0, 0, 'ミホン', '見本')"
    )
    return made


def test_whoever_was_there_stays_and_the_shape_is_the_declared_one(
    connection: Connection, tmp_path: Path
) -> None:
    before = connection.rows("SELECT * FROM person")
    upgrade(connection, back_up=lambda _: tmp_path)
    (after,) = connection.rows("SELECT * FROM person")
    assert after[: len(before[0])] == before[0]
    assert PERSON.read(connection, PERSON.select())[0].enrolment is Enrolment.NO_CARD
    assert differences(connection.rows(SCHEMA_SQL)) == []
    connection.close()


def test_every_stage_may_be_stored_and_nothing_else(connection: Connection, tmp_path: Path) -> None:
    upgrade(connection, back_up=lambda _: tmp_path)
    for stage in Enrolment:
        connection.rows("UPDATE person SET enrolment = ?", (stage,))
    with pytest.raises(INTEGRITY_ERRORS):
        connection.rows("UPDATE person SET enrolment = 'nonsense'")
    connection.close()


def _latest_before() -> str:
    """The script before this one, whichever that is."""
    return max(script.stem for script in scripts_folder().glob("0*.py") if script.stem < "0012")
