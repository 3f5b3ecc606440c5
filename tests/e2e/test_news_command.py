"""A newer version is learned of from a file; a file of ours alone on the line opens the window."""

import json
from pathlib import Path

import pytest

from app import __version__
from app.errors import BadValue
from app.usecases.settings.newest_version import Notice, read_notice
from ui.cli.main import _double_clicked, main

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
    assert _double_clicked([name]) == Path(name)


def test_nothing_else_on_the_line_is_a_double_click() -> None:
    for given in ([], ["due"], ["restore", "控え.shikaku-backup"], ["--version"]):
        assert _double_clicked(given) is None
