"""0027_known_on: nobody said when a stage or a change recorded before became known; its dates stay."""

from datetime import date
from pathlib import Path

from db.duties.facts import facts_of
from db.upgrade import upgrade
from tests.db.conftest import of_version

BEFORE = "0025_issue_batch"


def test_of_a_stage_of_the_version_before_the_day_it_holds_is_the_day_it_was_known(tmp_path: Path) -> None:
    connection = of_version(tmp_path, BEFORE)
    connection.rows("INSERT INTO office (code, name) VALUES ('2001', '見本本社')")
    connection.rows(
        "INSERT INTO person (id, office_id, kind, symbol, number, branch_number, name, kana, sex,"
        " relationship, born_on, qualified_on, department, employee_code, enrolment, enrolment_as_of,"
        " sex_on_front, elderly_card_listed, kana_key, name_key) VALUES (1, 1, 'insured', '2001', '101',"
        " '00', '見本', 'ミホン', 'female', '本人', '1980-04-05', '2010-04-01', '', '', 'no_card',"
        " '2026-10-31', 0, 0, 'ミホン', '見本')"
    )
    connection.rows(
        "INSERT INTO stage (person_id, enrolment, learned_on) VALUES (1, 'no_card', '2026-10-31')"
    )
    upgrade(connection, back_up=lambda _: tmp_path)
    (facts,) = facts_of(connection, [1])
    connection.close()
    assert facts.person.enrolment_known_on is None
    assert facts.known_since(date(2026, 4, 1)) == date(2026, 10, 31)
