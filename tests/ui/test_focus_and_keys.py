"""The keyboard is where work goes on; keys that act are shown; what is doubtful is asked before."""

from datetime import date
from itertools import product

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.domain.certificate import CertificateStatus
from app.domain.duties import DutyKind
from app.domain.person import Enrolment
from app.ports import Store
from app.usecases.people import enrolment
from tests.ui.keyboard import Device
from ui.pages.desk.page import DeskPage
from ui.pages.elderly import ElderlyPage
from ui.pages.today.page import TodayPage
from ui.widgets.choice_popup import ChoicePopup
from ui.window.main_window import MainWindow

ENTER = Qt.Key.Key_Return


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(12, 12))


@pytest.fixture
def page(window: MainWindow) -> TodayPage:
    shown = window.current_page
    assert isinstance(shown, TodayPage)
    shown.table.setFocus()
    return shown


def test_after_a_click_on_a_chip_the_keys_are_those_of_the_list(page: TodayPage, qtbot: QtBot) -> None:
    for chip in page.filter.chips.values():
        if chip.isEnabled():
            click(chip)
            assert QApplication.focusWidget() is page.table
    click(page.filter.every)
    assert QApplication.focusWidget() is page.table
    assert len(page.model.rows) == page.model.total


def test_after_a_popup_the_keys_are_those_of_the_list(
    page: TodayPage, window: MainWindow, qtbot: QtBot
) -> None:
    click(page._defer)
    popup = window.findChild(ChoicePopup)
    assert popup is not None
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is page.table


@pytest.mark.parametrize("name", ["elderly", "forward"])
def test_a_click_on_a_view_leaves_the_keyboard_in_the_list(window: MainWindow, name: str) -> None:
    window.go(name)
    before = QApplication.focusWidget()
    chips = [b for b in window.current_page.findChildren(QPushButton) if b.isCheckable() and b.isVisible()]
    for chip in chips:
        click(chip)
        assert QApplication.focusWidget() not in chips
    assert before is not None


def test_today_leads_to_the_row_of_the_elderly_card(window: MainWindow, page: TodayPage) -> None:
    page.filter.chips[DutyKind.ELDERLY_CARD].click()
    person = page.model.rows[0].person_id
    Device().key(window, ENTER, "\r", after=900)
    shown = window.current_page
    assert isinstance(shown, ElderlyPage)
    assert QApplication.focusWidget() is shown.table
    assert {card.person_id for card in shown.table.selected_ids()} == {person}


def test_a_digit_on_several_cards_goes_to_the_button_that_counts_them(
    window: MainWindow, office: Store, qtbot: QtBot
) -> None:
    window.go("elderly")
    page = window.current_page
    assert isinstance(page, ElderlyPage)
    page.table.setFocus()
    page.table.selectAll()
    rows = page.table.selected_rows()
    assert len(rows) > 1
    before, device = office.last_undoable(), Device()
    qtbot.keyClick(page.table, "2")
    assert office.last_undoable() == before
    button = QApplication.focusWidget()
    assert isinstance(button, QPushButton)
    assert button.text() == f"{len(rows)}枚 紛失申立  2"
    device.key(window, ENTER, "\r", after=900)
    assert office.last_undoable() != before
    assert f"{rows[0].row.name} さん ほか{len(rows) - 1}名" in window.bottom_bar.sentence.text()


def test_every_single_key_of_today_is_shown(page: TodayPage) -> None:
    """Letters and digits act only where a cue stands."""
    shown = " ".join(button.text() for button in page.findChildren(QPushButton))
    shown += page.filter.department.itemText(0) + page.cases.go_on.text()
    for key in page.table.keys.bound:
        if len(key) == 1:
            assert key in shown, key


# -- 窓口 ----------------------------------------------------------------------------------------------


def desk(window: MainWindow) -> DeskPage:
    window.go("desk")
    shown = window.current_page
    assert isinstance(shown, DeskPage)
    return shown


def test_one_digit_records_nothing(window: MainWindow, office: Store, qtbot: QtBot) -> None:
    page, before = desk(window), office.last_undoable()
    for digit, key in product("0123456789", (Qt.Key.Key_F2, Qt.Key.Key_F3)):
        qtbot.keyClick(page, Qt.Key.Key_Escape)
        qtbot.keyClick(page, key)
        page.line.setFocus()
        page.line.clear()
        qtbot.keyClicks(page.line, digit)
        qtbot.keyClick(page.line, ENTER)
        assert office.last_undoable() == before, digit


def test_a_paper_that_the_rules_ask_back_is_asked_about_first(
    window: MainWindow, office: Store, today: date, qtbot: QtBot
) -> None:
    """Whoever registered while the paper lay in the drawer needs it no more."""
    row = next(
        r
        for r in office.queries.certificate_rows((CertificateStatus.READY,))
        if not office.queries.person_detail(r.person_id, today).misdeliveries
        and len(office.queries.person_detail(r.person_id, today).certificates) == 1
    )
    with office.transaction("登録") as tx:
        enrolment.take_step(tx, [row.person_id], Enrolment.REGISTERED, on=today, today=today)
    page, before = desk(window), office.last_undoable()
    qtbot.keyClicks(page.line, row.issue_number)
    qtbot.keyClick(page.line, ENTER)
    assert office.last_undoable() == before
    assert office.queries.certificate_by_issue(row.issue_number).status is CertificateStatus.READY
    assert page.counter.question is not None
    page.line.confirmed.emit()
    assert office.queries.certificate_by_issue(row.issue_number).status is CertificateStatus.HANDED_OUT
