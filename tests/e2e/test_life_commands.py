"""The events of a life on the command line: --dry-run stores nothing and says what the command then does."""

import json
import shutil
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from app.usecases.settings.sample_office import sample_list
from tests.conftest import TODAY
from tests.e2e.test_json_promise import fields, promised
from ui.cli import main


@pytest.fixture
def ask(tmp_path, listed_office, capsys):
    """Run a command in a data folder with the sample list; JSON, or the refusal."""
    shutil.copytree(listed_office, tmp_path, dirs_exist_ok=True)

    def run(*args: str, refused: bool = False) -> Any:
        with pytest.raises(SystemExit) as end:
            main(["--data", str(tmp_path / "data"), "--today", TODAY.isoformat(), "--format", "json", *args])
        said = capsys.readouterr()
        assert bool(end.value.code) is refused, said.err
        return said.err.strip() if refused else json.loads(said.out)

    return run


@pytest.fixture
def head(ask) -> str:
    """The employee of a household with dependants; the employee's paper is out."""
    rows = ask("members")["rows"]
    homes = [row["key"].rpartition("-")[0] for row in rows if row["disqualified_on"] is None]
    key = next(
        row["key"]
        for row in rows
        if row["kind"] == "insured"
        and row["enrolment"] == "not_registered"
        and homes.count(row["key"].rpartition("-")[0]) > 2
    )
    return str(key)


@pytest.fixture
def people(ask, head: str) -> dict[str, str]:
    """That employee, a child of theirs, and somebody else who is insured."""
    rows = [row for row in ask("members")["rows"] if row["disqualified_on"] is None]
    home = head.rpartition("-")[0]
    child = next(r["key"] for r in rows if r["kind"] == "dependant" and r["key"].startswith(home))
    other = next(r["key"] for r in rows if r["kind"] == "insured" and not r["key"].startswith(home))
    return {"key": head, "child": child, "other": other}


COMMANDS = (
    ("rename", ("{key}", "--name", "架空\u3000新")),
    ("add-dependant", ("{key}", "--branch", "09", "--name", "架空\u3000子", "--relationship", "子",
                       "--born", "2026-11-01", "--since", "2026-11-01")),
    ("change-insured", ("{child}", "--to", "{other}", "--since", "2026-11-21", "--branch", "09")),
    ("move", ("{key}", "--office", "2003", "--department", "研究課", "--symbol", "2003", "--number", "955")),
    ("rehire", ("{key}", "--since", "2026-11-21", "--number", "990")),
    ("stage", ("{key}", "--to", "registered")),
    ("card-expires", ("{key}", "--on", "2027-03-31")),
    ("leave", ("{key}", "--retired", "2026-12-31")),
)  # fmt: skip


