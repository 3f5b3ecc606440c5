"""Sets of days on the calendar: what the law is said in, without any "today".

Spans run from a first day to the day after the last; MIN and MAX stand for "always before" and
"for ever". `a & b` are the days of both, `a | b` those of either, `a - b` those of a without those of b.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

MIN, MAX = date.min, date.max
Span = tuple[date, date]


class Days(tuple[Span, ...]):
    """Days as spans [first, after) in their order, no two of which touch."""

    __slots__ = ()

    def __and__(self, other: "Days") -> "Days":
        if self is ALWAYS or not other:
            return other
        if other is ALWAYS or not self:
            return self
        if len(self) == 1 == len(other):
            ((first, after),), ((begin, end),) = self, other
            # Of two that overlap, mostly one lies within the other.
            if begin <= first and after <= end:
                return self
            if first <= begin and end <= after:
                return other
            return between(max(first, begin), min(after, end))
        shared = (
            (max(first, begin), min(after, end))
            for first, after in self
            for begin, end in other
            if first < end and begin < after
        )
        return Days(shared) or NEVER

    def __or__(self, other: "Days") -> "Days":
        if not self:
            return other
        if not other:
            return self
        (last, end), (begin, after) = self[-1], other[0]
        # Mostly days are added in their order.
        if end < begin:
            return Days((*self, *other))
        if end == begin:
            return Days((*self[:-1], (last, after), *other[1:]))
        joined: list[Span] = []
        for first, after in sorted((*self, *other)):
            if joined and first <= joined[-1][1]:
                joined[-1] = joined[-1][0], max(joined[-1][1], after)
            else:
                joined.append((first, after))
        return Days(joined)

    def __sub__(self, other: "Days") -> "Days":
        if not self or not other:
            return self
        if len(self) == 1 == len(other):
            ((first, after),), ((begin, end),) = self, other
            if after <= begin or end <= first:
                return self
            head, tail = (first, begin), (end, after)
            if first < begin:
                return Days((head, tail)) if end < after else Days((head,))
            return Days((tail,)) if end < after else NEVER
        rest, begin = [], MIN
        for first, after in other:
            if begin < first:
                rest.append((begin, first))
            begin = after
        if begin < MAX:
            rest.append((begin, MAX))
        return self & Days(rest)

    def parted(self, *cuts: date | None) -> Iterator[Span]:
        """Yield the spans, cut where something about them changes; None cuts nothing."""
        ordered = sorted(filter(None, cuts))
        for first, after in self:
            begin = first
            for cut in ordered:
                if begin < cut < after:
                    yield begin, cut
                    begin = cut
            yield begin, after

    def holds(self, day: date) -> bool:
        """Return whether a day is one of these."""
        for first, after in self:
            if day < after:
                return first <= day
        return False


NEVER = Days()
ALWAYS = Days(((MIN, MAX),))


def since(day: date | None) -> Days:
    """From that day on; NEVER where there is no such day."""
    return NEVER if day is None or day >= MAX else Days(((day, MAX),))


def before(day: date | None) -> Days:
    """Until the day before; ALWAYS where there is no such day."""
    if day is None:
        return ALWAYS
    return Days(((MIN, day),)) if day > MIN else NEVER


def between(first: date, after: date) -> Days:
    """From the first day to the day before `after`."""
    return Days(((first, after),)) if first < after else NEVER


def either(several: Iterable[Days]) -> Days:
    """The days of any of these."""
    found = NEVER
    for days in several:
        found |= days
    return found


def later(day: date, number: int) -> date:
    """So many days after a day."""
    return day + timedelta(number)


def earlier(day: date, number: int) -> date:
    """So many days before a day."""
    return day - timedelta(number)


def announced_from(day: date, months: int) -> date:
    """Return the first day from which so many months lead to that day or beyond.

    >>> announced_from(date(2027, 4, 30), 2), announced_from(date(2027, 4, 30), 14)
    (datetime.date(2027, 3, 1), datetime.date(2026, 3, 1))
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
