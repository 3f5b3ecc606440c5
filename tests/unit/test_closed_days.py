"""docs/rules.md, "Deadlines on closed days"."""

from datetime import date, timedelta

import pytest

import resources
from app.domain.closed_days import ClosedBy, closed, closed_words, marked_day
from app.domain.rules import read_rule_book

CLOSING_DAYS = (
    read_rule_book(resources.path("rules/jsr.toml").read_text("utf-8")).at(date(2026, 12, 1)).closing_days
)


@pytest.mark.parametrize(
    ("day", "by", "holiday", "before", "after"),
    [
        (date(2026, 12, 5), ClosedBy.SATURDAY, "", date(2026, 12, 4), date(2026, 12, 7)),
        (date(2026, 12, 6), ClosedBy.SUNDAY, "", date(2026, 12, 4), date(2026, 12, 7)),
        (date(2026, 11, 23), ClosedBy.HOLIDAY, "勤労感謝の日", date(2026, 11, 20), date(2026, 11, 24)),
        # The two days between make one more holiday, and a Sunday's holiday makes the Monday one.
        (date(2026, 9, 22), ClosedBy.HOLIDAY, "国民の休日", date(2026, 9, 18), date(2026, 9, 24)),
        (date(2027, 3, 22), ClosedBy.HOLIDAY, "春分の日 振替休日", date(2027, 3, 19), date(2027, 3, 23)),
        # Over the turn of the year: the society's own days, a holiday and a weekend in a row.
        (date(2026, 12, 29), ClosedBy.SOCIETY, "", date(2026, 12, 28), date(2027, 1, 4)),
        (date(2027, 1, 1), ClosedBy.HOLIDAY, "元日", date(2026, 12, 28), date(2027, 1, 4)),
        (date(2027, 1, 2), ClosedBy.SOCIETY, "", date(2026, 12, 28), date(2027, 1, 4)),
    ],
)
def test_a_closed_day_says_why_and_which_working_days_are_next_to_it(
    day: date, by: ClosedBy, holiday: str, before: date, after: date
) -> None:
    found = closed(day, CLOSING_DAYS)
    assert found is not None
    assert (found.by, found.holiday, found.before, found.after) == (by, holiday, before, after)


def test_a_working_day_is_not_closed() -> None:
    assert closed(date(2026, 12, 28), CLOSING_DAYS) is None
    assert closed(date(2026, 12, 29), ()) is None
    assert marked_day(date(2026, 12, 28), None) == "R8.12.28"
    assert marked_day(None, None) == ""


def test_a_day_of_one_year_only_closes_that_day() -> None:
    only = (date(2027, 5, 6),)
    assert closed(date(2027, 5, 6), only) is not None
    assert closed(date(2026, 5, 7), only) is None


def test_what_is_said_of_a_deadline_leaves_its_date_as_it_is() -> None:
    found = closed(date(2026, 12, 5), CLOSING_DAYS)
    assert found is not None
    assert marked_day(date(2026, 12, 5), found) == "R8.12.5(土)"
    assert closed_words(found) == (
        "土曜日に当たります。前の営業日は R8.12.4(金)、次の営業日は R8.12.7(月)。期日は変わりません"
    )


def test_the_working_days_about_a_closed_day_are_working_days() -> None:
    for day in (date(2026, 1, 1) + timedelta(n) for n in range(400)):
        found = closed(day, CLOSING_DAYS)
        if found is not None:
            assert found.before < day < found.after
            assert closed(found.before, CLOSING_DAYS) is closed(found.after, CLOSING_DAYS) is None
