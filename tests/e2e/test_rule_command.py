"""集める・集めない by command line: the same answer as in the window, for any day."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from app.domain.collecting import PaperKind, Verdict
from app.usecases.settings.sample_office import sample_list
from tests.conftest import TODAY
from ui.cli import main

WORDS = "himitsu-no-kotoba"
KEYS = {
    *("key", "name", "paper", "verdict", "sentence", "by", "rule", "source", "effective_from"),
    *("rest", "working_before", "working_after"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.setenv("SHIKAKU_PASSPHRASE", WORDS)
    made = tmp_path / "data"
    (tmp_path / "list.csv").write_bytes(sample_list(TODAY))
    for command in (["init"], ["import", str(tmp_path / "list.csv")]):
        run(made, *command)
    capsys.readouterr()
    return made


def run(folder: Path, *args: str, today: date = TODAY) -> int:
    try:
        main(["--data", str(folder), "--today", today.isoformat(), *args])
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def someone(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    run(folder, "members", "--format", "json")
    rows = json.loads(capsys.readouterr().out)["rows"]
    return next(row["key"] for row in rows if row["kind"] == "insured" and row["enrolment"] != "registered")


def test_a_leaver_is_answered_for_on_any_day(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = someone(folder, capsys)
    run(folder, "leave", key, "--retired", "2026-11-30")
    capsys.readouterr()
    told = {}
    for today in (TODAY, date(2026, 12, 1)):
        assert run(folder, "rule", key, "--paper", "certificate", "--format", "json", today=today) == 0
        told[today] = json.loads(capsys.readouterr().out)
    assert set(told[TODAY]) == KEYS
    assert (told[TODAY]["verdict"], told[TODAY]["by"]) == ("keep", "2026-12-05")
    after = told[date(2026, 12, 1)]
    assert (after["verdict"], after["by"], after["rule"]) == ("collect", "2026-12-05", "return_days")
    assert (after["key"], after["paper"], after["effective_from"]) == (key, "certificate", "2024-12-02")
    assert after["name"] in after["sentence"]
    # The law's date is a Saturday, and stays.
    assert (after["rest"], after["working_before"], after["working_after"]) == (
        "saturday",
        "2026-12-04",
        "2026-12-07",
    )
    assert run(folder, "rule", key, today=date(2026, 12, 1)) == 0
    assert "前の営業日は R8.12.4(金)" in capsys.readouterr().out
    run(folder, "due", "--kind", "return", "--format", "json", today=date(2026, 12, 1))
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert {row["working_before"] for row in rows if row["due_on"] == "2026-12-05"} == {"2026-12-04"}
    run(folder, "due", "--kind", "return", today=date(2026, 12, 1))
    assert "R8.12.5(土)" in capsys.readouterr().out
    assert after["source"] in after["sentence"]


def test_the_text_says_the_verdict_and_the_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = someone(folder, capsys)
    assert run(folder, "rule", key, "--paper", "old_card") == 0
    verdict, sentence = capsys.readouterr().out.splitlines()
    assert verdict == "本人が裁断"
    assert "R7.12.1 を最後に使えなくなりました" in sentence


def test_an_unknown_key_or_paper_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "rule", "9999-99-99") == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert run(folder, "rule", "9999-99-99", "--paper", "passport") == 2


def test_the_page_lists_the_words_of_papers_and_verdicts() -> None:
    text = (Path(__file__).parents[2] / "docs" / "cli.md").read_text("utf-8")
    for word, kind in (("paper", PaperKind), ("verdict", Verdict)):
        (line,) = re.findall(rf"^\* `{word}`: (.+)$", text, re.MULTILINE)
        assert re.findall(r"`(\w+)`", line) == list(kind)
