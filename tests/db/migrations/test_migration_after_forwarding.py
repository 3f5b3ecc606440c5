"""0011_after_forwarding: what the program decided by itself is told from what somebody wrote."""

from pathlib import Path

from db.folder.connection import Connection
from db.tables.mapping import DEFERRAL
from db.upgrade import upgrade
from tests.db.conftest import of_version

BEFORE = "0009_issued_on"
PERSON = (
    "INSERT INTO person (office_id, kind, symbol, number, branch_number, name, kana, sex, relationship,"
    " born_on, qualified_on, department, employee_code, enrolment, sex_on_front, elderly_card_listed,"
    " kana_key, name_key) VALUES (1, 'insured', '2001', '101', '00', '見本', 'ミホン', 'female', '本人',"
    " '1980-04-05', '2010-04-01', '', '', 'no_card', 0, 0, 'ミホン', '見本')"
)


def before(place: Path) -> Connection:
    connection = of_version(place, BEFORE)
    connection.rows("INSERT INTO office (code, name) VALUES ('2001', '見本本社')")
    connection.rows(PERSON)
    return connection


def test_a_search_of_the_version_before_is_known_as_one(tmp_path: Path) -> None:
    connection = before(tmp_path)
    for reason in ("引き出しの照合で見当たらない。探しています", "出張中"):
        connection.rows(
            "INSERT INTO deferral (person_id, kind, made_on, due_on, reason)"
            " VALUES (1, 'hand_out', '2026-11-02', '2026-11-09', ?)",
            (reason,),
        )
    upgrade(connection, back_up=lambda _: tmp_path)
    found = DEFERRAL.read(connection, DEFERRAL.select())
    connection.close()
    assert [deferral.cause for deferral in found] == ["searching", None]
