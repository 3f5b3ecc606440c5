"""A real client of AT-SPI hears the window: each control by its name and role."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from app.usecases.settings import sample_office
from tests.conftest import TODAY
from tests.e2e.screen_reader import LAUNCHER
from ui.bootstrap import create_sample_folder, open_data_folder
from ui.pages import PAGES

ROOT = Path(__file__).parents[2]
NEEDED = ("Xvfb", "dbus-run-session", "gdbus")
CONTROLS = {
    "push button",
    "button",
    "toggle button",
    "check box",
    "radio button",
    "combo box",
    "text",
    "table",
    "list",
}

pytestmark = pytest.mark.skipif(
    not LAUNCHER.exists() or None in map(shutil.which, NEEDED), reason="at-spi2-core is not installed"
)


def test_a_screen_reader_hears_every_control_of_every_screen(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    create_sample_folder(folder)
    opened = open_data_folder(folder, None)
    with opened.transaction("見本の事業所", undoable=False) as tx:
        sample_office.fill(tx, today=TODAY)
    opened.close()
    # A socket's path is short.
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [
                "dbus-run-session",
                "--",
                sys.executable,
                "-m",
                "tests.e2e.screen_reader",
                folder,
                TODAY.isoformat(),
                home,
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
    assert done.returncode == 0, done.stderr
    heard = json.loads(done.stdout)
    assert "資格確認書デスク" in heard["title"]
    assert list(heard["told"]) == [page.name for page in PAGES]
    for page, told in heard["told"].items():
        controls = [(role, name) for role, name in told if role in CONTROLS]
        assert len(controls) > 15, page
        assert [one for one in controls if not one[1]] == [], page
