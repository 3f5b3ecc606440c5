"""A folder whose clock stands still: what the office records, it records on that day."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.ports import Store
from db.keys.keys import Unlock
from db.store import open_store
from tests.usecases.lists.members import OCTOBER, ROWS, TODAY, take


@contextmanager
def opened(empty_office: Path, place: Path) -> Iterator[Store]:
    """A copy of the empty office whose clock stands still."""
    folder = place / "data"
    shutil.copytree(empty_office, folder)
    store = open_store(folder, Unlock(""), clock=lambda: datetime(*TODAY.timetuple()[:3], 12, tzinfo=UTC))
    yield store
    store.close()


@pytest.fixture
def store(tmp_path: Path, empty_office: Path) -> Iterator[Store]:
    with opened(empty_office, tmp_path) as made:
        yield made


@pytest.fixture
def office(store: Store) -> Store:
    """The roster after the society's list of October."""
    take(store, *ROWS, as_of=OCTOBER)
    return store


@pytest.fixture(scope="session")
def roster(empty_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The same for tests that leave it as it is."""
    with opened(empty_office, tmp_path_factory.mktemp("roster")) as made:
        take(made, *ROWS, as_of=OCTOBER)
        yield made
