"""Every page at every size from the smallest on, also with names that are longer than any column."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.certificate import CertificateStatus
from app.domain.duties import DutyKind
from app.ports import Store
from app.usecases.forms.every_form import FormKind
from tests.ui.conftest import shown
from tests.ui.fitting import faults, out_of_reach
from tests.ui.long_names import KATAKANA, LATIN, lengthen
from ui.frame.preferences import Preferences
from ui.models.column_widths import Keep
from ui.models.rows_table import RowsTableView
from ui.pages import PAGES
from ui.pages.desk.page import DeskPage
from ui.pages.roster.page import RosterPage
from ui.pages.today.page import TodayPage
from ui.widgets.page_area import WIDEST, PageArea
from ui.widgets.sentence import MEASURE, Sentence
from ui.window.main_window import MainWindow

SIZES = [(960, 560), (1093, 614), (1280, 720), (1366, 768), (1707, 960)]
"""Among them 1366×768 and 1920×1080 at 125 and 150 %, 2560×1440 at 200 %."""


@pytest.fixture
def long_window(qtbot: QtBot, office: Store, today: date, preferences: Preferences) -> Iterator[MainWindow]:
    """The window over an office of long names."""
    lengthen(office)
    yield from shown(qtbot, office, today, preferences)


def resized(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    window.refresh_counts()
    for _ in range(3):
        QApplication.processEvents()


@pytest.mark.parametrize("names", ["window", "long_window"])
def test_nothing_is_cut_and_the_buttons_are_at_hand(names: str, request: pytest.FixtureRequest) -> None:
    window: MainWindow = request.getfixturevalue(names)
    found = []
    for size in SIZES:
        for page in PAGES:
            window.go(page.name)
            resized(window, size)
            area = next(one for one in window.findChildren(PageArea) if one.page is window.current_page)
            bars = area.horizontalScrollBar().maximum(), area.verticalScrollBar().maximum()
            seen = [*faults(window), *out_of_reach(window), *([f"scrolled {bars}"] if any(bars) else [])]
            found += [f"{page.name} at {size}: {fault}" for fault in seen]
    assert found == []


def test_on_a_screen_smaller_than_the_smallest_size_everything_is_reached_by_scrolling(
    long_window: MainWindow,
) -> None:
    """1366×768 at 200 %: 683×384."""
    long_window.setMinimumSize(0, 0)
    for page in PAGES:
        long_window.go(page.name)
        resized(long_window, (683, 384))
        assert list(out_of_reach(long_window)) == []
        assert not long_window.navigation.findChildren(QPushButton)[-1].visibleRegion().isEmpty()


def test_a_narrow_window_shows_icons_with_their_counts_and_names(window: MainWindow) -> None:
    resized(window, (1366, 768))
    wide = window.navigation.width()
    words = [button.accessibleName() for button in window.navigation.findChildren(QPushButton)]
    resized(window, (960, 560))
    buttons = window.navigation.findChildren(QPushButton)
    assert window.navigation.width() < wide / 2
    assert [button.accessibleName() for button in buttons] == words
    assert all(button.accessibleName() in button.toolTip() for button in buttons)
    assert not any(button.text() for button in buttons)
    resized(window, (1366, 768))
    assert window.navigation.width() == wide
    assert all(button.text() for button in buttons)


def test_names_and_numbers_give_way_last(long_window: MainWindow) -> None:
    for page in PAGES:
        long_window.go(page.name)
        resized(long_window, (960, 560))
        for table in long_window.current_page.findChildren(RowsTableView):
            for at, column in enumerate(table.rows_model.columns):
                is_shown = table.isVisible() and at in table.widths.wanted
                if is_shown and column.keep is Keep.WHO and column.heading[:2] in ("氏名", "記号", "被保"):
                    assert not table.isColumnHidden(at), (page.name, column.heading)
                    least = min(column.width, 136 if column.minor else column.least or column.width)
                    assert table.columnWidth(at) >= least, (page.name, column.heading)


def test_a_column_without_room_is_told_by_the_rows(window: MainWindow) -> None:
    window.go("roster")
    page = window.current_page
    assert isinstance(page, RosterPage)
    resized(window, (960, 560))
    row = page.model.rows[0]
    hidden = [page.model.columns[at].heading for at in page.table.widths.hidden]
    assert hidden == ["続柄"]
    tip = page.model.data(page.model.index(0, 0), 3)
    assert f"続柄: {row.relationship}" in tip
    assert row.kana in tip


@pytest.mark.parametrize("size", [(960, 560), (1366, 768)], ids=str)
def test_the_panel_of_the_roster_stands_still(long_window: MainWindow, size: tuple[int, int]) -> None:
    """From person to person no button changes its place; the longest names wrap."""
    long_window.go("roster")
    page = long_window.current_page
    assert isinstance(page, RosterPage)
    resized(long_window, size)
    buttons = page.panel.buttons.findChildren(QPushButton)
    places = set()
    for name in (KATAKANA, LATIN, "五十嵐　清"):
        row = next(row for row in page.model.rows if row.name == name)
        page.open_with(row.person_id)
        QApplication.processEvents()
        places.add((page.panel.x(), *(button.mapTo(page, QPoint()).toTuple() for button in buttons)))
        assert faults(long_window) == []
    assert len(places) == 1


def test_the_line_between_list_and_panel_is_found_again(window: MainWindow, preferences: Preferences) -> None:
    window.go("roster")
    page = window.current_page
    assert isinstance(page, RosterPage)
    QApplication.processEvents()
    before = page.halves.sizes()
    page.halves.moveSplitter(before[0] + 60, 1)
    moved = page.halves.sizes()
    assert moved[0] > before[0]
    assert int(preferences.text("roster/halves")) > 52
    resized(window, (1920, 1080))
    resized(window, (1366, 768))
    assert abs(page.halves.sizes()[0] - moved[0]) <= 8


def test_the_longest_answer_of_the_desk_is_whole_and_the_foot_keeps_its_shares(
    long_window: MainWindow, office: Store
) -> None:
    long_window.go("desk")
    page = long_window.current_page
    assert isinstance(page, DeskPage)
    resized(long_window, (960, 560))
    ready = office.queries.certificate_rows((CertificateStatus.READY,))
    for name in (KATAKANA, LATIN):
        page.read(next(row for row in ready if row.name == name).issue_number)
        QTest.keyClick(page.line, Qt.Key.Key_Return)  # many are called so there: asked once
        resized(long_window, (960, 560))
        assert page.banner.headline.text() in (page.banner.headline.toolTip(), f"配付しました   {name} さん")
        assert [*faults(long_window), *out_of_reach(long_window)] == []
        foot = long_window.bottom_bar
        assert name in foot.latest.text()
        assert foot.latest.toolTip() == foot.latest.text()


def test_whatever_row_is_current_the_morning_page_has_room_for_it(window: MainWindow) -> None:
    """At 1366×768, with every button that a row may have, and the offices beside it."""
    page = window.current_page
    assert isinstance(page, TodayPage)
    resized(window, (1366, 768))
    area = next(one for one in window.findChildren(PageArea) if one.page is page)
    seen = set()
    for row in page.model.rows:
        if row.kind not in seen:
            seen.add(row.kind)
            page.table.select_id(page.model.row_id(row))
            resized(window, (1366, 768))
            assert [*faults(window), area.verticalScrollBar().maximum()] == [0], row.kind
    assert DutyKind.RETURN in seen


def test_on_a_wide_screen_no_line_is_too_long_to_be_followed(window: MainWindow) -> None:
    """At 3840×2160 and 100 %: the page keeps to the left, sentences to their measure."""
    for page, subject in (("settings", "引継ぎ"), ("roster", None), ("today", None)):
        window.go(page, subject)
        resized(window, (3840, 2160))
        assert window.current_page.width() == WIDEST
        for sentence in window.current_page.findChildren(Sentence):
            if sentence.isVisible():
                character = sentence.fontMetrics().horizontalAdvance("国")
                assert sentence.contentsRect().width() <= MEASURE * character, sentence.text()
        assert faults(window) == []


def test_text_twice_as_large_is_scrolled_downwards_only(
    qtbot: QtBot, office: Store, today: date, preferences: Preferences
) -> None:
    """Nobody reads a line by moving it to and fro (WCAG 1.4.4, 1.4.10)."""
    preferences.text_size = 200
    window = next(shown(qtbot, office, today, preferences))
    places = [(page.name, subject) for page in PAGES for subject in (None, *page.subjects)]
    places.append(("reports", FormKind.LOSS))
    found = []
    for page, subject in places:
        window.go(page, subject)
        resized(window, (1366, 768))
        area = next(one for one in window.findChildren(PageArea) if one.page is window.current_page)
        aside = area.horizontalScrollBar().maximum()
        seen = [*faults(window), *([f"{aside} px aside"] if aside else [])]
        found += [f"{page} {subject or ''}: {fault}" for fault in seen]
    assert found == []
