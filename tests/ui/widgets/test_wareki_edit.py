"""The date field reads what people write and says why it cannot."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ui.widgets.wareki_edit import WarekiEdit

DAY = date(2026, 11, 23)


def typed(edit: WarekiEdit, text: str, qtbot: QtBot) -> None:
    edit.clear()
    edit.insert(text)
    qtbot.keyClick(edit, Qt.Key.Key_Return)


@pytest.fixture
def edit(qtbot: QtBot) -> WarekiEdit:
    made = WarekiEdit(DAY, name="実施日")
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("R8.4.1", date(2026, 4, 1)),
        ("令和8年4月1日", date(2026, 4, 1)),
        ("2026-04-01", date(2026, 4, 1)),
        ("11/20", date(2026, 11, 20)),
        ("S64.1.7", date(1989, 1, 7)),
    ],
)
def test_dates_are_read_as_written(edit: WarekiEdit, text: str, meant: date, qtbot: QtBot) -> None:
    typed(edit, text, qtbot)
    assert edit.value == meant
    assert not edit.problem


def test_a_wrong_date_is_none_and_says_why_beside_the_field(edit: WarekiEdit, qtbot: QtBot) -> None:
    typed(edit, "R8.2.30", qtbot)
    assert edit.value is None
    assert edit.last == DAY
    assert edit.problem.endswith("。")
    words = edit.window().findChild(QLabel, "field_words")
    assert words is not None
    assert words.isVisible()
    assert words.text() == f"! {edit.problem}"
    edit.setText("R8.2.28")
    assert not words.isVisible()
    assert edit.value == date(2026, 2, 28)


def test_arrows_move_by_a_day(edit: WarekiEdit, qtbot: QtBot) -> None:
    changed: list[date] = []
    edit.date_changed.connect(changed.append)
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    assert changed == [date(2026, 11, 24), DAY, date(2026, 11, 22)]
    assert edit.text() == "R8.11.22"


def test_only_an_optional_field_may_be_emptied(edit: WarekiEdit, qtbot: QtBot) -> None:
    typed(edit, "", qtbot)
    assert edit.problem
    optional = WarekiEdit(DAY, name="有効期限", optional=True)
    qtbot.addWidget(optional)
    typed(optional, "", qtbot)
    assert not optional.problem
    assert optional.value is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("12", date(2026, 11, 12)),
        ("30", date(2026, 11, 30)),
        ("31", date(2026, 12, 31)),
        ("５日", date(2026, 11, 5)),
    ],
)
def test_a_day_alone_is_of_the_month_shown_or_the_next(
    edit: WarekiEdit, text: str, meant: date, qtbot: QtBot
) -> None:
    typed(edit, text, qtbot)
    assert edit.value == meant
    assert not edit.problem


@pytest.mark.parametrize("text", ["0", "32", "99"])
def test_a_number_that_is_no_day_is_refused(edit: WarekiEdit, text: str, qtbot: QtBot) -> None:
    typed(edit, text, qtbot)
    assert edit.problem


def test_an_empty_field_takes_short_dates_from_what_it_is_near_to(qtbot: QtBot) -> None:
    edit = WarekiEdit(None, name="最終出社日", optional=True, around=date(2026, 12, 31))
    qtbot.addWidget(edit)
    typed(edit, "12", qtbot)
    assert edit.value == date(2026, 12, 12)


def test_what_is_being_typed_is_read_without_being_rewritten(edit: WarekiEdit, qtbot: QtBot) -> None:
    edit.clear()
    qtbot.keyClicks(edit, "31")
    assert edit.reading() == date(2026, 12, 31)
    assert (edit.text(), edit.last) == ("31", DAY)
