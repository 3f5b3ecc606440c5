"""The keys.json of another day, another folder or another hand does not open the database of today."""

import errno
import json
import shutil
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from app.errors import SystemTrouble, UserError, WrongPassphrase
from db.backup.backup import make_backup, verify
from db.backup.restore import restore_backup
from db.folder.connection import Connection
from db.folder.names import KEYS_FILE
from db.keys import in_force
from db.keys.keys import Unlock, canonical
from db.keys.keys_file import parse_keys, read_keys, write_keys
from db.making import create_data_folder
from db.store import SqliteStore, open_store
from tests.db.keys.earlier import to_format
from tests.factories import society

WORDS, LATER, OTHER = "桜の咲く頃に2026", "夕立のあとの虹を見た", "となりの事業所の合図"
NOT_OF_THE_SAME_TIME = "同じときのものではありません"
MEDDLED = "壊れているか、書き換えられています"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("keys") / "data"
    return folder, create_data_folder(folder, WORDS, society=society(), user="総務 担当")


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("elsewhere") / "data"
    create_data_folder(folder, OTHER, society=society())
    return folder


@pytest.fixture
def folder(made: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return shutil.copytree(made[0], tmp_path / "data")


@pytest.fixture
def store(folder: Path) -> Iterator[SqliteStore]:
    opened = open_store(folder, Unlock(WORDS))
    yield opened
    opened.close()


def opens(folder: Path, words: str) -> bool:
    open_store(folder, Unlock(words)).close()
    return True


def change(folder: Path, old: str, new: str) -> None:
    store = open_store(folder, Unlock(old))
    store.change_passphrase(old, new)
    store.close()


def rewritten(folder: Path, **content: object) -> None:
    """Change keys.json as somebody would who knows of the checksum."""
    data = json.loads((folder / KEYS_FILE).read_bytes()) | content
    del data["checksum"]
    data["checksum"] = sha256(canonical(data)).hexdigest()
    (folder / KEYS_FILE).write_text(json.dumps(data, ensure_ascii=False), "utf-8")


def test_the_old_passphrase_does_not_come_back_with_the_old_keys(folder: Path) -> None:
    old = (folder / KEYS_FILE).read_bytes()
    change(folder, WORDS, LATER)
    new = (folder / KEYS_FILE).read_bytes()
    (folder / KEYS_FILE).write_bytes(old)
    with pytest.raises(SystemTrouble, match=NOT_OF_THE_SAME_TIME):
        open_store(folder, Unlock(WORDS))
    with pytest.raises(WrongPassphrase):
        open_store(folder, Unlock(LATER))
    assert not (folder / "backups").exists()
    (folder / KEYS_FILE).write_bytes(new)
    assert opens(folder, LATER)


def test_an_older_database_does_not_open_with_newer_keys(folder: Path) -> None:
    database = (folder / "shikaku.db").read_bytes()
    change(folder, WORDS, LATER)
    (folder / "shikaku.db").write_bytes(database)
    with pytest.raises(SystemTrouble, match=NOT_OF_THE_SAME_TIME):
        open_store(folder, Unlock(LATER))


def test_keys_of_a_forked_history_are_refused_although_as_new(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "fork")
    change(folder, WORDS, LATER)
    change(tmp_path / "fork", WORDS, OTHER)
    shutil.copy(tmp_path / "fork" / KEYS_FILE, folder / KEYS_FILE)
    with pytest.raises(SystemTrouble, match=NOT_OF_THE_SAME_TIME):
        open_store(folder, Unlock(OTHER))


def test_a_change_that_saved_nothing_and_an_undo_leave_the_keys_in_force(folder: Path) -> None:
    store = open_store(folder, Unlock(WORDS))
    from app.domain.person import Office

    with store.transaction("追加") as tx:
        tx.save_office(Office(None, "2001", "見本本社"))
    store.change_passphrase(WORDS, LATER)
    store.undo()
    store.close()
    assert opens(folder, LATER)


def test_whoever_edits_keys_json_is_noticed(folder: Path) -> None:
    data = json.loads((folder / KEYS_FILE).read_bytes())
    slots = data["slots"]
    for content in (
        {"slots": [slots[0] | {"user": "ほかの人"}, slots[1]]},
        {"slots": slots[:1]},
        {"slots": [slots[0], slots[1] | {"user": "ほかの人"}]},
        {"slots": [slots[0], slots[1] | {"salt": b64encode(bytes(16)).decode()}]},
        {"slots": [*slots, slots[0]]},
        {"folder_id": "0" * 32},
    ):
        rewritten(folder, **content)
        with pytest.raises(SystemTrouble, match=MEDDLED):
            open_store(folder, Unlock(WORDS))
        (folder / KEYS_FILE).write_text(json.dumps(data), "utf-8")
    assert opens(folder, WORDS)


def test_damage_is_not_taken_for_a_wrong_passphrase(folder: Path) -> None:
    """Every bit: of the salt, the nonce, the wrapped key, of the names and of the numbers."""
    whole = (folder / KEYS_FILE).read_bytes()
    for place in range(len(whole)):
        for bit in range(8):
            bent = bytearray(whole)
            bent[place] ^= 1 << bit
            with pytest.raises(SystemTrouble):
                parse_keys(bytes(bent))


@pytest.mark.parametrize("dies_in", ["write_keys", "_come_into_force"])
def test_a_change_that_dies_half_way_locks_nobody_out(
    folder: Path, monkeypatch: pytest.MonkeyPatch, dies_in: str
) -> None:
    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    store = open_store(folder, Unlock(WORDS))
    with monkeypatch.context() as patched:
        patched.setattr(in_force, dies_in, dies)
        with pytest.raises(KeyboardInterrupt):
            store.change_passphrase(WORDS, LATER)
    store.close()
    before = (folder / KEYS_FILE).read_bytes()
    now = WORDS if dies_in == "write_keys" else LATER
    assert opens(folder, now)
    assert (folder / KEYS_FILE).read_bytes() == before
    store = open_store(folder, Unlock(now))
    # What might have been is forgotten with the first opening.
    assert store.new_connection().row("PRAGMA application_id") == (0,)
    store.change_passphrase(now, OTHER)
    store.close()
    assert opens(folder, OTHER)


@pytest.mark.parametrize("version", [1, 2])
def test_the_keys_of_earlier_versions_open_and_are_written_anew_then(
    folder: Path, made: tuple[Path, str], version: int
) -> None:
    to_format(version, folder, WORDS, made[1])
    old = (folder / KEYS_FILE).read_bytes()
    assert opens(folder, WORDS)
    assert json.loads((folder / KEYS_FILE).read_bytes())["format"] == 3
    assert opens(folder, WORDS)
    (folder / KEYS_FILE).write_bytes(old)
    with pytest.raises(SystemTrouble, match=NOT_OF_THE_SAME_TIME):
        open_store(folder, Unlock(WORDS))


@pytest.mark.parametrize("version", [1, 2])
def test_the_recovery_code_opens_after_the_sealing_too(
    folder: Path, made: tuple[Path, str], version: int
) -> None:
    to_format(version, folder, WORDS, made[1])
    open_store(folder, Unlock(recovery_code=made[1])).close()
    assert opens(folder, WORDS)
    assert opens(folder, made[1])  # a code is also taken where a passphrase is asked


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("dies_in", ["write_keys", "_come_into_force"])
def test_a_sealing_that_dies_half_way_is_done_by_the_next_start(
    folder: Path, made: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, dies_in: str, version: int
) -> None:
    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    to_format(version, folder, WORDS, made[1])
    with monkeypatch.context() as patched:
        patched.setattr(in_force, dies_in, dies)
        with pytest.raises(KeyboardInterrupt):
            open_store(folder, Unlock(WORDS))
    assert opens(folder, WORDS)
    assert json.loads((folder / KEYS_FILE).read_bytes())["format"] == 3


def test_keys_put_there_while_the_office_is_open_open_nothing(
    store: SqliteStore, folder: Path, elsewhere: Path
) -> None:
    store.ask_again(Unlock(WORDS))
    own = (folder / KEYS_FILE).read_bytes()
    shutil.copy(elsewhere / KEYS_FILE, folder / KEYS_FILE)
    for words in (OTHER, WORDS):
        with pytest.raises(SystemTrouble, match=NOT_OF_THE_SAME_TIME):
            store.ask_again(Unlock(words))
    with pytest.raises(SystemTrouble, match=NOT_OF_THE_SAME_TIME):
        store.change_passphrase(OTHER, LATER)
    # Nor is a backup made that its own keys would not open.
    with pytest.raises(SystemTrouble, match=NOT_OF_THE_SAME_TIME):
        make_backup(store)
    assert not list((folder / "backups").iterdir())
    (folder / KEYS_FILE).write_bytes(own)
    store.ask_again(Unlock(WORDS))
    (folder / KEYS_FILE).unlink()
    with pytest.raises(UserError, match=r"keys\.json がありません"):
        store.ask_again(Unlock(WORDS))
    (folder / KEYS_FILE).write_bytes(own)
    with pytest.raises(WrongPassphrase):
        store.ask_again(Unlock(OTHER))


def test_foreign_keys_that_borrow_the_seal_are_noticed(
    store: SqliteStore, folder: Path, elsewhere: Path
) -> None:
    seal = json.loads((folder / KEYS_FILE).read_bytes())["seal"]
    shutil.copy(elsewhere / KEYS_FILE, folder / KEYS_FILE)
    rewritten(folder, seal=seal)
    with pytest.raises(SystemTrouble, match=MEDDLED):
        store.ask_again(Unlock(OTHER))


def test_a_backup_opens_with_the_passphrase_of_its_day(folder: Path, tmp_path: Path) -> None:
    store = open_store(folder, Unlock(WORDS))
    first = make_backup(store, tmp_path / "first.zip")
    store.change_passphrase(WORDS, LATER)
    second = make_backup(store, tmp_path / "second.zip")
    store.close()
    restore_backup(first, folder, Unlock(WORDS))
    assert opens(folder, WORDS)
    restore_backup(second, folder, Unlock(LATER))
    assert opens(folder, LATER)
    with pytest.raises(WrongPassphrase):
        restore_backup(first, folder, Unlock(LATER))
    store = open_store(folder, Unlock(LATER))
    assert verify(store) == []
    store.close()


def test_a_backup_also_opens_with_the_recovery_code(
    folder: Path, tmp_path: Path, made: tuple[Path, str]
) -> None:
    store = open_store(folder, Unlock(WORDS))
    file = make_backup(store, tmp_path / "copy.zip")
    store.close()
    restore_backup(file, tmp_path / "new", Unlock(made[1].lower()))
    assert opens(tmp_path / "new", WORDS)


def test_a_passphrase_changed_while_a_backup_is_written(
    store: SqliteStore, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Database and keys of a backup are always of the same time."""
    copying = Connection.rows
    changed: list[bool] = []

    def rows(self: Connection, sql: str, parameters: object = ()) -> object:
        found = copying(self, sql, parameters)  # type: ignore[arg-type]
        if sql.startswith("VACUUM") and not changed:
            changed.append(True)
            store.change_passphrase(WORDS, LATER)
        return found

    monkeypatch.setattr(Connection, "rows", rows)
    file = make_backup(store, tmp_path / "copy.zip")
    restore_backup(file, tmp_path / "new", Unlock(WORDS))
    assert changed
    assert opens(tmp_path / "new", WORDS)


def test_a_full_disk_keeps_the_old_passphrase(
    folder: Path, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    putting = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target.name == KEYS_FILE:
            raise OSError(errno.ENOSPC, "full")
        return putting(self, target)

    before = sorted(folder.iterdir())
    with monkeypatch.context() as full:
        full.setattr(Path, "replace", replace)
        with pytest.raises(SystemTrouble, match=r"keys\.json に書けません。ディスクがいっぱい"):
            store.change_passphrase(WORDS, LATER)
    assert sorted(folder.iterdir()) == before  # nothing is left over
    store.ask_again(Unlock(WORDS))
    store.change_passphrase(WORDS, LATER)
    store.ask_again(Unlock(LATER))


def test_the_sample_office_is_bound_as_well(tmp_path: Path) -> None:
    for name in ("one", "two"):
        create_data_folder(tmp_path / name, "", society=society(), is_sample=True)
    rewritten(tmp_path / "one", folder_id="0" * 32)
    with pytest.raises(SystemTrouble, match=MEDDLED):
        open_store(tmp_path / "one", Unlock())
    write_keys(tmp_path / "one", read_keys(tmp_path / "two"))
    with pytest.raises(SystemTrouble, match="データベースと鍵が合いません"):
        open_store(tmp_path / "one", Unlock())
