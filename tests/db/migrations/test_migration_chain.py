"""0032_chain: what was recorded before is sealed, and what the upgrade makes of rows is told."""

from datetime import UTC, datetime
from pathlib import Path

from app.domain.ids import OperationId
from db.journal import chain
from db.journal.carried import carrying
from db.journal.chain import Break, Fault
from db.journal.replay import apart
from db.tables.schema import SCHEMA_SQL, differences
from db.upgrade import scripts_folder, upgrade
from tests.db.conftest import of_version

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
OFFICE = '{"id":1,"code":"2001","name":"見本本社"}'


def test_the_history_until_now_is_sealed_and_a_row_that_it_tells_otherwise_is_told(tmp_path: Path) -> None:
    before = max(script.stem for script in scripts_folder().glob("0*.py") if script.stem < "0032")
    connection = of_version(tmp_path, before)
    connection.rows("INSERT INTO office (id, code, name) VALUES (1, '2001', '見本本店')")
    connection.rows(
        "INSERT INTO operation (id, label, user, entered_at, is_undoable, depth)"
        " VALUES (1, '追加', '人', ?, 1, 0)",
        (NOW.isoformat(),),
    )
    connection.rows(
        "INSERT INTO journal (operation_id, table_name, row_id, after) VALUES (1, 'office', 1, ?)", (OFFICE,)
    )
    upgrade(
        connection,
        back_up=lambda _: tmp_path,
        afterwards=carrying(connection, user="人", entered_at=NOW),
    )
    assert differences(connection.rows(SCHEMA_SQL)) == []
    assert connection.values("SELECT id FROM operation_seal ORDER BY id") == [1, 2]
    assert list(chain.breaks(connection)) == []
    assert list(apart(connection)) == []
    assert connection.value("SELECT depth FROM operation WHERE id = 2") == -1
    connection.rows("UPDATE operation SET label = '別' WHERE id = 1")
    assert list(chain.breaks(connection)) == [Break(OperationId(1), Fault.CHANGED)]
    connection.close()


def test_data_that_are_sealed_already_lack_the_tables_of_later_versions(tmp_path: Path) -> None:
    """What is compared before the migrations is only what that version had."""
    connection = of_version(tmp_path, "0032_chain")
    before = set(connection.values("SELECT name FROM sqlite_master WHERE type = 'table'"))
    upgrade(
        connection,
        back_up=lambda _: tmp_path,
        afterwards=carrying(connection, user="人", entered_at=NOW),
    )
    assert before < set(connection.values("SELECT name FROM sqlite_master WHERE type = 'table'"))
    assert list(apart(connection)) == []
