"""On a machine with hardly any fonts everything the README tells a newcomer to do works, without a box."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from installer import build
from tests.e2e.machine_rounds import own_words

SHARED = Path("/usr/share/fonts")
# What a machine may have: nothing, a bare Debian, one with IPA, a Japanese Windows, one with IPAmj, all.
MACHINES = {
    "none": (),
    "dejavu": ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    "ipaex": ("ipaexg.ttf", "ipaexm.ttf"),
    "biz": ("BIZUD*.ttf",),
    "ipamj": ("ipamjm.ttf",),
    "all": ("*.ttf",),
}


@pytest.fixture(scope="module")
def words() -> bytes:
    """Every character of the program's texts, which is the same on all machines."""
    return own_words().encode("utf-8")


@pytest.fixture(params=MACHINES)
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder that stands where the system keeps its shared files, with those fonts only."""
    shared = tmp_path / "share"
    (shared / "fonts").mkdir(parents=True)
    for pattern in MACHINES[request.param]:
        files = list(SHARED.rglob(pattern))
        if not files:
            pytest.skip(f"{pattern} is not installed (run.py test installs it on Debian)")
        for file in files:
            shutil.copy(file, shared / "fonts")
    return shared


def surroundings(shared: Path) -> dict[str, str]:
    """Only these fonts, for the program and for Qt."""
    settings = shared / "fonts.conf"
    settings.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{shared / 'fonts'}</dir><cachedir>{shared / 'cache'}</cachedir></fontconfig>"
    )
    own = {
        "FONTCONFIG_FILE": str(settings),
        "XDG_DATA_DIRS": str(shared),
        "XDG_DATA_HOME": str(shared / "own"),
    }
    return os.environ | own


def test_every_first_step_works_and_no_character_is_a_box(
    machine: Path, tmp_path: Path, words: bytes
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    command = [sys.executable, "-m", "tests.e2e.machine_rounds", str(folder)]
    done = subprocess.run(command, env=surroundings(machine), input=words, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8")
    told: dict[str, Any] = json.loads(done.stdout)
    assert {name: told[name] for name in told if isinstance(told[name], dict) and told[name]["status"]} == {}
    assert len(told["pages"]) == 10
    assert told["boxes"] == []
    assert told["would see a box"]
    assert told["folders"] == ["all.pdf", "data", "first-sample"]
    assert "架空" in told["demo"]["said"]
    assert "氏名の文字: 良" in told["self-test"]["said"]
    assert (folder / "all.pdf").read_bytes().startswith(b"%PDF-")
    assert "Noto Sans JP" in told["fonts"]


def test_the_installer_takes_along_what_draws_every_name(machine: Path, tmp_path: Path) -> None:
    staged = tmp_path / "staged"
    build.stage_fonts(staged, machine)
    names = {file.name for file in staged.iterdir()}
    assert {"NotoSansJP-Regular.otf", "NotoSerifJP-Regular.otf"} <= names
    assert any("pylopdf" in name and name.endswith("licence.txt") for name in names)
    # A font whose licence does not lie where Debian puts it stays behind.
    assert not any(name.startswith(("ipaex", "BIZ", "ipamj", "DejaVu")) for name in names)
