"""The frame: search from anywhere, 基準日, office filter, undo, lock; every page in both looks."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app import __version__
from app.domain.certificate import CertificateStatus
from app.ports import Store
from app.usecases.counter import certificates
from tests.ui.keyboard import has_answered
from ui.pages import PAGES
from ui.pages.roster.page import RosterPage
from ui.window.main_window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier


def focused(window: MainWindow) -> QWidget | None:
    return window.focusWidget()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_opens_in_both_looks(window: MainWindow, theme: str) -> None:
    """Qt's own warnings would fail this test as well."""
    window.dress(theme)
    for page in PAGES:
        window.go(page.name)
        assert window.current_page.title == page.title
        assert not window.grab().isNull(), page.name
        assert window.current_page.accessibleName(), page.name


def test_every_page_has_a_key_and_a_place_in_the_navigation(window: MainWindow, qtbot: QtBot) -> None:
    for number, page in enumerate(PAGES, start=1):
        qtbot.keyClick(window, str(number % 10), CTRL)
        assert window.current_page.name == page.name


def test_everything_that_takes_the_keyboard_has_a_name(window: MainWindow) -> None:
    for page in PAGES:
        window.go(page.name)
        for button in window.findChildren(QPushButton):
            assert button.accessibleName() or button.text()
        for line in window.current_page.findChildren(QLineEdit):
            # A field inside another widget (a spin box) is named by that widget.
            owner = line.parentWidget()
            named = line.accessibleName() or (owner is not None and owner.accessibleName())
            assert named, f"{page.name}: {line.placeholderText()}"


def test_one_key_and_the_name_answer_the_phone(window: MainWindow, office: Store, qtbot: QtBot) -> None:
    """I8: Ctrl+K, then the text; the sentence stands there before Enter."""
    row = office.queries.person_rows(search="シタナガ")[0]
    qtbot.keyClick(window, "k", CTRL)
    search = window.top_bar.search
    assert focused(window) is search
    qtbot.keyClicks(search, row.key)
    assert search.is_open
    qtbot.waitUntil(lambda: has_answered(search))
    assert row.name in search.results.sentence.text()


def test_enter_opens_the_person_in_the_roster(window: MainWindow, office: Store, qtbot: QtBot) -> None:
    rows = office.queries.person_rows(search="1", limit=9)
    qtbot.keyClick(window, "k", CTRL)
    search = window.top_bar.search
    qtbot.keyClicks(search, "1")
    qtbot.keyClick(search, Qt.Key.Key_Down)
    qtbot.keyClick(search, Qt.Key.Key_Return)
    page = window.current_page
    assert isinstance(page, RosterPage)
    assert page.table.selected_ids() == {rows[1].person_id}
    assert not search.is_open


def test_search_without_a_hit_says_what_to_try(window: MainWindow, qtbot: QtBot) -> None:
    search = window.top_bar.search
    qtbot.keyClicks(search, "zzzz")
    assert "見つかりません" in search.results.sentence.text()
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert window.current_page.name == "today"


def test_undo_and_redo_are_one_key_each_even_on_the_desk(
    window: MainWindow, office: Store, today: date, qtbot: QtBot
) -> None:
    """I7: the scan line has the keyboard, and Ctrl+Z still takes back the last step."""
    sheet = office.queries.certificate_rows((CertificateStatus.READY,))[0]
    window.commands.run(lambda tx: certificates.hand_out(tx, [sheet.certificate_id], on=today, today=today))
    assert window.bottom_bar.latest.text() == f"直前: 配付 {sheet.name}"
    window.go("desk")
    qtbot.keyClick(focused(window), "z", CTRL)
    assert office.queries.certificate_by_issue(sheet.issue_number).status is CertificateStatus.READY
    assert window.bottom_bar.sentence.text() == f"元に戻しました: 配付 {sheet.name}"
    qtbot.keyClick(focused(window), "y", CTRL)
    assert office.queries.certificate_by_issue(sheet.issue_number).status is CertificateStatus.HANDED_OUT


def test_nothing_to_undo_is_said_in_words(empty_window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(empty_window, "z", CTRL)
    assert empty_window.strip.isVisible()
    assert empty_window.strip.sentence


def test_the_day_moves_every_list_and_comes_back(window: MainWindow, today: date, qtbot: QtBot) -> None:
    window.go("today")
    before = window.current_page.model.rowCount()  # type: ignore[attr-defined]
    window.top_bar.day.setFocus()
    qtbot.keyClick(window.top_bar.day, Qt.Key.Key_Down)
    assert window.context.today() == today - timedelta(days=1)
    assert window.context.clock() == today
    window.move_day(date(2020, 1, 1))
    assert window.current_page.model.rowCount() != before  # type: ignore[attr-defined]
    window.move_day(None)
    assert window.current_page.model.rowCount() == before  # type: ignore[attr-defined]


def test_the_office_filter_narrows_the_lists(window: MainWindow, office: Store) -> None:
    first = office.queries.offices()[0]
    window.go("roster")
    window.choose_office(first.id)
    page = window.current_page
    assert isinstance(page, RosterPage)
    assert {row.office for row in page.model.rows} == {first.name}


def test_counts_in_the_navigation_follow_the_due_list(window: MainWindow, office: Store, today: date) -> None:
    window.refresh_counts()
    waiting = len(office.queries.certificate_rows((CertificateStatus.READY,)))
    label = next(b for b in window.navigation.findChildren(QPushButton) if b.text() == "窓口")
    assert f"{waiting}件" in label.accessibleName() or waiting == 0


def test_a_locked_window_takes_no_keys(window: MainWindow, office: Store, today: date, qtbot: QtBot) -> None:
    sheet = office.queries.certificate_rows((CertificateStatus.READY,))[0]
    window.commands.run(lambda tx: certificates.hand_out(tx, [sheet.certificate_id], on=today, today=today))
    qtbot.keyClick(window, "l", CTRL)
    assert not window.navigation.isVisible()
    qtbot.keyClick(window, "z", CTRL)
    assert office.queries.certificate_by_issue(sheet.issue_number).status is CertificateStatus.HANDED_OUT
    opening = focused(window)
    assert isinstance(opening, QPushButton)
    qtbot.keyClick(opening, Qt.Key.Key_Space)
    assert window.navigation.isVisible()


def test_pages_are_made_when_first_shown(window: MainWindow) -> None:
    assert window.current_page.name == "today"
    assert not window.findChildren(RosterPage)
    window.go("roster")
    assert len(window.findChildren(RosterPage)) == 1


def test_standard_texts_are_japanese(window: MainWindow) -> None:
    assert QApplication.translate("QPlatformTheme", "Cancel") == "キャンセル"


def test_a_long_sentence_is_read_whole(window: MainWindow) -> None:
    bar, strip = window.bottom_bar.sentence, window.strip
    window.context.messages.done("配付しました。")
    assert (bar.text(), strip.isVisible()) == ("配付しました。", False)
    window.context.messages.done("配付しました。" * 40)
    assert (bar.text(), strip.sentence) == ("", "配付しました。" * 40)
    window.go("roster")
    assert not strip.isVisible()


def test_the_window_says_where_it_is_and_what_it_is(window: MainWindow) -> None:
    window.go("roster")
    assert window.windowTitle() == "名簿 - すべての事業所"
    office = window.context.store.queries.offices()[0]
    window.choose_office(office.id)
    assert window.windowTitle() == f"名簿 - {office.name}"
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    assert app.applicationVersion() == __version__
    assert not app.windowIcon().isNull()
