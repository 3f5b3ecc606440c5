"""The commands of the desk: a household, an exchange, a wrong person, a paper that cannot be had."""

import json
import shutil
from typing import Any

import pytest

from tests.conftest import TODAY
from tests.e2e.test_json_promise import fields, promised
from ui.cli import main


@pytest.fixture
def ask(tmp_path, listed_office, capsys):
    """Run a command in a data folder with the sample list; JSON, or the refusal."""
    shutil.copytree(listed_office, tmp_path, dirs_exist_ok=True)

    def run(*args: str, refused: bool = False, usage: bool = False) -> Any:
        with pytest.raises(SystemExit) as end:
            main(["--data", str(tmp_path / "data"), "--today", TODAY.isoformat(), "--format", "json", *args])
        said = capsys.readouterr()
        assert end.value.code in ((2,) if usage else (1,) if refused else (0, None)), said.err
        return said.err.strip() if refused or usage else json.loads(said.out)

    return run


@pytest.fixture
def home(ask, tmp_path) -> list[dict[str, Any]]:
    """The papers of one household of three or more, printed and in the drawer: issue and key."""
    due = {row["key"] for row in ask("due", "--kind", "print")["rows"] if row["action"] == "print"}
    by_home: dict[str, list[str]] = {}
    for key in sorted(due):
        by_home.setdefault(key.rpartition("-")[0], []).append(key)
    keys = max(by_home.values(), key=len)
    assert len(keys) >= 2
    members = [part for key in keys for part in ("--member", key)]
    sheets = ask("print", *members, "--pdf", str(tmp_path / "a.pdf"))["sheets"]
    ask("confirm", "1")
    return sorted(sheets, key=lambda sheet: sheet["key"])


def status(ask, issue: str) -> str:
    sheets = ask("show", issue)["certificates"]
    return next(sheet["status"] for sheet in sheets if sheet["issue_number"] == issue)


def dry(ask, command: str, *args: str) -> Any:
    """Foretell, check that nothing was stored, then do it; both keep the promise of the page."""
    before = ask("due")
    foretold = ask(command, *args, "--dry-run")
    assert foretold["dry_run"] is True
    assert "記録していません" in foretold["sentence"]
    assert ask("due") == before
    done = ask(command, *args)
    assert done["dry_run"] is False
    assert foretold.get("rows") == done.get("rows")
    assert set(promised(command)) == set(done) == set(foretold)
    return done


def test_a_household_is_handed_over_and_taken_back(ask, home):
    first, *others = home
    done = dry(ask, "hand-over", first["key"], "--missing", f"{others[0]['issue']}=forgotten",
               "--follow-up", "2026-12-03", "--no-receipt")  # fmt: skip
    fields(done, promised("hand-over"), "hand-over")
    assert {row["status"] for row in done["rows"]} == {"handed_out"}
    assert len(done["rows"]) == len(home) - 1
    assert [(m["issue"], m["cause"], m["follow_up_on"]) for m in done["missing"]] == [
        (others[0]["issue"], "forgotten", "2026-12-03")
    ]
    (row,) = [r for r in ask("due", "--kind", "hand_out")["rows"] if r["issue"] == others[0]["issue"]]
    assert row["due_on"] == "2026-12-03"
    assert status(ask, others[0]["issue"]) == "ready"

    ask("leave", first["key"], "--retired", TODAY.isoformat())
    back = dry(ask, "take-back", first["issue"], "--missing", others[-1]["issue"]) if len(home) > 2 else None
    if back is not None:
        fields(back, promised("take-back"), "take-back")
        assert [m["cause"] for m in back["missing"]] == ["forgotten"]
    else:
        ask("take-back", first["issue"])
    assert status(ask, first["issue"]) == "collected"
    ask("undo")
    assert status(ask, first["issue"]) == "handed_out"


def test_the_rest_is_handed_out_where_some_may_not_be(ask, home):
    """A dependant who lost cover does not hold up the others, and is told of with everybody else."""
    *others, last = home
    ask("leave", last["key"], "--cause", "death", "--retired", "2026-11-01")
    issues = [sheet["issue"] for sheet in home]
    assert "渡さずに回収してください" in ask("hand-out", *issues, refused=True)
    assert {status(ask, issue) for issue in issues} == {"ready"}
    done = ask("hand-out", *issues, "--rest")
    assert done["sentence"].startswith(f"{len(others)}枚を配付しました。1枚はそのままです。")
    assert {row["issue"]: row["status"] for row in done["rows"]} == {
        **{sheet["issue"]: "handed_out" for sheet in others},
        last["issue"]: "ready",
    }


