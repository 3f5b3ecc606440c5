"""slip and language: whose slips, in which language, and that it is kept with the person."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.usecases.settings import sample_office
from tests.conftest import TODAY
from tests.golden.papers import texts
from ui.bootstrap import create_sample_folder, open_data_folder
from ui.cli import main

Ask = Callable[..., Any]


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Run a command on a sample office; return its JSON, or the sentence of a refusal."""
    folder = tmp_path / "data"
    create_sample_folder(folder)
    opened = open_data_folder(folder, None)
    with opened.transaction("見本の事業所", undoable=False) as tx:
        sample_office.fill(tx, today=TODAY)
    opened.close()

    def run(*args: str, ends: int = 0) -> Any:
        with pytest.raises(SystemExit) as end:
            main(["--data", str(folder), "--today", TODAY.isoformat(), "--format", "json", *args])
        said = capsys.readouterr()
        assert (end.value.code or 0) == ends, said.err
        return said.err if ends else json.loads(said.out)

    return run


def home(key: str) -> str:
    return key.rpartition("-")[0]


def test_the_language_kept_with_a_person_is_that_of_the_next_slips(ask: Ask, tmp_path: Path) -> None:
    row = ask("due", "--kind", "return")["rows"][0]
    employee = min(one["key"] for one in ask("members", "--search", home(row["key"]))["rows"])
    done = ask("language", employee, "--to", "vi")
    assert done["language"] == "vi"
    assert "「ベトナム語」にしました" in done["sentence"]
    assert "もう「ベトナム語」です" in ask("language", employee, "--to", "vi")["sentence"]
    paper = tmp_path / "return.pdf"
    made = ask("slip", "return", row["key"], "--pdf", str(paper))
    assert (made["kind"], made["slips"]) == ("return", 1)
    told = "".join(texts(paper.read_bytes()))
    assert "Xin trả lại Giấy xác nhận tư cách" in told
    assert "資格確認書のお返しのお願い" in told
    # For once in another one: what is kept stays.
    ask("slip", "guide", employee, "--pdf", str(tmp_path / "guide.pdf"), "--language", "en")
    assert "Questions: please ask" in "".join(texts((tmp_path / "guide.pdf").read_bytes()))


def test_without_a_key_everybody_of_the_due_list_gets_one_by_household(ask: Ask, tmp_path: Path) -> None:
    rows = ask("due", "--kind", "return")["rows"]
    made = ask("slip", "return", "--pdf", str(tmp_path / "all.pdf"))
    assert made["slips"] == len({home(row["key"]) for row in rows})
    everybody = ask("slip", "guide", "--pdf", str(tmp_path / "guides.pdf"))
    asked = ask("due", "--kind", "register")["rows"]
    assert everybody["slips"] == len({home(row["key"]) for row in asked})


def test_whose_papers_need_not_come_back_is_refused_by_number(ask: Ask, tmp_path: Path) -> None:
    due = {row["key"] for row in ask("due", "--kind", "return")["rows"]}
    other = next(row["key"] for row in ask("members")["rows"] if row["key"] not in due)
    refused = ask("slip", "return", other, "--pdf", str(tmp_path / "none.pdf"), ends=1)
    assert f"{other} にお返しいただく紙はありません" in refused
    assert not (tmp_path / "none.pdf").exists()


def test_the_slip_of_a_leaver_is_in_the_language_that_is_asked_for(ask: Ask, tmp_path: Path) -> None:
    key = next(row["key"] for row in ask("members")["rows"] if row["kind"] == "insured")
    paper = tmp_path / "leaver.pdf"
    ask("leave", key, "--retired", TODAY.isoformat(), "--slip", str(paper), "--language", "ja-easy")
    assert "会社をやめたあとの健康保険と、返す紙" in "".join(texts(paper.read_bytes()))
