"""A folder whose clock stands still: what the office records, it records on that day."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.ports import Store
from db.keys.keys import Unlock
from db.store import open_store
from tests.usecases.lists.members import OCTOBER, ROWS, TODAY, take


@pytest.fixture
def store(tmp_path: Path, empty_office: Path) -> Iterator[Store]:
    folder = tmp_path / "data"
    shutil.copytree(empty_office, folder)
    opened = open_store(folder, Unlock(""), clock=lambda: datetime(*TODAY.timetuple()[:3], 12, tzinfo=UTC))
    yield opened
    opened.close()


@pytest.fixture
def office(store: Store) -> Store:
    """The roster after the society's list of October."""
    take(store, *ROWS, as_of=OCTOBER)
    return store
