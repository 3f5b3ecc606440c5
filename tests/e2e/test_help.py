"""The command line explains itself: whole in Japanese, whole in English, on eighty columns."""

import ast
import inspect
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from types import ModuleType

import click
import pytest
from wcwidth import wcswidth

import resources
from ui.cli import help_text, main
from ui.cli.commands import COMMANDS, shikaku
from ui.cli.help_text import language, said, speak, texts_of

NARROW = 80


def table(name: str) -> dict[str, str]:
    return tomllib.loads(resources.path(f"help/{name}.toml").read_text("utf-8"))


def own_texts() -> set[str]:
    return {*texts_of(shikaku), *COMMANDS, "この説明を出す", "作業中… {seconds}秒{far}"} - {""}


def test_every_text_of_the_help_has_its_english_and_none_is_left_over() -> None:
    assert set(table("en")) == own_texts()


def said_to_users(module: ModuleType) -> Iterator[str]:
    """Every text a module of click passes through gettext, but for what it tells a programmer."""

    def walk(node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Raise) and getattr(getattr(node.exc, "func", None), "id", "") in (
            "TypeError",
            "ValueError",
        ):
            return
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "ngettext"):
            yield from (one.value for one in node.args if isinstance(one, ast.Constant))
        for below in ast.iter_child_nodes(node):
            yield from walk(below)

    yield from walk(ast.parse(inspect.getsource(module)))


def test_every_word_of_the_library_is_japanese() -> None:
    words = {word for module in help_text._CLICK for word in said_to_users(module)} - {" "}
    assert len(words) > 50
    assert words - set(table("click-ja")) == set()


def every_help() -> Iterator[str]:
    def walk(command: click.Command, above: click.Context | None, name: str) -> Iterator[str]:
        with click.Context(command, parent=above, info_name=name, terminal_width=NARROW - 2) as ctx:
            yield command.get_help(ctx)
            for each in command.commands.values() if isinstance(command, click.Group) else ():
                yield from walk(each, ctx, str(each.name))

    yield from walk(shikaku, None, "shikaku")


@pytest.mark.parametrize("chosen", ["en", "ja"])
def test_no_help_is_cut_or_wider_than_the_terminal(chosen: str) -> None:
    try:
        speak(shikaku, chosen)
        pages = list(every_help())
    finally:
        speak(shikaku, "ja")
    assert len(pages) > 60
    # A 。 may hang over the edge by its own width.
    assert [line for page in pages for line in page.splitlines() if wcswidth(line) > NARROW] == []
    assert [page for page in pages if re.search(r"[a-z\u3040-\u9fff]\.\.\.", page)] == []


def asked(option: str, spoken: str) -> str:
    command = [sys.executable, "-m", "ui.cli", option]
    surroundings = os.environ | {"SHIKAKU_LANG": spoken}
    return subprocess.run(command, env=surroundings, capture_output=True, check=True).stdout.decode("utf-8")


def test_the_list_of_commands_stands_under_headings_in_either_language() -> None:
    japanese, english = asked("-h", "ja"), asked("--help", "en")
    for heading, commands in COMMANDS.items():
        for page, title in ((japanese, heading), (english, said(heading, "en"))):
            below = page.split(f"{title}:\n")[1].split("\n\n")[0]
            shown = [line.split()[0] for line in below.splitlines() if line[2] != " "]
            assert shown == [command.name for command in commands]
    assert "この説明を出す" in japanese
    assert "Show this message and exit." in english


@pytest.mark.parametrize(
    ("spoken", "wanted"),
    [
        ("en", "Error: No such command 'drwer'."),
        ("ja", "使い方が違います: drwer というコマンドはありません。"),
    ],
)
def test_wrong_usage_is_told_in_the_language_too(spoken: str, wanted: str, capsys, monkeypatch) -> None:
    monkeypatch.setenv("SHIKAKU_LANG", spoken)
    with pytest.raises(SystemExit):
        main(["drwer"])
    assert capsys.readouterr().err.splitlines()[-1].startswith(wanted)
    speak(shikaku, "ja")


@pytest.mark.parametrize(
    ("surroundings", "spoken"),
    [
        ({}, "ja"),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "C.UTF-8"}, "ja"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "en_US.UTF-8", "SHIKAKU_LANG": "ja"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "SHIKAKU_LANG": "en"}, "en"),
    ],
)
def test_which_language_it_is(surroundings: dict[str, str], spoken: str) -> None:
    assert language(surroundings) == spoken
