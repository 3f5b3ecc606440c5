"""Another program's package of the same name: one sentence at once, and nothing of it is run."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def started(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Start with a folder before ours on Python's path, as `python -m ui` does with where one stands."""
    code = f"import sys; sys.path[:0] = [{str(folder)!r}, {str(ROOT)!r}]; import runpy; "
    command = [
        sys.executable,
        "-c",
        f"{code}sys.argv[1:] = {arguments!r}; runpy.run_module('ui', alter_sys=False)",
    ]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=folder)


@pytest.mark.parametrize("name", ["app", "db", "resources"])
def test_a_stranger_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text("raise SystemExit('the stranger ran')")
    done = started(tmp_path, "--version")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert str(tmp_path / name / "__init__.py") in done.stderr
    assert "pipx" in done.stderr


def test_a_folder_that_only_has_the_name_is_no_stranger(tmp_path: Path) -> None:
    (tmp_path / "resources").mkdir()
    done = started(tmp_path, "--version")
    assert (done.returncode, done.stderr) == (0, "")
