"""With --format json a refusal is an object too, on standard error; standard output stays empty."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TODAY
from tests.schema_check import wrong
from ui.cli import folders, main
from ui.cli.schemas import answers

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
        document = answers()
        assert list(wrong(told, document["$defs"]["error"], document)) == []
        error: dict[str, Any] = told["error"]
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


def test_the_schema_is_told_whole_or_of_one_command(capsys):
    def told(*names: str) -> dict[str, Any]:
        with pytest.raises(SystemExit) as end:
            main(["schema", *names, "--format", "json"])
        assert not end.value.code
        return json.loads(capsys.readouterr().out)

    assert told() == answers()
    assert told("rules", "show") == {**answers(), "$ref": "#/$defs/rules show"}


def test_a_command_without_an_answer_is_refused(fails):
    assert fails("schema", "nothing", "--format", "json")["kind"] == "refused"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"error": {"kind": "usage", "status": 2}}, [".error.sentence is missing"]),
        ({"error": {"kind": "usage", "status": True, "sentence": ""}}, [".error.status: True is no integer"]),
        ({"error": {}, "more": 1}, 4),
    ],
)
def test_what_is_wrong_is_found(value, said):
    document = answers()
    found = list(wrong(value, document["$defs"]["error"], document))
    assert (found if isinstance(said, list) else len(found)) == said
