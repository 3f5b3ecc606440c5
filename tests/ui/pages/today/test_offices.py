"""事業所を並べて見る: every office on a line, its figures those of its own list, and one key to it."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.section import Section
from app.ports import Store
from app.rows import DueFilter
from tests.conftest import TODAY
from ui.pages.reports.page import ReportsPage
from ui.pages.today.page import TodayPage
from ui.window.main_window import MainWindow


@pytest.fixture
def page(window: MainWindow) -> TodayPage:
    shown = window.current_page
    assert isinstance(shown, TodayPage)
    return shown


def test_z_puts_the_offices_side_by_side_and_enter_opens_the_list_of_one(
    page: TodayPage, window: MainWindow, office: Store, qtbot: QtBot
) -> None:
    qtbot.keyClick(page.table, "z")
    view = page.views.offices
    assert view.table.hasFocus()
    assert [row.standing.office for row in view.model.rows] == [one.name for one in office.queries.offices()]
    everyone = office.queries.due_counts(TODAY)
    assert f"今日中 {sum(one.of(Section.TODAY) for one in everyone)}件" in view._title.text()
    qtbot.keyClick(view.table, Qt.Key.Key_Down)
    chosen = view.table.current_row()
    assert chosen is not None
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert page.area.view is None
    assert page.table.hasFocus()
    assert window.context.office_id() == chosen.standing.office_id
    assert {row.office for row in page.model.rows} == {chosen.standing.office}
    shown = chosen.standing.today + chosen.standing.week
    assert shown == len(office.queries.due_rows(TODAY, DueFilter(office_id=chosen.standing.office_id))) - (
        chosen.standing.waiting
    )
    # The offices are all there, whichever is looked at; Z and Esc lead back.
    for key in ("z", Qt.Key.Key_Escape):
        qtbot.keyClick(page.table, "z")
        assert len(view.model.rows) == len(office.queries.offices())
        qtbot.keyClick(view.table, key)
        assert page.table.hasFocus()


def test_the_answer_of_all_offices_is_one_button_away(
    page: TodayPage, window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.keyClick(page.table, "z")
    view = page.views.offices
    (answer,) = (one for one in view.findChildren(type(page._to_offices)) if one.text() == "状況回答へ")
    answer.click()
    shown = window.current_page
    assert isinstance(shown, ReportsPage)
    assert shown.list_kind is not None
    assert shown.list_kind.value == "status"
