"""A clock that was set back or far ahead is said once, and refuses nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.ids import OfficeId
from db.folder.clock import doubt
from db.keys.keys import Unlock
from db.store import SqliteStore, open_store
from tests.db.test_states import add

RECORDED = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        (timedelta(minutes=-59), ""),
        (timedelta(hours=-2), "より前です"),
        (timedelta(days=-2000), "より前です"),
        (timedelta(days=399), ""),
        (timedelta(days=401), "401日たっています"),
    ],
)
def test_what_is_said_of_a_clock(moved: timedelta, said: str) -> None:
    found = doubt(RECORDED, RECORDED + moved)
    assert said in found
    assert bool(found) == bool(said)
    assert doubt(None, RECORDED + moved) == ""


@pytest.mark.on_the_file("opened again as a folder")
def test_a_clock_set_back_is_said_until_something_is_recorded_by_it(
    store: SqliteStore, folder: Path, office_id: OfficeId
) -> None:
    store.close()
    now = datetime.now(UTC)
    for away, said in ((-900, "より前です"), (-900, ""), (900, "日たっています"), (900, "")):
        opened = open_store(folder, Unlock(), clock=lambda away=away: now + timedelta(days=away))
        found = opened.doubt_of_clock()
        assert said in found
        assert bool(found) == bool(said)
        add(opened, abs(hash((away, said))) % 10_000)
        opened.close()
