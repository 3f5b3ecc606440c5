"""How the command line explains itself: whole in Japanese or whole in English, in columns that align.

Japanese, unless the system speaks English or SHIKAKU_LANG says "en". What a command answers, and why
it refuses, is Japanese in both: an office reads it.
"""

import os
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

import click
import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.termui
import click.types

import resources
from app.errors import ProgramIncomplete

CHOSEN = "SHIKAKU_LANG"
# These hold the words of the library, each under the name gettext gave it.
_CLICK = (
    *(click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.termui),
    click.types,
)
# What belongs together on a line: a word, choices up to their bar, a gap, one full-width character.
_PIECE = re.compile(r"[!-{}~]+\|?|\||\s+|.")
# 、 and 。, closing brackets, the long ー.
_NOT_FIRST = {"Po", "Pe", "Pf", "Lm"}


def language(surroundings: Mapping[str, str] = os.environ) -> str:
    """Return "ja" or "en": what SHIKAKU_LANG says, else what the system speaks, if that is English."""
    names = (CHOSEN, "LC_ALL", "LC_MESSAGES", "LANG")
    spoken = next((surroundings[name] for name in names if surroundings.get(name)), "")
    return "en" if spoken.lower().startswith("en") else "ja"


def speak(group: click.Group, chosen: str) -> None:
    """Put the helps of every command, and the words of the library, into this language."""
    words = _texts("help/click-ja.toml") if chosen == "ja" else {}
    for module in _CLICK:
        for name in ("_", "ngettext"):
            if hasattr(module, name):
                setattr(module, name, _one(words) if name == "_" else _many(words))
    for part in (group, *_below(group)):
        part.help = said(_as_written(part), chosen)
        if isinstance(part, click.Command):
            # Whole in the list of commands too: the library would cut it.
            part.short_help = part.help


def said(text: str, chosen: str) -> str:
    """Return a text of the help, written in Japanese, in this language."""
    return _texts("help/en.toml").get(text, text) if chosen == "en" else text


def texts_of(group: click.Group) -> Iterator[str]:
    """Yield every help there is, as it was written."""
    for part in (group, *_below(group)):
        if text := _as_written(part):
            yield text


class Formatter(click.HelpFormatter):
    """Full-width characters count as two, and a Japanese sentence breaks anywhere but before a 。."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how the command is called."""
        said: str = click.formatting._("Usage:") if prefix is None else prefix  # type: ignore[attr-defined]
        before = f"{said} {prog} "
        lines = _wrapped(args, self.width - _width(before)) or [""]
        self.write(f"{before}{lines[0]}\n")
        for line in lines[1:]:
            self.write(f"{' ' * _width(before)}{line}\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs."""
        indent = " " * self.current_indent
        for line in _wrapped(text, self.width - self.current_indent):
            self.write(f"{indent}{line}\n")

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:  # type: ignore[override]
        """Write a list of terms, each with what it means."""
        rows = list(rows)
        first = min(max((_width(term) for term, _ in rows), default=0), col_max) + col_spacing
        indent = " " * self.current_indent
        for whole, meaning in rows:
            # Choices may be wider than the terminal.
            *above, term = _wrapped(whole, self.width - self.current_indent)
            self.write("".join(f"{indent}{line}\n" for line in above))
            lines = _wrapped(meaning, max(self.width - self.current_indent - first, 10)) or [""]
            gap = " " * (first - _width(term))
            if _width(term) > first - col_spacing:
                gap = "\n" + indent + " " * first
            self.write(f"{indent}{term}{gap if lines[0] else ''}{lines[0]}\n")
            for line in lines[1:]:
                self.write(f"{indent}{' ' * first}{line}\n")


def _below(group: click.Group) -> Iterator["click.Command | click.Option"]:
    for param in group.params:
        if isinstance(param, click.Option):
            yield param
    for command in group.commands.values():
        yield command
        if isinstance(command, click.Group):
            yield from _below(command)
        else:
            yield from (param for param in command.params if isinstance(param, click.Option))


_written: "dict[click.Command | click.Option, str]" = {}


def _as_written(part: "click.Command | click.Option") -> str:
    """Return the help of a command or option as its code has it, whatever language it speaks now."""
    return _written.setdefault(part, part.help or "")


@cache
def _texts(name: str) -> Mapping[str, str]:
    try:
        return tomllib.loads(resources.path(name).read_text("utf-8"))
    except FileNotFoundError as error:
        raise ProgramIncomplete(
            "プログラムの一部(説明の言葉)がありません。入れ直してください。データは無事です。"
        ) from error


def _one(words: Mapping[str, str]) -> Callable[[str], str]:
    return lambda text: words.get(text, text)


def _many(words: Mapping[str, str]) -> Callable[[str, str, int], str]:
    def chosen(one: str, several: str, count: int) -> str:
        text = one if count == 1 else several
        return words.get(text, text)

    return chosen


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _wrapped(text: str, width: int) -> list[str]:
    """Return the lines of a text; what was a line of its own stays one."""
    return [line for part in text.splitlines() for line in _lines(part, width)]


def _lines(text: str, width: int) -> Iterator[str]:
    line = ""
    for piece in _PIECE.findall(text):
        # A 。 too much hangs over the edge rather than begin a line.
        if line and _width(line + piece) > width and unicodedata.category(piece[0]) not in _NOT_FIRST:
            yield line.rstrip()
            line = ""
        line += piece if line or not piece.isspace() else ""
    yield line.rstrip()
