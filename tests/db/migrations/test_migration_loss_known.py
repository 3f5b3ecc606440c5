"""0013_loss_known: nobody said when a loss recorded before became known; its dates stay."""

from datetime import date
from pathlib import Path

from db.tables.mapping import PERSON
from db.upgrade import upgrade
from tests.db.conftest import of_version

BEFORE = "0012_people"


def test_of_a_loss_of_the_version_before_nobody_said_when_it_became_known(tmp_path: Path) -> None:
    connection = of_version(tmp_path, BEFORE)
    connection.rows("INSERT INTO office (code, name) VALUES ('2001', '見本本社')")
    connection.rows(
        "INSERT INTO person (office_id, kind, symbol, number, branch_number, name, kana, sex, relationship,"
        " born_on, qualified_on, department, employee_code, enrolment, sex_on_front, elderly_card_listed,"
        " kana_key, name_key, disqualified_on, loss_cause) VALUES (1, 'insured', '2001', '101', '00', '見本',"
        " 'ミホン', 'female', '本人', '1980-04-05', '2010-04-01', '', '', 'no_card', 0, 0, 'ミホン', '見本',"
        " '2026-04-01', 'left')"
    )
    upgrade(connection, back_up=lambda _: tmp_path)
    (found,) = PERSON.read(connection, PERSON.select())
    connection.close()
    assert (found.disqualified_on, found.loss_known_on) == (date(2026, 4, 1), None)
