"""Whatever is typed or lies on the disk: one sentence or a hint on usage, and a folder in order."""

import json
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest

from app.usecases.settings.sample_office import sample_list
from tests.conftest import TODAY
from ui.cli import main

SECRET = "123456789018"


@pytest.fixture
def shikaku(tmp_path, demo_office, capsys, monkeypatch):
    """Run the command line on one sample folder; return (exit status, stdout, stderr)."""
    monkeypatch.delenv("SHIKAKU_PASSPHRASE", raising=False)

    def run(*args: str, folder: Path = tmp_path / "data", today: date = TODAY) -> tuple[int, str, str]:
        status = 0
        try:
            main(["--data", str(folder), "--today", today.isoformat(), *args])
        except SystemExit as end:
            status = int(end.code or 0)
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return status, said.out, said.err

    shutil.copytree(demo_office, tmp_path / "data")
    return run


def refused(answer: tuple[int, str, str]) -> str:
    status, _, err = answer
    assert status == 1, answer
    assert err.count("\n") == 1, "one sentence, no stack"
    return err


def rows(shikaku, *args: str):
    return json.loads(shikaku(*args, "--format", "json")[1])["rows"]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[]", b'{"columns": 3}', "列".encode("cp932")])
def test_a_profile_that_cannot_be_read(shikaku, tmp_path, content):
    (tmp_path / "list.csv").write_bytes(sample_list(TODAY))
    (tmp_path / "profile.json").write_bytes(content)
    answer = shikaku("import", str(tmp_path / "list.csv"), "--profile", str(tmp_path / "profile.json"))
    assert "列の対応" in refused(answer)


@pytest.mark.parametrize("command", ["import", "restore"])
def test_a_folder_is_no_file(shikaku, tmp_path, command):
    assert shikaku(command, str(tmp_path))[0] == 2


def test_files_that_are_no_backup_change_nothing(shikaku, tmp_path):
    members = shikaku("members")
    keys = json.loads((tmp_path / "data" / "keys.json").read_text("utf-8"))
    foreign = {
        "other.zip": {"readme.txt": b"hello"},
        "text.zip": {"keys.json": b"hello", "shikaku.db": b""},
        "empty.zip": {"keys.json": json.dumps(keys).encode(), "shikaku.db": b""},
        "noslots.zip": {"keys.json": json.dumps(keys | {"slots": []}).encode(), "shikaku.db": b"x" * 4096},
        "kind.zip": {
            "keys.json": json.dumps(
                keys | {"sample_key": None, "slots": [keys["slots"][0] | {"kind": "card"}]}
            ).encode(),
            "shikaku.db": b"x" * 4096,
        },
        "short.zip": {
            "keys.json": json.dumps(
                keys | {"sample_key": None, "slots": [keys["slots"][0] | {"kind": "passphrase"}]}
            ).encode(),
            "shikaku.db": b"x" * 4096,
        },
    }
    for name, parts in foreign.items():
        with zipfile.ZipFile(tmp_path / name, "w") as pack:
            for part, content in parts.items():
                pack.writestr(part, content)
    (tmp_path / "cut.zip").write_bytes((tmp_path / "other.zip").read_bytes()[:40])
    for name in (*foreign, "cut.zip"):
        refused(shikaku("restore", str(tmp_path / name)))
        assert shikaku("members") == members


def test_a_backup_whose_parts_have_a_password_of_their_own(shikaku, tmp_path):
    file = tmp_path / "sealed.zip"
    with zipfile.ZipFile(file, "w") as pack:
        pack.writestr("keys.json", b"{}")
    sealed = bytearray(file.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        sealed[sealed.index(mark) + place] |= 1
    file.write_bytes(sealed)
    assert "バックアップとして読めません" in refused(shikaku("restore", str(file)))


def test_what_was_typed_is_not_repeated_when_it_is_an_individual_number(shikaku):
    key = rows(shikaku, "members")[0]["key"]
    issue = next(r["issue"] for r in rows(shikaku, "due") if r["issue"])
    for args in (
        ("show", SECRET),
        ("due", "--office", SECRET),
        ("collect", SECRET),
        ("contact", key, "--means", "phone", "--note", f"番号は {SECRET}"),
        ("lost", issue, "--reason", SECRET),
        ("elderly", "collect", key, "--note", "１２３４ ５６７８ ９０１８"),
        ("forward", issue, "--tracking", SECRET),
    ):
        assert SECRET not in "".join(shikaku(*args)[1:])
        assert shikaku(*args)[0] == 1, args


@pytest.mark.parametrize(
    "args",
    [
        ("confirm", "99999999999999999999"),
        ("confirm", "0"),
        ("due", "--today", "0026-11-23"),
        ("due", "--today", "9999-12-31"),
        ("status", "--as-of", "0001-01-01"),
        ("leave", "2001-101-00", "--retired", "9999-12-31"),
    ],
)
def test_numbers_and_years_far_off_are_wrong_usage(shikaku, args):
    assert shikaku(*args)[0] == 2


DAY_OPTIONS = pytest.mark.parametrize(
    ("option", "command"),
    [
        ("--today", ("due",)),
        ("--as-of", ("status",)),
        ("--on", ("form", "loss")),
        ("--retired", ("leave", "2001-101-00")),
    ],
)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("R8.13.40", "「R8.13.40」という日はありません"),
        ("2026-02-30", "「2026-02-30」という日はありません"),
        ("平成38年11月30日", "令和8年11月30日ではありませんか"),
        ("", "日付が空です"),
        ("11/30", "「11/30」は日付として読めません"),
    ],
)
@DAY_OPTIONS
def test_a_wrong_date_is_answered_in_one_sentence_that_says_why(shikaku, wrong, why, option, command):
    status, out, said = shikaku(*command, option, wrong)
    assert (status, out) == (2, "")
    assert said.startswith(f"{option} の")
    assert why in said
    assert said.count("\n") == 1


