"""Backups from the command line: what stands, what is decided, and what is made without being asked."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from db.folder.sqlcipher import SqlCipherConnection
from db.keys.keys_file import read_keys
from ui.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(empty_office: Path, tmp_path: Path) -> Path:
    place = tmp_path / "data"
    shutil.copytree(empty_office, place)
    return place


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def running(*args: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["--data", str(folder), "--today", "2026-11-23", *args])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return running


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "USB"
    place.mkdir()
    return place


def standing(run: Run, *args: str) -> dict[str, Any]:
    code, out, _ = run("--format", "json", "backups", *args)
    assert code == 0, out
    found: dict[str, Any] = json.loads(out)
    return found


def a_step(run: Run) -> tuple[int, str, str]:
    return run("society", "set", "--name", f"架空健保{datetime.now(UTC):%f}")


def as_of_last_week(folder: Path) -> None:
    """The folder as if it had been made in another week."""
    key = read_keys(folder).sample_key
    assert key is not None
    connection = SqlCipherConnection(folder / "shikaku.db", key)
    week_ago = datetime.now(UTC) - timedelta(days=7)
    connection.rows("UPDATE operation SET entered_at = ? WHERE id = 1", (week_ago.isoformat(),))
    connection.close()
    (folder / "newest-entry.txt").unlink()


def test_how_they_stand_and_what_is_decided(run: Run, folder: Path, stick: Path) -> None:
    found = standing(run)
    assert (found["rows"], found["last_at"], found["is_behind"], found["worries"]) == ([], None, True, [])
    assert found["keep"] == {"days": 10, "weeks": 5, "months": 12, "years": 2}
    found = standing(run, "--keep", "3,2,1,0", "--place", str(stick))
    assert found["keep"] == {"days": 3, "weeks": 2, "months": 1, "years": 0}
    assert found["place"] == str(stick)
    assert run("backup")[0] == 0
    found = standing(run, "--try")
    assert [row["is_elsewhere"] for row in found["rows"]] == [False, True]
    assert found["trial"]["problem"] is None
    assert found["trial"]["at"] is not None
    _, out, _ = run("backups")
    assert "2つ目の場所" in out
    assert out.splitlines()[-1] == "2個"
    assert standing(run, "--no-place")["place"] is None


@pytest.mark.parametrize("keep", ["10", "a,b,c,d", "0,1,1,1", "1,1,1,100", "1,1,1,1,1"])
def test_numbers_that_cannot_be_meant(run: Run, keep: str) -> None:
    code, _, err = run("backups", "--keep", keep)
    assert code == 1
    assert "残す数" in err


def test_only_if_needed(run: Run) -> None:
    assert run("backup", "--if-needed")[0] == 0
    code, out, _ = run("backup", "--if-needed")
    assert (code, out.strip()) == (0, "前のバックアップのあと、記録は増えていません。作りませんでした。")
    assert a_step(run)[0] == 0
    assert "バックアップを作りました" in run("backup", "--if-needed")[1]


def test_a_stick_that_is_away_is_told_and_no_failure_a_refusal_is_one(run: Run, stick: Path) -> None:
    standing(run, "--place", str(stick))
    shutil.rmtree(stick)
    code, out, err = run("backup")
    assert code == 0
    assert "バックアップを作りました" in out
    assert "つながっていません" in err
    stick.mkdir()
    code, _, err = run("backup", "--if-needed")
    assert code == 1
    assert "前に決めた2つ目の場所ではない" in err


def test_a_step_after_a_day_without_backup_makes_one_and_no_reading_does(run: Run, folder: Path) -> None:
    as_of_last_week(folder)
    assert run("due")[2] == ""
    code, _, err = a_step(run)
    assert code == 0
    assert err.strip() == "前のバックアップから1日以上たったので、バックアップしました。"
    assert a_step(run)[2] == ""
    assert len(standing(run)["rows"]) == 1


def test_a_backup_that_fails_does_not_undo_what_the_command_did(run: Run, folder: Path) -> None:
    as_of_last_week(folder)
    (folder / "backups").write_bytes(b"of somebody else")
    code, out, err = a_step(run)
    assert (code, "書き込めません" in err) == (0, True), out


def test_what_going_back_would_change_is_told_without_doing_it(run: Run) -> None:
    code, out, _ = run("--format", "json", "backup")
    file = json.loads(out)["file"]
    assert a_step(run)[0] == 0
    code, out, _ = run("--format", "json", "restore", file, "--dry-run")
    found = json.loads(out)
    assert (code, found["dry_run"], found["lost_in_all"], found["more"]) == (0, True, 1, 0)
    assert found["lost"][0]["label"] == "健保の情報の変更"
    code, out, _ = run("restore", file, "--dry-run")
    assert out.splitlines()[-2] == "消える操作 1件"
    assert len(standing(run)["rows"]) == 1
