"""The workflows for a forge, which ran nowhere yet: what they start is there, what they use stays so."""

import re
from pathlib import Path

import run

FOLDER = Path(".github/workflows")
RUN = re.compile(r"run: (.+)$", re.MULTILINE)


def texts(root: Path) -> dict[str, str]:
    return {file.name: file.read_text("utf-8") for file in (root / FOLDER).glob("*.yml")}


def test_every_command_of_ours_exists(root: Path) -> None:
    lines = [line for text in texts(root).values() for line in RUN.findall(text)]
    tasks = {task for line in lines for task in re.findall(r"run\.py (\w+)", line)}
    assert tasks == {"test", "setup", "deb"}
    assert all(callable(getattr(run, task)) for task in tasks)
    scripts = {found.replace("\\", "/") for line in lines for found in re.findall(r"installer\S+\.py", line)}
    assert scripts == {"installer/build.py"}
    assert all((root / script).is_file() for script in scripts)
    locks = {lock for line in lines for lock in re.findall(r"\S+\.lock", line)}
    assert locks == {run.DEV_LOCK}


def test_what_others_wrote_is_named_by_its_content(root: Path) -> None:
    for name, text in texts(root).items():
        for used in re.findall(r"uses: (\S+)", text):
            assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", used), (name, used)


def test_it_is_said_that_none_has_run(root: Path) -> None:
    assert len(texts(root)) == 2
    assert all(text.startswith("# NEVER RUN SO FAR") for text in texts(root).values())
