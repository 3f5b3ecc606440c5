"""0013_loss_known: nobody said when a loss recorded before became known; its dates stay."""

from datetime import date
from pathlib import Path

from db.tables.mapping import PERSON
from db.upgrade import upgrade
from tests.db.conftest import with_somebody

BEFORE = "0012_people"


def test_of_a_loss_of_the_version_before_nobody_said_when_it_became_known(tmp_path: Path) -> None:
    connection = with_somebody(tmp_path, BEFORE, disqualified_on="2026-04-01", loss_cause="left")
    upgrade(connection, back_up=lambda _: tmp_path)
    (found,) = PERSON.read(connection, PERSON.select())
    connection.close()
    assert (found.disqualified_on, found.loss_known_on) == (date(2026, 4, 1), None)
