"""A passphrase on the command line: from a file, standard input or a pipe; slowed down when it is wrong."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from db.keys import wrong_tries
from db.keys.wrong_tries import FREE_TRIES
from tests.conftest import TODAY
from ui.cli import main

WORDS = "夕立のあとの虹を見た"
WRONG = "まちがい12345"


class Shikaku:
    """Runs `shikaku` on one data folder and reads what it says."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def run(self, *args: str, folder: Path | None = None) -> tuple[int, str, str]:
        status = 0
        try:
            main(["--data", str(folder or self.folder), "--today", TODAY.isoformat(), *args])
        except SystemExit as end:
            status = int(end.code or 0)
        said = self._capsys.readouterr()
        assert "Traceback" not in said.err
        return status, said.out, said.err

    def refused(self, *args: str, folder: Path | None = None) -> str:
        status, out, err = self.run(*args, folder=folder)
        assert (status, out) == (1, "")
        assert err.count("\n") == 1
        return err


@pytest.fixture
def shikaku(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shikaku:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("SHIKAKU_PASSPHRASE", raising=False)
    return Shikaku(tmp_path / "data", capsys)


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A file as an editor on Windows writes it."""
    file = tmp_path / "words.txt"
    file.write_bytes(b"\xef\xbb\xbf" + WORDS.encode() + b"\r\nsecond line\r\n")
    return file


@pytest.fixture
def code(shikaku: Shikaku, words: Path) -> str:
    """A new folder; its recovery code."""
    status, out, err = shikaku.run("init", "--passphrase-file", str(words), "--format", "json")
    assert status == 0, err
    return str(json.loads(out)["recovery_code"])


def test_a_file_is_read_wherever_the_option_stands(shikaku: Shikaku, words: Path, code: str) -> None:
    assert shikaku.run("members", "--passphrase-file", str(words))[0] == 0
    assert shikaku.run("--passphrase-file", str(words), "members")[0] == 0
    assert shikaku.run(f"--passphrase-file={words}", "verify")[0] == 0
    assert shikaku.run("members", "--passphrase-file", str(words.with_name("none.txt")))[0] == 2


def test_standard_input_is_read(shikaku: Shikaku, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(WORDS.encode() + b"\n")))
    assert shikaku.run("members", "--passphrase-file", "-")[0] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows hands no descriptors to another program")
@pytest.mark.parametrize(
    "option",
    [lambda n: ("--passphrase-file", f"/dev/fd/{n}"), lambda n: ("--passphrase-fd", str(n))],
    ids=["named", "numbered"],
)
def test_a_descriptor_is_read_and_nothing_stands_in_the_environment(
    shikaku: Shikaku, code: str, option: Callable[[int], tuple[str, str]]
) -> None:
    inside, outside = os.pipe()
    os.write(outside, WORDS.encode())
    os.close(outside)
    args = ["--data", str(shikaku.folder), "members", *option(inside)]
    ended = subprocess.run(
        [sys.executable, "-m", "ui.cli", *args], pass_fds=[inside], capture_output=True, check=False
    )
    os.close(inside)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_a_descriptor_that_is_not_open_or_not_alone_is_wrong_usage(shikaku: Shikaku, words: Path) -> None:
    for given, wanted in (
        (("--passphrase-fd", "987"), "記述子 987 は開いていません。"),
        (("--passphrase-fd", "one"), "数"),
        (("--passphrase-fd", "0", "--passphrase-file", str(words)), "どちらか一方"),
    ):
        status, _, err = shikaku.run("members", *given)
        assert (status, wanted in err) == (2, True), err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\xff", "UTF-8 で保存し直してください"),
        (b"a" * 5000, "行が長すぎます"),
        (b"", "パスフレーズを入れてください"),
        (b"\r\n", "パスフレーズを入れてください"),
    ],
)
def test_a_file_that_holds_no_passphrase(
    shikaku: Shikaku, code: str, tmp_path: Path, content: bytes, said: str
) -> None:
    (tmp_path / "bad.txt").write_bytes(content)
    assert said in shikaku.refused("members", "--passphrase-file", str(tmp_path / "bad.txt"))


def test_without_any_the_ways_are_named(shikaku: Shikaku, code: str) -> None:
    said = shikaku.refused("members")
    assert "--passphrase-file" in said
    assert "SHIKAKU_PASSPHRASE" in said


def test_bytes_that_are_no_text_are_a_wrong_passphrase(
    shikaku: Shikaku, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHIKAKU_PASSPHRASE", "\udcff\udcfe12345678")
    assert "パスフレーズが違います" in shikaku.refused("members")


def test_a_weak_one_makes_no_folder(shikaku: Shikaku, monkeypatch: pytest.MonkeyPatch) -> None:
    for weak in ("12345678", "password", "aaaaaaaa", "        "):
        monkeypatch.setenv("SHIKAKU_PASSPHRASE", weak)
        assert "関係のない言葉を4つ" in shikaku.refused("init")
    assert not shikaku.folder.exists()


def test_the_recovery_code_opens_and_restores(
    shikaku: Shikaku, words: Path, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shikaku.run("backup", str(tmp_path / "copy.zip"), "--passphrase-file", str(words))[0] == 0
    (tmp_path / "code.txt").write_text(code.lower(), "utf-8")
    given = ("--passphrase-file", str(tmp_path / "code.txt"))
    assert shikaku.run("restore", str(tmp_path / "copy.zip"), *given, folder=tmp_path / "new")[0] == 0
    assert shikaku.run("verify", *given, folder=tmp_path / "new")[0] == 0
    monkeypatch.setenv("SHIKAKU_PASSPHRASE", code)
    assert shikaku.run("members")[0] == 0


def test_wrong_tries_wait_in_one_command_after_the_other(
    shikaku: Shikaku, words: Path, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [datetime(2026, 11, 23, tzinfo=UTC)]
    monkeypatch.setattr(wrong_tries, "now", lambda: clock[0])
    assert shikaku.run("backup", str(tmp_path / "copy.zip"), "--passphrase-file", str(words))[0] == 0
    monkeypatch.setenv("SHIKAKU_PASSPHRASE", WRONG)
    for _ in range(FREE_TRIES):
        assert "パスフレーズが違います" in shikaku.refused("members")
    assert "あと1秒待って" in shikaku.refused("members", "--passphrase-file", str(words))
    # Neither does another door, nor another folder, give another try.
    restored = shikaku.refused("restore", str(tmp_path / "copy.zip"), folder=tmp_path / "new")
    assert "あと1秒待って" in restored
    clock[0] += timedelta(seconds=1)
    assert shikaku.run("members", "--passphrase-file", str(words))[0] == 0
