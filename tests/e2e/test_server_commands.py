"""An office on a server on the command line: made there, moved there and back, its password kept."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.test_passphrase_commands import WORDS, Shikaku
from tests.postgres import PASSWORD, Server
from tests.secret_service import secret_service

ANSWER = "SHIKAKU_PASSPHRASE"


@pytest.fixture
def shikaku(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shikaku:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    monkeypatch.setenv(ANSWER, WORDS)
    return Shikaku(tmp_path / "data", capsys)


def told(shikaku: Shikaku, *args: str) -> dict[str, Any]:
    status, out, err = shikaku.run("--format", "json", *args)
    assert (status, err) == (0, "")
    return dict(json.loads(out))


def test_made_on_a_server_moved_to_a_file_and_to_another_server(shikaku: Shikaku, postgres: Server) -> None:
    made = told(shikaku, "init", "--server", postgres.address(postgres.empty()))
    assert made["server"].startswith("postgres@")
    assert told(shikaku, "verify")["ok"]
    again = shikaku.refused("init", "--server", postgres.address(postgres.empty()))
    assert "すでにデータがあります" in again
    back = told(shikaku, "move-to", "file")
    assert (back["server"], back["is_on_server"]) == (made["server"], False)
    assert told(shikaku, "verify")["ok"]
    assert "もうこのPCのファイルにあります" in shikaku.refused("move-to", "file")
    assert "パスワードは要りません" in shikaku.refused("keyring", "server-password")
    there = told(shikaku, "move-to", postgres.address(postgres.empty()))
    assert there["is_on_server"]
    assert "確かめました" in there["sentence"]
    assert told(shikaku, "due")["rows"] == []
    assert Path(told(shikaku, "backup")["file"]).is_file()
    assert "何も消していません" in shikaku.refused("erase", "--confirm", "data")


def test_users_and_passphrases_from_two_pcs(
    shikaku: Shikaku,
    postgres: Server,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = postgres.address(postgres.empty())
    other = Shikaku(tmp_path / "other", capsys)
    assert "事業所の記録がありません" in other.refused("join", address)
    made = told(shikaku, "init", "--server", address)
    assert told(other, "join", address)["server"] == made["server"]
    assert "すでにデータがあります" in other.refused("join", address)
    (tmp_path / "new").write_text("えんぴつ 灯台 みかん 自転車\n", "utf-8")
    new = ("--new-passphrase-file", str(tmp_path / "new"))
    told(other, "users", "add", "見本 花子", "--role", "admin", *new)
    # The PC on which the office was made knows one user still; who has no name there is asked for it.
    assert "--user" in shikaku.refused("users", "list")
    first, second = ("--user", "管理者"), ("--user", "見本 花子")
    names = [row["name"] for row in told(shikaku, *first, "users", "list")["rows"]]
    assert names == ["管理者", "見本 花子"]
    code = told(shikaku, *first, "users", "recovery")["recovery_code"]
    told(other, *first, "users", "role", "見本 花子", "--role", "clerk")
    monkeypatch.setenv(ANSWER, "えんぴつ 灯台 みかん 自転車")
    assert "管理者" in shikaku.refused(*second, "users", "list")
    assert told(shikaku, *second, "due")["rows"] == []
    monkeypatch.setenv(ANSWER, WORDS)
    removed = told(other, *first, "users", "remove", "見本 花子")
    assert not told(shikaku, "users", "list")["is_key_due"]
    monkeypatch.setenv(ANSWER, code)
    assert "パスフレーズが違います" in shikaku.refused("due")
    monkeypatch.setenv(ANSWER, removed["recovery_code"])
    assert told(shikaku, "verify")["ok"]
    assert told(shikaku, "users", "passphrase", *new)["sentence"]
    monkeypatch.setenv(ANSWER, "えんぴつ 灯台 みかん 自転車")
    assert not told(other, "move-to", "file")["is_on_server"]


def test_no_place_that_will_not_do(
    shikaku: Shikaku, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shikaku.run("init")[0] == 0
    assert "sslmode=verify-full" in shikaku.refused("move-to", "postgresql://db.example/o?sslmode=prefer")
    monkeypatch.setenv(ANSWER, "ちがう言葉をならべておく")
    assert "パスフレーズが違います" in shikaku.refused("move-to", postgres.address(postgres.empty()))
    for wrong in (("init", "--server-password", "-"), ("move-to", "file", "--server-password", "-")):
        assert shikaku.run(*wrong)[0] == 2


def test_a_role_of_the_server_is_given_its_offices(
    shikaku: Shikaku, postgres: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shikaku.run("demo")[0] == 0
    assert "サーバーの利用者はいません" in shikaku.refused("server-role", "list")
    told(shikaku, "move-to", postgres.address(postgres.empty()))
    assert "CREATE ROLE" in shikaku.refused("server-role", "set", "a_clerk", "--office", "2001")
    postgres.run("CREATE ROLE a_clerk LOGIN")
    code, *others = (row["code"] for row in told(shikaku, "offices")["rows"])
    sentence = told(shikaku, "server-role", "set", "a_clerk", "--office", code)["sentence"]
    (row,) = told(shikaku, "server-role", "list")["rows"]
    assert (row["name"], row["is_there"], len(row["offices"])) == ("a_clerk", True, 1)
    assert row["offices"][0] in sentence
    assert told(shikaku, "verify")["unseen"] == 0
    theirs = Shikaku(tmp_path / "theirs", capsys)
    shutil.copytree(tmp_path / "data", tmp_path / "theirs")
    named = tmp_path / "theirs" / "server.json"
    named.write_text(named.read_text("utf-8").replace('"user": "postgres"', '"user": "a_clerk"'), "utf-8")
    assert [one["code"] for one in told(theirs, "offices")["rows"]] == [code]
    assert others
    seen = told(theirs, "verify")
    assert seen["ok"]
    assert seen["unseen"] > 0
    for refused in (("backup",), ("server-role", "list"), ("move-to", "file")):
        assert "管理者に頼んでください" in theirs.refused(*refused)
    told(shikaku, "server-role", "remove", "a_clerk")
    assert "権限がありません" in theirs.refused("due")
    postgres.run("DROP ROLE a_clerk")


def test_the_password_of_a_server(
    shikaku: Shikaku, postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "password").write_text(f"{PASSWORD}\n", "utf-8")
    given = ("--server-password", str(tmp_path / "password"))
    address = postgres.away(postgres.empty())
    assert "保管庫" in shikaku.refused("init", "--server", address, *given)
    with secret_service(tmp_path, monkeypatch):
        assert told(shikaku, "init", "--server", address, *given)["server"].startswith("clerk@")
        assert told(shikaku, "verify")["ok"]
        assert "忘れさせました" in told(shikaku, "keyring", "server-password", "--forget")["sentence"]
        assert "パスワードがありません" in shikaku.refused("verify")
        monkeypatch.setenv(ANSWER, PASSWORD)
        assert "覚えさせました" in told(shikaku, "keyring", "server-password")["sentence"]
        monkeypatch.setenv(ANSWER, WORDS)
        assert told(shikaku, "verify")["ok"]
