"""Wrong passphrases make the next try wait, also after a restart and where a file was removed."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.errors import SystemTrouble, TooManyTries, WrongPassphrase
from db.backup.backup import make_backup
from db.backup.restore import restore_backup
from db.keys import wrong_tries
from db.keys.keys import Unlock
from db.keys.keys_file import read_keys
from db.keys.wrong_tries import FREE_TRIES, LONGEST_WAIT, WrongTries
from db.making import create_data_folder
from db.store import open_store
from tests.factories import society

WORDS = "桜の咲く頃に2026"


class Clock:
    """The computer's clock, moved by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(wrong_tries, "now", made)
    return made


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys") / "data"
    create_data_folder(folder, WORDS, society=society())
    return folder


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for system in ("XDG_STATE_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
        monkeypatch.setenv(system, str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def folder(made: Path, tmp_path: Path, state: Path, clock: Clock) -> Path:
    return shutil.copytree(made, tmp_path / "data")


def wait(folder: Path) -> int:
    return WrongTries(folder).seconds_to_wait(read_keys(folder).folder_id)


def wrong(open_it: Callable[[], object], times: int) -> None:
    for _ in range(times):
        with pytest.raises(WrongPassphrase):
            open_it()


def block(file: Path) -> None:
    """Put something there that no file takes the place of."""
    file.unlink(missing_ok=True)
    (file / "inside").mkdir(parents=True)


def test_five_are_free_then_each_doubles_the_wait(folder: Path, clock: Clock) -> None:
    waits = []
    for number in range(16):
        wrong(lambda: open_store(folder, Unlock("まちがい12345")), 1)
        waits.append(wait(folder))
        if number >= FREE_TRIES - 1:
            with pytest.raises(TooManyTries, match="待ってから"):
                open_store(folder, Unlock(WORDS))  # the right one waits as well
        clock.move(waits[-1])
    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    open_store(folder, Unlock(WORDS)).close()
    assert wait(folder) == 0
    wrong(lambda: open_store(folder, Unlock("まちがい12345")), FREE_TRIES - 1)
    assert wait(folder) == 0


def test_the_sentence_says_how_long() -> None:
    assert "あと1秒待って" in str(TooManyTries(1))
    assert "あと2分8秒待って" in str(TooManyTries(128))
    assert "あと5分待って" in str(TooManyTries(300))


def test_every_door_counts_in_the_same_place(folder: Path, tmp_path: Path, clock: Clock) -> None:
    """Opening, lifting the lock, changing the passphrase, restoring a backup."""
    store = open_store(folder, Unlock(WORDS))
    backup = make_backup(store, tmp_path / "copy.zip")
    wrong(lambda: store.ask_again(Unlock("まちがい12345")), 2)
    wrong(lambda: store.change_passphrase("まちがい12345", "夕立のあとの虹を見た"), 1)
    store.close()
    wrong(lambda: open_store(folder, Unlock(recovery_code="00000-00000-00000-00000-00000")), 1)
    wrong(lambda: restore_backup(backup, tmp_path / "other", Unlock("まちがい12345")), 1)
    for door in (
        lambda: open_store(folder, Unlock(WORDS)),
        lambda: restore_backup(backup, tmp_path / "third", Unlock(WORDS)),
    ):
        with pytest.raises(TooManyTries):
            door()
    clock.move(1)
    store = open_store(folder, Unlock(WORDS))
    wrong(lambda: store.ask_again(Unlock("まちがい12345")), FREE_TRIES)
    for again in (
        lambda: store.ask_again(Unlock(WORDS)),
        lambda: store.change_passphrase(WORDS, "夕立のあとの虹を見た"),
    ):
        with pytest.raises(TooManyTries):
            again()
    store.close()


@pytest.mark.parametrize("lost", ["beside the keys", "of the user", "torn", "nonsense"])
def test_the_count_outlives_one_of_its_two_files(folder: Path, state: Path, clock: Clock, lost: str) -> None:
    wrong(lambda: open_store(folder, Unlock("まちがい12345")), FREE_TRIES)
    files = [folder / "wrong-tries.json", *state.rglob("wrong-tries.json")]
    assert len(files) == 2
    if lost == "torn":
        files[0].write_bytes(files[0].read_bytes()[:20])
    elif lost == "nonsense":
        files[0].write_bytes(b"[" * 10_000)
    else:
        files[lost == "of the user"].unlink()
    assert wait(folder) == 1


@pytest.mark.parametrize(
    "count", [[-5, 3], [True, 1], [10**400, 1], [1, 10**400], [5], "5", None, [9, "x"], {}]
)
def test_a_count_that_cannot_be_is_none(folder: Path, count: object) -> None:
    (folder / "wrong-tries.json").write_text(json.dumps({read_keys(folder).folder_id: count}))
    assert wait(folder) == 0
    open_store(folder, Unlock(WORDS)).close()


def test_nothing_but_numbers_is_kept_and_nothing_after_the_right_one(folder: Path, state: Path) -> None:
    wrong(lambda: open_store(folder, Unlock("まちがい12345")), 3)
    kept = json.loads((folder / "wrong-tries.json").read_text())
    assert list(kept) == [read_keys(folder).folder_id]
    assert kept[read_keys(folder).folder_id][0] == 3
    open_store(folder, Unlock(WORDS)).close()
    assert not (folder / "wrong-tries.json").exists()
    assert not list(state.rglob("wrong-tries.json"))


def test_a_clock_that_is_set_back_does_not_lock_for_ever(folder: Path, clock: Clock) -> None:
    wrong(lambda: open_store(folder, Unlock("まちがい12345")), FREE_TRIES)
    clock.move(-86_400 * 365)
    assert 0 < wait(folder) <= LONGEST_WAIT
    clock.move(1)
    open_store(folder, Unlock(WORDS)).close()


def test_nor_where_one_of_the_two_files_cannot_be_written(folder: Path, state: Path, clock: Clock) -> None:
    wrong(lambda: open_store(folder, Unlock("まちがい12345")), FREE_TRIES)
    block(folder / "wrong-tries.json")
    clock.move(-86_400 * 365)
    assert wait(folder) == 1
    clock.move(1)
    assert wait(folder) == 0


def test_no_passphrase_at_all_is_no_try(folder: Path) -> None:
    wrong(lambda: open_store(folder, Unlock()), 10)
    assert wait(folder) == 0


def test_trouble_that_is_no_wrong_passphrase_is_no_try(folder: Path) -> None:
    (folder / "shikaku.db").unlink()
    for _ in range(10):
        with pytest.raises(SystemTrouble, match="データベースがありません"):
            open_store(folder, Unlock(WORDS))
    assert wait(folder) == 0


def test_other_folders_are_not_held_up(folder: Path, tmp_path: Path) -> None:
    wrong(lambda: open_store(folder, Unlock("まちがい12345")), FREE_TRIES)
    create_data_folder(tmp_path / "other", WORDS, society=society())
    open_store(tmp_path / "other", Unlock(WORDS)).close()
    assert wait(folder) == 1


def test_a_try_that_cannot_be_counted_is_not_made(folder: Path, state: Path) -> None:
    """The sentence is the disk's; while one of the two files can be written, the folder opens."""
    files = [folder / "wrong-tries.json", state / "shikaku-desk" / "wrong-tries.json"]
    for file in files:
        block(file)
    for words in (WORDS, "まちがい12345"):
        with pytest.raises(SystemTrouble, match=r"wrong-tries\.json に書けません"):
            open_store(folder, Unlock(words))
    shutil.rmtree(files[0])
    open_store(folder, Unlock(WORDS)).close()
    assert not list(folder.glob("*wrong-tries*"))
