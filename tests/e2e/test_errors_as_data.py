"""With --format json a refusal is an object too, on standard error; standard output stays empty."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TODAY
from ui.cli import folders, main

SECRET = "123456789018"


@pytest.fixture
def fails(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("SHIKAKU_PASSPHRASE", raising=False)

    def run(*args: str) -> dict[str, Any]:
        with pytest.raises(SystemExit) as end:
            main(["--data", str(tmp_path / "data"), "--today", TODAY.isoformat(), *args])
        said = capsys.readouterr()
        assert said.out == ""
        told = json.loads(said.err)
        assert set(told) == {"error"}
        error: dict[str, Any] = told["error"]
        assert set(error) == {"kind", "status", "sentence"}
        assert error["status"] == end.value.code
        return error

    return run


@pytest.mark.parametrize(
    "arguments",
    [
        ("no-such-command", "--format", "json"),
        ("--format=json", "due", "--kind", "nothing"),
        ("due", "--format", "json", "--on"),
        ("--format", "json", "hand-out"),
        ("--format", "json", "--today", "2026-13-01", "due"),
    ],
)
def test_wrong_usage(fails, arguments):
    error = fails(*arguments)
    assert (error["kind"], error["status"]) == ("usage", 2)
    assert "\n" not in error["sentence"]


def test_a_refusal_and_a_number_that_is_not_repeated(fails):
    assert fails("--format", "json", "verify")["kind"] == "refused"
    error = fails("--format", "json", f"--{SECRET}")
    assert error["kind"] == "usage"
    assert SECRET not in error["sentence"]


def test_a_disk_that_fails(fails, monkeypatch):
    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device", "data.db")

    monkeypatch.setattr(folders.demo, "callback", broken)
    error = fails("--format", "json", "demo")
    assert (error["kind"], error["status"]) == ("trouble", 1)


def test_a_mistake_of_ours(fails, monkeypatch, caplog):
    def broken(*_: object) -> None:
        raise ValueError("髙橋 見本")

    monkeypatch.setattr(folders.demo, "callback", broken)
    error = fails("--format", "json", "demo")
    assert (error["kind"], error["status"]) == ("mistake", 3)
    assert "髙橋" not in error["sentence"]
    caplog.clear()


def test_behind_two_dashes_nothing_is_an_option(tmp_path, capsys):
    with pytest.raises(SystemExit):
        main(["--data", str(tmp_path / "data"), "show", "--", "--format", "json"])
    assert not capsys.readouterr().err.startswith("{")
