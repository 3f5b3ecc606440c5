"""Who can open a data folder, and what a stranger finds in it."""

import errno
import json
import shutil
from base64 import b64decode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import BadValue, SystemTrouble, UserError, WrongPassphrase
from db.keys.before_opening import needs_passphrase
from db.keys.keys import Unlock, open_keys
from db.keys.keys_file import read_keys, write_keys
from db.keys.slot import derived
from db.keys.wrong_tries import WrongTries
from db.making import create_data_folder
from db.store import open_store
from tests.factories import person, society
from tests.light_keys import AS_SHIPPED, new_keys_cost


def test_a_key_for_a_purpose_is_that_of_hkdf() -> None:
    for secret, purpose in (
        (bytes(range(32)), b"one"),
        (b"s" * 32, b"another, of more than one block of SHA-256" * 3),
    ):
        library = HKDF(SHA256(), length=32, salt=None, info=purpose)
        assert derived(secret, purpose) == library.derive(secret)


PASSPHRASE = "桜の咲く頃に2026"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder with one person, and its recovery code; tests copy it before changing it."""
    folder = tmp_path_factory.mktemp("keys") / "データ"
    code = create_data_folder(folder, PASSPHRASE, society=society(), user="総務 担当")
    store = open_store(folder, Unlock(PASSPHRASE))
    with store.transaction("追加") as tx:
        from app.domain.person import Office

        office = tx.save_office(Office(None, "2001", "見本本社"))
        tx.save_person(person(id=None, office_id=office.id, name="𠮷田\u3000葵", kana="ヨシダ アオイ"))
    store.close()
    return folder, code


@pytest.fixture
def folder(made: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return shutil.copytree(made[0], tmp_path / "copy")


def change_passphrase(folder: Path, secret: Unlock, old: str, new: str) -> None:
    store = open_store(folder, secret)
    try:
        store.change_passphrase(old, new)
    finally:
        store.close()


def test_passphrase_opens_and_names_the_user(folder: Path) -> None:
    assert needs_passphrase(folder)
    store = open_store(folder, Unlock(PASSPHRASE))
    assert (store.user, store.is_sample) == ("総務 担当", False)
    assert store.queries.person_rows()[0].name == "𠮷田\u3000葵"
    store.close()


def test_wide_letters_of_an_input_method_are_the_same_keys(folder: Path) -> None:
    open_store(folder, Unlock("桜の咲く頃に２０２６")).close()


def test_recovery_code_opens_however_it_is_typed(folder: Path, made: tuple[Path, str]) -> None:
    code = made[1]
    assert [len(group) for group in code.split("-")] == [5, 5, 5, 5, 5]
    open_store(folder, Unlock(recovery_code=code.replace("-", " ").lower())).close()


@pytest.mark.parametrize(
    ("unlock", "said"),
    [
        (Unlock("桜の咲く頃に2025"), "パスフレーズが違います。入れ直すか、控えてある復旧コードで"),
        (Unlock(), "パスフレーズを入れてください"),
        (Unlock(recovery_code="00000-00000-00000-00000-00000"), "復旧コードが違います"),
    ],
)
def test_a_wrong_secret_gets_a_sentence_and_nothing_else(
    folder: Path, unlock: Unlock, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(WrongPassphrase, match=said):
        open_store(folder, unlock)
    assert capfd.readouterr() == ("", "")
    open_store(folder, Unlock(PASSPHRASE)).close()  # nothing stays locked


def test_secrets_do_not_show_in_messages() -> None:
    assert "geheim" not in repr(Unlock("geheim", "geheim"))


def test_nothing_personal_can_be_read_from_the_files(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            for text in (
                "𠮷田\u3000葵",
                "ヨシダ アオイ",
                "見本本社",
                "CREATE TABLE",
                "SQLite format",
                PASSPHRASE,
            ):
                assert text.encode() not in content, file.name


def test_a_database_without_its_keys_is_useless(folder: Path, tmp_path: Path) -> None:
    (folder / "keys.json").unlink()
    with pytest.raises(UserError, match=r"keys\.json がありません"):
        open_store(folder, Unlock(PASSPHRASE))
    other = tmp_path / "other"
    create_data_folder(other, "", society=society(), is_sample=True)
    shutil.copy(other / "keys.json", folder / "keys.json")
    with pytest.raises(SystemTrouble, match="データベースと鍵が合いません"):
        open_store(folder, Unlock())


def test_a_mismatched_key_writes_nothing_to_stderr(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    from db.folder.sqlcipher import SqlCipherConnection

    with pytest.raises(SystemTrouble):
        SqlCipherConnection(folder / "shikaku.db", bytes(32))
    assert capfd.readouterr() == ("", "")


def test_changing_the_passphrase_keeps_the_data_key(folder: Path, made: tuple[Path, str]) -> None:
    before = open_keys(read_keys(folder), Unlock(PASSPHRASE), WrongTries(folder)).data_key
    with pytest.raises(WrongPassphrase, match="今のパスフレーズが違います"):
        change_passphrase(folder, Unlock(PASSPHRASE), "まちがい12345", "あたらしい合図の言葉")
    with pytest.raises(BadValue, match="8文字以上"):
        change_passphrase(folder, Unlock(PASSPHRASE), PASSPHRASE, "短い")
    change_passphrase(folder, Unlock(PASSPHRASE), PASSPHRASE, "あたらしい合図の言葉")
    after = open_keys(read_keys(folder), Unlock("あたらしい合図の言葉"), WrongTries(folder)).data_key
    assert after == before
    with pytest.raises(WrongPassphrase):
        open_store(folder, Unlock(PASSPHRASE))
    open_store(folder, Unlock("あたらしい合図の言葉")).close()
    open_store(folder, Unlock(recovery_code=made[1])).close()


def test_the_recovery_code_sets_a_new_passphrase(folder: Path, made: tuple[Path, str]) -> None:
    change_passphrase(folder, Unlock(PASSPHRASE), made[1], "忘れたので新しくした")
    store = open_store(folder, Unlock("忘れたので新しくした"))
    assert store.user == "総務 担当"
    store.close()
    open_store(folder, Unlock(recovery_code=made[1])).close()


def test_keys_json_holds_no_key_in_the_open(folder: Path) -> None:
    data_key = open_keys(read_keys(folder), Unlock(PASSPHRASE), WrongTries(folder)).data_key
    raw = json.loads((folder / "keys.json").read_text("utf-8"))
    assert raw["sample_key"] is None
    assert [slot["kind"] for slot in raw["slots"]] == ["passphrase", "recovery"]
    assert all(data_key not in b64decode(slot["wrapped"]) for slot in raw["slots"])


def test_guessing_what_opens_an_offices_folder_is_dear(tmp_path: Path) -> None:
    new_keys_cost(AS_SHIPPED)
    try:
        create_data_folder(tmp_path / "data", PASSPHRASE, society=society())
    finally:
        new_keys_cost()
    slots = json.loads((tmp_path / "data/keys.json").read_text("utf-8"))["slots"]
    assert [slot["argon2id"] for slot in slots] == [{"rounds": 3, "memory_kib": 65536, "lanes": 4}] * 2
    open_store(tmp_path / "data", Unlock(PASSPHRASE)).close()


def test_a_damaged_keys_file_says_what_to_do(folder: Path) -> None:
    (folder / "keys.json").write_text('{"slots": 3}', encoding="utf-8")
    with pytest.raises(SystemTrouble, match="壊れているか、書き換えられています"):
        open_store(folder, Unlock(PASSPHRASE))


def test_a_key_written_half_does_not_replace_the_old_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (folder / "keys.json").read_bytes()

    def refuses(self: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(Path, "replace", refuses)
    with pytest.raises(SystemTrouble, match=r"keys\.json に書けません。ディスクがいっぱい"):
        write_keys(folder, read_keys(folder))
    assert (folder / "keys.json").read_bytes() == before


def test_the_sample_office_opens_without_asking(tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    assert create_data_folder(folder, "", society=society(), is_sample=True) == ""
    assert not needs_passphrase(folder)
    store = open_store(folder, Unlock())
    assert store.is_sample
    assert store.user == "管理者"
    store.close()
    with pytest.raises(UserError, match="パスフレーズがありません"):
        change_passphrase(folder, Unlock(), "", "あたらしい合図の言葉")


def test_a_short_passphrase_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="8文字以上"):
        create_data_folder(tmp_path / "data", "1234567", society=society())
    assert not (tmp_path / "data").exists()
