"""0042_disease: nobody has a 特定疾病 before somebody says so, and what stood on the sheet stays."""

from pathlib import Path

from app.domain.print_note import NO_DISEASE
from db.tables.mapping import PRINT_NOTE
from db.upgrade import upgrade
from tests.db.conftest import of_version

BEFORE = "0032_chain"


def test_what_a_sheet_said_before_stays_and_says_no_disease(tmp_path: Path) -> None:
    connection = of_version(tmp_path, BEFORE)
    connection.rows("INSERT INTO office (code, name) VALUES ('2001', '見本本社')")
    connection.rows(
        "INSERT INTO person (office_id, kind, symbol, number, branch_number, name, kana, sex, relationship,"
        " born_on, qualified_on, department, employee_code, enrolment, sex_on_front, elderly_card_listed,"
        " kana_key, name_key) VALUES (1, 'insured', '2001', '101', '00', '見本', 'ミホン', 'female', '本人',"
        " '1980-04-05', '2010-04-01', '', '', 'no_card', 0, 0, 'ミホン', '見本')"
    )
    connection.rows("INSERT INTO print_note (person_id, registry_name, limit_category) VALUES (1, '', 'ウ')")
    upgrade(connection, back_up=lambda _: tmp_path)
    (note,) = PRINT_NOTE.where(connection)
    assert (note.limit_category, note.disease) == ("ウ", NO_DISEASE)
    connection.close()