@pytest.mark.parametrize(("command", "args"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_a_dry_run_stores_nothing_and_foretells_the_command(ask, people, command, args):
    head, given = people["key"], [arg.format(**people) for arg in args]
    before, members = ask("show", head), ask("members")
    foretold = ask(command, *given, "--dry-run")
    assert foretold["dry_run"] is True
    assert "記録していません" in foretold["sentence"]
    assert (ask("show", head), ask("members")) == (before, members)
    done = ask(command, *given)
    assert done["dry_run"] is False
    counts = ("returns", "prints", "spoiled")
    assert [done[name] for name in counts] == [foretold[name] for name in counts]
    fields(done, promised(command), command)
    assert ask("members") != members or command == "card-expires"
    ask("undo")
    assert ask("members") == members


def test_a_leaver_with_the_slip_and_a_paper_that_cannot_be_found(ask, head, tmp_path: Path):
    pages = tmp_path / "a.pdf"
    ask("print", "--member", head, "--pdf", str(pages))
    ask("confirm", "1")
    ask("hand-out", head)
    slip = tmp_path / "slip.pdf"
    args = (
        "--retired",
        "2026-12-31",
        "--last-office-day",
        "2026-12-12",
        "--missing",
        head,
        "--slip",
        str(slip),
    )
    assert ask("leave", head, *args, "--dry-run")["returns"] >= 0
    assert not slip.exists()
    done = ask("leave", head, *args)
    assert done["return_by"] == "2027-01-05"
    assert ask("show", head)["certificates"][0]["status"] == "lost"
    text = pypdfium2.PdfDocument(slip)[0].get_textpage().get_text_bounded().replace(" ", "")
    for part in ("令和8年12月12日", "令和9年1月5日", "手渡し", "紛失"):
        assert part in text
    assert "最終出社日 R8.12.12" in ask("undo")["label"]


def test_a_damaged_sheet(ask, head, tmp_path: Path):
    ask("print", "--member", head, "--pdf", str(tmp_path / "a.pdf"))
    ask("confirm", "1")
    ask("hand-out", head)
    assert ask("damage", head, "--reason", "水濡れ", "--dry-run")["returns"] == 1
    done = ask("damage", head, "--reason", "水濡れ")
    fields(done, promised("damage"), "damage")
    assert ask("show", head)["certificates"][0]["status"] == "superseded"


def test_a_new_copay(ask):
    key = next(row["key"] for row in ask("members")["rows"] if "-303-00" in row["key"])
    done = ask("copay", key, "--rate", "3", "--since", "2026-12-01")
    fields(done, promised("copay"), "copay")
    assert ask("show", key)["copay_rate"] == 3


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("rename", "{key}", "--name", " "), "氏名"),
        (("move", "{key}", "--office", "どこか"), "見つかりません"),
        (("rehire", "{key}", "--since", "2000-01-01"), "より後では"),
        (("card-expires", "{key}"), "どちらか"),
        (("leave", "{key}", "--retired", "2026-12-31", "--last-office-day", "2027-01-01"), "最終出社日"),
        (("stage", "{key}", "--to", "released"), "登録済みではありません"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(ask, head, args, words):
    assert words in ask(*(arg.format(key=head) for arg in args), refused=True)


def test_what_a_list_would_do_to_the_papers_stands_in_the_dry_run(ask, head, tmp_path: Path):
    ask("print", "--member", head, "--pdf", str(tmp_path / "a.pdf"))
    ask("confirm", "1")
    ask("hand-out", head)
    name = ask("show", head)["name"]
    start = head.replace("-", ",")
    lines = sample_list(TODAY).decode("utf-8-sig").splitlines()
    changed = [line.replace(name, "架空\u3000新姓") if f",{start}," in line else line for line in lines]
    (tmp_path / "new.csv").write_text("\n".join(changed), "utf-8")
    told = ask("import", str(tmp_path / "new.csv"), "--as-of", "2026-11-23", "--dry-run")
    assert any("古い証1枚を回収します" in note for note in told["notes"])


def test_a_loss_that_dates_back_is_due_from_the_day_it_was_known(ask, head, tmp_path: Path):
    ask("print", "--member", head, "--pdf", str(tmp_path / "a.pdf"))
    ask("confirm", "1")
    ask("hand-out", head, "--anyway")
    told = ask("leave", head, "--retired", "2026-08-31", "--known-on", "2026-11-10", "--dry-run")
    assert (told["known_on"], told["return_by"]) == ("2026-11-10", "2026-11-15")
    assert "分かった日が今日より先" in ask(
        "leave", head, "--retired", "2026-08-31", "--known-on", "2027-01-01", refused=True
    )
    done = ask("leave", head, "--retired", "2026-08-31")
    assert (done["known_on"], done["return_by"]) == (TODAY.isoformat(), "2026-11-28")
    (row,) = [row for row in ask("due", "--kind", "return")["rows"] if row["key"] == head]
    assert (row["due_on"], row["days_left"]) == ("2026-11-28", 5)
    assert row["reason"] == "資格喪失 R8.9.1(退職)。R8.11.23 に判明"


def test_a_card_that_was_issued_is_kept_until_the_next_one(ask):
    rows = ask("elderly")["rows"]
    who = next(row["key"] for row in rows if row["born_on"] > "1953-01-01")
    assert "有効期限を確かめて" in ask("elderly", "issued", who, "--expires", "2040-01-01", refused=True)
    done = ask("elderly", "issued", who, "--issued", "2025-12-01", "--expires", "2026-11-30")
    fields(done, promised("elderly issued"), "elderly issued")
    (row,) = [row for row in ask("elderly")["rows"] if row["key"] == who]
    assert row["outcome"] == "in_use"
    assert ask("rule", who, "--paper", "elderly_card")["verdict"] == "keep"
    (renewal,) = [row for row in ask("due", "--kind", "renew")["rows"] if row["key"] == who]
    assert (renewal["why"], renewal["due_on"]) == ("card_renews", "2026-11-30")
    ask("elderly", "issued", who, "--issued", "2026-11-01", "--expires", "2027-11-30")
    assert [row["why"] for row in ask("due", "--kind", "renew")["rows"] if row["key"] == who] == []
    assert ask("show", who)["elderly_card_expires_on"] == "2027-11-30"
