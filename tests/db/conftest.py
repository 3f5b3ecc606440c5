"""An open data folder whose key lies beside the data, so that tests need no slow key derivation."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.ids import OfficeId
from app.domain.person import Office
from db.keys import Unlock
from db.store import SqliteStore, create_data_folder, open_store
from tests.factories import society


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    create_data_folder(made, "", society=society(), is_sample=True)
    return made


@pytest.fixture
def store(folder: Path) -> Iterator[SqliteStore]:
    opened = open_store(folder, Unlock())
    yield opened
    opened.close()


@pytest.fixture
def office_id(store: SqliteStore) -> OfficeId:
    with store.transaction("事業所の追加") as tx:
        office = tx.save_office(Office(None, "2001", "見本本社"))
    assert office.id is not None
    return office.id
