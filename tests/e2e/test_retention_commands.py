"""Whose records are past their time: seen, removed, and named where they are still kept."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.db.purging.leavers import DONE, TODAY, office_in, traces
from ui.cli.entry import main

HEAD, CHILD = "2001-7654321-00", "2001-7654321-01"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return office_in(tmp_path_factory.mktemp("retention") / "data")


@pytest.fixture
def folder(office: Path, tmp_path: Path) -> Path:
    return shutil.copytree(office, tmp_path / "data")


def ask(folder: Path, capsys: pytest.CaptureFixture[str], *args: str, code: int = 0) -> Any:
    with pytest.raises(SystemExit) as ended:
        main(["--data", str(folder), "--today", TODAY.isoformat(), "--format", "json", *args])
    assert ended.value.code == code
    said = capsys.readouterr()
    return json.loads(said.out or said.err)


def test_who_is_past_the_time_and_what_keeps_others(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = ask(folder, capsys, "retention", "list")
    assert [(row["key"], row["completed_on"], row["over_on"]) for row in listed["rows"]] == [
        (CHILD, "2024-04-01", "2026-04-02"),
        (HEAD, DONE.isoformat(), "2026-04-11"),
    ]
    assert ask(folder, capsys, "retention", "list", "--all")["rows"] == listed["rows"]
    ask(folder, capsys, "retention", "years", "3")
    assert ask(folder, capsys, "retention", "list")["rows"] == []


def test_fewer_than_two_years_need_a_reason(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ask(folder, capsys, "retention", "years", "1", code=1)
    assert ask(folder, capsys, "retention", "years", "1", "--reason", "健保の指示")["years"] == 1


def test_a_dry_run_removes_nothing_and_names_what_stays(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for args in (("--dry-run", "--confirm", "2"), ()):
        shown = ask(folder, capsys, "retention", "purge", *args)
        assert [row["key"] for row in shown["rows"]] == [CHILD, HEAD]
        assert [(one["table"], one["column"]) for one in shown["mentions"]] == [("contact", "note")]
    assert len(ask(folder, capsys, "retention", "list")["rows"]) == 2


def test_only_the_number_that_was_shown_removes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "2名" in json.dumps(
        ask(folder, capsys, "retention", "purge", "--confirm", "3", code=1), ensure_ascii=False
    )
    done = ask(folder, capsys, "retention", "purge", "--confirm", "2")
    assert (done["people"], done["wiped"], len(done["mentions"])) == (2, True, 1)
    assert ask(folder, capsys, "verify")["ok"]
    told = [ask(folder, capsys, "members"), ask(folder, capsys, "history", "2001-102-00")]
    shown = json.dumps(told, ensure_ascii=False)
    assert traces(shown.encode()) == []


def test_a_child_that_is_kept_keeps_the_employee(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(folder, capsys, "retention", "purge", "--keep", CHILD)["rows"] == []
    assert ask(folder, capsys, "retention", "purge", "--keep", HEAD, "--confirm", "1")["people"] == 1


def test_backups_from_before_are_named_and_removed_only_after_a_new_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = Path(ask(folder, capsys, "backup")["file"]).rename(
        folder / "backups" / "shikaku-20261101-090000.zip"
    )
    assert ask(folder, capsys, "retention", "purge", "--confirm", "2")["backups"] == [str(old)]
    ask(folder, capsys, "retention", "backups", "--remove", code=1)
    ask(folder, capsys, "backup")
    assert ask(folder, capsys, "retention", "backups", "--remove")["backups"] == [str(old)]
    assert ask(folder, capsys, "retention", "backups")["backups"] == []
    assert not old.exists()
