"""Users and passphrases of an office on a server: changed from any PC, and those of before never again."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from app.changes import Changes
from app.domain.ids import OfficeId
from app.domain.person import Office
from app.domain.roles import User, UserRole
from app.errors import (
    ChangedMeanwhile,
    ConnectionLost,
    NotYourRole,
    SystemTrouble,
    UserError,
    WrongPassphrase,
)
from db.backup.backup import make_backup, verify
from db.backup.restore import restore_backup
from db.folder.connection import OutcomeUnknownError
from db.folder.names import KEYS_FILE, SERVER_FILE
from db.folder.server import named, read_server
from db.keys.damaged import DamagedKeys, OtherKeys
from db.keys.keys import Unlock
from db.keys.keys_file import read_keys
from db.keys.wrong_tries import FREE_TRIES
from db.making import create_data_folder
from db.moving import OfficePlace
from db.store import SqliteStore, open_store
from tests.conftest import TODAY
from tests.db.hearing import heard
from tests.db.keys.test_people import FIRST, HANAKO, NEW, THEIRS, WORDS
from tests.factories import society
from tests.postgres import Server

KEYS = "main.keys_in_force"
OTHER = "かえるの合唱を聞いた"
Open = Callable[..., SqliteStore]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, postgres: Server) -> Path:
    """The folder of an office on a server, with a clerk."""
    folder = tmp_path_factory.mktemp("served") / "data"
    create_data_folder(
        folder, WORDS, society=society(), user=FIRST, server=named(postgres.address(postgres.empty()))
    )
    with closing(open_store(folder, Unlock(WORDS))) as store:
        with store.transaction("事業所の追加") as tx:
            tx.save_office(Office(None, "2001", "見本本社"))
        store.users.add(HANAKO, THEIRS)
    return folder


@pytest.fixture
def ours(made: Path, tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The same in a database of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    before = read_server(made).parameters["dbname"]
    name = f"keys_{next(postgres.made)}"
    postgres.run(f"CREATE DATABASE {name} TEMPLATE {before}")
    folder = shutil.copytree(made, tmp_path / "ours")
    text = (folder / SERVER_FILE).read_text("utf-8")
    (folder / SERVER_FILE).write_text(text.replace(f'"{before}"', f'"{name}"'), "utf-8")
    yield folder
    postgres.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def theirs(ours: Path) -> Path:
    """The folder of another PC, which knows the server and nothing else."""
    folder = ours.with_name("theirs")
    folder.mkdir()
    shutil.copy(ours / SERVER_FILE, folder)
    return folder


@pytest.fixture
def opened() -> Iterator[Open]:
    with ExitStack() as stack:

        def open_for(folder: Path, words: str = WORDS, user: str = FIRST) -> SqliteStore:
            return stack.enter_context(closing(open_store(folder, Unlock(words, user=user))))

        yield open_for


def opens(folder: Path, words: str, user: str) -> bool:
    try:
        open_store(folder, Unlock(words, user=user)).close()
    except WrongPassphrase:
        return False
    return True


def run(folder: Path, *statements: str) -> list[tuple[object, ...]]:
    """Speak to the database as somebody who has no key."""
    with psycopg.connect(read_server(folder).address(), autocommit=True) as connection:
        found: list[tuple[object, ...]] = []
        for statement in statements:
            cursor = connection.execute(statement.encode())
            found = cursor.fetchall() if cursor.description else []
    return found


def test_a_folder_that_only_names_the_server_opens_and_what_is_changed_there_counts_everywhere(
    ours: Path, theirs: Path, opened: Open
) -> None:
    store = opened(theirs)
    assert read_keys(theirs) == read_keys(ours)
    store.users.add(User("例示 次郎", UserRole.ADMIN), NEW)
    store.users.set_passphrase(HANAKO.name, OTHER)
    # This PC knows the users of before; its copy opens with the passphrase of before, the office does not.
    assert read_keys(ours) != read_keys(theirs)
    assert not opens(ours, THEIRS, HANAKO.name)
    assert opens(ours, OTHER, HANAKO.name)
    assert opens(ours, NEW, "例示 次郎")
    assert read_keys(ours) == read_keys(theirs)
    store.change_passphrase(WORDS, "夜明けの新聞をくばる")
    assert not opens(ours, WORDS, FIRST)
    assert opens(ours, "夜明けの新聞をくばる", FIRST)
    assert [row.label for row in store.queries.operations(2)] == [
        "パスフレーズの付け直し 見本 花子",
        "利用者の追加 例示 次郎 管理者",
    ]
    assert verify(store) == []


def test_who_was_removed_is_told_and_locked_out_at_the_next_step(
    ours: Path, theirs: Path, opened: Open
) -> None:
    admin, clerk = opened(ours), opened(theirs, THEIRS, HANAKO.name)
    clerk.others.news()
    clerk.note("書き出し")
    admin.users.remove(HANAKO.name)
    with clerk.beside() as worker, pytest.raises(NotYourRole, match=r"外されました.*総務 担当 さん"):
        worker.note("書き出し")
    for refused in (
        lambda: clerk.note("書き出し"),
        lambda: clerk.queries.due_counts(TODAY),
        lambda: clerk.users.set_passphrase("", ""),
    ):
        with pytest.raises(NotYourRole, match="管理者に加えて"):
            refused()
    assert "外されました" in clerk.others.news().out
    assert [slot.user.name for slot in read_keys(theirs).people] == [FIRST]
    clerk.close()
    assert not opens(theirs, THEIRS, HANAKO.name)


def test_who_has_another_role_or_other_offices_opens_anew(ours: Path, theirs: Path, opened: Open) -> None:
    admin, clerk = opened(ours), opened(theirs, THEIRS, HANAKO.name)
    clerk.others.news()
    admin.users.set_passphrase(HANAKO.name, OTHER)
    assert not heard(clerk).out
    clerk.note("書き出し")
    admin.users.change(replace(HANAKO, offices=frozenset({OfficeId(1)})))
    with pytest.raises(NotYourRole, match="役割か事業所が変わりました"):
        clerk.note("書き出し")
    clerk.close()
    with closing(open_store(theirs, Unlock(OTHER, user=HANAKO.name))) as narrow:
        assert narrow._access.user.offices == frozenset({OfficeId(1)})


def test_two_administrators_change_users_at_once(ours: Path, theirs: Path, opened: Open) -> None:
    first, second = opened(ours), opened(theirs)
    second.others.news()
    assert HANAKO in second.users.all()
    first.users.change(replace(HANAKO, role=UserRole.READER))
    assert heard(second).changes & Changes.SETTINGS
    with pytest.raises(ChangedMeanwhile, match=r"総務 担当 さんが「利用者の変更 見本 花子 閲覧」.*\(R"):
        second.users.remove(HANAKO.name)
    assert replace(HANAKO, role=UserRole.READER) in second.users.all()
    # A code that was written down somewhere is not replaced unseen; who is added stands beside the others.
    first.users.renew_recovery()
    with pytest.raises(ChangedMeanwhile, match="復旧コードの作り直し"):
        second.users.renew_recovery()
    second.users.all()
    first.users.add(User("例示 次郎"), NEW)
    second.users.add(User("実例 三郎"), OTHER)
    assert [user.name for user in first.users.all()] == [FIRST, HANAKO.name, "例示 次郎", "実例 三郎"]


def test_keys_of_before_come_back_by_no_raw_hand(ours: Path, theirs: Path, opened: Open) -> None:
    store = opened(ours)
    copy = (ours / KEYS_FILE).read_bytes()
    (before,) = run(ours, f"SELECT id, mark, proof, text FROM {KEYS} ORDER BY id DESC LIMIT 1")
    store.users.remove(HANAKO.name)
    # Of a slot that opens nothing more the server keeps nothing.
    assert run(ours, f"SELECT count(*) FROM {KEYS} WHERE text IS NOT NULL") == [(1,)]
    store.close()
    (theirs / KEYS_FILE).write_bytes(copy)
    assert not opens(theirs, THEIRS, HANAKO.name)
    assert opens(theirs, WORDS, FIRST)
    (ours / KEYS_FILE).write_bytes(copy)

    def put(number: object, *, alone: bool) -> None:
        _, mark, proof, text = before
        run(
            theirs,
            f"DELETE FROM {KEYS} WHERE id >= {number}" if alone else f"UPDATE {KEYS} SET text = NULL",
            f"INSERT INTO {KEYS} VALUES ({number}, {mark}, '{proof}', '{text}')",
            f"UPDATE main.keys_noted SET in_force = {mark}",
        )

    now = run(ours, f"SELECT * FROM {KEYS}")
    for number, alone in ((before[0], True), (99, False)):
        put(number, alone=alone)
        with pytest.raises(OtherKeys, match="前の鍵が書き戻されたおそれ"):
            opens(theirs, THEIRS, HANAKO.name)
        run(ours, f"DELETE FROM {KEYS}")
        for row in now:
            values = ", ".join("NULL" if value is None else f"'{value}'" for value in row)
            run(
                ours,
                f"INSERT INTO {KEYS} VALUES ({values})",
                f"UPDATE main.keys_noted SET in_force = {row[1]}",
            )
    run(ours, f"UPDATE {KEYS} SET text = replace(text, 'admin', 'clerk')")
    with pytest.raises(DamagedKeys):
        opens(theirs, WORDS, FIRST)


def test_the_data_key_is_exchanged_when_the_last_one_closes(ours: Path, theirs: Path, opened: Open) -> None:
    first, second = opened(ours), opened(theirs)
    key = first._connection.key
    rows = run(ours, f"SELECT mark, proof, text FROM {KEYS} ORDER BY id DESC LIMIT 1")
    first.users.remove(HANAKO.name)
    second.others.news()
    first.close()
    assert read_keys(ours).is_due
    with pytest.raises(UserError, match="データの鍵の交換が済んでいません"):
        OfficePlace(ours).to_file(WORDS, user=FIRST)
    second.close()
    open_store(ours, Unlock(WORDS)).close()
    assert not read_keys(ours).is_due
    again = opened(theirs)
    assert again._connection.key != key
    assert again._connection.former == (key,)
    assert verify(again) == []
    file = make_backup(again)
    again.close()
    restore_backup(file, theirs.with_name("back"), Unlock(WORDS))
    # Whoever kept the key of before vouches for nothing any more.
    ((mark, proof, text),) = rows
    run(
        ours,
        f"DELETE FROM {KEYS}",
        f"INSERT INTO {KEYS} VALUES (1, {mark}, '{proof}', '{text}')",
        f"UPDATE main.keys_noted SET in_force = {mark}",
    )
    with pytest.raises(OtherKeys):
        opens(theirs, WORDS, FIRST)


def test_killed_between_server_and_copy_and_a_lost_answer(
    ours: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(ours)
    connection = store._connection

    def lost(*, is_sent: bool) -> Callable[[], None]:
        def end() -> None:
            patched.undo()
            connection.rows("COMMIT" if is_sent else "ROLLBACK")
            raise OutcomeUnknownError

        return end

    with monkeypatch.context() as patched:
        patched.setattr(connection, "_end_step", lost(is_sent=False))
        with pytest.raises(ConnectionLost, match="変わっていません"):
            store.users.add(User("例示 次郎"), NEW)
        assert [user.name for user in store.users.all()] == [FIRST, HANAKO.name]
        before = (ours / KEYS_FILE).read_bytes()
        patched.setattr(connection, "_end_step", lost(is_sent=True))
        store.users.add(User("例示 次郎"), NEW)
    store.close()
    (ours / KEYS_FILE).write_bytes(before)
    assert opens(ours, NEW, "例示 次郎")
    assert len(read_keys(ours).people) == 3


def test_wrong_tries_are_counted_on_a_pc_that_never_opened_the_office(theirs: Path) -> None:
    for _ in range(FREE_TRIES):
        assert not opens(theirs, NEW, FIRST)
    with pytest.raises(UserError, match="秒"):
        open_store(theirs, Unlock(WORDS, user=FIRST))


def test_an_office_that_an_earlier_version_brought_there(ours: Path, theirs: Path, opened: Open) -> None:
    run(ours, f"DROP TABLE {KEYS}")
    with pytest.raises(UserError, match=r"keys\.json がありません"):
        open_store(theirs, Unlock(WORDS, user=FIRST))
    opened(ours).close()
    opened(theirs).users.add(User("例示 次郎"), NEW)
    assert opens(ours, NEW, "例示 次郎")


def test_users_go_along_to_a_file(ours: Path, theirs: Path, opened: Open) -> None:
    store = opened(theirs)
    store.users.add(User("例示 次郎"), NEW)
    with pytest.raises(SystemTrouble, match="ほかのPCで開いています"):
        OfficePlace(ours).to_file(WORDS, user=FIRST)
    store.close()
    OfficePlace(ours).to_file(WORDS, user=FIRST)
    assert opens(ours, NEW, "例示 次郎")
    with pytest.raises(SystemTrouble, match="ほかのPCのファイルへ移されました"):
        opened(theirs)
