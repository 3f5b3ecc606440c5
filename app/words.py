"""The words of the program: one table for each subject in resources/words/*.toml, read on first use.

A table bears the name of an enum and says of each value what it is called (`label`), and for each use
a whole sentence whose facts have named places. A paper's or a page's own texts are files of their own.
"""

import re
import tomllib
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from app.late import pattern
from resources import path

E = TypeVar("E", bound=StrEnum)
_HEADING = pattern(r'^\[(?:"([^"]+)"|(\w+))', re.MULTILINE)


@cache
def texts(name: str) -> dict[str, Any]:
    """Return what a file of texts such as "slips/guide.toml" holds."""
    return tomllib.loads(path(name).read_text("utf-8"))


def word(table: str, entry: str, use: str = "label") -> str:
    """Return a word of a table that is no enum's: of a rule, of a table of the database, of its columns."""
    return _table(table)[entry][use]


def has_use(table: str, entry: str, use: str) -> bool:
    """Return whether an entry of a table has a word for that use."""
    return use in _table(table)[entry]


def entries(table: str) -> tuple[str, ...]:
    """Return the names in a table, in the order in which they are shown."""
    return tuple(_table(table))


def column_word(table: str, column: str) -> str:
    """Return what a column of the database is called; its own name where no sentence needs another."""
    name = f"Column.{table}"
    return _table(name).get(column, {}).get("label", column) if name in _lines_of() else column


def label(value: StrEnum, use: str = "label") -> str:
    """Return what an enum's value is called; use: in a place that may have a word of its own."""
    words = _table(type(value).__name__)[value]
    return words.get(use, words["label"])


def said(value: StrEnum, use: str, /, **facts: object) -> str:
    """Return the sentence about an enum's value for one use, with the facts in their places."""
    return _table(type(value).__name__)[value][use].format(**facts)


def spellings(enum: type[E]) -> dict[str, E]:
    """Return what lists write for the values that may stand in lists: their labels, and other words."""
    table = _table(enum.__name__)
    return {
        spelling: value
        for value in enum
        if "spellings" in table[value]
        for spelling in (label(value), *table[value]["spellings"].split())
    }


def named(names: Sequence[str], *, title: str = " さん") -> str:
    """Say whom something was recorded of; one name for each person.

    >>> named(["髙橋　清"]), named(["髙橋　清", "二　隆"])
    ('髙橋　清 さん', '髙橋　清 さん ほか1名')
    """
    return f"{names[0]}{title}" + (f" ほか{len(names) - 1}名" if len(names) > 1 else "")


@cache
def _table(name: str) -> dict[str, dict[str, str]]:
    rows = tomllib.loads(_lines_of()[name])[name]
    return {entry: {"label": words} if isinstance(words, str) else words for entry, words in rows.items()}


@cache
def _lines_of() -> dict[str, str]:
    """The lines of each table, from its headings on: a window needs few of them before it is seen."""
    lines: dict[str, str] = {}
    for file in path("words").glob("*.toml"):
        text = file.read_text("utf-8")
        headings = [*_HEADING.finditer(text)]
        ends = (*(heading.start() for heading in headings[1:]), len(text))
        for heading, end in zip(headings, ends, strict=True):
            name = heading[1] or heading[2]
            lines[name] = lines.get(name, "") + text[heading.start() : end]
    return lines
