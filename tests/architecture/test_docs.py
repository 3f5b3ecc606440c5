"""The texts and the code name each other rightly."""

import importlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import resources
from app.domain.rules import RULE_TYPES, Case, DayCount, ExpiryTerm, read_rule_book
from ui.words.rules import rule_name, rule_names, rule_value

TEXTS = (
    "README.md",
    "README.ja.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "docs/cli.md",
    *sorted(f"resources/manual/{page.name}" for page in resources.path("manual").glob("*.md")),
    "docs/postgresql.md",
    "docs/reliability.md",
    "docs/rules.md",
    "docs/ways.md",
    "installer/RELEASE.md",
)
SOURCES = re.compile(r"docs/rules\.md((?:(?:,|\s+and)\s+\"[^\"]+\")+)")
NAMED_FILE = re.compile(r"`((?:app|db|ui|resources|installer|tests|docs|benchmarks)/[\w./-]*[\w/])`")
NAME = re.compile(r"[A-Za-z_][\w.]*")
STEP = re.compile(
    r"((?:app|db|ui|resources|tests)/[\w/.-]*\w)(?: +((?:[A-Za-z_][\w.]*, )*[A-Za-z_][\w.]*)(?=  |$))?"
)
"""A step of docs/ways.md: a file, and what in it does the step."""
PROFILES = ("jsr", "mihon")
IN_ENGLISH = {
    DayCount.FROM_DAY_AFTER_LAST: "from the day after the last day",
    DayCount.FROM_DAY_AFTER_LOSS: "from the day after the loss",
}


@dataclass(frozen=True)
class Rule:
    """One rule of docs/rules.md: its section, its sentence, and what is said of it under each name."""

    section: str
    sentence: str
    said: dict[str, str]


def rules_told(root: Path) -> Iterator[Rule]:
    """Every rule: an item of a list, and below it items that begin with a name and a colon."""
    section = ""
    for part in re.split(r"\n(?=## |- |\n)", (root / "docs/rules.md").read_text("utf-8")):
        if part.startswith("## "):
            section = part.removeprefix("## ")
        elif part.startswith("- "):
            sentence, *lines = (" ".join(line.split()) for line in part.removeprefix("- ").split("\n  - "))
            pairs = (pair.split(": ", 1) for line in lines for pair in line.split(" · "))
            yield Rule(section, sentence, dict(pairs))


def named_in_code(root: Path) -> Iterator[tuple[str, str, str]]:
    """Every (section, module, name) of what is said under "code"; names alone belong to the module before."""
    for rule in rules_told(root):
        module = ""
        for part in rule.said["code"].split(","):
            words = re.sub(r"\([^)]*\)", "", part).split()
            if words and words[0].startswith("`"):
                module = words.pop(0).strip("`")
            for word in words:
                if NAME.fullmatch(word) and word not in RULE_TYPES:
                    yield rule.section, module, word


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


def test_every_name_said_under_code_stands_in_its_module(root: Path) -> None:
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
    rules = list(rules_told(root))
    assert len(rules) > 100
    assert [rule for rule in rules if not rule.said.get("code") or not rule.said.get("test")] == []
    tests = {name for rule in rules for name in NAMED_FILE.findall(rule.said["test"])}
    assert [name for name in tests if not name.startswith("tests/") or not (root / name).exists()] == []
    # "—" is for what is deliberately not in the program, and then for both.
    assert [rule for rule in rules if (rule.said["code"] == "—") != (rule.said["test"] == "—")] == []


def test_the_pages_of_rules_and_commands_can_be_read_in_an_editor(root: Path) -> None:
    lines = (root / "docs/rules.md").read_text("utf-8").splitlines()
    assert [line for line in lines if len(line) > 120 or line.count("|") > 5] == []
    lines += (root / "docs/cli.md").read_text("utf-8").split("## JSON")[0].splitlines()
    assert [line for line in lines if len(line) > 130] == []
    known = {"sure", "since", "JSR", "見本", "source", "code", "test", "kind", "action", "entry", "vectors"}
    assert [rule for rule in rules_told(root) if set(rule.said) - known] == []


def test_every_rule_of_the_society_is_listed_with_what_the_profiles_say(root: Path) -> None:
    named = ((re.match(r"\*\*(\w+)\*\*: ", rule.sentence), rule) for rule in rules_told(root))
    listed = {name[1]: rule.said for name, rule in named if name}
    assert set(listed) == set(RULE_TYPES)
    books = {
        name: read_rule_book(resources.path(f"rules/{name}.toml").read_text("utf-8")) for name in PROFILES
    }
    jsr, mihon = (books[name].at(date(2026, 11, 23)) for name in PROFILES)
    for name, said in listed.items():
        assert _is_said(jsr.entry(name).value, said["JSR"]), (name, said["JSR"])
        assert ("confirmed" in said["JSR"]) is jsr.entry(name).confirmed, name
        second = said["JSR"] if said["見本"] == "the same" else said["見本"]
        assert _is_said(mihon.entry(name).value, second), (name, second)
        assert {"sure", "source", "since"} <= set(said), name


