"""0009_issued_on: no list named a 交付年月日 before; one that is told is kept and taken back."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from app.domain.ids import OfficeId
from db.store import SqliteStore
from db.tables.mapping import PERSON
from db.upgrade import upgrade
from tests.db.conftest import with_somebody
from tests.factories import person

BEFORE = "0008_dated_on"


def test_a_person_of_the_version_before_has_no_day_of_issue(tmp_path: Path) -> None:
    connection = with_somebody(tmp_path, BEFORE)
    upgrade(connection, back_up=lambda _: tmp_path)
    (found,) = PERSON.read(connection, PERSON.select())
    connection.close()
    assert found.issued_on is None


def test_the_day_of_issue_is_kept_told_and_taken_back(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("名簿") as tx:
        saved = tx.save_person(person(id=None))
    with store.transaction("取込") as tx:
        tx.save_person(replace(saved, issued_on=date(2026, 12, 1)))
    assert saved.id is not None
    assert store.queries.person_detail(saved.id, date(2026, 11, 23)).person.issued_on == date(2026, 12, 1)
    assert store.queries.history(saved.id)[0].what == "交付年月日を変更"
    store.undo()
    assert store.queries.people() == [saved]
