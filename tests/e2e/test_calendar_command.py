"""shikaku calendar and due --why: the calendar of a person and of the office, and why a row is there."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.usecases.settings.sample_office import sample_list
from tests.conftest import TODAY
from tests.golden.papers import texts
from tests.tagged import heard
from ui.cli import main

WORDS = "himitsu-no-kotoba"
KEY = "2001-101-00"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.setenv("SHIKAKU_PASSPHRASE", WORDS)
    made = tmp_path / "data"
    (tmp_path / "list.csv").write_bytes(sample_list(TODAY))
    for command in (["init"], ["import", str(tmp_path / "list.csv")]):
        assert run(made, *command) == 0
    capsys.readouterr()
    return made


def run(folder: Path, *args: str, today: date = TODAY) -> int:
    try:
        main(["--data", str(folder), "--today", today.isoformat(), *args])
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def told(folder: Path, capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, Any]:
    assert run(folder, *args, "--format", "json") == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def someone(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    rows = told(folder, capsys, "members")["rows"]
    return next(r["key"] for r in rows if r["kind"] == "insured" and r["enrolment"] == "not_registered")


def test_a_life_is_told_in_bars_and_as_a_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = someone(folder, capsys)
    assert run(folder, "leave", key, "--retired", "2026-11-30") == 0
    capsys.readouterr()
    assert run(folder, "calendar", key) == 0
    lines = capsys.readouterr().out.splitlines()
    bar = next(line for line in lines if line.startswith("資格  "))
    assert "=" in bar
    assert "*" in bar
    assert any("資格喪失日" in line and "R8.12.1" in line for line in lines)
    found = told(folder, capsys, "calendar", key, "--from", "2026-11-01", "--to", "2026-12-31")
    assert (found["key"], found["from"], found["to"]) == (key, "2026-11-01", "2026-12-31")
    (cover,) = [row for row in found["rows"] if row["what"] == "資格あり"]
    assert (cover["last"], cover["is_now"]) == ("2026-11-30", True)


def test_the_calendar_is_one_sheet_of_paper(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = someone(folder, capsys)
    out = tmp_path / "calendar.pdf"
    assert run(folder, "calendar", key, "--out", str(out)) == 0
    (page,) = texts(out.read_bytes())
    assert "資格と資格確認書の暦" in page
    kinds = [one.kind for one in heard(out.read_bytes()).inside]
    assert kinds == ["H1", "P", "P", "Figure", "P", "Table"]
    assert key in page
    assert run(folder, "calendar", key, "--out", str(tmp_path / "calendar.txt")) != 0


def test_a_month_of_the_office_counts_what_a_day_lists(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = someone(folder, capsys)
    assert run(folder, "leave", key, "--retired", "2026-11-30") == 0
    capsys.readouterr()
    month = told(folder, capsys, "calendar", "--month", "2026-12")
    assert month["total"] == sum(row["total"] for row in month["rows"])
    for row in month["rows"]:
        day = told(folder, capsys, "calendar", "--day", row["on"])["rows"]
        assert len(day) == row["total"]
        assert {one["due_on"] for one in day} == {row["on"]}
    # What was not given back: the society's list names a paper of the leaver.
    saturday = [row for row in month["rows"] if row["on"] == "2026-12-05"]
    assert [(row["rest"], row["working_before"]) for row in saturday] == [("saturday", "2026-12-04")]
    for written in ("2026/12", "R8.12", "令和8年12月"):
        assert told(folder, capsys, "calendar", "--month", written) == month
    assert run(folder, "calendar", "--month", "2026-12") == 0
    assert "R8.12.5(土)" in capsys.readouterr().out


def test_a_row_says_why_it_is_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = someone(folder, capsys)
    rows = told(folder, capsys, "due", "--why", key)["rows"]
    (one,) = [row for row in rows if row["why"] == "no_sheet"]
    assert one["function"] == "app.domain.law.paper.no_sheet"
    assert one["source"] == "健康保険法51条の3"
    assert (one["since"], one["entry"]) == ("2024-12-02", "print_days")
    assert {fact["fact"] for fact in one["facts"]} >= {"qualified", "stage", "named", "lost"}
    assert run(folder, "due", "--why", key) == 0
    assert "健康保険法51条の3(R6.12.2 から)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--from", "2026-01-01"], "KEY"),
        ([KEY, "--month", "2026-12"], "どちらか"),
        (["--month", "2026-13"], "2027-01 のように"),
        ([KEY, "--from", "2027-01-01", "--to", "2026-01-01"], "始めの日より前"),
        ([KEY, "--from", "1950-01-01", "--to", "2110-01-01"], "100年まで"),
        ([KEY, "--from", "1950-01-01", "--to", "2150-01-01"], "1873年から2117年まで"),
        (["9999-999-00"], "見つかりません"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], args: list[str], said: str
) -> None:
    assert run(folder, "calendar", *args) in (1, 2)
    assert said in capsys.readouterr().err
