"""What a list leaves open, on the command line: asked, answered by a file, kept for the next list."""

import io
import json

import msoffcrypto
import pytest

from tests.conftest import TODAY
from tests.unit.importing.layouts import EMPLOYEE, HEADINGS, HOUSEHOLD, SPOUSE, book, csv, saved, with_cells
from ui.cli import main


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("SHIKAKU_PASSPHRASE", "himitsu-no-kotoba")

    def run_(*args: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(["--data", str(tmp_path / "data"), "--today", TODAY.isoformat(), *args])
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out, said.err

    run_("init")
    return run_


def test_questions_are_answered_and_kept(run, tmp_path):
    file, answers, kept = (tmp_path / name for name in ("list.csv", "a.json", "p.json"))
    file.write_bytes(csv(with_cells(EMPLOYEE, 本人家族="甲", 生年月日="31092"), SPOUSE))
    code, out, _ = run("--format", "json", "import", str(file), "--questions")
    asked = {one["id"]: one for one in json.loads(out)["questions"]}
    assert (code, set(asked), asked["dates:serials"]["guess"]) == (
        0,
        {"words:本人家族", "dates:serials"},
        "serial",
    )
    assert "words:本人家族(答えるまで保留)" in run("import", str(file), "--questions")[1]

    answers.write_text(json.dumps({"words:本人家族": {"甲": "本人"}, "dates:serials": "serial"}), "utf-8")
    command = ("import", str(file), "--answers", str(answers), "--save-profile", str(kept), "--dry-run")
    assert "確かめただけ" in run(*command)[1]
    out = run("--format", "json", "import", str(file), "--profile", str(kept))[1]
    assert (json.loads(out)["added"], json.loads(out)["quarantined"]) == (2, [])
    assert (
        run("import", str(file), "--profile", str(kept), "--questions")[1].strip()
        == "尋ねることはありません。"
    )


def test_an_answer_nobody_asked_for_is_refused_before_anything_is_taken(run, tmp_path):
    file, answers = tmp_path / "list.csv", tmp_path / "a.json"
    file.write_bytes(csv(*HOUSEHOLD))
    answers.write_text('{"above": "use"}', "utf-8")
    code, _, error = run("import", str(file), "--answers", str(answers))
    assert (code, "という問いはこの一覧にありません" in error) == (1, True)


def test_a_locked_workbook_asks_for_its_password(run, tmp_path, monkeypatch):
    out, file = io.BytesIO(), tmp_path / "list.xlsx"
    msoffcrypto.OfficeFile(io.BytesIO(saved(book(("名簿", [HEADINGS, *HOUSEHOLD]))))).encrypt("見本0000", out)
    file.write_bytes(out.getvalue())
    assert "パスワードがかかっています" in run("import", str(file))[2]
    monkeypatch.setattr("sys.stdin", io.StringIO("見本0000\n"))
    assert "新規2名" in run("import", str(file), "--password")[1]
