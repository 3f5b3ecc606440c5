"""0040_language: nobody was asked before, and the slips are Japanese."""

from pathlib import Path

from db.duties.facts import facts_of
from db.upgrade import upgrade
from tests.db.conftest import with_somebody

BEFORE = "0038_retention"


def test_of_somebody_of_the_version_before_no_language_is_known(tmp_path: Path) -> None:
    connection = with_somebody(tmp_path, BEFORE, enrolment_as_of="2026-10-31")
    upgrade(connection, back_up=lambda _: tmp_path)
    (facts,) = facts_of(connection, [1])
    connection.close()
    assert facts.person.language is None
