"""和暦 as offices write it: every day there and back, every era at its edges."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.wareki import EARLIEST, LATEST, parse_date, wareki, wareki_short
from app.errors import BadValue

DAYS = st.dates(EARLIEST, LATEST)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2025, 12, 2), "令和7年12月2日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1912, 7, 30), "大正元年7月30日"),
    ],
)
def test_written_without_padding_and_with_the_first_year_as_gannen(day, text):
    assert wareki(day) == text


@given(DAYS)
def test_every_day_comes_back_from_every_way_of_writing_it(day):
    for text in (wareki(day), wareki_short(day), day.isoformat(), f"{day:%Y/%m/%d}", f"{day:%Y%m%d}"):
        assert parse_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "令和7年12月2日",
        "令和７年１２月２日",
        " R7.12.2 ",
        "r7.12.2",
        "R071202",
        "9-071202",
        "20251202",
        "2025/12/02",
        "2025-12-2",
        "2025年12月2日",
        "2025-12-02 00:00:00",
    ],
)
def test_read_in_every_form_offices_use(text):
    assert parse_date(text) == date(2025, 12, 2)


def test_a_day_out_of_reach_is_not_called_one_that_does_not_exist():
    for text in ("1872-12-31", "2118-01-01", "99991231"):
        with pytest.raises(BadValue, match="1873年から2117年まで"):
            parse_date(text)


def test_code_of_the_era_in_official_files():
    assert parse_date("5-210527") == date(1946, 5, 27)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("平成31年5月1日", "令和元年5月1日"),
        ("昭和64年1月8日", "平成元年1月8日"),
        ("R1.1.1", "平成31年1月1日"),
    ],
)
def test_a_wrong_era_is_refused_naming_the_right_one(text, said):
    with pytest.raises(BadValue, match=said):
        parse_date(text)


def test_a_day_of_two_eras_may_be_written_with_either():
    assert parse_date("大正15年12月25日") == parse_date("昭和元年12月25日") == date(1926, 12, 25)
    assert parse_date("明治45年7月30日") == parse_date("大正元年7月30日") == date(1912, 7, 30)


def test_an_expiry_written_before_2019_is_followed_where_asked():
    assert parse_date("平成32年3月31日", lenient_era=True) == date(2020, 3, 31)
    with pytest.raises(BadValue):
        parse_date("平成32年3月31日")


@pytest.mark.parametrize(
    "text", ["", "あした", "2026/13/40", "R7.2.30", "令和0年1月1日", "2026-2", "99999999"]
)
def test_anything_else_is_refused_with_a_sentence(text):
    with pytest.raises(BadValue, match="日"):
        parse_date(text)


def test_month_and_day_mean_the_nearest_such_day():
    today = date(2026, 1, 5)
    assert parse_date("12/28", today=today) == date(2025, 12, 28)
    assert parse_date("1月7日", today=today) == today + timedelta(days=2)
    assert parse_date("1/5", today=date(2026, 12, 28)) == date(2027, 1, 5)
