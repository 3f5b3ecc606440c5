"""`shikaku form`: what can be made, and the paper."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.golden.papers import texts
from ui.cli import main


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
def ask(said: Callable[..., tuple[int, str, str]]) -> Callable[..., dict[str, Any]]:
    def run(*args: str) -> dict[str, Any]:
        status, out, err = said(*args, "--format", "json")
        assert status == 0, err
        found: dict[str, Any] = json.loads(out)
        return found

    return run


def held(ask, count):
    keys = [p["key"] for p in ask("members")["rows"] if p["certificate"] == "handed_out"][:count]
    return [(key, ask("show", key)["certificates"][-1]["issue_number"]) for key in keys]


def test_one_form_is_chosen_by_key_or_issue_number(ask, tmp_path):
    (first, issue), (second, other) = held(ask, 2)
    for number in (issue, other):
        ask("lost", number, "--reason", "置き忘れ")
    listed = ask("form", "loss")
    assert {first, issue, second, other} == {code for row in listed["rows"] for code in row["codes"]}
    assert (listed["forms"], listed["files"]) == (0, [])
    file = tmp_path / "loss.pdf"
    made = ask("form", "loss", first, "--pdf", str(file))
    assert (made["forms"], made["files"]) == (1, [str(file)])
    (page,) = texts(file.read_bytes())
    assert issue in page
    assert other not in page
    ask("form", "loss", other.lower(), "--pdf", str(file))
    assert other in texts(file.read_bytes())[0]


def test_all_of_a_kind_in_copies(ask, tmp_path):
    for _, issue in held(ask, 2):
        ask("lost", issue, "--reason", "置き忘れ")
    file = tmp_path / "all.pdf"
    assert ask("form", "loss", "--pdf", str(file), "--copies", "2")["forms"] == 2
    pages = texts(file.read_bytes())
    assert ["提出用" in page for page in pages] == [True, False, True, False]


def test_the_receipt_list_goes_into_a_spreadsheet(ask, tmp_path):
    file = tmp_path / "list.csv"
    made = ask("form", "receipt_list", "--out", str(file))
    with file.open(encoding="utf-8-sig", newline="") as lines:
        read = list(csv.reader(lines))
    headings = next(at for at, line in enumerate(read) if len(line) > 1)
    assert len(read[headings + 1 :]) == len(made["rows"])


def test_what_has_no_form_is_a_sentence(said, tmp_path):
    status, out, _ = said("form", "misdelivery", "--pdf", str(tmp_path / "none.pdf"))
    assert status == 0
    assert "誤交付の記録はありません" in out
    assert not (tmp_path / "none.pdf").exists()
    status, _, err = said("form", "receipt_list", "0K3F-7QX4")
    assert status == 1
    assert "「0K3F-7QX4」について作れる受領簿はありません" in err
    status, _, err = said("form", "return_receipt", "--out", str(tmp_path / "a.csv"))
    assert status == 1
    assert "PDFだけ" in err
    assert said("form", "nothing")[0] == 2


def test_the_receiver_stands_on_the_receipt(ask, tmp_path):
    file = tmp_path / "back.pdf"
    ask("form", "return_receipt", "--pdf", str(file), "--receiver", "受付花子")
    assert all(page.count("受付花子") == 2 for page in texts(file.read_bytes()))
