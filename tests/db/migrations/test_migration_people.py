"""0012_people: everybody stands as before, and may be in one of the stages that were not known."""

from pathlib import Path

import pytest

from app.domain.person import Enrolment
from db.folder.connection import Connection
from db.folder.troubles import INTEGRITY_ERRORS
from db.tables.mapping import PERSON
from db.tables.schema import SCHEMA_SQL, differences
from db.upgrade import scripts_folder, upgrade
from tests.db.conftest import with_somebody


@pytest.fixture
def connection(tmp_path: Path) -> Connection:
    return with_somebody(tmp_path, _latest_before())


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
