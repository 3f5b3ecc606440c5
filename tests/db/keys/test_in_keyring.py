"""A passphrase in the computer's own keyring: a real Secret Service, and none."""

import gc
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import places
from app.domain.roles import User, UserRole
from app.errors import NoKeyring, UserError, WrongPassphrase
from db.keys import in_keyring
from db.keys.in_keyring import InKeyring
from db.keys.keys import Unlock
from db.making import create_data_folder
from db.store import SqliteStore, open_store
from tests.factories import society
from tests.secret_service import secret_service

OWN, THEIRS, NEXT = "夕立のあとの虹を見た", "えんぴつ灯台みかん自転車", "さつまいも望遠鏡毛布切手"
ADMIN, HANAKO = "管理者", User("見本 花子", UserRole.CLERK)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("office") / "data"
    code = create_data_folder(folder, OWN, society=society(is_sample=False))
    opened = open_store(folder, Unlock(OWN))
    opened.users.add(HANAKO, THEIRS)
    opened.close()
    return folder, code


@pytest.fixture
def folder(made: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return shutil.copytree(made[0], tmp_path / "data")


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with secret_service(tmp_path, monkeypatch) as place:
        yield place


def who_opens(folder: Path, user: str = "") -> str | None:
    def opened(words: str, name: str) -> str:
        store = open_store(folder, Unlock(words, user=name))
        store.close()
        return store.user

    return InKeyring(folder).opened(opened, user)


def admin(folder: Path, words: str = OWN) -> SqliteStore:
    return open_store(folder, Unlock(words, user=ADMIN))


def test_what_is_kept_opens_for_that_user_and_lies_in_no_file_to_read(folder: Path, keyring: Path) -> None:
    assert who_opens(folder) is None
    InKeyring(folder).keep(HANAKO.name, THEIRS)
    assert (InKeyring(folder).user, who_opens(folder), who_opens(folder, ADMIN)) == (
        HANAKO.name,
        HANAKO.name,
        None,
    )
    # One user of a folder: who comes later takes the place.
    InKeyring(folder).keep(ADMIN, OWN)
    assert who_opens(folder) == ADMIN
    written = [
        file for place in (keyring, places.state_folder()) for file in place.rglob("*") if file.is_file()
    ]
    assert written
    assert not [file for file in written for words in (OWN, THEIRS) if words.encode() in file.read_bytes()]
    InKeyring(folder).forget()
    assert (InKeyring(folder).user, who_opens(folder), in_keyring.notes_file().exists()) == ("", None, False)


def test_a_new_passphrase_and_a_removal_forget_it(folder: Path, keyring: Path) -> None:
    kept = InKeyring(folder)
    for leave in (
        lambda store: store.users.set_passphrase(HANAKO.name, NEXT),
        lambda store: store.users.remove(HANAKO.name),
    ):
        kept.keep(HANAKO.name, THEIRS)
        store = admin(folder)
        leave(store)
        store.close()
        assert kept.user == ""
    kept.keep(ADMIN, OWN)
    store = admin(folder)
    store.change_passphrase(OWN, NEXT)
    store.close()
    assert kept.user == ""
    # Neither is left in the keyring itself.
    assert in_keyring._own_keyring().get_password(in_keyring.SERVICE, kept._id()) is None


def test_a_folder_whose_passphrase_was_changed_elsewhere_says_so_once(folder: Path, keyring: Path) -> None:
    kept = InKeyring(folder)
    kept.keep(ADMIN, NEXT)
    with pytest.raises(NoKeyring, match="前のパスフレーズ"):
        who_opens(folder)
    assert (kept.user, who_opens(folder)) == ("", None)
    with pytest.raises(WrongPassphrase):
        admin(folder, NEXT)


def test_after_a_lock_it_is_not_asked_until_somebody_typed_the_passphrase(
    folder: Path, keyring: Path
) -> None:
    kept = InKeyring(folder)
    kept.lock(is_on=True)  # of nobody: nothing is written
    assert not in_keyring.notes_file().exists()
    kept.keep(ADMIN, OWN)
    kept.lock(is_on=True)
    assert (kept.user, who_opens(folder)) == (ADMIN, None)
    kept.lock(is_on=False)
    assert who_opens(folder) == ADMIN


def test_the_recovery_code_is_never_kept(made: tuple[Path, str], folder: Path, keyring: Path) -> None:
    for words in (made[1], made[1].replace("-", " ").lower(), ""):
        with pytest.raises(UserError, match="復旧コード"):
            InKeyring(folder).keep(ADMIN, words)
    assert InKeyring(folder).user == ""


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="this system always has a keyring")
def test_without_a_keyring_one_sentence_and_nothing_stored(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What the library would choose by its settings is not even looked at.
    (tmp_path / "plain.py").write_text("raise SystemExit('asked')", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "plain.Keyring")
    kept = InKeyring(folder)
    with pytest.raises(NoKeyring) as refused:
        kept.keep(ADMIN, OWN)
    assert str(refused.value).startswith(kept.refusal())
    assert "パスフレーズは覚えさせていません。開くときに入れてください。" in str(refused.value)
    assert OWN not in str(refused.value)
    assert not in_keyring.notes_file().exists()
    # Kept before, and the keyring is gone since.
    in_keyring._write({kept._id(): (ADMIN, False)})
    with pytest.raises(NoKeyring, match="パスフレーズを入れてください"):
        who_opens(folder)
    with pytest.raises(NoKeyring, match="まだ残っています"):
        kept.forget()
    # What opens nothing more is not asked for again, wherever it still lies.
    store = admin(folder)
    store.change_passphrase(OWN, NEXT)
    store.close()
    assert kept.user == ""


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_keyring_that_nobody_opens_is_a_sentence(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with secret_service(tmp_path, monkeypatch, is_open=False):
        with pytest.raises(NoKeyring, match="パスフレーズは覚えさせていません") as refused:
            InKeyring(folder).keep(ADMIN, OWN)
        del refused
        # The library leaves its connection open where it is refused.
        gc.collect()


@pytest.mark.parametrize("content", ["[]", "{", '{"a": 1}', '{"a": ["x"]}', '{"a": [1, true]}', "[" * 20000])
def test_a_note_that_nobody_wrote_is_none(folder: Path, content: str) -> None:
    in_keyring.notes_file().parent.mkdir(parents=True)
    in_keyring.notes_file().write_text(content, "utf-8")
    assert (InKeyring(folder).user, who_opens(folder)) == ("", None)
    assert in_keyring.kept_folders() == []
