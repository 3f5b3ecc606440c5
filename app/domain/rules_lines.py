"""Where in a rules file a thing stands, so that a refusal can name the line.

Source: docs/rules.md, "The rules file".
"""

import re
from dataclasses import dataclass, field

_HEADER = re.compile(r"\s*\[\[?\s*rule\s*\.\s*[\"']?(?P<name>[^\"'\]\s]+)[\"']?\s*\]\]?\s*(?:#|$)")
_TABLE = re.compile(r"\s*\[")
_KEY = re.compile(r"\s*[\"']?(?P<key>[^\"'=\s#.]+)[\"']?\s*=")
_LONG_TEXT = re.compile(r'"""|' + "'''")
_AT = re.compile(r" ?\(at (?:line (?P<line>\d+), column \d+|end of document)\)$")

# What tomllib says in English, told by a part of the sentence. The first that fits is used.
_REASONS = (
    ("Expected '=' after a key", "「=」がありません。名前 = 値 の形で書いてください"),
    ("Expected ']", "見出しの角かっこ「]」が足りません"),
    ("Cannot declare", "同じ見出しが2つあります。版を分けるときは [[rule.名前]] と二重に書いてください"),
    ("Cannot mutate", "同じ見出しが2つの書き方で書かれています。どちらかにそろえてください"),
    (
        "Cannot overwrite",
        "同じ項目が2回書かれています。1つにし、版を分けるときは [[rule.名前]] と書いてください",
    ),
    ("Duplicate inline table key", "同じ項目が2回書かれています。1つにしてください"),
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
    ("Invalid value", '値が読めません。文字は「"」で囲み、日付は 2026-04-01 のように書いてください'),
)


@dataclass(slots=True)
class _Entry:
    line: int
    keys: dict[str, int] = field(default_factory=dict)


class RuleLines:
    """Line numbers (from 1) of a rules file that could be read."""

    def __init__(self, text: str) -> None:
        """Note every heading and key; texts over several lines are passed over."""
        self._lines = _lines(text)
        self._entries: dict[str, list[_Entry]] = {}
        self._top: dict[str, int] = {}
        keys: dict[str, int] = self._top
        in_text = False
        for number, line in enumerate(self._lines, start=1):
            was_in_text = in_text
            in_text ^= len(_LONG_TEXT.findall(line)) % 2 == 1
            if was_in_text:
                continue
            header = _HEADER.match(line)
            if header is not None:
                entry = _Entry(number)
                self._entries.setdefault(header["name"], []).append(entry)
                keys = entry.keys
            elif _TABLE.match(line):
                keys = {}
            elif (key := _KEY.match(line)) is not None:
                keys.setdefault(key["key"], number)

    @property
    def last(self) -> int:
        """The last line."""
        return len(self._lines)

    def of_entry(self, name: str, version: int, key: str = "") -> int:
        """Return the line of a key of a rule, else of the rule's heading.

        version: 0 for the first entry of that name in the file.
        """
        entries = self._entries.get(name, [])
        if version >= len(entries):
            return self._mentioned(name)
        return entries[version].keys.get(key, entries[version].line)

    def of_top(self, key: str) -> int:
        """Return the line of a key or table outside the rules; the first where there is none."""
        return self._top.get(key) or self._mentioned(key)

    def _mentioned(self, word: str) -> int:
        """The first line with that word, for a file written in another of TOML's forms."""
        found = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
        numbered = enumerate(self._lines, start=1)
        return next((n for n, line in numbered if found.search(line.partition("#")[0])), 1)


def syntax_line(message: str, text: str) -> int:
    """Return the line that a message of tomllib is about; the last for the end of the file."""
    at = _AT.search(message)
    if at is None or at["line"] is None:
        return len(_lines(text))
    return int(at["line"])


def syntax_reason(message: str) -> str:
    """Return what a message of tomllib means, in Japanese and without repeating the file."""
    return next((word for part, word in _REASONS if part in message), "書き方が正しくありません")


def _lines(text: str) -> list[str]:
    """The lines as TOML counts them, without empty ones at the end."""
    return text.rstrip().split("\n")
