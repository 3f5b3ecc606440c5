"""0021_parcels: no file was exchanged before, and no row has a name that other folders know."""

from pathlib import Path

from db.folder.connection import Connection
from db.tables.schema import SCHEMA_SQL, differences
from db.upgrade import upgrade
from tests.db.conftest import of_version


def test_the_tables_are_made_and_empty(tmp_path: Path) -> None:
    connection: Connection = of_version(tmp_path, "0018_kept_lists")
    upgrade(connection, back_up=lambda _: tmp_path)
    for name in ("partner", "row_uid", "parcel", "parcel_row", "parcel_step", "parcel_conflict"):
        assert connection.value(f"SELECT count(*) FROM {name}") == 0
    assert differences(connection.rows(SCHEMA_SQL)) == []
    connection.close()
