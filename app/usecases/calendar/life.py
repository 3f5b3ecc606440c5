"""A person's life, read and put on the calendar.

Source: docs/rules.md, "The calendar of a person".
"""

from datetime import date

from app.domain.ids import PersonId
from app.domain.law import duties_of
from app.domain.life_calendar import LifeCalendar, Window, around, life_calendar
from app.domain.rules import read_rule_book
from app.errors import BadValue
from app.ports import Queries

LONGEST_YEARS = 100
"""No picture reaches farther."""


def calendar_of(
    queries: Queries, person_id: PersonId, today: date, window: Window | None = None
) -> LifeCalendar:
    """Return the picture of a person; without a window the months about the day it is looked at from."""
    facts, book = queries.facts(person_id), read_rule_book(queries.society().rules_toml)
    return life_calendar(facts, duties_of(facts, book), book.at(today), window or around(today), today)


def window_of(today: date, first: date | None, last: date | None) -> Window:
    """Return the days from one to the other, both included; what is left out is as usual."""
    usual = around(today)
    begins = first or usual.first
    after = usual.after if last is None else date.fromordinal(last.toordinal() + 1)
    if after <= begins:
        raise BadValue("暦の終わりの日が、始めの日より前です。日付を入れ替えてください。")
    if after.year - begins.year > LONGEST_YEARS:
        raise BadValue(f"暦は{LONGEST_YEARS}年までです。期間を短くしてください。")
    return Window(begins, after)
