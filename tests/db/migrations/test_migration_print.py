"""0003_print: runs of the time before keep every sheet, and may now hold a second try."""

from datetime import date
from pathlib import Path

from app.domain.ids import OfficeId
from app.domain.print_session import Fault, PrintSession, PrintSheet, SessionStatus, SheetStatus
from db.store import SqliteStore
from db.tables import derived
from db.upgrade import upgrade
from tests.db.conftest import of_version
from tests.factories import certificate, person

DAY = date(2026, 11, 23)
BEFORE = "0002_life_events"


def test_a_second_try_of_a_sheet_may_stand_beside_the_first(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("印刷") as tx:
        holder = tx.save_person(person(id=None))
        session = tx.save_session(PrintSession(None, SessionStatus.SPOOLED, DAY, "窓口", job="窓口-7"))
        assert session.id is not None
        paper = tx.save_certificate(certificate(id=None, person_id=holder.id, session_id=session.id))
        assert paper.id is not None
        first = PrintSheet(None, session.id, 1, paper.id, SheetStatus.SPOILED, fault=Fault.DAMAGED)
        second = PrintSheet(None, session.id, 1, paper.id, SheetStatus.QUEUED, attempt=2)
        for sheet in (first, second):
            tx.save_sheet(sheet)
        assert tx.session(session.id).job == "窓口-7"
    assert [(r.attempt, r.fault) for r in store.queries.sheet_rows(session.id)] == [
        (1, Fault.DAMAGED),
        (2, None),
    ]


def test_sheets_of_the_version_before_are_first_tries(tmp_path: Path) -> None:
    connection = of_version(tmp_path, BEFORE)
    for statement in (
        "INSERT INTO society VALUES (1, '06139992', '見本', '見本', NULL, 1, '')",
        "INSERT INTO office (id, code, name) VALUES (1, '2001', '見本本社')",
        """INSERT INTO person (id, office_id, kind, symbol, number, branch_number, name, kana, sex,
           relationship, born_on, qualified_on, department, employee_code, enrolment, sex_on_front,
           elderly_card_listed, kana_key, name_key)
           VALUES (1, 1, 'insured', '2001', '101', '00', '架空', 'カクウ', 'unset', '本人', '1980-04-05',
           '2010-04-01', '', '', 'unknown', 0, 0, 'カクウ', '架空')""",
        "INSERT INTO print_session VALUES (1, 'closed', '2026-11-01', 'office', '2026-11-02')",
        """INSERT INTO certificate (id, person_id, issue_number, status, origin, session_id, sheet_number,
           receipt, reason) VALUES (1, 1, '0K3F-7QX4', 'ready', 'printed', 1, 1, 0, '')""",
        "INSERT INTO sheet VALUES (1, 1, 1, 1, 'good', NULL)",
    ):
        connection.rows(statement)
    upgrade(connection, back_up=lambda _: tmp_path)
    derived.complete(connection)
    assert connection.rows("SELECT * FROM sheet") == [(1, 1, 1, 1, "good", None, 1, None)]
    assert connection.rows("SELECT * FROM print_session") == [
        (1, "closed", "2026-11-01", "office", "2026-11-02", "", 0)
    ]
    connection.close()
