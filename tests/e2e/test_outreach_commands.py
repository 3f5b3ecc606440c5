"""contact and defer by command line, and the parts of the due list."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.domain.contact import About, Reply
from app.domain.duties import Why
from tests.conftest import TODAY
from ui.cli import main

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text("utf-8")
Ask = Callable[..., Any]


@pytest.fixture
def ask(tmp_path: Path, demo_office: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Run a command on a sample office; return its JSON, or the sentence of a refusal."""
    folder = shutil.copytree(demo_office, tmp_path / "data")

    def run(*args: str, ends: int = 0) -> Any:
        with pytest.raises(SystemExit) as end:
            main(["--data", str(folder), "--today", TODAY.isoformat(), "--format", "json", *args])
        said = capsys.readouterr()
        assert (end.value.code or 0) == ends, said.err
        return said.err if ends else json.loads(said.out)

    return run


def rows(ask: Ask, *args: str) -> list[dict[str, Any]]:
    return list(ask("due", *args)["rows"])


def test_the_parts_of_the_list(ask: Ask, tmp_path: Path) -> None:
    every = rows(ask)
    assert rows(ask, "--overdue") == [r for r in every if r["days_left"] is not None and r["days_left"] < 0]
    department = every[0]["department"]
    assert rows(ask, "--department", department) == [r for r in every if r["department"] == department]
    assert rows(ask, "--hidden") == []


def test_a_line_is_moved_hidden_and_fetched_back(ask: Ask, tmp_path: Path) -> None:
    line = rows(ask, "--kind", "return")[0]
    reason = ("--reason", "入院中のため")
    done = ask("defer", line["key"], "--kind", "return", "--due", "2026-12-20", *reason)
    assert done == {
        "key": line["key"],
        "kind": "return",
        "due_on": "2026-12-20",
        "hidden_until": None,
        "sentence": "1件の期日を R8.12.20 に変えました。",
    }
    (moved,) = [r for r in rows(ask, "--kind", "return") if r["key"] == line["key"]]
    assert (moved["due_on"], moved["moved_from"]) == ("2026-12-20", line["due_on"])
    assert "入院中のため" in moved["reason"]

    ask("defer", line["key"], "--kind", "return", "--hide-until", "2027-01-15", *reason)
    assert line["key"] not in {r["key"] for r in rows(ask, "--kind", "return")}
    file = tmp_path / "hidden.csv"
    (hidden,) = rows(ask, "--hidden", "--out", str(file))
    assert hidden["hidden_until"] == "2027-01-15"
    assert hidden["reason"].startswith("R9.1.15 まで休止(入院中のため)。")
    assert "まで休止" in file.read_text("utf-8-sig")

    ask("defer", line["key"], "--kind", "return", "--clear", "--reason", "退院した")
    assert line in rows(ask, "--kind", "return")
    ask("undo")
    assert rows(ask, "--hidden") == [hidden]


def test_an_issue_number_means_that_sheet(ask: Ask) -> None:
    line = next(r for r in rows(ask, "--kind", "hand_out") if r["issue"])
    ask("defer", line["issue"], "--kind", "hand_out", "--due", "2026-12-20", "--reason", "出張中")
    assert [r["issue"] for r in rows(ask) if r["moved_from"]] == [line["issue"]]


def test_wrong_use_and_refusals(ask: Ask) -> None:
    line = rows(ask, "--kind", "hand_out")[0]
    key = ("defer", line["key"], "--kind", "hand_out")
    ask(*key, "--reason", "出張中", ends=2)
    ask(*key, "--due", "2026-12-20", "--clear", "--reason", "出張中", ends=2)
    assert "期限一覧にありません" in ask(
        "defer", line["key"], "--kind", "forward", "--due", "2026-12-20", "--reason", "出張中", ends=1
    )
    assert "理由" in ask(*key, "--due", "2026-12-20", "--reason", " ", ends=1)


def test_a_reply_is_logged_and_respected(ask: Ask) -> None:
    line = rows(ask, "--kind", "register")[0]
    said = ask("contact", line["key"], "--means", "phone", "--reply", "declined", "--on", "2026-11-20")
    assert "登録の声かけをしない" in said["sentence"]
    assert ask("show", line["key"])["enrolment"] == "declined"
    assert line["key"] not in {r["key"] for r in rows(ask, "--kind", "register")}
    refused = ask(
        "contact", line["key"], "--means", "phone", "--about", "return", "--reply", "declined", ends=1
    )
    assert "登録の案内" in refused


@pytest.mark.parametrize(("title", "values"), [("`about`", About), ("`reply`", Reply), ("`why`", Why)])
def test_every_word_is_on_the_page(title: str, values: type) -> None:
    words = PAGE.split("Words used as values")[1]
    (line,) = re.findall(rf"^\* {re.escape(title)}[^:]*: ((?:.|\n  )*)", words, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", line)) == {str(value) for value in values}  # type: ignore[attr-defined]


def test_the_page_promises_the_fields_of_a_line_and_of_a_decision(ask: Ask) -> None:
    line = rows(ask)[0]
    (promised,) = re.findall(
        r"\*\*due\*\* `\{\"rows\": \[\{([^}]*)\}\], left_out, shipments, open_runs\}`", PAGE
    )
    assert list(line) == [name.strip() for name in promised.split(",")]
    assert "**defer** `{key, kind, due_on, hidden_until, sentence}`" in PAGE


def test_the_list_stands_in_parts_and_tells_what_became_of_it(ask: Ask) -> None:
    """due: today, week, waiting; --since: what is done since then, by whom."""
    rows = ask("due")["rows"]
    parts = [row["section"] for row in rows]
    assert parts == sorted(parts, key=["today", "week", "waiting"].index)
    assert set(parts) == {"today", "week", "waiting"}
    first = next(row for row in rows if row["action"] == "hand_out")
    ask("contact", first["key"], "--means", "phone", "--reply", "promised")
    again = next(row for row in ask("due")["rows"] if row["issue"] == first["issue"])
    assert (again["contacted_on"], again["contact_means"]) == (TODAY.isoformat(), "phone")
    ask("hand-out", first["issue"])
    told = ask("due", "--since", TODAY.isoformat())
    mine = {row["what"] for row in told["rows"] if row["key"] == first["key"]}
    assert mine >= {"done", "answered"}
    assert told["by"][0]["steps"] >= 2
    assert "--since は --office" in ask("due", "--since", "2026-11-20", "--overdue", ends=2)
