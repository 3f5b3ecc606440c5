"""0028_images_once: what was taken back before keeps its images, and is brought back with few of its own."""

from pathlib import Path

from db.folder.connection import Connection
from db.tables.images import LINES
from db.tables.schema import SCHEMA_SQL, differences
from db.upgrade import upgrade
from tests.db.conftest import of_version


def test_lines_from_before_keep_what_they_tell(tmp_path: Path) -> None:
    connection: Connection = of_version(tmp_path, "0025_issue_batch")
    connection.rows(
        "INSERT INTO operation (id, label, user, entered_at, is_undoable, depth)"
        " VALUES (1, '異動', '管理者', '2026-11-23T09:00:00', 1, 0)"
    )
    connection.rows(
        "INSERT INTO journal (operation_id, table_name, row_id, person_id, before, after)"
        " VALUES (1, 'person', 5, 5, NULL, '{\"id\":5}'), (1, 'person', 5, 5, '{\"id\":5}', NULL)"
    )
    upgrade(connection, back_up=lambda _: tmp_path)
    assert connection.rows(f"SELECT before, after FROM {LINES} ORDER BY id") == [
        (None, '{"id":5}'),
        ('{"id":5}', None),
    ]
    assert differences(connection.rows(SCHEMA_SQL)) == []
    connection.close()
