"""A day that is none is refused in words beside its field, and no other day is recorded for it."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.ports import Store
from tests.ui.keyboard import Device, Keyboard
from ui.look.theme import Tone
from ui.pages.desk.page import DeskPage
from ui.pages.elderly import ElderlyPage
from ui.pages.forward.page import ForwardPage
from ui.pages.reports.page import ReportsPage
from ui.widgets.wareki_edit import WarekiEdit
from ui.window.main_window import MainWindow

ENTER = Qt.Key.Key_Return
DAY = date(2026, 11, 20)
WRONG = ("R8.11.31", "R8.13.40", "あした", "", "11/31")


def fill(field: WarekiEdit, text: str) -> None:
    """Typed over what stands there; the keyboard stays in the field."""
    field.setFocus()
    field.selectAll()
    field.insert(text)


def words(window: MainWindow) -> list[str]:
    return [one.text() for one in window.findChildren(QLabel, "field_words") if one.isVisible()]


def is_refused(window: MainWindow, field: WarekiEdit) -> None:
    (said,) = words(window)
    assert said == f"! {field.problem}"
    assert field.problem.endswith("。")
    assert QApplication.focusWidget() is field


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("by", ["tail", "code"])
def test_nothing_is_handed_out_while_the_day_is_none(
    window: MainWindow, office: Store, wrong: str, by: str
) -> None:
    window.go("desk")
    page = window.current_page
    assert isinstance(page, DeskPage)
    # Nobody is called so: one reading records.
    readings = [row.kana for row in office.queries.person_rows()]
    ready = (row for row in office.queries.certificate_rows() if row.status.value == "ready")
    row = next(row for row in ready if readings.count(row.kana) == 1 and row.ready_on and row.ready_on < DAY)
    before = office.last_undoable()
    keys, device = Keyboard(), Device()
    keys.press(Qt.Key.Key_F6)
    fill(page.day, wrong)
    keys.press(ENTER)
    is_refused(window, page.day)
    if by == "code":
        device.scan(window, row.issue_number)
    else:
        page.line.setFocus()
        page.line.setText(row.issue_number)
        keys.press(ENTER)
    assert office.last_undoable() == before
    assert page.banner.tone is Tone.LATE
    assert page.day.problem in page.banner.accessibleName() or page.banner.tone is Tone.LATE
    is_refused(window, page.day)
    fill(page.day, "R8.11.20")
    keys.press(ENTER)
    assert not words(window)
    assert page.line.hasFocus()
    device.scan(window, row.issue_number)
    if page.counter.question is not None:
        keys.press(ENTER)
    handed = office.queries.certificate_by_issue(row.issue_number)
    assert handed.handed_out_on is not None
    assert handed.handed_out_on.isoformat() == "2026-11-20"


def elderly(window: MainWindow) -> tuple[WarekiEdit, Callable[[], object]]:
    window.go("elderly")
    page = window.current_page
    assert isinstance(page, ElderlyPage)
    page.table.select_at(0)
    return page.on, page.collect.click


def shipment(window: MainWindow) -> tuple[WarekiEdit, Callable[[], object]]:
    window.go("forward")
    page = window.current_page
    assert isinstance(page, ForwardPage)
    page._go("prepare")
    page.prepare.all.click()
    return page.prepare.on, page.prepare.send.click


def answer(window: MainWindow) -> tuple[WarekiEdit, Callable[[], object]]:
    window.go("reports")
    page = window.current_page
    assert isinstance(page, ReportsPage)
    return page.on, page.answer.give.click


@pytest.mark.parametrize("door", [elderly, shipment, answer])
def test_no_page_records_on_another_day(
    window: MainWindow,
    office: Store,
    door: Callable[[MainWindow], tuple[WarekiEdit, Callable[[], object]]],
) -> None:
    field, act = door(window)
    before = office.last_undoable()
    for wrong in WRONG:
        fill(field, wrong)
        act()
        assert office.last_undoable() == before, wrong
        is_refused(window, field)


@pytest.mark.parametrize("wrong", ["R8.13.40", "あした"])
def test_the_day_of_the_lists_stays_and_says_why(window: MainWindow, qtbot: QtBot, wrong: str) -> None:
    before, field = window.context.today(), window.top_bar.day
    fill(field, wrong)
    qtbot.keyClick(field, ENTER)
    assert window.context.today() == before
    assert words(window) == [f"! {field.problem}"]


def test_the_words_are_inside_the_window(window: MainWindow, qtbot: QtBot) -> None:
    """At the right edge above, and at the bottom."""
    for field in (window.top_bar.day, elderly(window)[0]):
        fill(field, "R8.13.40")
        qtbot.keyClick(field, ENTER)
        (label,) = [one for one in window.findChildren(QLabel, "field_words") if one.isVisible()]
        assert window.rect().contains(label.geometry())
        place = field.rect().translated(field.mapTo(window, field.rect().topLeft()))
        assert not label.geometry().intersects(place)
        fill(field, "R8.11.20")
        qtbot.keyClick(field, ENTER)


def test_no_field_of_the_program_gives_a_day_that_does_not_stand_there(window: MainWindow) -> None:
    """Every date field of every page, whatever is typed: none or what is read."""
    for name in ("today", "desk", "elderly", "forward", "reports", "printing", "settings"):
        window.go(name)
        for field in window.current_page.findChildren(WarekiEdit):
            field.setText("R8.13.40")
            assert field.value is None


@pytest.mark.parametrize("key", [Qt.Key.Key_Up, Qt.Key.Key_Down])
def test_an_arrow_replaces_no_text_that_is_no_date(qtbot: QtBot, key: Qt.Key) -> None:
    field = WarekiEdit(date(2026, 11, 23), name="実施日")
    qtbot.addWidget(field)
    fill(field, "R8.13.40")
    qtbot.keyClick(field, key)
    assert field.text() == "R8.13.40"
    assert field.problem


@pytest.mark.parametrize("key", [Qt.Key.Key_Up, Qt.Key.Key_Down])
def test_an_arrow_in_an_emptied_field_leaves_it_empty(qtbot: QtBot, key: Qt.Key) -> None:
    field = WarekiEdit(date(2026, 11, 23), name="示された日", optional=True)
    qtbot.addWidget(field)
    field.selectAll()
    field.del_()
    qtbot.keyClick(field, key)
    assert (field.text(), field.value, field.problem) == ("", None, "")
