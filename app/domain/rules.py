"""SocietyRules: what differs from society to society, each rule with source and start."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from itertools import zip_longest
from typing import Any, cast

from app.domain.accepted_text import accepted_document, quotable
from app.domain.toml_lines import Reasons, TomlLines, last_line, syntax_mistake
from app.errors import BadValue


class DayCount(StrEnum):
    """How "5日以内" is read (docs/rules.md, "Return of certificates")."""

    FROM_DAY_AFTER_LAST = "from_day_after_last"
    FROM_DAY_AFTER_LOSS = "from_day_after_loss"


class BranchNumbering(StrEnum):
    """Which 枝番 the society gives the insured person (docs/rules.md, "Numbers")."""

    ZERO = "00"
    ONE = "01"
    NONE = "none"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class SocietyRules:
    """The rules in force on one day. Days are calendar days, months calendar months.

    return_days, return_day_count: when a paper must be back after cover ended.
    return_when_registered, registered_return_days: the same once マイナ保険証 works.
    return_expired: expired papers come back; otherwise the holder destroys them.
    leaver_notice_days: how long before the end of cover the return is announced.
    paper_from: first day the paper regime applies to everybody.
    print_days, hand_out_days, forward_days: the office's own limits for 遅滞なく.
    renew_notice_days, birthday_notice_months: early warnings.
    elderly_cutoff_on, elderly_collect_by: the collection of 高齢受給者証.
    quiet_days: no second reminder to register within these days.
    name_change_returns, name_change_family: a new name brings the paper back, and the
    family's, on which the insured person's name stands.
    copay_change_returns, rehire_returns: the same for a new 割合 and a re-hire.
    old_card_return_until: cover lost on or before that day brings the old 健康保険証 back;
    later its holder destroys it.
    card_notice_days, card_grace_months: warning before the My Number Card's 電子証明書 ends,
    and how many further months it works after the month in which it ends.
    expiry_max_years, expiry_before_75, expiry_before_70: limits of a 有効期限.
    insured_branch: the 枝番 of the insured person.
    reminder_steps: after so many unanswered reminders to register there is no further one.
    """

    return_days: int
    return_day_count: DayCount
    return_when_registered: bool
    registered_return_days: int
    return_expired: bool
    leaver_notice_days: int
    paper_from: date
    print_days: int
    hand_out_days: int
    forward_days: int
    renew_notice_days: int
    birthday_notice_months: int
    elderly_cutoff_on: date
    elderly_collect_by: date
    quiet_days: int
    name_change_returns: bool
    name_change_family: bool
    copay_change_returns: bool
    rehire_returns: bool
    old_card_return_until: date
    card_notice_days: int
    card_grace_months: int
    expiry_max_years: int
    expiry_before_75: bool
    expiry_before_70: bool
    insured_branch: BranchNumbering
    reminder_steps: int
    entries: Mapping[str, "RuleEntry"]

    def entry(self, name: str) -> "RuleEntry":
        """Return the entry behind a rule: value, source, first day in force, confirmed."""
        return self.entries[name]

    def source(self, name: str) -> str:
        """Return where a rule is written, as shown to the user."""
        return self.entries[name].source


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """One rule as filed: name, value, source, first day in force, and who confirmed it."""

    name: str
    value: int | bool | str | date
    source: str
    effective_from: date
    confirmed: bool


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules of one society over time."""

    society: str
    entries: Sequence[RuleEntry]

    def versions(self, name: str) -> Sequence[RuleEntry]:
        """Return all entries of one rule, the earliest first."""
        return sorted((e for e in self.entries if e.name == name), key=lambda e: e.effective_from)

    def at(self, on: date) -> SocietyRules:
        """Return the rules in force on that day: of each name the latest begun.

        Before a rule's first start its earliest entry stands, so that a past day has an
        answer too.
        """
        values: dict[str, Any] = {}
        entries: dict[str, RuleEntry] = {}
        for name in RULE_TYPES:
            versions = self.versions(name)
            begun = [e for e in versions if e.effective_from <= on] or versions[:1]
            values[name] = RULE_TYPES[name](begun[-1].value)
            entries[name] = begun[-1]
        return SocietyRules(**values, entries=entries)


