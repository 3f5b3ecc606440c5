"""0025_issue_batch: no batch was signed before."""

from pathlib import Path

from db.folder.connection import Connection
from db.tables.schema import SCHEMA_SQL, differences
from db.upgrade import upgrade
from tests.db.conftest import of_version


def test_the_table_is_made_and_empty(tmp_path: Path) -> None:
    connection: Connection = of_version(tmp_path, "0018_kept_lists")
    upgrade(connection, back_up=lambda _: tmp_path)
    assert connection.value("SELECT count(*) FROM issue_batch") == 0
    assert differences(connection.rows(SCHEMA_SQL)) == []
    connection.close()