def _is_said(value: object, cell: str) -> bool:
    if isinstance(value, bool):
        return cell.startswith("yes" if value else "no")
    if value is None or value in ("", ()):
        return cell.startswith("none")
    if isinstance(value, tuple) and isinstance(value[0], Case | ExpiryTerm):
        return cell.startswith(f"{len(value)} case")
    if isinstance(value, tuple):
        return cell.startswith(", ".join(map(str, value)))
    return cell.startswith(IN_ENGLISH.get(str(value), str(value)))


@pytest.mark.parametrize("profile", PROFILES)
def test_every_rule_has_a_japanese_name_and_value_in_both_profiles(profile: str) -> None:
    text = resources.path(f"rules/{profile}.toml").read_text("utf-8")
    entries = read_rule_book(text).entries
    assert {entry.name for entry in entries} == set(RULE_TYPES) == set(rule_names())
    assert len({rule_name(name) for name in rule_names()}) == len(rule_names())
    shown = [rule_value(entry) for entry in entries]
    assert [value for value in shown if not re.search(r"[\u3040-\u9fff]", value)] == []


@pytest.mark.parametrize("text", TEXTS)
def test_every_file_a_text_names_exists(root: Path, text: str) -> None:
    named = NAMED_FILE.findall((root / text).read_text("utf-8"))
    assert [name for name in named if not (root / name).exists()] == []


@pytest.mark.parametrize("container", ["ui", "db", "app"])
def test_the_picture_of_the_house_has_the_order_of_the_contracts(root: Path, container: str) -> None:
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    (contract,) = (
        one for one in settings["tool"]["importlinter"]["contracts"] if one.get("containers") == [container]
    )
    layers = [re.split(r" \| ", layer) for layer in contract["layers"]]
    top, below = (root / "CONTRIBUTING.md").read_text("utf-8").split("```")[1].split("app/  (plain Python)")
    columns = {"ui": [line[:49] for line in top.splitlines()], "db": [line[49:] for line in top.splitlines()]}
    lines = columns.get(container, below.splitlines())
    order = [word for line in lines for word in re.findall(r"^ [a-z_]+|[→│] [a-z]+", line)]
    drawn = [word.lstrip(" →│") for word in order]
    names = [name for layer in layers for name in layer]
    assert [name for name in drawn if name in names] == names


def test_every_step_of_the_ways_is_there(root: Path) -> None:
    text = (root / "docs/ways.md").read_text("utf-8")
    steps = [found for block in text.split("```")[1::2] for found in STEP.findall(block)]
    assert len([names for _, names in steps if names]) > 60
    assert [file for file, _ in steps if not (root / file).exists()] == []
    named = [(file, name) for file, names in steps if names for name in names.split(", ")]
    assert [one for one in named if not _stands_in(*one)] == []
    assert [line for line in text.splitlines() if len(line) > 120] == []


@pytest.mark.parametrize("text", TEXTS)
def test_every_link_of_a_text_leads_somewhere(root: Path, text: str) -> None:
    page = root / text
    linked = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))]
    inside = [link for link in linked if link and "://" not in link]
    assert [link for link in inside if not (page.parent / link).exists()] == []


def test_version_stands_in_the_changelog(root: Path) -> None:
    from app import __version__

    assert f"## [{__version__}]" in (root / "CHANGELOG.md").read_text("utf-8")


def test_every_migration_has_a_test(root: Path) -> None:
    tests = "".join(p.read_text("utf-8") for p in (root / "tests" / "db").rglob("*.py"))
    scripts = [p.stem for p in (root / "db" / "migrations").glob("[0-9]*.py")]
    assert scripts
    assert [name for name in scripts if name not in tests] == []


def test_every_interaction_that_must_be_fastest_has_a_test_of_its_name(root: Path) -> None:
    """From the start (I1) to why somebody is on the list (I25); each counts its keys."""
    wanted = {f"i{number}" for number in (*range(1, 13), 15, 17, 18, *range(20, 26))}
    files = (file.read_text("utf-8") for file in (root / "tests").rglob("test_*.py"))
    named = {name for text in files for name in re.findall(r"(?<=[_ ])i\d+(?=_)", " ".join(_tests(text)))}
    assert wanted - named == set()


def _tests(text: str) -> list[str]:
    return re.findall(r"^def test_\w+", text, re.MULTILINE)


def test_both_readmes_say_as_much(root: Path) -> None:
    """Section by section the same commands, links, items and rows, and in tables the same figures."""
    english, japanese = (
        re.split(r"^## ", (root / name).read_text("utf-8"), flags=re.MULTILINE)
        for name in ("README.md", "README.ja.md")
    )
    assert len(english) == len(japanese)
    for ours, theirs in zip(english, japanese, strict=True):
        assert _substance(ours) == _substance(theirs), ours.partition("\n")[0]


def _substance(section: str) -> tuple[object, ...]:
    rows = [line for line in section.splitlines() if line.startswith("| ")]
    links = set(re.findall(r"\]\((?!README)([^)]+)\)", section))
    quoted = {found for found in re.findall(r"`([^`\n]+)`", section) if found.isascii()}
    # 1 is in English often a word: "one step".
    figures = [sorted(set(re.findall(r"\d[\d,.]*\d|[02-9]", row.replace("five", "5")))) for row in rows]
    return (section.count("\n- "), len(rows), links, quoted, figures)