@DAY_OPTIONS
def test_a_date_may_be_written_as_the_screens_show_it(shikaku, option, command):
    wanted = shikaku(*command, option, "2026-11-23", "--format", "json")
    for written in ("R8.11.23", "2026/11/23", "令和8年11月23日", "R8.11.23(月)"):
        assert shikaku(*command, option, written, "--format", "json") == wanted


@pytest.mark.parametrize("command", [("layout",), ("show",), ("print", "--all", "--printer"), ("restore",)])
def test_no_sentence_repeats_a_sign_that_nobody_sees(shikaku, tmp_path, command):
    hidden = "x\u202ey"
    if command == ("restore",):
        hidden = str(tmp_path / hidden)
        Path(hidden).write_text("no backup")
    status, _, err = shikaku(*command, hidden)
    assert status == 1
    assert "〔U+202E〕" in err
    assert "\u202e" not in err


def test_no_answer_repeats_a_sign_that_nobody_sees(shikaku, tmp_path):
    status, out, _ = shikaku("due", "--out", str(tmp_path / "x\u202ey.csv"))
    assert status == 0
    assert "\u202e" not in out
    file = tmp_path / "b\u202e.zip"
    assert shikaku("backup", str(file))[1] == f"バックアップを作りました: {tmp_path}/b〔U+202E〕.zip\n"


def test_what_is_given_is_looked_at_where_there_is_nothing_to_do(shikaku, tmp_path):
    pdf = tmp_path / "rr.pdf"
    assert "個人番号" in refused(shikaku("form", "uncollectable", "--pdf", str(pdf), "--receiver", SECRET))
    assert "受け取った担当者" in refused(shikaku("form", "loss", "--pdf", str(pdf), "--receiver", "x\u202ey"))
    shikaku("print", "--all", "--pdf", str(pdf))
    assert "印刷する方はいません" in shikaku("print", "--all", "--pdf", str(pdf))[1]
    assert "見つかりません" in refused(shikaku("print", "--all", "--printer", "ありません"))


def test_the_first_backup_may_be_named_among_the_kept_ones(shikaku, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert not (tmp_path / "data" / "backups").exists()
    status, out, err = shikaku("backup", "data/backups/b.zip", folder=Path("data"))
    assert (status, err) == (0, "")
    assert "data/backups/b.zip" in out


def test_a_run_that_is_not_there(shikaku):
    assert "印刷作業" in refused(shikaku("confirm", "999"))
    assert "コンマ" in refused(shikaku("confirm", "1", "--spoiled", "2-3"))


def test_a_run_whose_file_cannot_be_written_holds_nobody_up(shikaku, tmp_path):
    (tmp_path / "file").write_text("")
    nowhere, below = tmp_path / "nowhere" / "a.pdf", tmp_path / "file" / "a.pdf"
    assert "がありません" in refused(shikaku("print", "--all", "--pdf", str(nowhere)))
    assert "フォルダーではありません" in refused(shikaku("print", "--all", "--pdf", str(below)))
    status, out, _ = shikaku("print", "--all", "--pdf", str(tmp_path / "a.pdf"), "--format", "json")
    assert status == 0
    assert json.loads(out)["sheets"]


def test_a_data_folder_below_a_file(shikaku, tmp_path, monkeypatch):
    monkeypatch.setenv("SHIKAKU_PASSPHRASE", "himitsu-no-kotoba")
    (tmp_path / "file").write_text("")
    for command in ("members", "init", "demo"):
        refused(shikaku(command, folder=tmp_path / "file" / "data"))


def test_a_dependant_leaves_on_the_day_itself(shikaku):
    gone = {r["key"] for r in rows(shikaku, "members") if r["disqualified_on"]}
    key = next(
        r["key"] for r in rows(shikaku, "members") if r["kind"] == "dependant" and r["key"] not in gone
    )
    assert "理由" in refused(shikaku("leave", key, "--retired", "2026-11-20", "--cause", "left"))
    _, out, _ = shikaku("leave", key, "--retired", "2026-11-20", "--format", "json")
    assert json.loads(out)["disqualified_on"] == "2026-11-20"


def test_a_person_without_such_a_sheet_is_not_taken_for_one_with_several(shikaku):
    registered = next(m for m in rows(shikaku, "members") if m["enrolment"] == "registered")
    assert "その操作ができる証はありません" in refused(shikaku("hand-out", registered["key"]))


def test_the_leavers_slip_is_not_made_for_a_dependant(shikaku, tmp_path):
    dependant = next(m for m in rows(shikaku, "members") if m["kind"] == "dependant")
    slip = tmp_path / "slip.pdf"
    answer = shikaku("leave", dependant["key"], "--retired", TODAY.isoformat(), "--slip", str(slip))
    assert "退職で資格がなくなる方にだけ" in refused(answer)
    assert not slip.exists()
    after = next(m for m in rows(shikaku, "members") if m["key"] == dependant["key"])
    assert after["disqualified_on"] == dependant["disqualified_on"]
