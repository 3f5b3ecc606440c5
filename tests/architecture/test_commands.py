"""The texts show every command and option there is, and none that is not."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import resources
import run as starter
from ui.cli.commands import shikaku
from ui.cli.schemas import answers

MANUAL = sorted(f"resources/manual/{page.name}" for page in resources.path("manual").glob("*.md"))
TEXTS = (
    "README.md",
    "README.ja.md",
    "docs/cli.md",
    *MANUAL,
    "docs/reliability.md",
    "CONTRIBUTING.md",
)
OPTION = re.compile(r"--[a-z][\w-]*")
USAGE = re.compile(r"^(?:- |  )`([a-z][^`]*)`$")
# Options of other programs that the texts call.
OTHERS = re.compile(r"^(uv|uvx|pipx|apt|secret-tool|python3?|\.venv/bin/python)\b")


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command that can be given, by its words; a group only where it does something alone."""
    for name, command in group.commands.items():
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield before + name, command
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")


MADE = dict(commands(shikaku))


def options(command: click.Command) -> set[str]:
    return {word for one in command.params if isinstance(one, click.Option) for word in one.opts}


GLOBAL = options(shikaku) | {"--help"}


def command_of(words: list[str]) -> str | None:
    """Return the command a line begins with; words of a group win over the group."""
    return next((name for n in (2, 1) if (name := " ".join(words[:n])) in MADE), None)


def told_commands(root: Path) -> Iterator[tuple[list[tuple[str, str]], str]]:
    """The items of the list of commands: (command, usage) pairs, and all that is said."""
    text = (root / "docs/cli.md").read_text("utf-8").split("## Commands")[1].split("## JSON")[0]
    for item in re.findall(r"^- (?:.+\n)+?(?=- |\n)", text, re.MULTILINE):
        usages = [found[1] for line in item.splitlines() if (found := USAGE.match(line))]
        named = [(command_of(usage.split()), usage) for usage in usages]
        assert all(name for name, _ in named), item
        yield [(name, usage) for name, usage in named if name], item


def test_the_page_of_commands_and_the_commands_are_the_same(root: Path) -> None:
    assert {name for pairs, _ in told_commands(root) for name, _ in pairs} == set(MADE)


def test_the_page_of_commands_shows_each_option_with_its_command(root: Path) -> None:
    told: dict[str, set[str]] = {name: set() for name in MADE}
    for pairs, item in told_commands(root):
        shown = set(OPTION.findall(" ".join(re.findall(r"`[^`]*`", item))))
        assert shown <= set().union(*(options(MADE[name]) for name, _ in pairs)) | GLOBAL, item
        for name, usage in pairs:
            # Of several commands in an item each shows its own; one alone may tell some in its sentence.
            told[name] |= set(OPTION.findall(usage)) if len(pairs) > 1 else shown
    assert {name: missing for name in MADE if (missing := options(MADE[name]) - told[name])} == {}


def test_the_page_of_commands_shows_the_global_options(root: Path) -> None:
    text = (root / "docs/cli.md").read_text("utf-8")
    table = text.split("## Global options")[1].split("\n\n")[1]
    assert set(OPTION.findall(table)) == GLOBAL - {"--help"}


def test_words_to_choose_from_are_the_ones_that_can_be_chosen(root: Path) -> None:
    chosen = 0
    for pairs, _ in told_commands(root):
        for name, usage in pairs:
            for one in MADE[name].params:
                if isinstance(one.type, click.Choice):
                    for words in re.findall(rf"{one.opts[0]} ([\w|]+\|[\w|]+)", usage):
                        assert words.split("|") == list(one.type.choices), usage
                        chosen += 1
    assert chosen >= 3


def test_the_page_says_of_every_command_what_it_answers_in_json(root: Path) -> None:
    text = (root / "docs/cli.md").read_text("utf-8").split("## JSON")[1].split("Words used as values")[0]
    told = [name.strip() for names in re.findall(r"\*\*([^*]+)\*\*", text) for name in names.split(",")]
    # With an argument some answer otherwise: "shipment N".
    assert {re.sub(r" [A-Z]+$", "", name) for name in told} == set(MADE)


def test_the_schema_has_the_answer_of_every_command() -> None:
    document = answers()
    # What begins with _ is a part of several.
    assert {name for name in document["$defs"] if name[0] != "_"} == {*MADE, "error"}
    assert document["$id"].endswith(":1")


def shown_lines(text: str) -> Iterator[str]:
    """Every code span, and every line of a block of code."""
    parts = re.split(r"^```\w*$", text, flags=re.MULTILINE)
    for block in parts[1::2]:
        yield from (line.strip() for line in block.replace("\\\n", " ").splitlines())
    for outside in parts[::2]:
        yield from re.findall(r"`([^`\n]+)`", outside)


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_shows_only_commands_and_options_that_exist(root: Path, name: str) -> None:
    anywhere = GLOBAL.union(*map(options, MADE.values()))
    for line in shown_lines((root / name).read_text("utf-8")):
        called = re.search(r"(?:^|\| )(?:\S*/)?shikaku((?: .*)?)$", line.split("#")[0].strip())
        if called:
            words = [word for word in split(called[1]) if word != "|"]
            while words and words[0].startswith("--"):
                words = words[2:]
            command = command_of(words)
            assert command or not words or words[0] == "COMMAND", line
            allowed = GLOBAL | options(MADE[command]) if command else GLOBAL
            assert set(OPTION.findall(called[1])) <= allowed, line
        elif not OTHERS.match(line):
            assert set(OPTION.findall(line)) <= anywhere, line


def split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_calls_only_what_run_py_can(root: Path, name: str) -> None:
    called = re.findall(r"\brun\.py`? ([a-z]+)\b", (root / name).read_text("utf-8"))
    assert [task for task in called if not callable(getattr(starter, task, None))] == []


def test_the_program_names_only_commands_and_options_that_exist(modules: list[Path]) -> None:
    named = 0
    for path in (path for path in modules if "ui" in path.parts):
        for words, rest in re.findall(
            r"\bshikaku ([a-z][a-z-]*(?: [a-z-]+)?)([^\"。、\n]*)", path.read_text("utf-8")
        ):
            command = command_of(words.split())
            assert command, (path.name, words)
            assert set(OPTION.findall(rest)) <= GLOBAL | options(MADE[command]), (path.name, words, rest)
            named += 1
    assert named > 5
