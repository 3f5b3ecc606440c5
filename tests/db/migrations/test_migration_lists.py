"""0016_lists: imports of before are known as lists of no day; whoever was there stays."""

from pathlib import Path

from db.folder.connection import Connection
from db.tables.schema import SCHEMA_SQL, differences
from db.upgrade import scripts_folder, upgrade
from tests.db.conftest import of_version


def test_an_import_of_before_is_no_record_of_the_office(tmp_path: Path) -> None:
    connection: Connection = of_version(tmp_path, _latest_before())
    for label in ("取込 新規6名 変更0名", "氏名変更 見本"):
        connection.rows(
            "INSERT INTO operation (label, user, entered_at, is_undoable, depth)"
            " VALUES (?, '管理者', ?, 1, 0)",
            (label, "2026-11-02T10:00:00+09:00"),
        )
    upgrade(connection, back_up=lambda _: tmp_path)
    assert connection.rows("SELECT operation_id, taken_on, as_of FROM list_taken") == [
        (1, "2026-11-02", None)
    ]
    assert differences(connection.rows(SCHEMA_SQL)) == []
    connection.close()


def _latest_before() -> str:
    """The script before this one, whichever that is."""
    return max(script.stem for script in scripts_folder().glob("0*.py") if script.stem < "0016")
