"""What must not stand in any file: places of one machine, addresses of indexes, unfinished work."""

import re
from pathlib import Path

import pytest

# Written with breaks so that this file does not find itself.
MACHINE_PATH = re.compile(r"(?<![\w.<*$}])/(w[o]rk|r[o]ot|t[m]p|f[a]rm)/")
INDEX_ADDRESS = re.compile(
    r"(index-u[r]l|find-li[n]ks|regis[t]ry|reso[l]ved)[\"'\s]*[:=]?[\"'\s]*(https?|file)://|"
    r"https?://\S+\.(w[h]l|tar\.g[z]|tg[z]|de[b])\b"
)
UNFINISHED = re.compile(r"\b(TO[D]O|FIX[M]E|XX[X]|TB[D])\b|@[@][A-Z]")
FIXED_WAIT = re.compile(r"\b(qt[b]ot\.wait\(|QTest\.q[W]ait\()")


def hits(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    return [
        f"{path.name}:{number}: {line.strip()[:80]}"
        for path in files
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize("pattern", [MACHINE_PATH, INDEX_ADDRESS, UNFINISHED, FIXED_WAIT])
def test_no_file_holds(pattern: re.Pattern[str], project_files: list[Path]) -> None:
    assert hits(pattern, project_files) == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (MACHINE_PATH, "see /" + "work/main/app"),
        (INDEX_ADDRESS, "--index-u" + "rl https://packages.example/simple"),
        (INDEX_ADDRESS, "https://packages.example/a-1.0.w" + "hl"),
        (UNFINISHED, "# TO" + "DO later"),
        (UNFINISHED, "@" + "@FIGURES@" + "@"),
        (FIXED_WAIT, "qt" + "bot.wait(100)"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


def test_ordinary_paths_are_left_alone() -> None:
    assert not MACHINE_PATH.search("ui/printing.py, {tmp}/x, https://host.example/docs")
