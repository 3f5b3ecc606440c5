"""0040_language: nobody was asked before, and the slips are Japanese."""

from pathlib import Path

from db.duties.facts import facts_of
from db.upgrade import upgrade
from tests.db.conftest import of_version

BEFORE = "0038_retention"


def test_of_somebody_of_the_version_before_no_language_is_known(tmp_path: Path) -> None:
    connection = of_version(tmp_path, BEFORE)
    connection.rows("INSERT INTO office (code, name) VALUES ('2001', '見本本社')")
    connection.rows(
        "INSERT INTO person (id, office_id, kind, symbol, number, branch_number, name, kana, sex,"
        " relationship, born_on, qualified_on, department, employee_code, enrolment, enrolment_as_of,"
        " sex_on_front, elderly_card_listed, kana_key, name_key) VALUES (1, 1, 'insured', '2001', '101',"
        " '00', '見本', 'ミホン', 'female', '本人', '1980-04-05', '2010-04-01', '', '', 'no_card',"
        " '2026-10-31', 0, 0, 'ミホン', '見本')"
    )
    upgrade(connection, back_up=lambda _: tmp_path)
    (facts,) = facts_of(connection, [1])
    connection.close()
    assert facts.person.language is None
