"""The texts and the code name each other rightly."""

import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import resources
from app.domain.rules import RULE_TYPES, DayCount, read_rule_book
from ui.words.rules import RULE_WORDS, rule_value

TEXTS = ("README.md", "CONTRIBUTING.md", "docs/rules.md", "installer/RELEASE.md")
SOURCES = re.compile(r"docs/rules\.md((?:(?:,|\s+and)\s+\"[^\"]+\")+)")
NAMED_FILE = re.compile(r"`((?:app|db|ui|resources|installer|tests|docs|benchmarks)/[\w./-]*[\w/])`")
NAME = re.compile(r"[A-Za-z_][\w.]*")
PROFILES = ("jsr", "mihon")
IN_ENGLISH = {
    DayCount.FROM_DAY_AFTER_LAST: "from the day after the last day",
    DayCount.FROM_DAY_AFTER_LOSS: "from the day after the loss",
}


@dataclass(frozen=True)
class Line:
    """One line of a table of docs/rules.md: section, and cells by their headings."""

    section: str
    cells: dict[str, str]


def rule_lines(root: Path) -> Iterator[Line]:
    """Every line of every table that names code and tests."""
    section, headings = "", []
    for text in (root / "docs/rules.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in text.strip().strip("|").split("|")]
        if text.startswith("## "):
            section = text.removeprefix("## ")
        if not text.startswith("|"):
            headings = []
        elif not headings:
            headings = cells
        elif {"Code", "Test"} <= set(headings) and set(cells[0]) != {"-"}:
            assert len(cells) == len(headings), text
            yield Line(section, dict(zip(headings, cells, strict=True)))


def named_in_code(root: Path) -> Iterator[tuple[str, str, str]]:
    """Every (section, module, name) of the Code column; names alone belong to the module before."""
    module = ""
    for line in rule_lines(root):
        for part in line.cells["Code"].split(","):
            words = re.sub(r"\([^)]*\)", "", part).split()
            if words and words[0].startswith("`"):
                module = words.pop(0).strip("`")
            for word in words:
                if NAME.fullmatch(word) and word != "same" and word not in RULE_TYPES:
                    yield line.section, module, word


def sections(root: Path) -> set[str]:
    return set(re.findall(r"^## (.+)$", (root / "docs/rules.md").read_text("utf-8"), re.MULTILINE))


def test_every_rule_a_docstring_names_is_a_section(root: Path, modules: list[Path]) -> None:
    named = {
        (path.name, " ".join(section.split()))
        for path in modules
        for sources in SOURCES.findall(path.read_text("utf-8"))
        for section in re.findall(r"\"([^\"]+)\"", sources)
    }
    assert len(named) > 15
    assert {(file, section) for file, section in named if section not in sections(root)} == set()


def test_every_name_in_the_code_column_stands_in_its_module(root: Path) -> None:
    named = set(named_in_code(root))
    assert len(named) > 60
    assert sorted(one for one in named if not _stands_in(one[1], one[2])) == []


def _stands_in(module: str, name: str) -> bool:
    if not module.endswith(".py"):
        return False
    thing: Any = importlib.import_module(module.removesuffix(".py").replace("/", "."))
    for part in name.split("."):
        if not hasattr(thing, part):
            return False
        thing = getattr(thing, part)
    return True


def test_every_rule_in_the_list_has_code_and_a_test(root: Path) -> None:
    lines = list(rule_lines(root))
    assert len(lines) > 100
    missing = [line.cells for line in lines if not line.cells["Code"] or not line.cells["Test"]]
    assert missing == []
    tests = {name for line in lines for name in NAMED_FILE.findall(line.cells["Test"])}
    assert [name for name in tests if not name.startswith("tests/") or not (root / name).exists()] == []
    # "—" is for what is deliberately not in the program, and then for both.
    assert [line.cells for line in lines if (line.cells["Code"] == "—") != (line.cells["Test"] == "—")] == []


def test_a_table_does_not_begin_with_the_cell_above(root: Path) -> None:
    seen: set[str] = set()
    for line in rule_lines(root):
        if line.section not in seen:
            assert not line.cells["Test"].startswith("same"), line
            assert not line.cells["Code"].startswith("same"), line
        seen.add(line.section)


def test_every_rule_of_the_society_is_listed_with_what_the_profiles_say(root: Path) -> None:
    listed = {line.cells["Entry"]: line.cells for line in rule_lines(root) if "Entry" in line.cells}
    assert set(listed) == set(RULE_TYPES)
    books = {
        name: read_rule_book(resources.path(f"rules/{name}.toml").read_text("utf-8")) for name in PROFILES
    }
    jsr, mihon = (books[name].at(date(2026, 11, 23)) for name in PROFILES)
    for name, cells in listed.items():
        assert _is_said(jsr.entry(name).value, cells["JSR"]), (name, cells["JSR"])
        assert ("confirmed" in cells["JSR"]) is jsr.entry(name).confirmed, name
        second = cells["JSR"] if cells["見本"] == "the same" else cells["見本"]
        assert _is_said(mihon.entry(name).value, second), (name, second)
        assert all(cells[column] for column in ("What it says", "Sure", "Public source", "Since")), name


def _is_said(value: object, cell: str) -> bool:
    if isinstance(value, bool):
        return cell.startswith("yes" if value else "no")
    return cell.startswith(IN_ENGLISH.get(str(value), str(value)))


@pytest.mark.parametrize("profile", PROFILES)
def test_every_rule_has_a_japanese_name_and_value_in_both_profiles(profile: str) -> None:
    text = resources.path(f"rules/{profile}.toml").read_text("utf-8")
    entries = read_rule_book(text).entries
    assert {entry.name for entry in entries} == set(RULE_TYPES) == set(RULE_WORDS)
    assert len({word.name for word in RULE_WORDS.values()}) == len(RULE_WORDS)
    shown = [rule_value(entry) for entry in entries]
    assert [value for value in shown if not re.search(r"[\u3040-\u9fff]", value)] == []


@pytest.mark.parametrize("text", TEXTS)
def test_every_file_a_text_names_exists(root: Path, text: str) -> None:
    named = NAMED_FILE.findall((root / text).read_text("utf-8"))
    assert [name for name in named if not (root / name).exists()] == []


def test_version_stands_in_the_changelog(root: Path) -> None:
    from app import __version__

    assert f"## [{__version__}]" in (root / "CHANGELOG.md").read_text("utf-8")


def test_every_migration_has_a_test(root: Path) -> None:
    tests = "".join(p.read_text("utf-8") for p in (root / "tests" / "db").rglob("*.py"))
    scripts = [p.stem for p in (root / "db" / "migrations").glob("[0-9]*.py")]
    assert scripts
    assert [name for name in scripts if name not in tests] == []
