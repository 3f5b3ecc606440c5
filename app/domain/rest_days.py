"""The days on which nobody works: Saturdays, Sundays, holidays, and those on which the society is closed.

A deadline of the law stays what it is; what is said beside it is the working day before and after.
Source: docs/rules.md, "Working days".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from app.domain.rules import MonthDay, SocietyRules
from app.domain.wareki import WEEKDAYS, wareki_short
from app.words import said

_DAY = timedelta(days=1)
_FIXED = ((1, 1), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (11, 3), (11, 23))
_MONDAYS = ((1, 2), (7, 3), (9, 3), (10, 2))
"""The second Monday of January, and so on."""
_SUNDAY = 6


class Rest(StrEnum):
    """Why a day is none of work; of several the first counts."""

    HOLIDAY = "holiday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class RestDay:
    """A deadline on a day without work. before, after: the working days around it."""

    on: date
    rest: Rest
    before: date
    after: date

    def said(self, use: str = "due") -> str:
        """Return the sentence beside the deadline; use: where it stands."""
        days = {"day": self.on, "before": self.before, "after": self.after}
        shown = {name: f"{wareki_short(day)}({WEEKDAYS[day.weekday()]})" for name, day in days.items()}
        return said(self.rest, use, **shown)


def rest_day(on: date, rules: SocietyRules) -> RestDay | None:
    """Return what is to be said about a deadline; None where it is a working day."""
    rest = rest_of(on, rules.closing_days)
    if rest is None:
        return None
    before, after = on - _DAY, on + _DAY
    while rest_of(before, rules.closing_days) is not None:
        before -= _DAY
    while rest_of(after, rules.closing_days) is not None:
        after += _DAY
    return RestDay(on, rest, before, after)


def rest_of(on: date, closing_days: Sequence[MonthDay | date] = ()) -> Rest | None:
    """Return why nobody works on that day; None for a working day."""
    if on in holidays(on.year):
        return Rest.HOLIDAY
    if on.weekday() >= _SUNDAY - 1:
        return Rest.SUNDAY if on.weekday() == _SUNDAY else Rest.SATURDAY
    is_closed = any(
        closed == on if isinstance(closed, date) else closed.of(on.year) == on for closed in closing_days
    )
    return Rest.CLOSED if is_closed else None


@cache
def holidays(year: int) -> frozenset[date]:
    """Return the holidays of a year by the law in force since 2020, reckoned ahead up to 2099.

    The equinoxes are those of the almanac, which the government confirms each February for the next year.

    >>> date(2026, 9, 22) in holidays(2026), date(2027, 3, 22) in holidays(2027)
    (True, True)
    """
    named = {date(year, month, day) for month, day in _FIXED}
    named |= {_monday(year, month, nth) for month, nth in _MONDAYS}
    named |= {date(year, 3, _equinox(year, 20.8431)), date(year, 9, _equinox(year, 23.2488))}
    found = set(named)
    for day in sorted(named):
        # A holiday on a Sunday moves on to the next day that is none.
        if day.weekday() == _SUNDAY:
            moved = day + _DAY
            while moved in named:
                moved += _DAY
            found.add(moved)
        # A day between two holidays is one.
        between = day + _DAY
        if between not in named and between + _DAY in named and between.weekday() != _SUNDAY:
            found.add(between)
    return frozenset(found)


def _monday(year: int, month: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(-first.weekday()) % 7 + 7 * (nth - 1))


def _equinox(year: int, base: float) -> int:
    """The day of the month, from 1980 to 2099."""
    since = year - 1980
    return int(base + 0.242194 * since - since // 4)
