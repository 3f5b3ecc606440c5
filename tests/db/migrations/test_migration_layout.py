"""0005_layout: an office of the version before keeps its form and has no count; each is kept and undone."""

from dataclasses import replace
from pathlib import Path

from db.store import SqliteStore
from db.upgrade import upgrade
from tests.db.conftest import of_version

BEFORE = "0004_desk"


def test_an_office_of_the_version_before_goes_on_with_the_form_of_the_notice(tmp_path: Path) -> None:
    connection = of_version(tmp_path, BEFORE)
    connection.rows("INSERT INTO society VALUES (1, '06139992', '見本', '見本', NULL, 1, '')")
    connection.rows("INSERT INTO office (code, name) VALUES ('2001', '見本本社')")
    upgrade(connection, back_up=lambda _: tmp_path)
    assert connection.rows("SELECT name, elderly_told, elderly_told_on FROM office") == [
        ("見本本社", None, None)
    ]
    assert connection.rows("SELECT insurer_number, layout FROM society") == [("06139992", "")]
    connection.close()


def test_the_form_is_kept_with_the_data_and_taken_back(store: SqliteStore) -> None:
    with store.transaction("様式") as tx:
        tx.save_society(replace(tx.society(), layout="card-a4"))
    assert store.queries.society().layout == "card-a4"
    store.undo()
    assert store.queries.society().layout == ""
