"""0027_known_on: nobody said when a stage or a change recorded before became known; its dates stay."""

from datetime import date
from pathlib import Path

from db.duties.facts import facts_of
from db.upgrade import upgrade
from tests.db.conftest import with_somebody

BEFORE = "0025_issue_batch"


def test_of_a_stage_of_the_version_before_the_day_it_holds_is_the_day_it_was_known(tmp_path: Path) -> None:
    connection = with_somebody(tmp_path, BEFORE, enrolment_as_of="2026-10-31")
    connection.rows(
        "INSERT INTO stage (person_id, enrolment, learned_on) VALUES (1, 'no_card', '2026-10-31')"
    )
    upgrade(connection, back_up=lambda _: tmp_path)
    (facts,) = facts_of(connection, [1])
    connection.close()
    assert facts.person.enrolment_known_on is None
    assert facts.known_since(date(2026, 4, 1)) == date(2026, 10, 31)
