"""Several people, one folder: each with a passphrase and a role, and nobody who left comes back."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from app.domain.roles import User, UserRole
from app.errors import (
    BadValue,
    NameWanted,
    NotAllowed,
    NotYourRole,
    SystemTrouble,
    UserError,
    WrongPassphrase,
)
from db.backup import rekeying
from db.backup.backup import make_backup, verify
from db.backup.restore import came_back, restore_backup
from db.folder.names import DATABASE_FILE, KEYS_FILE
from db.folder.sqlcipher import SqlCipherConnection
from db.keys import in_force
from db.keys.keys import RECOVERY, Unlock, canonical, open_keys
from db.keys.keys_file import read_keys
from db.keys.wrong_tries import WrongTries
from db.making import create_data_folder
from db.store import SqliteStore, open_store
from tests.db.keys.earlier import to_format
from tests.factories import society
from tests.light_keys import AS_SHIPPED, LEAST, new_keys_cost

FIRST, WORDS, THEIRS, NEW = (
    "総務 担当",
    "桜の咲く頃に2026",
    "夕立のあとの虹を見た",
    "えんぴつ灯台みかん自転車",
)
HANAKO = User("見本 花子", UserRole.CLERK)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("people") / "data"
    code = create_data_folder(folder, WORDS, society=society(), user=FIRST)
    store = open_store(folder, Unlock(WORDS))
    store.users.add(HANAKO, THEIRS)
    store.close()
    return folder, code


@pytest.fixture
def folder(made: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return shutil.copytree(made[0], tmp_path / "data")


@pytest.fixture
def store(folder: Path) -> Iterator[SqliteStore]:
    opened = open_store(folder, Unlock(WORDS, user=FIRST), clock=lambda: NOON)
    yield opened
    opened.close()


def signed_in(folder: Path, words: str, user: str = "") -> User:
    store = open_store(folder, Unlock(words, user=user))
    store.close()
    return store._access.user


def remove(folder: Path, name: str) -> str:
    store = open_store(folder, Unlock(WORDS, user=FIRST))
    _, code = store.users.remove(name)
    store.close()
    return code


def test_each_opens_with_the_own_name_and_passphrase_only(folder: Path) -> None:
    assert signed_in(folder, WORDS, FIRST) == User(FIRST, UserRole.ADMIN)
    assert signed_in(folder, THEIRS, HANAKO.name) == HANAKO
    for words, user in ((WORDS, HANAKO.name), (THEIRS, FIRST), (WORDS, "だれか")):
        with pytest.raises(WrongPassphrase):
            open_store(folder, Unlock(words, user=user))
    with pytest.raises(NameWanted, match="--user"):
        open_store(folder, Unlock(WORDS))


def test_history_says_who(folder: Path) -> None:
    store = open_store(folder, Unlock(THEIRS, user=HANAKO.name))
    store.note("見た")
    rows = store.queries.operations(2)
    assert [(row.user, row.label) for row in rows] == [
        (HANAKO.name, "見た"),
        (FIRST, "利用者の追加 見本 花子 担当者"),
    ]
    store.close()


@pytest.mark.parametrize("version", [1, 2])
def test_the_one_user_of_an_earlier_version_is_the_admin(
    made: tuple[Path, str], tmp_path: Path, version: int
) -> None:
    folder = tmp_path / "earlier"
    code = create_data_folder(folder, WORDS, society=society(), user=FIRST)
    to_format(version, folder, WORDS, code)
    assert signed_in(folder, WORDS) == User(FIRST, UserRole.ADMIN)
    store = open_store(folder, Unlock(WORDS))
    store.users.add(HANAKO, THEIRS)
    # The recovery code is of the old form until it is typed; a removal does not wait for that.
    store.users.remove(HANAKO.name)
    store.close()
    assert signed_in(folder, WORDS) == User(FIRST, UserRole.ADMIN)


def test_an_older_program_would_say_that_it_is_old(folder: Path) -> None:
    """Format 2 refuses whatever is above it in one sentence: see test_keys_file.py."""
    assert json.loads((folder / KEYS_FILE).read_bytes())["format"] == 3


def test_a_cheap_slot_costs_what_todays_cost_after_the_next_opening(folder: Path) -> None:
    def costs() -> list[tuple[int, int, int]]:
        return [(slot.rounds, slot.memory_kib, slot.lanes) for slot in read_keys(folder).slots]

    assert costs() == [LEAST] * 3
    new_keys_cost(AS_SHIPPED)
    try:
        assert signed_in(folder, THEIRS, HANAKO.name) == HANAKO
    finally:
        new_keys_cost()
    assert costs() == [LEAST, AS_SHIPPED, LEAST]
    before = (folder / KEYS_FILE).read_bytes()
    # Dearer than the standard is as well; nothing is written then.
    assert signed_in(folder, THEIRS, HANAKO.name) == HANAKO
    assert (folder / KEYS_FILE).read_bytes() == before


@pytest.mark.parametrize(
    ("user", "words", "sentence"),
    [
        (HANAKO, NEW, "見分けがつきません"),
        (User("見本花子"), NEW, "見分けがつきません"),
        (User("見本 花子"), NEW, "見分けがつきません"),
        (User(" \u3000"), NEW, "名前を入れて"),
        (User("長" * 41), NEW, "40文字まで"),
        (User("髙橋"), "髙橋髙橋髙橋髙橋", "当てられやすい"),
        (User("髙橋"), "password", "当てられやすい"),
        (User("髙橋"), "短い", "8文字以上"),
        (User("髙橋", UserRole.STAND_IN), NEW, "最後の日を決めて"),
        (User("髙橋", UserRole.STAND_IN, date(2026, 11, 22)), NEW, "令和8年11月22日 は過ぎています"),
        (User("髙橋", UserRole.CLERK, date(2026, 12, 28)), NEW, "代行だけ"),
        (User("髙橋", UserRole.ADMIN, None, frozenset({1})), NEW, "全事業所を見ます"),
        (User("髙橋", UserRole.CLERK, None, frozenset()), NEW, "1つ以上"),
    ],
    ids=str,
)
def test_who_cannot_be_entered(store: SqliteStore, user: User, words: str, sentence: str) -> None:
    before = store.users.all()
    with pytest.raises(UserError, match=sentence):
        store.users.add(user, words)
    assert store.users.all() == before


def test_a_name_of_somebody_who_left_is_not_given_again(folder: Path) -> None:
    hers = open_store(folder, Unlock(THEIRS, user=HANAKO.name))
    hers.note("見た")
    hers.close()
    remove(folder, HANAKO.name)
    store = open_store(folder, Unlock(WORDS))
    with pytest.raises(BadValue, match="前の利用者として履歴に"):
        store.users.add(replace(HANAKO, name="見本  花子"), NEW)
    store.close()


def test_there_is_always_an_admin_and_nobody_touches_the_own_role(
    folder: Path, made: tuple[Path, str]
) -> None:
    store = open_store(folder, Unlock(WORDS, user=FIRST))
    for step in (lambda: store.users.remove(FIRST), lambda: store.users.change(User(FIRST, UserRole.READER))):
        with pytest.raises(NotAllowed, match="ご自分"):
            step()
    store.users.change(User(HANAKO.name, UserRole.ADMIN))
    store.close()
    # Two now: who typed the code nobody can tell, and that one may remove either, but not both.
    store = open_store(folder, Unlock(recovery_code=made[1]))
    assert store.user == RECOVERY
    store.users.remove(FIRST)
    with pytest.raises(BadValue, match="1人もいなくなります"):
        store.users.change(User(HANAKO.name, UserRole.CLERK))
    with pytest.raises(BadValue, match="1人もいなくなります"):
        store.users.remove(HANAKO.name)
    store.close()


def test_the_only_admin_who_forgot_the_passphrase_comes_in_with_the_code(
    folder: Path, made: tuple[Path, str]
) -> None:
    store = open_store(folder, Unlock(recovery_code=made[1]))
    assert store.user == FIRST
    store.change_passphrase(made[1], NEW)
    store.close()
    assert signed_in(folder, NEW, FIRST).role is UserRole.ADMIN
    assert signed_in(folder, THEIRS, HANAKO.name) == HANAKO


def test_an_admin_gives_another_passphrase_to_who_forgot_it(folder: Path, store: SqliteStore) -> None:
    store.users.set_passphrase(HANAKO.name, NEW)
    store.close()
    assert signed_in(folder, NEW, HANAKO.name) == HANAKO
    with pytest.raises(WrongPassphrase):
        open_store(folder, Unlock(THEIRS, user=HANAKO.name))


def test_each_changes_the_own_passphrase(folder: Path) -> None:
    store = open_store(folder, Unlock(THEIRS, user=HANAKO.name))
    store.change_passphrase(THEIRS, NEW)
    with pytest.raises(NotYourRole, match="管理者だけ"):
        store.users.all()
    store.close()
    assert signed_in(folder, NEW, HANAKO.name) == HANAKO
    assert signed_in(folder, WORDS, FIRST).role is UserRole.ADMIN


@pytest.mark.parametrize(
    "bent", [{"role": "admin"}, {"until": "2036-01-01"}, {"user": "ほか"}, {"offices": [1]}], ids=str
)
def test_a_role_written_by_hand_opens_nothing(folder: Path, bent: dict[str, object]) -> None:
    data = json.loads((folder / KEYS_FILE).read_bytes())
    data["slots"][1].update(bent)
    del data["checksum"]
    data["checksum"] = sha256(canonical(data)).hexdigest()
    (folder / KEYS_FILE).write_text(json.dumps(data), "utf-8")
    with pytest.raises(SystemTrouble, match="書き換えられています"):
        open_store(folder, Unlock(THEIRS, user=data["slots"][1]["user"]))


def test_who_was_removed_comes_in_by_no_door(folder: Path, made: tuple[Path, str]) -> None:
    yesterday = (folder / KEYS_FILE).read_bytes()
    hers = open_keys(read_keys(folder), Unlock(THEIRS, user=HANAKO.name), WrongTries(folder)).data_key
    code = remove(folder, HANAKO.name)
    for unlock in (Unlock(THEIRS, user=HANAKO.name), Unlock(recovery_code=made[1]), Unlock(THEIRS)):
        with pytest.raises(WrongPassphrase):
            open_store(folder, unlock)
    assert signed_in(folder, WORDS).name == FIRST
    assert signed_in(folder, code).role is UserRole.ADMIN
    # Nor with another program: her key is not that of the database.
    with pytest.raises(SystemTrouble):
        SqlCipherConnection(folder / DATABASE_FILE, hers)
    (folder / KEYS_FILE).write_bytes(yesterday)
    with pytest.raises(SystemTrouble):
        open_store(folder, Unlock(THEIRS, user=HANAKO.name))
    assert not list(folder.glob("replaced-*"))


def test_history_and_backups_of_before_stay_true(folder: Path, tmp_path: Path) -> None:
    store = open_store(folder, Unlock(WORDS, user=FIRST))
    before = make_backup(store, tmp_path / "before.zip")
    make_backup(store)
    seal = store.queries.history_seal()
    store.close()
    remove(folder, HANAKO.name)
    store = open_store(folder, Unlock(WORDS))
    assert verify(store, seal) == []
    # Compared with the one of before, under whose key that lies; then nothing is said.
    make_backup(store)
    store.users.add(User("三好 次郎", UserRole.READER), NEW)
    store.users.remove("三好 次郎")
    store.close()
    store = open_store(folder, Unlock(WORDS))
    assert verify(store, seal) == []
    make_backup(store)
    store.close()
    aside = restore_backup(before, folder, Unlock(WORDS))
    assert signed_in(folder, THEIRS, HANAKO.name) == HANAKO
    # Who restores is told who came back with it.
    assert "外した利用者(見本 花子)も戻りました" in came_back(aside, folder)
    assert came_back(None, folder) == ""


def test_only_an_admin_of_its_day_restores_a_backup(folder: Path) -> None:
    store = open_store(folder, Unlock(THEIRS, user=HANAKO.name))
    file = make_backup(store)
    store.close()
    with pytest.raises(WrongPassphrase):
        restore_backup(file, folder, Unlock(THEIRS))
    restore_backup(file, folder, Unlock(WORDS))
    assert signed_in(folder, THEIRS, HANAKO.name) == HANAKO


@pytest.mark.parametrize(
    "dies_in", ["_copy", "_prove", "write_keys", "put_in_place", "finish_restore", "remove"]
)
def test_an_exchange_of_the_key_that_dies_is_done_by_the_next_closing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, dies_in: str
) -> None:
    old = open_keys(read_keys(folder), Unlock(WORDS, user=FIRST), WrongTries(folder)).data_key

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(rekeying, dies_in, dies)
        with pytest.raises(KeyboardInterrupt):
            remove(folder, HANAKO.name)
    with pytest.raises((WrongPassphrase, UserError)):
        open_store(folder, Unlock(THEIRS, user=HANAKO.name))
    store = open_store(folder, Unlock(WORDS))
    assert verify(store) == []
    store.close()
    opened = open_keys(read_keys(folder), Unlock(WORDS), WrongTries(folder))
    assert opened.data_key != old
    assert opened.former == (old,)
    assert not read_keys(folder).is_due
    signed_in(folder, WORDS)
    assert not list(folder.glob("replaced-*"))


def test_a_full_disk_leaves_everything_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "full")

    with monkeypatch.context() as patched:
        patched.setattr(rekeying, "write_keys", full)
        remove(folder, HANAKO.name)
    assert read_keys(folder).is_due
    store = open_store(folder, Unlock(WORDS))
    assert store.users.is_key_due()
    store.close()
    assert not read_keys(folder).is_due


@pytest.mark.parametrize("dies_in", ["write_keys", "_come_into_force"])
def test_a_removal_that_dies_is_whole_or_not_at_all(
    folder: Path, monkeypatch: pytest.MonkeyPatch, dies_in: str
) -> None:
    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    store = open_store(folder, Unlock(WORDS, user=FIRST))
    with monkeypatch.context() as patched:
        patched.setattr(in_force, dies_in, dies)
        with pytest.raises(KeyboardInterrupt):
            store.users.remove(HANAKO.name)
    store.close()
    store = open_store(folder, Unlock(WORDS, user=FIRST))
    is_there = HANAKO in store.users.all()
    assert is_there == (dies_in == "write_keys")
    # What the history did not learn then, the next opening tells it; of nothing that was not done.
    lines = [row.user for row in store.queries.operations(9) if row.label == "利用者を外す 見本 花子"]
    assert lines == ([] if is_there else [FIRST])
    assert verify(store) == []
    store.close()
    store = open_store(folder, Unlock(WORDS, user=FIRST))
    assert [row.label for row in store.queries.operations(9)].count("利用者を外す 見本 花子") == len(lines)
    store.close()


def test_a_new_recovery_code_ends_the_one_before(folder: Path, made: tuple[Path, str]) -> None:
    store = open_store(folder, Unlock(WORDS, user=FIRST))
    _, code = store.users.renew_recovery()
    store.close()
    assert signed_in(folder, code).name == FIRST
    with pytest.raises(WrongPassphrase):
        open_store(folder, Unlock(recovery_code=made[1]))


def test_a_stand_in_opens_until_the_last_day(folder: Path, store: SqliteStore) -> None:
    store.users.change(User(HANAKO.name, UserRole.STAND_IN, date(2026, 11, 24)))
    store.close()
    last = NOON + timedelta(days=1)
    opened = open_store(folder, Unlock(THEIRS, user=HANAKO.name), clock=lambda: last)
    opened.close()
    for late in (last + timedelta(days=1), NOON + timedelta(days=900)):
        with pytest.raises(NotYourRole, match="令和8年11月24日まで"):
            open_store(folder, Unlock(THEIRS, user=HANAKO.name), clock=lambda late=late: late)
    # Somebody worked on the day after; since then no clock can be set back to before.
    admin = open_store(folder, Unlock(WORDS, user=FIRST), clock=lambda: last + timedelta(days=1))
    admin.note("翌日の仕事")
    admin.close()
    with pytest.raises(NotYourRole, match="令和8年11月24日まで"):
        open_store(folder, Unlock(THEIRS, user=HANAKO.name), clock=lambda: NOON)


def test_the_sample_office_has_no_users_to_change(tmp_path: Path) -> None:
    create_data_folder(tmp_path / "sample", "", society=society(), is_sample=True)
    store = open_store(tmp_path / "sample", Unlock())
    assert [user.role for user in store.users.all()] == [UserRole.ADMIN]
    with pytest.raises(NotAllowed, match="見本の事業所"):
        store.users.add(HANAKO, NEW)
    store.close()


def test_nothing_in_keys_json_says_a_key(folder: Path) -> None:
    remove(folder, HANAKO.name)
    opened = open_keys(read_keys(folder), Unlock(WORDS), WrongTries(folder))
    text = (folder / KEYS_FILE).read_bytes()
    from base64 import b64encode

    for key in (opened.data_key, *opened.former):
        assert key not in text
        assert b64encode(key)[:40] not in text
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(folder / DATABASE_FILE).execute("SELECT 1 FROM person")
