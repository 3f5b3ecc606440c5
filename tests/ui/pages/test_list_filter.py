"""Any list is narrowed by words and state, and the view is kept under a name; once for every screen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.office import refusal
from ui.dialogs.view_name import ViewNameDialog
from ui.frame.preferences import ListView, Preferences
from ui.pages.elderly import ALL, ElderlyPage
from ui.pages.guide.page import GuidePage
from ui.pages.reports.page import ReportsPage
from ui.window.main_window import MainWindow


def test_a_report_is_narrowed_and_the_file_stays_whole(window: MainWindow) -> None:
    window.go("reports", "roster")
    page = window.current_page
    assert isinstance(page, ReportsPage)
    view = page._view
    assert view is not None
    whole = len(view.rows_model.rows)
    page.part.line.setText("イガラシ" if "イガラシ" in str(view.rows_model.rows) else "五十嵐")
    narrowed = len(view.rows_model.rows)
    assert 0 < narrowed < whole
    assert page._table is not None
    assert len(page._table.rows) == whole
    page.part.line.clear()
    assert len(view.rows_model.rows) == whole


def test_a_view_keeps_words_and_state_and_is_found_again(
    window: MainWindow, preferences: Preferences
) -> None:
    window.go("elderly")
    page = window.current_page
    assert isinstance(page, ElderlyPage)
    preferences.set_list_views("elderly", {"総務": ListView("総務", ALL)})
    before = len(page.table.rows_model.rows)
    page.part.views.chosen.emit(ListView("総務", ALL))
    assert (page.filter.value, page.part.line.text()) == (ALL, "総務")
    assert all("総務" in card.row.department for card in page.table.rows_model.rows)
    assert page.part.views.button.accessibleName() == "見方: 総務"
    page.part.views.chosen.emit(ListView("", "open"))
    assert len(page.table.rows_model.rows) == before


def test_a_view_that_names_somebody_is_not_kept_on_the_pc(
    window: MainWindow, preferences: Preferences, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.go("elderly")
    page = window.current_page
    assert isinstance(page, ElderlyPage)
    card = page.table.rows_model.rows[0].row
    monkeypatch.setattr(ViewNameDialog, "exec", lambda _: 1)
    for word in (card.name.split()[0], card.key.split("-")[1], card.kana.split()[0]):
        page.part.line.setText(word)
        page.part.views._keep()
        assert "お名前や番号でしぼった見方は保存しません" in refusal(window)
    assert preferences.list_views("elderly") == {}
    page.part.line.setText(card.department.split()[0])
    page.part.views._keep()
    assert len(preferences.list_views("elderly")) == 1


def test_nor_where_the_page_finds_people_by_itself(
    window: MainWindow, preferences: Preferences, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.go("guide")
    page = window.current_page
    assert isinstance(page, GuidePage)
    row = page.table.rows_model.rows[0]
    monkeypatch.setattr(ViewNameDialog, "exec", lambda _: 1)
    for word in (row.name.split()[0], row.kana.split()[0], row.key):
        page.search.setText(word)
        page.part.views._keep()
        assert "お名前や番号でしぼった見方は保存しません" in refusal(window)
    assert preferences.list_views("guide") == {}


def test_ctrl_f_leads_to_the_words_and_enter_back_to_the_list(window: MainWindow) -> None:
    window.go("elderly")
    page = window.current_page
    assert isinstance(page, ElderlyPage)
    QTest.keyClick(page.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.part.line.hasFocus()
    QTest.keyClick(page.part.line, Qt.Key.Key_Return)
    assert page.table.hasFocus()


@pytest.mark.parametrize("kept", ["[]", "{", '{"a": {"text": 1}}'])
def test_views_of_another_version_are_none(preferences: Preferences, kept: str) -> None:
    preferences.set_text("elderly/views", kept)
    assert preferences.list_views("elderly") == {}
