"""Several people on the command line: each by name and passphrase, and what a script is told."""

import json
from pathlib import Path

import pytest

from app.domain.person import Office
from tests.e2e.test_passphrase_commands import WORDS, Shikaku
from tests.factories import person
from ui.bootstrap import open_data_folder

HANAKO, HERS = "見本 花子", "えんぴつ灯台みかん自転車"


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shikaku:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("SHIKAKU_PASSPHRASE", WORDS)
    shikaku = Shikaku(tmp_path / "data", capsys)
    (tmp_path / "hers").write_text(f"{HERS}\n", "utf-8")
    assert shikaku.run("init")[0] == 0
    return shikaku


def answer(shikaku: Shikaku, *args: str) -> dict[str, object]:
    status, out, err = shikaku.run("--format", "json", *args)
    assert (status, err) == (0, "")
    return dict(json.loads(out))


def add(shikaku: Shikaku, tmp_path: Path, *role: str) -> dict[str, object]:
    return answer(shikaku, "users", "add", HANAKO, *role, "--new-passphrase-file", str(tmp_path / "hers"))


def test_a_stand_in_from_the_first_day_to_the_removal(
    office: Shikaku, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = add(office, tmp_path, "--role", "stand_in", "--until", "2099-12-28")
    assert told == {"sentence": "見本 花子 さんを代行(令和81年12月28日まで)として加えました。"}
    assert "--user" in office.refused("due")
    assert answer(office, "--user", "管理者", "users", "list") == {
        "rows": [
            {"name": "管理者", "role": "admin", "until": None, "offices": None},
            {"name": HANAKO, "role": "stand_in", "until": "2099-12-28", "offices": None},
        ],
        "is_key_due": False,
    }
    monkeypatch.setenv("SHIKAKU_PASSPHRASE", HERS)
    assert office.run("due", "--user", HANAKO)[0] == 0
    assert "管理者だけ" in office.refused("users", "list", "--user", HANAKO)
    (tmp_path / "next").write_text("さつまいも望遠鏡毛布切手\n", "utf-8")
    answer(office, "--user", HANAKO, "users", "passphrase", "--new-passphrase-file", str(tmp_path / "next"))
    assert "パスフレーズが違います" in office.refused("due", "--user", HANAKO)
    monkeypatch.setenv("SHIKAKU_PASSPHRASE", WORDS)
    answer(office, "--user", "管理者", "users", "role", HANAKO, "--role", "reader")
    gone = answer(office, "--user", "管理者", "users", "remove", HANAKO)
    # With one user left no name is asked, and the new code opens.
    assert office.run("verify")[0] == 0
    monkeypatch.setenv("SHIKAKU_PASSPHRASE", str(gone["recovery_code"]))
    assert answer(office, "users", "list")["is_key_due"] is False
    renewed = answer(office, "users", "recovery")
    assert "パスフレーズが違います" in office.refused("users", "list")
    monkeypatch.setenv("SHIKAKU_PASSPHRASE", str(renewed["recovery_code"]))
    assert office.run("verify")[0] == 0


def test_what_a_role_may_not_is_refused_before_anything_is_written(
    office: Shikaku, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(office, tmp_path, "--role", "reader")
    monkeypatch.setenv("SHIKAKU_PASSPHRASE", HERS)
    hers = ("--user", HANAKO)
    file = tmp_path / "list.csv"
    assert office.run("members", *hers)[0] == 0
    assert "印刷も書き出しもできません" in office.refused("export", "roster", "--out", str(file), *hers)
    assert "履歴は出ません" in office.refused("export", "history", "--out", str(file), *hers)
    assert not file.exists()
    for command in (
        ("undo",),
        ("backup",),
        ("verify",),
        ("society", "set", "--name", "架空健保"),
        ("layout", "card-a4"),
    ):
        assert "閲覧" in office.refused(*command, *hers) or "管理者だけ" in office.refused(*command, *hers)
    monkeypatch.setenv("SHIKAKU_PASSPHRASE", WORDS)
    answer(office, "--user", "管理者", "users", "role", HANAKO, "--role", "auditor")
    monkeypatch.setenv("SHIKAKU_PASSPHRASE", HERS)
    assert "名簿や一覧は出ません" in office.refused("members", *hers)
    assert office.run("verify", *hers)[0] == 0
    assert office.run("export", "history", "--out", str(file), *hers)[0] == 0
    assert "利用者の変更 見本 花子 点検" in file.read_text("utf-8-sig")


def test_a_user_of_one_office_finds_the_other_nowhere(
    office: Shikaku, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_data_folder(office.folder, WORDS)
    with store.transaction("名簿") as tx:
        for number, (code, name) in enumerate((("2001", "見本本社"), ("2002", "見本工場"))):
            made = tx.save_office(Office(None, code, name))
            who = person(
                id=None, office_id=made.id, symbol=code, number=f"10{number}", name=f"架空\u3000{name}"
            )
            tx.save_person(who)
    store.close()
    add(office, tmp_path, "--role", "clerk", "--office", "2001")
    assert answer(office, "--user", "管理者", "users", "list")["rows"][1]["offices"] == ["見本本社"]  # type: ignore[index]
    monkeypatch.setenv("SHIKAKU_PASSPHRASE", HERS)
    hers = ("--user", HANAKO)
    file = tmp_path / "list.csv"
    assert office.run("export", "roster", "--out", str(file), *hers)[0] == 0
    told = [
        office.run(*command, *hers)[1] for command in (("members",), ("due",), ("status",), ("calendar",))
    ]
    told += [file.read_text("utf-8-sig"), office.run("members", "--search", "見本工場", *hers)[1]]
    assert "架空\u3000見本本社" in told[0]
    assert not any("見本工場" in text or "2002" in text for text in told)
    theirs = "2002-101-00"
    for command in (
        ("show", theirs),
        ("history", theirs),
        ("leave", theirs, "--retired", "2026-11-20"),
        ("undo",),
    ):
        refused = office.refused(*command, *hers)
        assert "見本工場" not in refused
        assert "できません" not in refused
    assert "事業所「2002」が見つかりません" in office.refused(
        "move", "2001-100-00", "--office", "2002", *hers
    )
    assert "全事業所にわたる" in office.refused("export", "changes", "--out", str(file), *hers)


def test_what_cannot_be_is_one_sentence(office: Shikaku, tmp_path: Path) -> None:
    role = ("--role", "clerk", "--new-passphrase-file", str(tmp_path / "hers"))
    assert "見分けがつきません" in office.refused("users", "add", "管 理 者", *role)
    assert "事業所「九州」が見つかりません" in office.refused(
        "users", "add", HANAKO, *role, "--office", "九州"
    )
    assert "ご自分" in office.refused("users", "remove", "管理者")
    assert "「だれか」という利用者はいません" in office.refused("users", "remove", "だれか")
    assert "--new-passphrase-file" in office.refused("users", "add", HANAKO, "--role", "clerk")
