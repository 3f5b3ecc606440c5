"""Saturdays, Sundays, holidays and closing days, and the working days around a deadline."""

from datetime import date, timedelta

import pytest

from app.domain.eligibility import NO_END
from app.domain.rest_days import Rest, holiday, marked_day, rest_day, rest_of
from app.domain.rules import MonthDay, shipped_rules

RULES = shipped_rules().at(date(2026, 12, 2))
HOLIDAYS = {
    2026: "01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06"
    " 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23",
    2027: "01-01 01-11 02-11 02-23 03-21 03-22 04-29 05-03 05-04 05-05"
    " 07-19 08-11 09-20 09-23 10-11 11-03 11-23",
}


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(("year", "days"), HOLIDAYS.items())
def test_the_holidays_of_a_year(year: int, days: str) -> None:
    """As the calendar of the Cabinet Office has them; 22 September 2026 lies between two holidays."""
    every_day = (
        date(year, 1, 1) + timedelta(n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    )
    assert [day.strftime("%m-%d") for day in every_day if holiday(day)] == days.split()


def test_a_holiday_bears_its_name() -> None:
    found = rest_day(d("2027-01-01"), RULES)
    assert found is not None
    assert found.holiday == "元日"
    assert "期日の R9.1.1(金) は祝日(元日)です。" in found.said()


def test_a_date_in_a_table_is_marked() -> None:
    assert marked_day(d("2026-12-05"), rest_day(d("2026-12-05"), RULES)) == "R8.12.5(土)"
    assert marked_day(d("2026-12-30"), rest_day(d("2026-12-30"), RULES)) == "R8.12.30(休)"
    assert marked_day(d("2026-12-04"), rest_day(d("2026-12-04"), RULES)) == "R8.12.4"
    assert marked_day(None, None) == ""


def test_the_working_days_around_a_day_are_working_days() -> None:
    for day in (date(2026, 1, 1) + timedelta(n) for n in range(800)):
        found = rest_day(day, RULES)
        if found is not None:
            assert found.before < day < found.after
            assert rest_day(found.before, RULES) is rest_day(found.after, RULES) is None


@pytest.mark.parametrize(
    ("equinox", "year"),
    [("03-20", 2024), ("03-20", 2025), ("03-20", 2026), ("03-21", 2027), ("03-20", 2028), ("09-22", 2024)],
)
def test_the_equinoxes_are_those_of_the_almanac(equinox: str, year: int) -> None:
    assert holiday(d(f"{year}-{equinox}"))


@pytest.mark.parametrize(
    ("on", "rest", "before", "after"),
    [
        ("2027-01-05", None, None, None),
        # Saturday; Sunday; a holiday; a closing day of the society before it.
        ("2026-12-05", Rest.SATURDAY, "2026-12-04", "2026-12-07"),
        ("2026-12-06", Rest.SUNDAY, "2026-12-04", "2026-12-07"),
        ("2026-11-23", Rest.HOLIDAY, "2026-11-20", "2026-11-24"),
        ("2026-12-30", Rest.CLOSED, "2026-12-28", "2027-01-04"),
        ("2027-01-01", Rest.HOLIDAY, "2026-12-28", "2027-01-04"),
        ("2027-01-02", Rest.SATURDAY, "2026-12-28", "2027-01-04"),
        # Five days in a row in September 2026.
        ("2026-09-22", Rest.HOLIDAY, "2026-09-18", "2026-09-24"),
    ],
)
def test_a_deadline_without_work_names_the_working_days_around_it(
    on: str, rest: Rest | None, before: str | None, after: str | None
) -> None:
    found = rest_day(d(on), RULES)
    if rest is None:
        assert found is None
        return
    assert found is not None
    assert before is not None
    assert after is not None
    assert (found.on, found.rest, found.before, found.after) == (d(on), rest, d(before), d(after))


def test_a_society_closes_on_its_own_days_every_year_or_once() -> None:
    assert rest_of(d("2026-06-01")) is None
    assert rest_of(d("2026-06-01"), [MonthDay(6, 1)]) is Rest.CLOSED
    assert rest_of(d("2027-06-01"), [d("2026-06-01")]) is None
    assert rest_of(d("2026-06-01"), [d("2026-06-01")]) is Rest.CLOSED


def test_the_sentence_names_the_day_why_and_the_days_around() -> None:
    found = rest_day(d("2026-12-05"), RULES)
    assert found is not None
    assert (
        found.said()
        == "期日の R8.12.5(土) は土曜日です。前の営業日は R8.12.4(金)、次の営業日は R8.12.7(月) です。"
    )


def test_a_day_that_stands_for_never_is_no_trouble() -> None:
    assert holiday(NO_END) == ""
    assert rest_of(NO_END) is None
