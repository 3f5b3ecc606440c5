"""The days on which nobody works: Saturdays, Sundays, holidays, and those on which the society is closed.

A deadline of the law stays what it is; what is said beside it is the working day before and after.
Source: docs/rules.md, "Working days"; the holidays by the library jpholiday.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache

from app.domain.rules import MonthDay, SocietyRules
from app.domain.wareki import wareki_short, wareki_weekday
from app.late import dataclass
from app.words import label, said

_DAY = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6
_LAST_YEAR = 2150
"""Of which holidays are reckoned."""


class Rest(StrEnum):
    """Why a day is none of work; of several the first counts."""

    HOLIDAY = "holiday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class RestDay:
    """A deadline on a day without work. before, after: the working days around it. holiday: its name."""

    on: date
    rest: Rest
    before: date
    after: date
    holiday: str = ""

    def said(self, use: str = "due") -> str:
        """Return the sentence beside the deadline; use: where it stands."""
        days = {"day": self.on, "before": self.before, "after": self.after}
        shown = {name: wareki_weekday(day) for name, day in days.items()}
        return said(self.rest, use, holiday=self.holiday, **shown)


def rest_day(on: date, rules: SocietyRules) -> RestDay | None:
    """Return what is to be said about a deadline; None where it is a working day."""
    return _rest_day(on, rules.closing_days)


def rest_of(on: date, closing_days: Sequence[MonthDay | date] = ()) -> Rest | None:
    """Return why nobody works on that day; None for a working day."""
    if holiday(on):
        return Rest.HOLIDAY
    if on.weekday() >= _SATURDAY:
        return Rest.SUNDAY if on.weekday() == _SUNDAY else Rest.SATURDAY
    is_closed = any(
        closed == on if isinstance(closed, date) else closed.of(on.year) == on for closed in closing_days
    )
    return Rest.CLOSED if is_closed else None


@cache
def holiday(day: date) -> str:
    """Return what a holiday is called, one that was moved or lies between two others too; "" for none.

    The equinoxes to come are reckoned; the government confirms them each February for the next year. Of years
    as far away as those that stand for "never" none is named.

    >>> holiday(date(2026, 9, 22)), holiday(date(2026, 9, 24))
    ('国民の休日', '')
    """
    if day.year > _LAST_YEAR:
        return ""
    # Loaded on first use: most commands ask about no day.
    import jpholiday

    return jpholiday.is_holiday_name(day) or ""


def marked_day(day: date | None, rest: RestDay | None) -> str:
    """Return a date as it stands in a table, behind it such as (土) where nobody works; "" for none."""
    if day is None:
        return ""
    return wareki_short(day) if rest is None else f"{wareki_short(day)}({label(rest.rest, 'mark')})"


@lru_cache(maxsize=4096)
def _rest_day(on: date, closing_days: tuple[MonthDay | date, ...]) -> RestDay | None:
    rest = rest_of(on, closing_days)
    if rest is None:
        return None
    before, after = on - _DAY, on + _DAY
    while rest_of(before, closing_days) is not None:
        before -= _DAY
    while rest_of(after, closing_days) is not None:
        after += _DAY
    return RestDay(on, rest, before, after, holiday(on))
