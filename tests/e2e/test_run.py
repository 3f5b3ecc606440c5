"""`run.py` on a system that lacks something stops before anything is fetched or made, in two languages."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="tells about Linux systems")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The files of a fresh clone that run.py begins with."""
    for name in ("run.py", "requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "bin").mkdir()
    return tmp_path


# As an ordinary user, whoever runs the tests; bin is all this system has of programs.
START = """
import os, sys
os.geteuid = lambda: 1000
sys.dont_write_bytecode = True
sys.path.insert(0, ".")
import run
{before}
sys.argv = ["run.py", *{arguments!r}]
sys.exit(run.main(sys.argv[1:]))
"""


def started(clone: Path, *arguments: str, before: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", START.format(before=before, arguments=arguments)],
        cwd=clone,
        env={"PATH": str(clone / "bin"), "HOME": str(clone), "LANG": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def put_program(clone: Path, name: str, says: str) -> None:
    program = clone / "bin" / name
    program.write_text(f"#!/bin/sh\necho '{says}'\n")
    program.chmod(0o755)


def nothing_was_made(clone: Path) -> bool:
    return not (clone / ".venv").exists() and not (clone / "sample-output").exists()


@pytest.mark.parametrize(
    ("has_sudo", "begins"), [(True, "sudo apt-get update"), (False, 'su -c "apt-get update')]
)
def test_an_ordinary_user_of_debian_gets_one_line_and_is_told_to_start_again(clone, has_sudo, begins):
    # A Debian with all but two libraries.
    put_program(clone, "dpkg-query", "installed libegl1")
    put_program(clone, "apt-get", "must not be called")
    if has_sudo:
        put_program(clone, "sudo", "")
    done = started(clone)
    assert done.returncode == 1
    (line,) = [line.strip() for line in done.stderr.splitlines() if "apt-get" in line]
    assert line.startswith(begins)
    assert "libxcb-cursor0" in line
    assert "libegl1" not in line.split()
    assert "fonts-" not in line
    assert "そのあと、もう一度 python3 run.py" in done.stderr
    assert "Then start again: python3 run.py" in done.stderr
    assert "Traceback" not in done.stderr
    assert nothing_was_made(clone)


def test_the_same_for_what_was_asked(clone):
    put_program(clone, "dpkg-query", "installed libegl1")
    put_program(clone, "apt-get", "must not be called")
    assert "もう一度 python3 run.py setup" in started(clone, "setup").stderr


def test_a_linux_without_apt_is_told_which_libraries_are_missing(clone):
    libraries = {"libc.so.6": "libc6", "libnobody-has-it.so.9": "none"}
    done = started(clone, before=f"run.LIBRARIES = {libraries}")
    assert done.returncode == 1
    assert "\n  libnobody-has-it.so.9\n" in done.stderr
    assert "apt" not in done.stderr
    assert "もう一度 python3 run.py" in done.stderr
    assert nothing_was_made(clone)
