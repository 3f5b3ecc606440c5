"""An open data folder whose key lies beside the data, so that tests need no slow key derivation."""

import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.domain.ids import OfficeId
from app.domain.person import Office
from db.folder.sqlcipher import SqlCipherConnection
from db.keys.keys import Unlock
from db.keys.keys_file import parse_keys
from db.making import create_data_folder
from db.store import SqliteStore, open_store
from db.upgrade import scripts_folder, upgrade
from tests.db import offices
from tests.factories import society

if TYPE_CHECKING:
    from tests.postgres import Server

Changed = Callable[..., None]


@pytest.fixture
def changed_backup(tmp_path: Path) -> Changed:
    """Run statements on the database inside a backup, as another program or a fault would leave it."""

    def change(file: Path, *statements: str) -> None:
        aside = tmp_path / "changed.db"
        with zipfile.ZipFile(file) as packed:
            keys = packed.read("keys.json")
            aside.write_bytes(packed.read("shikaku.db"))
        data_key = parse_keys(keys).sample_key
        assert data_key is not None
        connection = SqlCipherConnection(aside, data_key)
        for statement in statements:
            connection.rows(statement)
        connection.close()
        with zipfile.ZipFile(file, "w") as packed:
            packed.writestr("shikaku.db", aside.read_bytes())
            packed.writestr("keys.json", keys)
        aside.unlink()

    return change


def of_version(place: Path, version: str) -> SqlCipherConnection:
    """An empty database as the program of an earlier version, named by its last script, made it."""
    scripts = shutil.copytree(scripts_folder(), place / "scripts")
    for script in scripts.glob("0*.py"):
        if script.stem > version:
            script.unlink()
    connection = SqlCipherConnection(place / "old.db", bytes(32))
    upgrade(connection, back_up=lambda _: place, scripts=scripts, latest=version)
    return connection


_SOMEBODY = {
    "office_id": 1,
    "kind": "insured",
    "symbol": "2001",
    "number": "101",
    "branch_number": "00",
    "name": "見本",
    "kana": "ミホン",
    "sex": "female",
    "relationship": "本人",
    "born_on": "1980-04-05",
    "qualified_on": "2010-04-01",
    "department": "",
    "employee_code": "",
    "enrolment": "no_card",
    "sex_on_front": 0,
    "elderly_card_listed": 0,
    "kana_key": "ミホン",
    "name_key": "見本",
}
"""What every version wanted to know of a person."""


def with_somebody(place: Path, version: str, **facts: object) -> SqlCipherConnection:
    """A database of an earlier version with one person, of whom these columns say otherwise or more."""
    connection = of_version(place, version)
    connection.rows("INSERT INTO office (code, name) VALUES ('2001', '見本本社')")
    row = _SOMEBODY | facts
    marks = ", ".join("?" * len(row))
    connection.rows(f"INSERT INTO person ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
    return connection


@pytest.fixture(scope="session")
def made_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once as the program makes it; tests work on copies."""
    made = tmp_path_factory.mktemp("made") / "data"
    create_data_folder(made, "", society=society(), is_sample=True)
    return made


@pytest.fixture(scope="module")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with two workplaces, for generated offices."""
    return offices.empty_folder(tmp_path_factory.mktemp("offices"))


@pytest.fixture
def folder(tmp_path: Path, made_folder: Path) -> Path:
    return shutil.copytree(made_folder, tmp_path / "data")


@pytest.fixture
def store(folder: Path, made_folder: Path, server: "Server | None") -> Iterator[SqliteStore]:
    if server is not None:
        with server.opened(made_folder, folder) as opened:
            yield opened
        return
    opened = open_store(folder, Unlock())
    yield opened
    opened.close()


@pytest.fixture
def office_id(store: SqliteStore) -> OfficeId:
    with store.transaction("事業所の追加") as tx:
        office = tx.save_office(Office(None, "2001", "見本本社"))
    assert office.id is not None
    return office.id
