"""Whose list it is, and of which day: told by title, file name or headings."""

from datetime import date

import pytest

from app.domain.told import Sender
from app.errors import BadValue
from app.importing.about import DaySource, read_about
from app.importing.mapping import Field
from app.importing.row_at import RowAt
from app.importing.table import Row, Table

TODAY = date(2026, 11, 29)


def about(
    *preamble: str, filename: str = "list.csv", foot: tuple[str, ...] = (), fields: tuple[Field, ...] = ()
):
    table = Table(("氏名",), (Row(RowAt(2), ("見本",)),), preamble=preamble, foot=foot)
    return read_about(table, fields, filename=filename, data=b"", today=TODAY)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("令和8年10月31日現在", date(2026, 10, 31)),
        ("令和８年１０月３１日　現在", date(2026, 10, 31)),
        ("R8.10.31現在", date(2026, 10, 31)),
        ("2026/10/31時点", date(2026, 10, 31)),
        ("基準日：2026年10月31日", date(2026, 10, 31)),
        ("作成日 2026-10-31", date(2026, 10, 31)),
        ("資格確認書 交付対象者一覧表(令和8年10月分)", date(2026, 10, 31)),
        ("2026年11月分", TODAY),
        ("令和元年5月1日現在", date(2019, 5, 1)),
        ("令和8年12月31日現在", None),
        ("平成31年5月1日現在", None),
        ("令和8年10月31日までに返送", None),
        ("", None),
    ],
)
def test_the_day_stands_above_or_below_the_list(line: str, day: date | None) -> None:
    assert about("加入者一覧", line).as_of == day
    assert about(foot=(line,)).as_of == day


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("list_20261031.csv", date(2026, 10, 31)),
        ("一覧2026-10-31.xlsx", date(2026, 10, 31)),
        ("一覧(R8.10.31).csv", date(2026, 10, 31)),
        ("20261331.csv", None),
        ("list_202610311200.csv", None),
        ("list_20261231.csv", None),
        ("list.csv", None),
    ],
)
def test_or_in_the_name_of_the_file(name: str, day: date | None) -> None:
    assert about(filename=name).as_of == day


def test_the_title_wins_over_the_name_and_what_is_said_over_both() -> None:
    found = about("令和8年10月31日現在", filename="20261101.csv")
    assert (found.as_of, found.day_source) == (date(2026, 10, 31), DaySource.TITLE)
    table = Table(("氏名",), (), preamble=("令和8年10月31日現在",))
    given = date(2026, 9, 30)
    found = read_about(table, (), filename="", data=b"", today=TODAY, as_of=given)
    assert (found.as_of, found.day_source) == (given, DaySource.GIVEN)
    with pytest.raises(BadValue, match="今日より先"):
        read_about(table, (), filename="", data=b"", today=TODAY, as_of=date(2026, 12, 1))


@pytest.mark.parametrize(
    ("fields", "sender"),
    [
        ((Field.INSURER_NUMBER, Field.DEPARTMENT), Sender.SOCIETY),
        ((Field.CERTIFICATE_EXPIRES_ON,), Sender.SOCIETY),
        ((Field.DEPARTMENT, Field.EMPLOYEE_CODE), Sender.HR),
        ((Field.DEPARTMENT, Field.ENROLMENT), Sender.OFFICE),
        ((Field.NAME,), Sender.OFFICE),
    ],
)
def test_the_headings_tell_the_sender(fields: tuple[Field, ...], sender: Sender) -> None:
    assert about(fields=fields).sender is sender


def test_a_number_in_the_name_of_a_file_is_not_kept() -> None:
    assert "480912376542" not in about(filename="480912376542.csv").file_name
