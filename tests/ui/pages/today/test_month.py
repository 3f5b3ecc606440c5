"""What will be due, as a month in the place of the list: keys, words, and that it says what the list says."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.duties import DutyKind
from app.ports import Store
from ui.pages.roster.page import RosterPage
from ui.pages.today.page import TodayPage
from ui.window.main_window import MainWindow


@pytest.fixture
def page(window: MainWindow) -> TodayPage:
    shown = window.current_page
    assert isinstance(shown, TodayPage)
    return shown


@pytest.fixture
def month(page: TodayPage, qtbot: QtBot) -> TodayPage:
    """The page with the month of the day."""
    qtbot.keyClick(page.table, "g")
    return page


def busiest(page: TodayPage, office: Store) -> date:
    """A day to come on which something is due."""
    today = page.context.today()
    days = office.queries.due_days(today, today + timedelta(days=60), today)
    assert days
    return max(days, key=lambda day: day.total).on


def test_g_goes_to_the_month_and_back(page: TodayPage, month: TodayPage, qtbot: QtBot) -> None:
    grid = month.views.month.grid
    assert grid.hasFocus()
    assert grid.day == page.context.today()
    assert not page.table.isVisible()
    qtbot.keyClick(grid, "g")
    assert page.table.hasFocus()
    qtbot.keyClick(page.table, "g")
    qtbot.keyClick(grid, Qt.Key.Key_Escape)
    assert page.table.hasFocus()


def test_arrows_go_over_the_days_and_into_the_next_month(month: TodayPage, qtbot: QtBot) -> None:
    grid, today = month.views.month.grid, month.context.today()
    for key, days in (
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Down, 7),
        (Qt.Key.Key_Left, -1),
        (Qt.Key.Key_Up, -7),
    ):
        before = grid.day
        qtbot.keyClick(grid, key)
        assert grid.day - before == timedelta(days=days)
    assert grid.day == today
    qtbot.keyClick(grid, Qt.Key.Key_PageDown)
    assert (grid.day.year * 12 + grid.day.month) - (today.year * 12 + today.month) == 1
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    assert grid.day.day == 1
    qtbot.keyClick(grid, Qt.Key.Key_End)
    assert (grid.day + timedelta(days=1)).day == 1


def test_a_day_tells_its_rows_in_words_and_as_a_list(
    month: TodayPage, office: Store, qtbot: QtBot, window: MainWindow
) -> None:
    view, day = month.views.month, busiest(month, office)
    while view.grid.day != day:
        qtbot.keyClick(view.grid, Qt.Key.Key_Right)
    rows = office.queries.due_rows_on(day, month.context.today())
    assert list(view.model.rows) == rows
    told = view.grid.accessibleDescription()
    assert all(f"{count}件" in told for count in view.grid.shown(day).counts.values())
    qtbot.keyClick(view.grid, Qt.Key.Key_Return)
    assert view.table.hasFocus()
    assert view.table.current_row() == rows[0]
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert isinstance(window.current_page, RosterPage)
    assert window.current_page.table.selected_ids() == {rows[0].person_id}


def test_the_filter_of_the_list_holds_for_the_month(month: TodayPage, office: Store, qtbot: QtBot) -> None:
    view, day = month.views.month, busiest(month, office)
    view._show_month(day)
    kind = next(iter(view.grid.shown(day).counts))
    other = next(k for k in DutyKind if k is not kind and month.filter.chips[k].isEnabled())
    qtbot.keyClick(view.grid, str(list(DutyKind).index(other) + 1))
    assert kind not in view.grid.shown(day).counts
    assert view.grid.hasFocus()
    qtbot.keyClick(view.grid, "0")
    assert kind in view.grid.shown(day).counts


def test_closed_days_say_so(month: TodayPage) -> None:
    view = month.views.month
    view._show_month(date(2027, 1, 1))
    assert "祝日(元日)" in view.grid.accessibleDescription()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(960, 560), (1366, 768)])
def test_it_fits_and_is_drawn(
    month: TodayPage, window: MainWindow, theme: str, size: tuple[int, int]
) -> None:
    window.dress(theme)
    window.resize(*size)
    for _ in range(3):
        QApplication.processEvents()
    image = month.views.month.grid.grab().toImage()
    found = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    assert len(found) > 6
    assert month.views.month.table.isVisible()
