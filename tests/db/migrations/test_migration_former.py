"""0023_former_identity: what people were called before is read from the history that was there."""

import json
from pathlib import Path

from db.folder.connection import Connection
from db.tables.schema import SCHEMA_SQL, differences
from db.upgrade import upgrade
from tests.db.conftest import of_version

WAS = {"kana": "カクウ タロウ", "name": "架空　太郎", "symbol": "1", "number": "2", "branch_number": "00"}
_LINE = """
    INSERT INTO journal (operation_id, table_name, row_id, person_id, before, after)
    VALUES (1, 'person', 5, 5, ?, ?)
"""


def test_only_changed_names_and_numbers_are_taken_over(tmp_path: Path) -> None:
    connection: Connection = of_version(tmp_path, "0018_kept_lists")
    connection.rows(
        "INSERT INTO operation (id, label, user, entered_at, is_undoable, depth)"
        " VALUES (1, '異動', '管理者', '2026-11-23T09:00:00', 1, 0)"
    )
    for after in ({**WAS, "number": "9"}, {**WAS, "enrolment": "registered"}):
        connection.rows(_LINE, (json.dumps(WAS), json.dumps(after)))
    connection.rows(_LINE, (None, json.dumps(WAS)))
    upgrade(connection, back_up=lambda _: tmp_path)
    assert connection.rows("SELECT person_id, name, number, employee_code FROM former_identity") == [
        (5, "架空　太郎", "2", "")
    ]
    assert differences(connection.rows(SCHEMA_SQL)) == []
    connection.close()
