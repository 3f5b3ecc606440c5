"""The computer's own keyring on the command line: kept on wish, used where nothing is given, forgotten."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.test_passphrase_commands import WORDS, Shikaku
from tests.secret_service import secret_service

ANSWER = "SHIKAKU_PASSPHRASE"


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shikaku:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv(ANSWER, WORDS)
    shikaku = Shikaku(tmp_path / "data", capsys)
    assert shikaku.run("init")[0] == 0
    return shikaku


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with secret_service(tmp_path, monkeypatch):
        yield


def told(office: Shikaku, *args: str) -> dict[str, object]:
    status, out, err = office.run("--format", "json", *args)
    assert (status, err) == (0, "")
    return dict(json.loads(out))


def test_kept_used_and_forgotten(
    office: Shikaku, keyring: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ANSWER, "ちがう言葉をならべておく")
    assert "パスフレーズが違います" in office.refused("keyring", "keep")
    assert told(office, "keyring", "status") == {"user": None, "refusal": ""}
    monkeypatch.setenv(ANSWER, WORDS)
    assert "次からパスフレーズなしで開けます" in str(told(office, "keyring", "keep")["sentence"])
    monkeypatch.delenv(ANSWER)
    assert told(office, "keyring", "status") == {"user": "管理者", "refusal": ""}
    assert told(office, "due")["rows"] == []
    # Of another user nothing is kept, and what is given counts.
    assert "パスフレーズが必要です" in office.refused("due", "--user", "見本 花子")
    (tmp_path / "wrong").write_text("ちがう言葉をならべておく\n", "utf-8")
    assert "パスフレーズが違います" in office.refused("due", "--passphrase-file", str(tmp_path / "wrong"))
    told(office, "keyring", "forget")
    told(office, "keyring", "forget")  # nothing is left, and nothing is wrong with that
    assert "パスフレーズが必要です" in office.refused("due")


def test_erase_has_it_forgotten(office: Shikaku, keyring: None, tmp_path: Path) -> None:
    from db.keys.in_keyring import SERVICE, _own_keyring
    from db.keys.keys_file import read_keys

    told(office, "keyring", "keep")
    folder_id = read_keys(tmp_path / "data").folder_id
    assert _own_keyring().get_password(SERVICE, folder_id) == WORDS
    assert "keyring" in {row["kind"] for row in told(office, "erase")["rows"]}  # type: ignore[attr-defined]
    assert told(office, "erase", "--confirm", "data")["rows"] == []
    assert _own_keyring().get_password(SERVICE, folder_id) is None


def test_without_a_keyring_a_sentence_and_the_passphrase_as_before(office: Shikaku) -> None:
    assert "パスワード保管庫" in str(told(office, "keyring", "status")["refusal"])
    said = office.refused("keyring", "keep")
    assert "パスワード保管庫" in said
    assert "覚えさせていません" in said
    assert told(office, "due")["rows"] == []
