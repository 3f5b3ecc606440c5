"""Days on which nobody takes a paper in: weekends, holidays, and the days the society is closed itself.

A deadline stays on the day of the law or the society; it is only said that the day is closed, and which
working days stand before and after it.
Source: docs/rules.md, "Deadlines on closed days". Holidays: 国民の祝日に関する法律, by the library jpholiday.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from app.domain.rules.cases import MonthDay
from app.domain.wareki import wareki_short, wareki_weekday
from app.words import label, said

ClosingDays = Sequence[MonthDay | date]

_DAY = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6


class ClosedBy(StrEnum):
    """Why a day is closed."""

    HOLIDAY = "holiday"
    SOCIETY = "society"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed day. holiday: the name of the holiday, else empty. before, after: the next working days."""

    by: ClosedBy
    holiday: str
    before: date
    after: date


@lru_cache(maxsize=4096)
def closed(day: date, closing_days: tuple[MonthDay | date, ...]) -> Closed | None:
    """Return why a day is closed and the working days about it; None for a working day.

    closing_days: the society's own, as its rules file names them.

    >>> closed(date(2026, 12, 5), ()).before, closed(date(2026, 12, 5), ()).after
    (datetime.date(2026, 12, 4), datetime.date(2026, 12, 7))
    """
    by = _closed_by(day, closing_days)
    if by is None:
        return None
    before, after = day - _DAY, day + _DAY
    while _closed_by(before, closing_days):
        before -= _DAY
    while _closed_by(after, closing_days):
        after += _DAY
    return Closed(by, _holiday(day), before, after)


def marked_day(day: date | None, why: Closed | None) -> str:
    """Return a date as it stands in a table, behind it such as "(土)" where it is closed; "" for none."""
    if day is None:
        return ""
    return wareki_short(day) if why is None else f"{wareki_short(day)}({label(why.by, 'mark')})"


def closed_words(day: Closed) -> str:
    """Return what is said of a deadline on that day: why it is closed, the working days about it."""
    around = {"before": wareki_weekday(day.before), "after": wareki_weekday(day.after)}
    return said(day.by, "told", holiday=day.holiday, **around)


def _closed_by(day: date, closing_days: ClosingDays) -> ClosedBy | None:
    if _holiday(day):
        return ClosedBy.HOLIDAY
    if any(day in (one, one if isinstance(one, date) else one.of(day.year)) for one in closing_days):
        return ClosedBy.SOCIETY
    return {_SATURDAY: ClosedBy.SATURDAY, _SUNDAY: ClosedBy.SUNDAY}.get(day.weekday())


@lru_cache(maxsize=4096)
def _holiday(day: date) -> str:
    import jpholiday

    return jpholiday.is_holiday_name(day) or ""
