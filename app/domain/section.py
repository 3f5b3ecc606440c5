"""The three parts of a day's list: what is to be done today, within a week, and what only waits.

Source: docs/rules.md, "The morning".
"""

from datetime import date, timedelta
from enum import StrEnum

from app.domain.duties import DutyKind

DAYS_OF_WEEK = timedelta(days=7)
"""Due within so many days is due this week, whatever day of the week it is."""

STANDS_STILL_AFTER = timedelta(days=30)
"""So long after its day the collection of the cards of 2024 is the same every morning."""


class Section(StrEnum):
    """Every row of a list stands in one of these."""

    TODAY = "today"
    WEEK = "week"
    WAITING = "waiting"


def section_of(kind: DutyKind, detail: str, due_on: date | None, today: date) -> Section:
    """Return where a row stands; detail: as for app.domain.duties.sentence.

    What has no day, or one far ahead, only waits; so does a 高齢受給者証 of 2024 that nobody brought back in
    all the time since. Whatever else is late is to be done today.

    >>> section_of(DutyKind.RETURN, "left", date(2026, 11, 30), date(2026, 11, 23))
    <Section.WEEK: 'week'>
    """
    stands_still = kind is DutyKind.ELDERLY_CARD and not detail
    if due_on is None or due_on > today + DAYS_OF_WEEK:
        return Section.WAITING
    if stands_still and due_on < today - STANDS_STILL_AFTER:
        return Section.WAITING
    return Section.TODAY if due_on <= today else Section.WEEK
