"""A rules file (TOML) read: whole, or refused with the line that is wrong and why.

Source: docs/rules.md, "The rules file".
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

import resources
from app.domain.accepted_text import accepted_document, quotable
from app.domain.rules.book import RuleBook
from app.domain.rules.readers import LONGEST_TEXT, Unfit, is_day
from app.domain.rules.readers import text as line_of
from app.domain.rules.society import BASIC, RULE_TYPES, RuleEntry, RuleValue
from app.domain.toml_lines import Mistaken, Reasons, TomlLines, last_line, load_toml
from app.errors import BadValue

_KEYS = ("value", "source", "effective_from", "confirmed")
_TWICE: Reasons = (
    ("Cannot declare", "同じ見出しが2つあります。版を分けるときは [[rule.名前]] と二重に書いてください"),
    ("Cannot mutate", "同じ見出しが2つの書き方で書かれています。どちらかにそろえてください"),
    (
        "Cannot overwrite",
        "同じ項目が2回書かれています。1つにし、版を分けるときは [[rule.名前]] と書いてください",
    ),
    ("Duplicate inline table key", "同じ項目が2回書かれています。1つにしてください"),
)
LARGEST = 300_000
"""No rules file has more bytes."""
LACKING = "この項目は規則ファイルにありません(付属の規則の値)。健保に要確認"
"""Said instead of a source where the value is not the society's."""


def decode_rules(data: bytes) -> str:
    """Return the text of a rules file, every character kept but the mark before it; BadValue unless UTF-8.

    What is too large for one is refused before anything else is asked of it.
    """
    if len(data) > LARGEST:
        raise BadValue("規則ファイルが大きすぎます。規則だけのファイルを選んでください。")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _wrong(line, "UTF-8の文字ではありません。文字コードをUTF-8にして保存し直してください") from None


def refuse_my_number_in_rules(text: str) -> None:
    """Raise MyNumberRefused, naming the line, if a rules file holds a 個人番号."""
    accepted_document(text, "規則ファイル")


@lru_cache(maxsize=8)
def read_rule_book(text: str) -> RuleBook:
    """Read a society's rules file (TOML); raise BadValue naming the line that is wrong and why.

    A rule that came into use later than the file is filled from the shipped one, and told as lacking.
    Source: docs/rules.md, "The rules file".
    """
    book, missing = _read(text)
    needed = [name for name in missing if name in BASIC]
    if needed:
        raise _wrong(
            last_line(text), f"ここまでに規則「{'、'.join(needed)}」がありません。書き加えてください"
        )
    filled = [
        replace(entry, source=LACKING, confirmed=False, is_lacking=True)
        for name in missing
        for entry in shipped_rules().versions(name)
    ]
    return RuleBook(book.society, (*book.entries, *filled))


@cache
def shipped_rules() -> RuleBook:
    """Return the rules that come with the program."""
    return _read(resources.path("rules/jsr.toml").read_text("utf-8"))[0]


def _read(text: str) -> tuple[RuleBook, list[str]]:
    """Return what a file says, and the rules it does not have."""
    try:
        data = load_toml(text, _TWICE)
    except Mistaken as mistake:
        raise _wrong(mistake.line, mistake.reason) from None
    lines = TomlLines(text)
    society = _society(data, lines)
    entries: list[RuleEntry] = []
    for name, place, raw in _named_entries(data, lines):
        entry = _Reading(name, place, lines).entry(raw)
        if any((e.name, e.effective_from) == (name, entry.effective_from) for e in entries):
            raise _wrong(
                lines.of(f"{place}.effective_from"),
                f"規則「{name}」に {entry.effective_from} からの版が2つあります。"
                "日付を変えるか、1つにしてください",
            )
        entries.append(entry)
    there = {entry.name for entry in entries}
    return RuleBook(society, tuple(entries)), [name for name in RULE_TYPES if name not in there]


def _wrong(line: int, reason: str) -> BadValue:
    return BadValue(f"規則ファイルの{line}行目: {reason}。")


def _society(data: Mapping[str, Any], lines: TomlLines) -> str:
    for key in data:
        if key not in ("society", "rule"):
            raise _wrong(
                lines.of(key),
                f"「{quotable(key)}」は知らない項目です。society と [rule.名前] だけを書いてください",
            )
    society = data.get("society")
    if society is None:
        raise _wrong(1, '健保の名前がありません。society = "健保の名前" を最初の規則より前に書いてください')
    try:
        name: str = line_of(LONGEST_TEXT)(society)
    except Unfit:
        name = ""
    if not name:
        raise _wrong(
            lines.of("society"), f'society には健保の名前を、{LONGEST_TEXT}文字までの "…" で書いてください'
        )
    return name


def _named_entries(data: Mapping[str, Any], lines: TomlLines) -> Iterator[tuple[str, str, object]]:
    """Yield each entry with its name and its place in the file."""
    rules = data.get("rule", {})
    if not isinstance(rules, Mapping):
        raise _wrong(lines.of("rule"), "rule が表になっていません。[rule.名前] の形で書いてください")
    for name, versions in rules.items():
        if name not in RULE_TYPES:
            from difflib import get_close_matches

            near = get_close_matches(name, RULE_TYPES, n=1)
            hint = f"「{near[0]}」ではありませんか" if near else "名前を確かめるか、消してください"
            raise _wrong(lines.of(f"rule.{name}"), f"「{quotable(name)}」という規則はありません。{hint}")
        if isinstance(versions, list):
            for version, raw in enumerate(versions, 1):
                yield name, f"rule.{name}[{version}]", raw
        else:
            yield name, f"rule.{name}", versions


class _Reading:
    """One entry of the file while it is read."""

    def __init__(self, name: str, place: str, lines: TomlLines) -> None:
        self._name = name
        self._place = place
        self._lines = lines

    def entry(self, raw: object) -> RuleEntry:
        if not isinstance(raw, Mapping):
            raise self._refused("", "値 value、出典 source、施行日 effective_from を書いてください")
        for key in raw:
            if key not in _KEYS:
                from difflib import get_close_matches

                near = get_close_matches(key, _KEYS, n=1)
                hint = f"「{near[0]}」ではありませんか" if near else f"書けるのは {'、'.join(_KEYS)} です"
                raise self._refused(key, f"「{quotable(key)}」は知らない項目です。{hint}")
        for key in _KEYS[:3]:
            if key not in raw:
                raise self._refused("", f"{key} がありません。書き加えてください")
        begins, source, confirmed = raw["effective_from"], raw["source"], raw.get("confirmed", False)
        if not (isinstance(begins, date) and is_day(begins)):
            raise self._refused(
                "effective_from",
                '施行日 effective_from は日付ではありません。2026-04-01 のように「"」なしで書いてください',
            )
        if not isinstance(source, str) or not source.strip():
            raise self._refused("source", "出典 source が空です。どこに書いてある規則かを書いてください")
        if not isinstance(confirmed, bool):
            raise self._refused("confirmed", "confirmed には true か false を書いてください")
        return RuleEntry(self._name, self._value(raw["value"]), source.strip(), begins, confirmed)

    def _value(self, raw: object) -> RuleValue:
        """The value in the rule's own type."""
        try:
            value: RuleValue = RULE_TYPES[self._name](raw)
        except Unfit as unfit:
            raise self._refused(f"value[{unfit.table}]" if unfit.table else "value", str(unfit)) from None
        return value

    def _refused(self, key: str, reason: str) -> BadValue:
        place = f"{self._place}.{key}" if key else self._place
        return _wrong(self._lines.of(place), f"規則「{self._name}」の{reason}")
