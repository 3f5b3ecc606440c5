"""What the program says on consoles and pipes of every kind, and when it has no console at all."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import TODAY
from ui.bootstrap import create_sample_office

SURROUNDINGS = [
    {"PYTHONIOENCODING": "cp932"},
    {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "C.UTF-8"},
    {"LC_ALL": "ja_JP.UTF-8"},
    {"PYTHONIOENCODING": "ascii"},
]
# A mistake of ours that holds a name, as the value of an exception would.
BROKEN = """
from ui.cli import desk, main
def broken(self, data, text):
    raise ValueError("髙橋 見本")
desk.Desk.show = broken
main(["--data", {folder!r}, "members"])
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample office, only read."""
    made = tmp_path_factory.mktemp("consoles") / "data"
    create_sample_office(made, today=TODAY)
    return made


def surroundings(given: dict[str, str]) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("LANG", "LC_", "PYTHON"))
    }
    return kept | given


def piped(folder: Path, *arguments: str, given: dict[str, str]) -> bytes:
    command = [sys.executable, "-m", "ui.cli", "--data", str(folder), *arguments]
    done = subprocess.run(command, env=surroundings(given), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def in_console(folder: Path, *arguments: str, given: dict[str, str]) -> bytes:
    """Return what a command writes to a terminal."""
    command = [sys.executable, "-m", "ui.cli", "--data", str(folder), *arguments]
    here, there = pty.openpty()
    with subprocess.Popen(command, env=surroundings(given), stdin=there, stdout=there, stderr=there):
        os.close(there)
        said = b""
        while True:
            try:
                said += (part := os.read(here, 4096))
            except OSError:  # Linux says so when the other end is closed
                break
            if not part:
                break
    os.close(here)
    return said


@pytest.mark.parametrize("given", SURROUNDINGS, ids=lambda given: "-".join(given.values()))
def test_json_is_utf8_whatever_the_console_speaks(folder, given):
    for said in (
        piped(folder, "--format", "json", "members", given=given),
        in_console(folder, "--format", "json", "members", given=given),
    ):
        names = [row["name"] for row in json.loads(said.decode("utf-8"))["rows"]]
        assert any("𠮷田" in name for name in names)
        assert any("葛\U000e0100西" in name for name in names)


@pytest.mark.parametrize("given", SURROUNDINGS, ids=lambda given: "-".join(given.values()))
def test_text_in_a_pipe_is_utf8(folder, given):
    said = piped(folder, "members", given=given).decode("utf-8")
    assert "𠮷田" in said
    assert "葛\U000e0100西" in said


def test_a_console_that_lacks_a_character_names_it(folder):
    given = {"PYTHONIOENCODING": "cp932"}
    said = in_console(folder, "members", "--search", "ヨシダ", given=given).decode("cp932")
    assert "〔U+20BB7〕田" in said
    assert "\\U" not in said
    said = in_console(folder, "members", "--search", "カサイ", given=given).decode("cp932")
    assert "葛〔U+E0100〕西" in said


def test_our_own_signs_have_other_words_there(folder):
    code = "from ui.cli.streams import prepare; prepare(); print('✓ あった › ‹ 3–4 ⏎')"
    command = [sys.executable, "-c", code]
    for encoding, wanted in (("cp932", "√ あった > < 3-4 Enter"), ("ascii", "v [U+3042][U+3063][U+305F] >")):
        here, there = pty.openpty()
        given = surroundings({"PYTHONIOENCODING": encoding})
        subprocess.run(command, env=given, stdin=there, stdout=there, stderr=there, check=True)
        os.close(there)
        said = os.read(here, 4096).decode(encoding)
        os.close(here)
        assert said.startswith(wanted)


def test_a_mistake_of_ours_shows_its_place_and_no_value(folder, tmp_path):
    given = {"XDG_STATE_HOME": str(tmp_path)}
    command = [sys.executable, "-c", BROKEN.format(folder=str(folder))]
    done = subprocess.run(command, env=surroundings(given), capture_output=True, check=False)
    said, log = done.stderr.decode("utf-8"), tmp_path / "shikaku-desk/log/crash.log"
    assert done.returncode == 3
    assert said.startswith("プログラムの誤りで")
    assert str(log) in said
    for told in (said, log.read_text("utf-8")):
        assert "ValueError" in told
        assert "broken" in told
        assert "髙橋" not in told
        assert "Traceback" not in told


def test_a_log_that_cannot_be_written_is_no_second_accident(folder, tmp_path):
    (tmp_path / "shikaku-desk").write_text("in the way")
    command = [sys.executable, "-c", BROKEN.format(folder=str(folder))]
    given = surroundings({"XDG_STATE_HOME": str(tmp_path)})
    done = subprocess.run(command, env=given, capture_output=True, check=False)
    assert done.returncode == 3
    assert done.stderr.decode("utf-8").startswith("プログラムの誤りで")
    assert b"Traceback" not in done.stderr


# Started from a menu, Python has no streams; a box is closed as soon as it stands there.
WITHOUT_CONSOLE = """
import sys
sys.stdout = sys.stderr = None
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from ui.window.application import application
app = application([])
seen = Path({seen!r})
def look():
    box = app.activeModalWidget()
    if isinstance(box, QMessageBox):
        seen.write_text(box.text(), "utf-8")
        box.close()
timer = QTimer()
timer.timeout.connect(look)
timer.start(0)
from ui.cli import main
main({arguments!r})
"""


@pytest.mark.parametrize(
    ("arguments", "status", "wanted"),
    [
        (["verify"], 1, "にデータがありません"),
        (["no-such-command"], 2, "no-such-command というコマンドはありません。"),
        (["--today", "2026-13-01", "due"], 2, "2026-13-01"),
    ],
)
def test_without_a_console_a_box_says_it(tmp_path, arguments, status, wanted):
    seen = tmp_path / "seen.txt"
    code = WITHOUT_CONSOLE.format(seen=str(seen), arguments=["--data", str(tmp_path / "none"), *arguments])
    done = subprocess.run(
        [sys.executable, "-c", code], env=surroundings({}), capture_output=True, check=False
    )
    assert done.returncode == status, done.stderr
    assert wanted in seen.read_text("utf-8")


def test_without_a_screen_the_window_says_so(tmp_path):
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    kept = {name: value for name, value in surroundings({}).items() if name not in screens}
    command = [sys.executable, "-m", "ui.cli", "--data", str(tmp_path / "new")]
    done = subprocess.run(command, env=kept, capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stderr.decode("utf-8").startswith("画面がないので")
    assert not (tmp_path / "new").exists()
