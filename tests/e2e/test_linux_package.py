"""What a Linux system shows of the program without starting it: checked by the system's own programs."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.parcels.file import ENDING, MAGIC
from installer import deb, icons
from tests.architecture.conftest import ROOT
from ui.cli.commands import COMMANDS
from ui.frame.own_files import PAGES

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="packs for Linux")


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tree = tmp_path_factory.mktemp("tree")
    deb.stage_texts(tree)
    return tree / "usr" / "share"


def said(*command: str, **given: str) -> str:
    """Return all that a program says, which must succeed."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed (run.py test installs it on Debian)")
    done = subprocess.run(command, env=os.environ | given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_menu_entry_is_valid(share: Path) -> None:
    assert said("desktop-file-validate", str(share / "applications" / "shikaku-desk.desktop")) == ""


def test_the_store_entry_is_valid_and_names_the_version(share: Path) -> None:
    (file,) = (share / "metainfo").iterdir()
    assert "W:" not in said("appstreamcli", "validate", "--no-net", str(file))
    assert f'version="{deb.version()}" date="{deb.released_on()}"' in file.read_text("utf-8")


def test_files_of_ours_have_types_of_their_own(share: Path, tmp_path: Path) -> None:
    types = tmp_path / "mime"
    shutil.copytree(share / "mime", types)
    assert said("update-mime-database", str(types), XDG_DATA_DIRS=str(tmp_path)) == ""
    known = (types / "globs2").read_text("utf-8")
    assert "80:application/x-shikaku-desk-backup:before-upgrade-from-*.zip" in known
    assert f"80:application/x-shikaku-desk-parcel:*{ENDING}" in known
    assert MAGIC in (types / "magic").read_bytes()
    entry = (share / "applications" / "shikaku-desk.desktop").read_text("utf-8")
    kinds = re.findall(r"MimeType=(.*);", entry)[0].split(";")
    given = {ending for kind in kinds for ending in re.findall(rf":{kind}:\*(\.shikaku-\w+)", known)}
    assert given == set(PAGES) - {".zip"}


def test_the_icon_is_drawn_in_every_size(share: Path) -> None:
    for size in icons.SIZES:
        picture = share / "icons" / "hicolor" / f"{size}x{size}" / "apps" / "shikaku-desk.png"
        content = picture.read_bytes()
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        assert int.from_bytes(content[16:20]) == int.from_bytes(content[20:24]) == size


@pytest.mark.parametrize(("place", "word"), [("man1", "EXIT STATUS"), ("ja/man1", "終了ステータス")])
def test_the_manual_page_shows_every_command_without_a_warning(share: Path, place: str, word: str) -> None:
    page = str(share / "man" / place / "shikaku.1.gz")
    shown = said("man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", page, LC_ALL="C.UTF-8", MANWIDTH="80")
    assert "warning" not in shown
    # Bold is a letter struck twice.
    plain = re.sub(".\b", "", shown)
    assert word in plain
    for commands in COMMANDS.values():
        for command in commands:
            assert str(command.name) in plain


COMPLETED = """
source "$1"
COMP_WORDS=(shikaku "${@:2}") COMP_CWORD=$(($# - 1))
_shikaku_completion shikaku
echo "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        (("hand-",), "hand-out hand-over"),
        (("due", "--kind", "re"), "return renew register"),
    ],
)
def test_bash_completes_commands_options_and_their_words(
    share: Path, tmp_path: Path, typed: tuple[str, ...], wanted: str
) -> None:
    starter = tmp_path / "shikaku"
    starter.write_text(f'#!/bin/sh\ncd {ROOT} && exec {sys.executable} -m ui.cli "$@"\n')
    starter.chmod(0o755)
    script = share / "bash-completion" / "completions" / "shikaku"
    path = f"{tmp_path}:{os.environ['PATH']}"
    assert said("bash", "-c", COMPLETED, "bash", str(script), *typed, PATH=path).split() == wanted.split()


@pytest.mark.parametrize(
    ("shell", "file"),
    [("zsh", "zsh/vendor-completions/_shikaku"), ("fish", "fish/vendor_completions.d/shikaku.fish")],
)
def test_other_shells_can_read_theirs(share: Path, shell: str, file: str) -> None:
    assert said(shell, "-n", str(share / file)) == ""
