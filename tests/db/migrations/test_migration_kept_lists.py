"""0018_kept_lists: no list was read by hand before, and nothing is kept of any."""

from pathlib import Path

from db.folder.connection import Connection
from db.tables.schema import SCHEMA_SQL, differences
from db.upgrade import upgrade
from tests.db.conftest import of_version


def test_the_tables_are_made_and_empty(tmp_path: Path) -> None:
    connection: Connection = of_version(tmp_path, "0016_lists")
    upgrade(connection, back_up=lambda _: tmp_path)
    for name in ("list_profile", "held_list"):
        assert connection.value(f"SELECT count(*) FROM {name}") == 0
    assert differences(connection.rows(SCHEMA_SQL)) == []
    connection.close()
