"""`shikaku status`: figures, names, differences and answers kept, for scripts."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ui.cli import main

Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def said(
    tmp_path: Path, demo_office: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    def run(*args: str) -> tuple[int, str, str]:
        status = 0
        try:
            main(["--data", str(tmp_path / "data"), "--today", "2026-11-23", *args])
        except SystemExit as end:
            status = int(end.code or 0)
        out, err = capsys.readouterr()
        return status, out, err

    shutil.copytree(demo_office, tmp_path / "data")
    return run


@pytest.fixture
def ask(said: Callable[..., tuple[int, str, str]]) -> Ask:
    def run(*args: str) -> dict[str, Any]:
        status, out, err = said(*args, "--format", "json")
        assert status == 0, err
        found: dict[str, Any] = json.loads(out)
        return found

    return run


def total(answer: dict[str, Any], figure: str) -> int:
    return sum(row[figure] for row in answer["rows"])


def a_paper(ask: Ask) -> str:
    return next(p["key"] for p in ask("members")["rows"] if p["certificate"] == "handed_out")


def test_a_given_answer_stays_and_a_recount_says_what_differs(ask: Ask) -> None:
    fresh = ask("status", "--as-of", "2026-11-20")
    assert (fresh["given_on"], fresh["difference"], fresh["recount"]) == (None, None, None)
    given = ask("status", "--as-of", "2026-11-20", "--give")
    assert given["given_on"] == "2026-11-23"
    assert "控えました" in given["sentence"]
    ask("collect", a_paper(ask), "--on", "2026-11-19")
    later = ask("status", "--as-of", "2026-11-20")
    assert later["rows"] == fresh["rows"]
    assert {(one["figure"], one["came"], one["gone"]) for one in later["recount"]} >= {
        ("collected", 1, 0),
        ("handed_out", 0, 1),
    }


def test_the_difference_to_the_last_answer_has_names_only_when_asked_for(ask: Ask) -> None:
    ask("status", "--as-of", "2026-11-20", "--give")
    key = a_paper(ask)
    ask("collect", key)
    plain = ask("status")["difference"]
    assert all(set(one) == {"office", "figure", "came", "gone"} for one in plain)
    (back,) = [
        one for one in ask("status", "--diff", "--full-keys")["difference"] if one["figure"] == "collected"
    ]
    assert (back["came"], back["gone"], back["came_names"][0]["key"]) == (1, 0, key)


def test_names_are_masked_and_can_be_written(
    ask: Ask, said: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    answer = ask("status", "--names", "handed_out")
    assert len(answer["names"]) == total(answer, "handed_out") > 0
    assert all("**" in one["key"] and one["issue"] for one in answer["names"])
    status, out, _ = said(
        "status", "--names", "handed_out", "--full-keys", "--out", str(tmp_path / "names.csv")
    )
    assert status == 0
    assert "発行番号" in out
    with (tmp_path / "names.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = [line for line in csv.reader(file) if len(line) > 1]
        written = lines[1:]
    assert len(written) == len(answer["names"])
    assert not any("**" in row[2] for row in written)


def test_the_text_tells_differences_by_name(ask: Ask, said: Callable[..., tuple[int, str, str]]) -> None:
    ask("status", "--as-of", "2026-11-20", "--give")
    _, out, _ = said("status", "--as-of", "2026-11-20", "--diff")
    assert "に回答した控え" in out
    assert "数え直しとの差: なし" in out
    ask("collect", a_paper(ask), "--on", "2026-11-19")
    _, out, _ = said("status", "--as-of", "2026-11-20", "--diff")
    assert "控えの数字は変わりません" in out
    assert "増" in out


def test_the_same_answer_twice_and_a_day_to_come_are_refused(
    ask: Ask, said: Callable[..., tuple[int, str, str]]
) -> None:
    ask("status", "--give")
    status, _, err = said("status", "--give")
    assert (status, "変わっていません" in err) == (1, True)
    status, _, err = said("status", "--as-of", "2026-11-24", "--give")
    assert (status, "まだ来ていません" in err) == (1, True)
    assert said("undo")[0] == 0
    assert ask("status")["given_on"] is None
