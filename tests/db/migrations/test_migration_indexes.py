"""0026_indexes: what was recorded before is found as before, by the indexes that are declared now."""

from pathlib import Path

import pytest

from db.folder.connection import Connection
from db.folder.troubles import INTEGRITY_ERRORS
from db.tables.schema import SCHEMA_SQL, differences
from db.upgrade import upgrade
from tests.db.conftest import of_version

STEP = """
    INSERT INTO operation (id, label, user, entered_at, is_undoable, undoes_id, origin_id, depth)
    VALUES (?, '', '', '', 1, ?, ?, ?)
"""


@pytest.fixture
def connection(tmp_path: Path) -> Connection:
    """A step and its undo, recorded before, brought up to date."""
    made = of_version(tmp_path, "0025_issue_batch")
    made.rows(STEP, (1, None, None, 0))
    made.rows(STEP, (2, 1, 1, 1))
    upgrade(made, back_up=lambda _: tmp_path)
    return made


def test_the_indexes_are_those_declared(connection: Connection) -> None:
    assert differences(connection.rows(SCHEMA_SQL)) == []
    connection.close()


def test_a_step_is_still_taken_back_only_once(connection: Connection) -> None:
    connection.rows(STEP, (3, None, None, 0))
    with pytest.raises(INTEGRITY_ERRORS, match="UNIQUE constraint failed"):
        connection.rows(STEP, (4, 1, 1, 1))
    connection.close()


@pytest.mark.parametrize("column", ["undoes_id", "origin_id"])
def test_what_took_a_step_back_is_found_without_reading_all(connection: Connection, column: str) -> None:
    plan = connection.rows(f"EXPLAIN QUERY PLAN SELECT id FROM operation WHERE {column} = ?", (1,))
    assert any(f"operation_{column}" in str(row) for row in plan)
    connection.close()