RULE_TYPES: Mapping[str, Any] = {
    f.name: (lambda value: value) if f.type is date else f.type
    for f in fields(SocietyRules)
    if f.name != "entries"
}

_WANTED: Mapping[str, type] = {
    f.name: cast(type, f.type) for f in fields(SocietyRules) if f.name in RULE_TYPES
}
_KEYS = ("value", "source", "effective_from", "confirmed")
_DAYS = range(3661)
_RANGES: Mapping[str, range] = {
    "return_days": range(1, 366),
    "birthday_notice_months": range(25),
    "card_grace_months": range(25),
    "expiry_max_years": range(1, 11),
    "reminder_steps": range(1, 100),
}
"""What a number may be; days go up to ten years. A slip beyond it would stop every list."""
_YEARS = range(1900, 2118)
_TWICE: Reasons = (
    ("Cannot declare", "同じ見出しが2つあります。版を分けるときは [[rule.名前]] と二重に書いてください"),
    ("Cannot mutate", "同じ見出しが2つの書き方で書かれています。どちらかにそろえてください"),
    (
        "Cannot overwrite",
        "同じ項目が2回書かれています。1つにし、版を分けるときは [[rule.名前]] と書いてください",
    ),
    ("Duplicate inline table key", "同じ項目が2回書かれています。1つにしてください"),
)
LARGEST = 1_000_000
"""No rules file has more characters."""


def decode_rules(data: bytes) -> str:
    """Return the text of a rules file, every character kept; BadValue unless it is UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _wrong(line, "UTF-8の文字ではありません。文字コードをUTF-8にして保存し直してください") from None


def refuse_my_number_in_rules(text: str) -> None:
    """Raise MyNumberRefused, naming the line, if a rules file holds a 個人番号."""
    accepted_document(text, "規則ファイル")


@lru_cache(maxsize=8)
def read_rule_book(text: str) -> RuleBook:
    """Read a society's rules file (TOML); raise BadValue naming the line that is wrong and why.

    The last few are remembered: every step asks for the rules, and reading them is slower than the step.
    Source: docs/rules.md, "The rules file".
    """
    if len(text) > LARGEST:
        raise BadValue("規則ファイルが大きすぎます。規則だけのファイルを選んでください。")
    text = text.removeprefix("\ufeff")
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _wrong(*syntax_mistake(str(error), text, _TWICE)) from None
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
    missing = [name for name in RULE_TYPES if name not in {e.name for e in entries}]
    if missing:
        raise _wrong(
            last_line(text), f"ここまでに規則「{'、'.join(missing)}」がありません。書き加えてください"
        )
    return RuleBook(society=society, entries=tuple(entries))


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
    if not isinstance(society, str) or not society.strip():
        raise _wrong(lines.of("society"), 'society には健保の名前を "…" で囲んで書いてください')
    return society.strip()


def _named_entries(data: Mapping[str, Any], lines: TomlLines) -> Iterator[tuple[str, str, object]]:
    """Yield each entry with its name and its place in the file."""
    rules = data.get("rule", {})
    if not isinstance(rules, Mapping):
        raise _wrong(lines.of("rule"), "rule が表になっていません。[rule.名前] の形で書いてください")
    for name, versions in rules.items():
        if name not in RULE_TYPES:
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
                near = get_close_matches(key, _KEYS, n=1)
                hint = f"「{near[0]}」ではありませんか" if near else f"書けるのは {'、'.join(_KEYS)} です"
                raise self._refused(key, f"「{quotable(key)}」は知らない項目です。{hint}")
        for key in _KEYS[:3]:
            if key not in raw:
                raise self._refused("", f"{key} がありません。書き加えてください")
        begins, source, confirmed = raw["effective_from"], raw["source"], raw.get("confirmed", False)
        if not _is_day(begins):
            raise self._refused(
                "effective_from",
                '施行日 effective_from は日付ではありません。2026-04-01 のように「"」なしで書いてください',
            )
        if not isinstance(source, str) or not source.strip():
            raise self._refused("source", "出典 source が空です。どこに書いてある規則かを書いてください")
        if not isinstance(confirmed, bool):
            raise self._refused("confirmed", "confirmed には true か false を書いてください")
        return RuleEntry(self._name, self._value(raw["value"]), source.strip(), begins, confirmed)

    def _value(self, value: object) -> int | bool | str | date:
        """The value in the rule's own type."""
        wanted = _WANTED[self._name]
        if wanted is bool:
            if isinstance(value, bool):
                return value
            raise self._refused(
                "value", f"{_quoted(value)} は使えません。true(する)か false(しない)を書いてください"
            )
        if wanted is int:
            allowed = _RANGES.get(self._name, _DAYS)
            if isinstance(value, int) and not isinstance(value, bool) and value in allowed:
                return value
            least, most = allowed[0], allowed[-1]
            raise self._refused(
                "value", f"{_quoted(value)} は使えません。{least}から{most}までの数字を書いてください"
            )
        if wanted is date:
            if isinstance(value, date) and _is_day(value):
                return value
            raise self._refused(
                "value",
                f'{_quoted(value)} は日付ではありません。2026-04-01 のように「"」なしで書いてください',
            )
        choices = cast(type[StrEnum], wanted)
        if isinstance(value, str) and value in set(choices):
            return choices(value)
        words = "、".join(f'"{choice}"' for choice in choices)
        raise self._refused("value", f"{_quoted(value)} は選べません。{words} のどれかを書いてください")

    def _refused(self, key: str, reason: str) -> BadValue:
        place = f"{self._place}.{key}" if key else self._place
        return _wrong(self._lines.of(place), f"規則「{self._name}」の{reason}")


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime) and value.year in _YEARS


