"""Names on paper on the command line, and the promise of docs/cli.md about them."""

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from tests.conftest import TODAY
from tests.e2e.test_json_promise import fields, promised
from ui.cli import main

GAIJI = "\ue000"


@pytest.fixture
def ask(tmp_path, listed_office, capsys):
    shutil.copytree(listed_office, tmp_path, dirs_exist_ok=True)

    def run(*args: str, refused: bool = False) -> Any:
        with pytest.raises(SystemExit) as end:
            main(["--data", str(tmp_path / "data"), "--today", TODAY.isoformat(), "--format", "json", *args])
        said = capsys.readouterr()
        assert bool(end.value.code) is refused, said.err
        return said.err.strip() if refused else json.loads(said.out)

    return run


@pytest.fixture
def key(ask) -> str:
    """Somebody who is due a sheet and has a 外字 in the name."""
    due = ask("due", "--kind", "print")["rows"]
    found: str = next(row["key"] for row in due if row["key"].endswith("-00"))
    ask("rename", found, "--name", f"外{GAIJI}　見本")
    return found


def picture(path: Path) -> Path:
    drawn = Image.new("L", (200, 200), 255)
    ImageDraw.Draw(drawn).ellipse((30, 30, 170, 170), outline=0, width=20)
    out = io.BytesIO()
    drawn.save(out, "PNG")
    path.write_bytes(out.getvalue())
    return path


def test_a_character_is_found_agreed_and_printed(ask, key, tmp_path):
    said = {"names": ask("names")}
    assert [(row["key"], row["code_points"]) for row in said["names"]["undecided"]] == [(key, "U+E000")]
    assert said["names"]["agreed"] == []
    pdf = tmp_path / "a.pdf"
    assert "印刷できる方がいません" in ask("print", "--member", key, "--pdf", str(pdf), refused=True)
    assert not pdf.exists()
    said["names agree"] = ask("names", "agree", key, "U+E000", "--text", "吉", "--note", "電話で確認")
    (agreed,) = ask("names")["agreed"]
    assert (agreed["text"], agreed["is_picture"], agreed["agreed_on"]) == ("吉", False, TODAY.isoformat())
    # What is promised of a list is proved by one that holds a line of each kind.
    said["names"] = {**said["names"], "agreed": [agreed]}
    assert ask("print", "--member", key, "--pdf", str(pdf))["refused"] == []
    said["names withdraw"] = ask("names", "withdraw", key, GAIJI)
    assert ask("names")["agreed"] == []
    said["names picture"] = ask("names", "picture", key, GAIJI, str(picture(tmp_path / "p.png")))
    assert ask("names")["agreed"][0]["is_picture"]
    for command, answer in said.items():
        fields(answer, promised(command), command)


def test_what_the_sheet_says_is_set_part_by_part(ask, key):
    due = ask("due", "--kind", "print")["rows"]
    other = next(row["key"] for row in due if row["key"] != key)
    said = ask("names", "sheet", other, "--registered", "戸籍　花子")
    fields(said, promised("names sheet"), "names sheet")
    assert "変えました" in said["sentence"]
    assert "変わりません" in ask("names", "sheet", other, "--registered", "戸籍　花子")["sentence"]
    assert "変えました" in ask("names", "sheet", other, "--registered", "")["sentence"]
    assert "戸籍" not in json.dumps(ask("members"), ensure_ascii=False)
    assert "次のどれか" in ask("names", "sheet", other, "--limit", "カ", refused=True)
    told = ("--disease", "k1", "--disease-from", "2026-10-01")
    assert "変えました" in ask("names", "sheet", other, *told)["sentence"]
    assert "変わりません" in ask("names", "sheet", other, "--disease", "K1")["sentence"]
    assert "変えました" in ask("names", "sheet", other, "--disease-from", "2026-11-01")["sentence"]
    assert "変えました" in ask("names", "sheet", other, "--disease", "")["sentence"]
    assert "病名は書きません" in ask("names", "sheet", other, "--disease", "人工透析", refused=True)


def test_refusals_say_what_to_do(ask, key, tmp_path):
    assert "そのまま印刷できます" in ask("names", "agree", key, "見", "--text", "吉", refused=True)
    assert "U+E000 のように" in ask("names", "agree", key, "U+ZZ", "--text", "吉", refused=True)
    assert "代わりはありません" in ask("names", "withdraw", key, GAIJI, refused=True)
    assert "読めません" in ask("names", "picture", key, GAIJI, str(tmp_path / "none.png"), refused=True)
    (tmp_path / "bad.png").write_bytes(b"no picture")
    assert "読めません" in ask("names", "picture", key, GAIJI, str(tmp_path / "bad.png"), refused=True)


def test_no_name_is_asked_after_of_a_household_whose_employee_is_75(ask, tmp_path):
    """The cover of both ended with the birthday; no sheet is to be printed."""
    heading = "記号,番号,枝番,本人家族,続柄,氏名,フリガナ,性別,生年月日,資格取得年月日"
    born = TODAY.replace(year=TODAY.year - 75)
    rows = (
        f"2001,901,00,本人,本人,外 老,ガイ オイ,男,{born},2010-04-01",
        "2001,901,01,家族,妻,外 妻,ガイ ツマ,女,1980-04-05,2010-04-01",
    )
    listed = tmp_path / "old.csv"
    listed.write_text("\n".join((heading, *rows, "")), "utf-8")
    assert ask("import", str(listed))["added"] == 2
    for branch in ("00", "01"):
        ask("rename", f"2001-901-{branch}", "--name", f"外{GAIJI}　見本")
    assert ask("names")["undecided"] == []
