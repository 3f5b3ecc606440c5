"""SocietyRules: what differs from society to society, each rule with source and start."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, cast

from app.domain.my_number import quotable
from app.errors import BadValue

MOST = 3660
"""No number in a rule is higher: ten years in days. A slip beyond it would stop every list."""


class DayCount(StrEnum):
    """How "5日以内" is read (docs/rules.md, "Return of certificates")."""

    FROM_DAY_AFTER_LAST = "from_day_after_last"
    FROM_DAY_AFTER_LOSS = "from_day_after_loss"


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
    sources: Mapping[str, str]

    def source(self, name: str) -> str:
        """Return where a rule is written, as shown to the user."""
        return self.sources[name]


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

    def at(self, on: date) -> SocietyRules:
        """Return the rules in force on that day: of each name the latest begun.

        Before a rule's first start its earliest entry stands, so that a past day has an
        answer too.
        """
        values: dict[str, Any] = {}
        sources: dict[str, str] = {}
        for name in RULE_TYPES:
            versions = sorted((e for e in self.entries if e.name == name), key=lambda e: e.effective_from)
            begun = [e for e in versions if e.effective_from <= on] or versions[:1]
            values[name] = RULE_TYPES[name](begun[-1].value)
            sources[name] = begun[-1].source
        return SocietyRules(**values, sources=sources)


RULE_TYPES: Mapping[str, Any] = {
    f.name: (lambda value: value) if f.type is date else f.type
    for f in fields(SocietyRules)
    if f.name != "sources"
}


def read_rule_book(text: str) -> RuleBook:
    """Read a society's rules file (TOML); raise BadValue naming the entry that is wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadValue(f"規則ファイルを読めません({error})。書式を直してください。") from error
    entries = [_entry(name, raw) for name, raw in _named_entries(data)]
    missing = [name for name in RULE_TYPES if name not in {e.name for e in entries}]
    if missing:
        raise BadValue(f"規則ファイルに項目が足りません: {'、'.join(missing)}。")
    return RuleBook(society=str(data.get("society", "")), entries=tuple(entries))


def _named_entries(data: Mapping[str, Any]) -> list[tuple[str, object]]:
    rules = data.get("rule", {})
    if not isinstance(rules, Mapping):
        raise BadValue("規則ファイルの rule が表になっていません。[rule.名前] の形で書いてください。")
    unknown = [name for name in rules if name not in RULE_TYPES]
    if unknown:
        raise BadValue(f"規則ファイルに知らない項目があります: {'、'.join(unknown)}。")
    return [
        (name, version)
        for name, versions in rules.items()
        for version in (versions if isinstance(versions, list) else [versions])
    ]


def _entry(name: str, raw: object) -> RuleEntry:
    if not isinstance(raw, Mapping):
        raise BadValue(f"規則「{name}」に値(value)、施行日(effective_from)、出典(source)を書いてください。")
    value = raw.get("value")
    wanted = {f.name: f.type for f in fields(SocietyRules)}[name]
    plain = str if wanted is DayCount else cast(type, wanted)
    if type(value) is not plain or (plain is int and not 0 <= cast(int, value) <= MOST):
        raise BadValue(f"規則「{name}」の値 {quotable(repr(value))} が正しくありません。")
    if wanted is DayCount and value not in set(DayCount):
        raise BadValue(f"規則「{name}」の値 {quotable(repr(value))} は選べません。")
    if type(raw.get("effective_from")) is not date or not raw.get("source"):
        raise BadValue(f"規則「{name}」に施行日(effective_from)と出典(source)を書いてください。")
    return RuleEntry(
        name=name,
        value=cast("int | bool | str | date", value),
        source=str(raw["source"]),
        effective_from=raw["effective_from"],
        confirmed=bool(raw.get("confirmed", False)),
    )
