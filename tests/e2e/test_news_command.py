"""A newer version is learned of from a file; a file of ours alone on the line opens the window."""

import json
from datetime import date
from pathlib import Path

import pytest

from app import __version__
from app.errors import BadValue
from app.usecases.settings.newest_version import Notice, read_notice
from ui.cli.entry import main, window_asked

NEXT = f"{int(__version__.partition('.')[0]) + 1}.0.0"


def test_a_notice_tells_of_a_newer_version(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "notice.toml"
    file.write_text(f'newest_version = "{NEXT}"\nchanges = ["見本の変更", 5]\n', "utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["--format", "json", "news", str(file)])
    said = json.loads(capsys.readouterr().out)
    assert (ended.value.code, said["newest"], said["is_newer"], said["changes"]) == (
        0,
        NEXT,
        True,
        ["見本の変更"],
    )
    assert NEXT in said["sentence"]


@pytest.mark.parametrize(
    "told", [b"\xff", b"= 1", b"changes = []", b'newest_version = "soon"', b"newest_version = 2"]
)
def test_what_is_no_notice_is_refused(told: bytes) -> None:
    with pytest.raises(BadValue, match="知らせ"):
        read_notice(told)


def test_the_same_or_an_older_version_is_no_news() -> None:
    assert not Notice(__version__).is_newer
    assert "より古くありません" in Notice("0.0.1").sentence
    assert not Notice("").is_newer


@pytest.mark.parametrize(
    "name", ["控え.shikaku-backup", "控え.ZIP", "支店.shikaku-parcel", "発行データ-1.shikaku-batch"]
)
def test_a_double_clicked_file_opens_the_window(name: str) -> None:
    asked = window_asked([name])
    assert asked is not None
    assert asked.opened == Path(name)


def test_nothing_else_on_the_line_is_a_double_click() -> None:
    for given in (["due"], ["restore", "控え.shikaku-backup"], ["--version"]):
        assert window_asked(given) is None


@pytest.mark.parametrize(
    ("line", "today"),
    [("", None), ("--data here", None), ("--today 2026-11-30 --data here", date(2026, 11, 30))],
)
def test_a_line_without_a_command_asks_for_the_window(line: str, today: date | None) -> None:
    asked = window_asked(line.split())
    assert asked is not None
    assert (asked.today, asked.opened) == (today, None)
    assert ("here" in line) is (asked.folder == Path("here"))


@pytest.mark.parametrize(
    "line",
    [
        *("--data", "--data a --data b", "--today 2026-11-31", "--today 30.11.2026", "--today 1026-11-30"),
        *("--data a --format json", "--data a due", "--self-test", "--data a --today"),
    ],
)
def test_what_else_is_written_is_read_by_the_commands(line: str) -> None:
    assert window_asked(line.split()) is None
