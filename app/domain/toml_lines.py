"""Where in a TOML file a thing stands, so that a refusal can name the line.

The reader of the language says no lines but for what it cannot read. Source: docs/rules.md, "The rules file".
"""

import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from app.late import pattern

_HEADER = pattern(r"\s*(?P<open>\[\[?)(?P<name>[^\[\]#]+)\]")
_KEY = pattern(r"\s*(?P<key>\"[^\"]*\"|'[^']*'|[^\"'=\s#\[\]{}]+)\s*=")
_LONG_TEXT = pattern(r'"""|' + "'''")
_TEXT = pattern(r'"(?:\\.|[^"\\])*"|' + r"'[^']*'")
_AT = pattern(r" ?\(at (?:line (?P<line>\d+), column \d+|end of document)\)$")

Reasons = Sequence[tuple[str, str]]
"""A part of what tomllib says in English, and what it means. The first that fits is used."""

_LONGEST_LINE = 2_000
_TWICE = "同じ見出しか項目が2回書かれています。1つにしてください"
_REASONS: Reasons = (
    ("Expected '=' after a key", "「=」がありません。名前 = 値 の形で、半角の = で書いてください"),
    ("Expected ']", "見出しの角かっこ「]」が足りません"),
    ("Cannot declare", _TWICE),
    ("Cannot mutate", _TWICE),
    ("Cannot overwrite", _TWICE),
    ("Duplicate inline table key", _TWICE),
    (
        "Expected newline",
        "値の書き方が正しくありません。1行に1つだけ、日付は 2026-04-01、数字は 5 のように書いてください",
    ),
    ("Unterminated string", '文字列の終わりの「"」がありません'),
    ("Unescaped", "文字列の中の「\\」は「\\\\」と2つ重ねて書いてください"),
    ('Expected "\'"', "文字列の終わりの「'」がありません"),
    ("Illegal character", '文字列の終わりの「"」がないか、使えない文字があります'),
    ("Invalid date", "ない日付です。2026-04-01 のように書いてください"),
    ("Unclosed", "かっこが閉じていません"),
    ("Invalid statement", "項目の名前が読めません。名前は半角の英小文字と _ で書いてください"),
    (
        "Invalid value",
        '値が読めません。文字は「"」で囲み、日付は 2026-04-01、はい・いいえは true・false と書いてください',
    ),
)


class TomlLines:
    """Line numbers (from 1) by place, such as title.size or insured.row[2].cells[1].width."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _at(self) -> dict[str, int]:
        """Headings, keys and the tables inside a list; texts over several lines are passed over.

        Looked for when something is wrong: a file that is right is read at every start.
        """
        at: dict[str, int] = {}
        counts: Counter[str] = Counter()
        section, key, tables, is_in_text = "", "", 0, False
        for number, line in enumerate(_lines(self._text), start=1):
            was_in_text = is_in_text
            is_in_text ^= len(_LONG_TEXT.findall(line)) % 2 == 1
            if was_in_text:
                continue
            if (header := _HEADER.match(line)) is not None:
                section, key = _plain(header["name"]), ""
                if header["open"] == "[[":
                    counts[section] += 1
                    section += f"[{counts[section]}]"
                at.setdefault(section, number)
                continue
            if (found := _KEY.match(line)) is not None:
                key, tables = f"{section}.{_plain(found['key'])}".lstrip("."), 0
                at.setdefault(key, number)
            for _ in range(_TEXT.sub('""', line).partition("#")[0].count("{")):
                tables += 1
                at.setdefault(f"{key}[{tables}]", number)
        return at

    def of(self, place: str) -> int:
        """Return the line of a place or the first inside it, else of the nearest thing around it."""
        while place:
            inside = (f"{place}.", f"{place}[")
            for known, line in self._at.items():
                if known == place or known.startswith(inside):
                    return self._at.get(place, line)
            # A misspelt table has no line of its own: what it stands in does.
            place = place[: max(place.rfind("."), place.rfind("["), 0)]
        return 1


class Mistaken(Exception):
    """A TOML text that cannot be read: in which line, and why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(line, reason)
        self.line, self.reason = line, reason


def load_toml(text: str, reasons: Reasons = ()) -> dict[str, Any]:
    """Return what a TOML text says; Mistaken where it cannot be read.

    A line of thousands of signs is nobody's rule, and reading it could take minutes.
    """
    for number, line in enumerate(_lines(text), start=1):
        if len(line) > _LONGEST_LINE:
            raise Mistaken(number, f"1行が長すぎます。{_LONGEST_LINE}文字までの行に分けてください")
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise Mistaken(*syntax_mistake(str(error), text, reasons)) from None


def syntax_mistake(message: str, text: str, reasons: Reasons = ()) -> tuple[int, str]:
    """Return line and reason of what tomllib says about a text, without repeating the text.

    The line is the last for the end of the file. reasons: looked at before those of every file.
    """
    at = _AT.search(message)
    line = last_line(text) if at is None or at["line"] is None else int(at["line"])
    told = (word for part, word in (*reasons, *_REASONS) if part in message)
    return line, next(told, "書き方が正しくありません")


def last_line(text: str) -> int:
    """Return the number of the last line that is not empty."""
    return len(_lines(text))


def _plain(name: str) -> str:
    """A dotted name without its quotes and blanks."""
    return ".".join(part.strip(" \t\"'") for part in name.split("."))


def _lines(text: str) -> list[str]:
    """The lines as TOML counts them, without empty ones at the end."""
    return text.rstrip().split("\n")