def test_an_exchange(ask, home, tmp_path):
    head = home[0]
    ask("hand-over", head["key"])
    ask("rename", head["key"], "--name", "架空\u3000新")
    members = [part for sheet in home for part in ("--member", sheet["key"])]
    news = ask("print", *members, "--pdf", str(tmp_path / "b.pdf"))["sheets"]
    ask("confirm", "2")
    done = dry(ask, "exchange", *(sheet["issue"] for sheet in news))
    fields(done, promised("exchange"), "exchange")
    assert {row["issue"]: row["status"] for row in done["rows"]} == {
        **{sheet["issue"]: "collected" for sheet in home},
        **{sheet["issue"]: "handed_out" for sheet in news},
    }
    ask("undo")
    assert status(ask, head["issue"]) == "superseded"


def test_a_wrong_person_from_the_report_to_the_last_step(ask, home):
    head, other = home[0], next(
        row["key"] for row in ask("members")["rows"] if row["key"].rpartition("-")[0] not in home[0]["key"]
    )  # fmt: skip
    ask("hand-out", head["issue"])
    assert ask("misdelivery") == {"rows": []}
    done = dry(ask, "misdelivery", head["issue"], "--to", other, "--note", "受付で")
    assert status(ask, head["issue"]) == "handed_out"
    assert {row["status"] for row in done["rows"]} == {"handed_out"}
    listed = ask("misdelivery")
    (case,) = listed["rows"]
    assert (case["case"], case["steps_left"]) == (done["case"], ["recovered", "told", "reported"])
    assert set(case) == {
        "case", "issue", "key", "name", "status", "given_to", "given_on", "noticed_on", "recovered_on",
        "told_on", "reported_on", "steps_left", "note",
    }  # fmt: skip
    number = str(done["case"])
    assert "すでに記録" in ask("misdelivery", head["issue"], "--to", other, refused=True)
    for step in ("told", "recovered", "reported"):
        settled = dry(ask, "misdelivery", "--settle", number, step)
        assert settled["case"] == done["case"]
    assert "すべて済みました" in settled["sentence"]
    assert status(ask, head["issue"]) == "ready"
    assert ask("misdelivery") == {"rows": []}
    assert "記録してあります" in ask("misdelivery", "--settle", number, "told", refused=True)
    assert "番号を確かめて" in ask("misdelivery", "--settle", "99", "told", refused=True)
    ask("misdelivery", head["issue"], "--settle", number, "told", usage=True)


def test_a_paper_that_cannot_be_had_needs_an_attempt_or_a_reason(ask, home):
    issue = home[0]["issue"]
    ask("hand-out", issue)
    assert "連絡した日と方法" in ask("uncollectable", issue, "--reason", "転居", refused=True)
    assert "2026-11-20=phone" in ask("uncollectable", issue, "--attempt", "電話", refused=True)
    done = dry(ask, "uncollectable", issue, "--reason", "転居", "--attempt", "2026-11-20=phone",
               "--attempt", "2026-11-21=letter")  # fmt: skip
    fields(done, promised("uncollectable"), "uncollectable")
    assert status(ask, issue) == "uncollectable"
    assert [c["means"] for c in ask("show", issue)["contacts"]] == ["letter", "phone"]
    ask("undo")
    ask("uncollectable", issue, "--without-attempt", "死亡")
    (sheet,) = [c for c in ask("show", issue)["certificates"] if c["issue_number"] == issue]
    assert sheet["reason"] == "死亡"


def test_a_loss_with_the_police_report(ask, home):
    issue = home[0]["issue"]
    ask("hand-out", issue)
    ask("lost", issue, "--reason", "鞄ごと", "--police", "見本警察署 R8-123")
    (sheet,) = [c for c in ask("show", issue)["certificates"] if c["issue_number"] == issue]
    assert (sheet["status"], sheet["police_report"]) == ("lost", "見本警察署 R8-123")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("hand-over", "{key}", "--missing", "{issue}=whatever"), "not_arrived"),
        (("take-back", "{key}"), "その操作ができる証はありません"),
        (("exchange", "{issue}"), "受け取る古い証はありません"),
        (("misdelivery", "{issue}"), "だれに渡ったか"),
        (("misdelivery", "{issue}", "--to", "{key}"), "渡した相手が本人"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(ask, home, args, words):
    given = [arg.format(**home[0]) for arg in args]
    assert words in ask(*given, refused=True)
