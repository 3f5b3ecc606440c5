"""What may stand behind `value` in a rules file: one reader for each kind, from TOML to the rule's own type.

A reader raises Unfit with what is wrong and how it is written rightly.
Source: docs/rules.md, "The rules file".
"""

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from app.domain.accepted_text import quotable
from app.domain.person import LossCause
from app.domain.rules.cases import Case, ExpiryTerm, LayoutCase, MonthDay
from app.domain.rules.choices import Handling, TermEnd, When

E = TypeVar("E", bound=StrEnum)
Reader = Callable[[object], Any]
_YEARS = range(1900, 2118)
LONGEST_TEXT = 120
"""A text of the society's own takes at most three lines of a slip."""
LONGEST_LIST = 60


class Unfit(Exception):
    """A value that cannot be taken. table: which table inside the value it is, counted from 1; 0 for none."""

    def __init__(self, reason: str, table: int = 0) -> None:
        super().__init__(reason)
        self.table = table


def number(least: int, most: int) -> Reader:
    """Read a whole number between two limits, both included."""

    def read(value: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        raise Unfit(f"{quoted(value)} は使えません。{least}から{most}までの数字を書いてください")

    return read


def yes_or_no(value: object) -> bool:
    """Read true or false."""
    if isinstance(value, bool):
        return value
    raise Unfit(f"{quoted(value)} は使えません。true(する)か false(しない)を書いてください")


def is_day(value: object) -> bool:
    """Return whether this is a date of a year that can be meant."""
    return isinstance(value, date) and not isinstance(value, datetime) and value.year in _YEARS


def day(value: object) -> date:
    """Read a date."""
    if isinstance(value, date) and is_day(value):
        return value
    raise Unfit(f'{quoted(value)} は日付ではありません。2026-04-01 のように「"」なしで書いてください')


def one_of(choices: type[E]) -> Callable[[object], E]:
    """Read one word of an enum."""

    def read(value: object) -> E:
        if isinstance(value, str) and value in set(choices):
            return choices(value)
        words = "、".join(f'"{choice}"' for choice in choices)
        raise Unfit(f"{quoted(value)} は選べません。{words} のどれかを書いてください")

    return read


def or_none(reads: Reader) -> Reader:
    """Read a value, or None where the file says "none"."""

    def read(value: object) -> Any:
        if value == "none":
            return None
        try:
            return reads(value)
        except Unfit as unfit:
            raise Unfit(f'{unfit}。ない場合は "none" と書いてください', unfit.table) from None

    return read


def list_of(reads: Reader, example: str) -> Reader:
    """Read a list, each once; it may be empty."""

    def read(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) > LONGEST_LIST:
            raise Unfit(f"{quoted(value)} は使えません。{example} のように [ ] で囲んで書いてください")
        found: list[Any] = []
        for one in value:
            taken = reads(one)
            if taken in found:
                raise Unfit(f"{quoted(one)} が2回書かれています。1つにしてください")
            found.append(taken)
        return tuple(found)

    return read


def text(most: int) -> Reader:
    """Read one line of text, which may be empty."""

    def read(value: object) -> str:
        if isinstance(value, str) and len(value.strip()) <= most and value.isprintable():
            return value.strip()
        raise Unfit(f'{quoted(value)} は使えません。{most}文字までの1行を「"」で囲んで書いてください')

    return read


def word(value: object) -> str:
    """Read a short text that is not empty."""
    read: str = text(12)(value)
    if read:
        return read
    raise Unfit("空の文字は使えません")


def month_day(value: object) -> MonthDay:
    """Read a day of every year, such as "07-31"."""
    if isinstance(value, str):
        try:
            # In a common year: nothing ends on 29 February in every year.
            found = date.fromisoformat(f"2001-{value}")
        except ValueError:
            pass
        else:
            if value == found.strftime("%m-%d"):
                return MonthDay(found.month, found.day)
    raise Unfit(f'{quoted(value)} は毎年の日付ではありません。7月31日なら "07-31" と書いてください')


def closing_day(value: object) -> MonthDay | date:
    """Read a day on which the society is closed: of every year, or one day only."""
    return month_day(value) if isinstance(value, str) else day(value)


_words = list_of(one_of(When), '["lost", "registered"]')
_LOST = frozenset({When.LOST, *map(When, LossCause)})
OF_PERSON = frozenset(When) - _LOST - {When.EXPIRED, When.VALID, When.COPAY_CHANGED}
"""What may be true of somebody who is covered, before there is a paper."""
OF_PAPER = frozenset(When) - {When.NEWCOMER, When.COPAY_CHANGED}
"""What may be true where a paper may come back."""
_APART = (
    {When.LOST, When.COVERED},
    {When.EXPIRED, When.VALID},
    {When.REGISTERED, When.UNREGISTERED},
    {When.INSURED, When.DEPENDANT},
    {When.FROM_70, When.BELOW_70},
    {When.COVERED, *map(When, LossCause)},
)
"""Of each of these no two are ever true together."""


def whom(value: object) -> tuple[When, ...]:
    """Read the words of which one must be true."""
    if found := _when(value, OF_PERSON, may_clash=True):
        return found
    raise Unfit("空にすると、だれにも当てはまりません。1つは書いてください")


def _when(value: object, asked: Container[When], *, may_clash: bool = False) -> tuple[When, ...]:
    """Read the words that must all be true; two that never are together would be a slip.

    asked: those that may be true where the rule is asked; another one would never hold.
    """
    words: tuple[When, ...] = _words(value)
    if never := [word for word in words if word not in asked]:
        raise Unfit(f"「{never[0]}」は、この規則では当てはまることがありません。消してください")
    if may_clash:
        return words
    for group in _APART:
        if len(clash := [word for word in words if word in group]) > 1:
            raise Unfit(f"「{clash[0]}」と「{clash[1]}」は同時には当てはまりません。どちらかにしてください")
    return words


def cases(asked: Container[When]) -> Reader:
    """Read the cases of one kind of paper, the first that holds counts. asked: what may be true of it."""
    example = '[{ when = ["lost"], then = "collect" }]'

    def case(raw: Mapping[str, object]) -> Case:
        _check_keys(raw, needed=("when", "then"))
        return Case(_when(raw["when"], asked), one_of(Handling)(raw["then"]))

    return lambda value: _tables(value, case, example)


def terms(value: object) -> tuple[ExpiryTerm, ...]:
    """Read how long papers are valid, the first term that holds counts."""
    example = '[{ years = 1, ends = "07-31" }]'

    def term(raw: Mapping[str, object]) -> ExpiryTerm:
        _check_keys(raw, allowed=("when", "years", "months", "ends"))
        if ("years" in raw) is ("months" in raw):
            raise Unfit("years か months のどちらか1つを書いてください")
        months = number(1, 10)(raw["years"]) * 12 if "years" in raw else number(1, 120)(raw["months"])
        when = _when(raw.get("when", []), OF_PERSON)
        return ExpiryTerm(when, months, _end(raw.get("ends", TermEnd.DAY_BEFORE.value)))

    return _tables(value, term, example)


def layouts(value: object) -> tuple[LayoutCase, ...]:
    """Read on which form papers are printed, the first case that holds counts."""
    example = '[{ when = ["newcomer"], layout = "card-a4" }]'

    def case(raw: Mapping[str, object]) -> LayoutCase:
        _check_keys(raw, needed=("when", "layout"))
        name: str = text(40)(raw["layout"])
        if not name:
            raise Unfit("layout が空です。様式の名前を書いてください")
        return LayoutCase(_when(raw["when"], OF_PERSON), name)

    return _tables(value, case, example)


def _end(value: object) -> TermEnd | MonthDay:
    if isinstance(value, str) and value in set(TermEnd):
        return TermEnd(value)
    try:
        return month_day(value)
    except Unfit as unfit:
        choices = "、".join(f'"{end}"' for end in TermEnd)
        raise Unfit(f"{unfit}。{choices} も書けます") from None


def _check_keys(
    raw: Mapping[str, object], *, needed: Sequence[str] = (), allowed: Sequence[str] = ()
) -> None:
    known = (*needed, *allowed)
    for key in raw:
        if key not in known:
            from difflib import get_close_matches

            near = get_close_matches(key, known, n=1)
            hint = f"「{near[0]}」ではありませんか" if near else f"書けるのは {'、'.join(known)} です"
            raise Unfit(f"「{quotable(key)}」は知らない項目です。{hint}")
    for key in needed:
        if key not in raw:
            raise Unfit(f"{key} がありません。書き加えてください")


def _tables(value: object, reads: Callable[[Mapping[str, object]], Any], example: str) -> tuple[Any, ...]:
    if not isinstance(value, list) or len(value) > LONGEST_LIST:
        raise Unfit(f"{quoted(value)} は使えません。{example} のように [ ] で囲んで書いてください")
    found = []
    for place, raw in enumerate(value, 1):
        if not isinstance(raw, Mapping):
            raise Unfit(f"{quoted(raw)} は使えません。{example} のように {{ }} で囲んで書いてください")
        try:
            found.append(reads(raw))
        except Unfit as unfit:
            raise Unfit(str(unfit), place) from None
        if any(set(one.when) <= set(found[-1].when) for one in found[:-1]):
            raise Unfit(
                "上の行がいつも先に当てはまり、この行は使われません。順を替えるか、消してください", place
            )
    return tuple(found)


def quoted(value: object) -> str:
    """Return a value as the file has it, never with twelve digits and never long."""
    if isinstance(value, bool):
        return "値 true" if value else "値 false"
    shown = value.isoformat() if isinstance(value, date) else str(value)
    return f"値「{quotable(shown)}」"
