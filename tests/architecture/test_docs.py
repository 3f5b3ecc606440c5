"""The texts and the code name each other rightly."""

import re
from pathlib import Path

import pytest

TEXTS = ("README.md", "CONTRIBUTING.md", "docs/rules.md", "installer/RELEASE.md")
SOURCE = re.compile(r"docs/rules\.md,\s+\"([^\"]+)\"")
NAMED_FILE = re.compile(r"`((?:app|db|ui|resources|installer|tests|docs|benchmarks)/[\w./-]*[\w/])`")


def test_every_rule_a_docstring_names_is_a_section(root: Path, modules: list[Path]) -> None:
    sections = set(re.findall(r"^## (.+)$", (root / "docs/rules.md").read_text("utf-8"), re.MULTILINE))
    named = {(p.name, s) for p in modules for s in SOURCE.findall(p.read_text("utf-8"))}
    assert named
    assert {(file, section) for file, section in named if section not in sections} == set()


@pytest.mark.parametrize("text", TEXTS)
def test_every_file_a_text_names_exists(root: Path, text: str) -> None:
    named = NAMED_FILE.findall((root / text).read_text("utf-8"))
    assert [name for name in named if not (root / name).exists()] == []


def test_readme_shows_only_commands_that_exist(root: Path) -> None:
    from ui.cli.main import shikaku

    shown = set(
        re.findall(
            r"^shikaku (?:--\w+ \S+ )*([a-z][a-z-]+)", (root / "README.md").read_text("utf-8"), re.MULTILINE
        )
    )
    assert len(shown) > 10
    assert shown - set(shikaku.commands) == set()


def test_version_stands_in_the_changelog(root: Path) -> None:
    from app import __version__

    assert f"## [{__version__}]" in (root / "CHANGELOG.md").read_text("utf-8")


def test_every_migration_has_a_test(root: Path) -> None:
    tests = "".join(p.read_text("utf-8") for p in (root / "tests" / "db").rglob("*.py"))
    scripts = [p.stem for p in (root / "db" / "migrations").glob("[0-9]*.py")]
    assert scripts
    assert [name for name in scripts if name not in tests] == []