def _quoted(value: object) -> str:
    """A value as the file has it, never with twelve digits and never long."""
    if isinstance(value, bool):
        return "値 true" if value else "値 false"
    text = value.isoformat() if isinstance(value, date) else str(value)
    return f"値「{quotable(text)}」"


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One version of a rule that another file changes; None where a version appears or goes."""

    name: str
    old: RuleEntry | None
    new: RuleEntry | None

    @property
    def effective_from(self) -> date:
        """The first day in force of the new version, or of the one that goes."""
        entry = self.new or self.old
        assert entry is not None
        return entry.effective_from

    @property
    def is_moved(self) -> bool:
        """Whether the first day in force changes."""
        return bool(self.old and self.new and self.old.effective_from != self.new.effective_from)

    @property
    def is_value(self) -> bool:
        """Whether what the rule says or since when changes, not only its source or confirmation."""
        return self.old is None or self.new is None or self.is_moved or self.old.value != self.new.value


def rule_changes(old: RuleBook, new: RuleBook) -> list[RuleChange]:
    """Return what another rules file would change, rule by rule and version by version.

    Versions of the same day are compared; the others of a rule in their order.
    """
    changes: list[RuleChange] = []
    for name in RULE_TYPES:
        before = {entry.effective_from: entry for entry in old.versions(name)}
        after = {entry.effective_from: entry for entry in new.versions(name)}
        pairs: list[tuple[RuleEntry | None, RuleEntry | None]] = [
            (before.pop(day), after.pop(day)) for day in sorted({*before} & {*after})
        ]
        pairs += zip_longest(before.values(), after.values())
        found = [RuleChange(name, was, will) for was, will in pairs if was != will]
        changes += sorted(found, key=lambda change: change.effective_from)
    return changes
