"""A flipped bit is found at the latest before the next write, named, and the way back is good."""

import contextlib
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import DataDamaged, SystemTrouble, UserError
from db.backup.backup import make_backup, verify
from db.backup.restore import restore_backup
from db.keys.keys import Unlock
from db.store import SqliteStore, open_store
from tests.db.test_states import add, contents, numbers
from tests.factories import person

pytestmark = pytest.mark.on_the_file("damaged pages")

FLIPS = 60


@pytest.fixture
def backup(folder: Path, store: SqliteStore, office_id: object) -> Path:
    """A closed folder with enough people for every kind of page, and its backup."""
    with store.transaction("名簿") as tx:
        tx.save_people([person(id=None, number=str(number)) for number in range(300)])
    file = make_backup(store)
    store.close()
    return file


def flip(file: Path, at: int, bit: int = 0) -> None:
    content = bytearray(file.read_bytes())
    content[at] ^= 1 << bit
    file.write_bytes(content)


def open_and_add(folder: Path) -> None:
    store = open_store(folder, Unlock())
    try:
        add(store, 999)
    finally:
        store.close()


def places(file: Path, count: int) -> list[tuple[int, int]]:
    """Where to flip: the first bytes, the last, and so many between."""
    size, pick = file.stat().st_size, random.Random(count)
    return [
        (0, 0),
        (17, 3),
        (size - 1, 7),
        *((pick.randrange(size), pick.randrange(8)) for _ in range(count)),
    ]


def test_a_flipped_bit_in_the_database_stops_the_next_write(backup: Path, folder: Path) -> None:
    database = folder / "shikaku.db"
    whole = database.read_bytes()
    for at, bit in places(database, FLIPS):
        database.write_bytes(whole)
        flip(database, at, bit)
        damaged = database.read_bytes()
        with pytest.raises(DataDamaged) as refused:
            open_and_add(folder)
        assert str(backup) in str(refused.value), (at, bit)
        assert database.read_bytes() == damaged
    restore_backup(backup, folder, Unlock())
    assert len(numbers(folder)) == 300


def test_a_flipped_bit_in_the_keys_is_said_or_does_no_harm(backup: Path, folder: Path) -> None:
    keys = folder / "keys.json"
    whole = keys.read_bytes()
    for at, bit in places(keys, FLIPS):
        keys.write_bytes(whole)
        flip(keys, at, bit)
        with contextlib.suppress(SystemTrouble, UserError):
            assert len(numbers(folder)) == 300, (at, bit)
    restore_backup(backup, folder, Unlock())
    assert len(numbers(folder)) == 300


def test_a_flipped_bit_in_a_backup_is_said_or_does_no_harm(backup: Path, tmp_path: Path) -> None:
    whole, refused = backup.read_bytes(), 0
    for number, (at, bit) in enumerate(places(backup, FLIPS // 2)):
        backup.write_bytes(whole)
        flip(backup, at, bit)
        target = tmp_path / f"restored {number}"
        try:
            restore_backup(backup, target, Unlock())
        except (SystemTrouble, UserError):
            refused += 1
            assert not (target / "shikaku.db").exists()
        else:
            # One of the few bytes of the file that no reader looks at.
            assert len(numbers(target)) == 300, (at, bit)
    assert refused > FLIPS // 3


@pytest.mark.parametrize(
    "step",
    [lambda store: add(store, 999), SqliteStore.undo, SqliteStore.redo, make_backup],
    ids=["step", "undo", "redo", "backup"],
)
def test_no_door_to_writing_is_open(
    backup: Path, folder: Path, step: Callable[[SqliteStore], object]
) -> None:
    database = folder / "shikaku.db"
    flip(database, database.stat().st_size - 3000)
    before = contents(folder)
    store = open_store(folder, Unlock())
    for _ in range(2):
        with pytest.raises(DataDamaged, match="データベースに傷があります") as refused:
            step(store)
        assert str(backup) in str(refused.value)
    store.close()
    assert contents(folder) == before


def test_damage_done_while_open_is_found_too(backup: Path, folder: Path) -> None:
    store = open_store(folder, Unlock())
    add(store, 999)
    database = folder / "shikaku.db"
    flip(database, database.stat().st_size - 3000)
    with pytest.raises(DataDamaged, match="データベースに傷があります"):
        add(store, 1000)
    store.close()


@pytest.mark.skipif(os.name != "posix", reason="Windows lets nobody take an open file away")
@pytest.mark.parametrize("is_replaced", [False, True])
def test_nothing_is_written_into_a_file_that_was_taken_away(
    backup: Path, folder: Path, is_replaced: bool
) -> None:
    """A sync program that puts another file in its place: the step would be acknowledged and lost."""
    store = open_store(folder, Unlock())
    add(store, 999)
    whole = (folder / "shikaku.db").read_bytes()
    (folder / "shikaku.db").rename(folder / "taken.db")
    if is_replaced:
        (folder / "shikaku.db").write_bytes(whole)
    for step in (lambda: add(store, 1000), store.undo, lambda: make_backup(store)):
        with pytest.raises(DataDamaged, match="開いている間に消えたか置き換わりました"):
            step()
    store.close()


def test_our_own_writing_is_not_taken_for_damage(
    backup: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One reading of all pages serves a whole day of steps, checkpoints included."""
    store = open_store(folder, Unlock())
    add(store, 999)
    looked: list[object] = []
    monkeypatch.setattr("db.soundness.damage", lambda connection: looked.append(connection) or "")
    for number in range(1000, 1003):
        with store.transaction("取込") as tx:
            tx.save_people([person(id=None, number=f"{number}{row:04d}") for row in range(600)])
    make_backup(store)
    store.undo()
    assert looked == []
    store.close()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("contact", "データベースに傷があります(声かけ)"),
        ("certificate_issue_number", "データベースに傷があります(索引か、使われていない場所)"),
    ],
)
def test_the_records_concerned_are_named(backup: Path, folder: Path, place: str, said: str) -> None:
    store = open_store(folder, Unlock())
    connection = store.new_connection()
    page = connection.row("SELECT rootpage FROM sqlite_master WHERE name = ?", (place,))
    connection.close()
    store.close()
    assert page is not None
    flip(folder / "shikaku.db", page[0] * 4096 - 3000)
    store = open_store(folder, Unlock())
    (damaged, way) = verify(store)
    assert damaged == said
    assert str(backup) in way
    store.close()
