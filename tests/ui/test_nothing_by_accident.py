"""Looking records nothing, one press records one thing, and what was recorded is said by name."""

from datetime import date

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.contact import Means
from app.domain.duties import DutyKind, NextAction
from app.ports import Store
from app.rows import DueRow
from tests.ui.keyboard import Device, in_dialog
from ui.models.list_keys import RHYTHM_MS
from ui.models.rows_table import RowsTableView
from ui.pages.today.page import TodayPage
from ui.widgets.choice_popup import ChoicePopup
from ui.window.main_window import MainWindow

ENTER = Qt.Key.Key_Return


@pytest.fixture
def device() -> Device:
    return Device()


@pytest.fixture
def page(window: MainWindow) -> TodayPage:
    shown = window.current_page
    assert isinstance(shown, TodayPage)
    return shown


def double_click(table: RowsTableView[object], at: int) -> None:
    """Both clicks of the mouse on the name of that row."""
    table.scrollTo(table.rows_model.index(at, 0))
    centre = table.visualRect(table.rows_model.index(at, 0)).center() + QPoint(4, 0)
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(table.viewport(), button, none, centre)
    QTest.mouseDClick(table.viewport(), button, none, centre)


def rows_of(page: TodayPage, kind: DutyKind) -> list[DueRow]:
    page.filter.chips[kind].click()
    page.table.setFocus()
    page.table.select_at(0)
    return list(page.model.rows)


@pytest.mark.parametrize(
    "action", [NextAction.COLLECT, NextAction.HAND_OUT, NextAction.FORWARD, NextAction.PRINT]
)
def test_a_double_click_on_today_opens_the_person(
    page: TodayPage, window: MainWindow, office: Store, action: NextAction
) -> None:
    before = office.last_undoable()
    at = next(i for i, row in enumerate(page.model.rows) if row.action is action)
    person = page.model.rows[at].person_id
    double_click(page.table, at)
    assert office.last_undoable() == before
    assert window.current_page.name == "roster"
    assert window.current_page.table.selected_ids() == {person}  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["elderly", "forward", "printing", "reports", "guide", "settings"])
def test_a_double_click_records_nothing_on_any_list(window: MainWindow, office: Store, name: str) -> None:
    window.go(name)
    before, tried = office.last_undoable(), 0
    for table in window.current_page.findChildren(RowsTableView):
        if table.isVisible() and table.rows_model.rows:
            double_click(table, 0)
            tried += 1
            window.go(name)
    assert tried or name in ("forward", "settings")
    assert office.last_undoable() == before


def test_a_double_click_in_the_roster_opens_the_form(window: MainWindow, office: Store) -> None:
    window.go("roster")
    before = office.last_undoable()
    opened: list[object] = []
    in_dialog(opened.append)
    double_click(window.current_page.table, 0)  # type: ignore[attr-defined]
    assert len(opened) == 1
    assert office.last_undoable() == before


def test_enter_says_whom_it_took(page: TodayPage, window: MainWindow, device: Device) -> None:
    row = rows_of(page, DutyKind.RETURN)[0]
    device.key(window, ENTER, "\r", after=900)
    assert row.name in window.bottom_bar.sentence.text()
    assert page.why.primary.text().endswith("Enter")


def test_several_are_said_with_their_number(page: TodayPage, window: MainWindow, device: Device) -> None:
    rows = rows_of(page, DutyKind.HAND_OUT)
    page.table.selectAll()
    people = len({row.person_id for row in rows})
    device.key(window, ENTER, "\r", after=900)
    assert f"{rows[0].name} さん ほか{people - 1}名: {len(rows)}枚" in window.bottom_bar.sentence.text()


@pytest.mark.parametrize("after", [60, 180, 400, RHYTHM_MS - 1])
def test_a_second_enter_in_the_same_rhythm_takes_nobody_else(
    page: TodayPage, window: MainWindow, office: Store, device: Device, after: int
) -> None:
    rows = rows_of(page, DutyKind.HAND_OUT)
    assert len(rows) > 2
    for gap in (900, after, after):
        device.key(window, ENTER, "\r", after=gap)
    left = {row.certificate_id for row in page.model.rows}
    assert left == {row.certificate_id for row in rows[1:]}
    device.key(window, ENTER, "\r", after=RHYTHM_MS)
    assert len(page.model.rows) == len(rows) - 2


def test_whoever_moves_to_a_row_means_it(page: TodayPage, window: MainWindow, device: Device) -> None:
    rows = rows_of(page, DutyKind.HAND_OUT)
    device.key(window, ENTER, "\r", after=900)
    device.key(window, Qt.Key.Key_Down, "", after=80)
    device.key(window, ENTER, "\r", after=80)
    left = [row.certificate_id for row in page.model.rows]
    assert left == [row.certificate_id for row in rows[1:2] + rows[3:]]


def test_enter_held_down_takes_one(page: TodayPage, window: MainWindow, device: Device) -> None:
    rows = rows_of(page, DutyKind.HAND_OUT)
    device.key(window, ENTER, "\r", after=900)
    for _ in range(20):
        Device.now += 900
        event = QKeyEvent(QEvent.Type.KeyPress, ENTER, Qt.KeyboardModifier.NoModifier, "\r", True)
        event.setTimestamp(Device.now)
        QApplication.sendEvent(window.windowHandle(), event)
    assert len(page.model.rows) == len(rows) - 1


def test_a_double_press_without_times_takes_one(
    page: TodayPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However long the first one takes here to be recorded.
    monkeypatch.setattr(page.table.keys, "_clock", lambda: 100.0)
    rows = rows_of(page, DutyKind.HAND_OUT)
    qtbot.keyClick(page.table, ENTER)
    qtbot.keyClick(page.table, ENTER)
    assert len(page.model.rows) == len(rows) - 1


# -- 声かけ --------------------------------------------------------------------------------------------


def means_of(office: Store, row: DueRow, today: date) -> list[Means]:
    return [contact.means for contact in office.queries.person_detail(row.person_id, today).contacts]


def test_the_means_stands_on_the_button_and_stays_for_the_session(
    page: TodayPage, window: MainWindow, office: Store, today: date, qtbot: QtBot
) -> None:
    first, second = rows_of(page, DutyKind.RETURN)[:2]
    before = means_of(office, first, today), means_of(office, second, today)
    assert page._contact.text() == "声かけ(対面)  C"
    qtbot.keyClick(page.table, "m")
    popup = window.findChild(ChoicePopup)
    assert popup is not None
    qtbot.keyClick(popup, "2")
    assert page._contact.text() == "声かけ(電話)  C"
    assert means_of(office, first, today) == [Means.PHONE, *before[0]]
    assert f"{first.name} さんへの声かけ(電話)" in window.bottom_bar.sentence.text()
    assert "R8." in page.why.contact.text()
    assert "電話" in page.why.contact.text()
    page.table.select_id(page.model.row_id(second))
    qtbot.keyClick(page.table, "c")
    assert means_of(office, second, today) == [Means.PHONE, *before[1]]


def test_the_same_contact_is_not_recorded_twice_in_a_minute(
    page: TodayPage, window: MainWindow, office: Store, today: date, qtbot: QtBot
) -> None:
    row = rows_of(page, DutyKind.RETURN)[0]
    before = means_of(office, row, today)
    qtbot.keyClick(page.table, "c")
    qtbot.keyClick(page.table, "c")
    assert means_of(office, row, today) == [Means.FACE, *before]
    assert "に記録済みです" in window.strip.sentence
    assert row.name in window.strip.sentence
    # Taken back, it is not there any more.
    qtbot.keyClick(page.window(), "z", Qt.KeyboardModifier.ControlModifier)
    page.table.setFocus()
    qtbot.keyClick(page.table, "c")
    assert means_of(office, row, today) == [Means.FACE, *before]


def test_of_a_selection_only_those_not_told_yet_are_recorded(
    page: TodayPage, window: MainWindow, office: Store, today: date, qtbot: QtBot
) -> None:
    rows = rows_of(page, DutyKind.RETURN)
    before = {row.person_id: len(means_of(office, row, today)) for row in rows}
    qtbot.keyClick(page.table, "c")
    page.table.selectAll()
    qtbot.keyClick(page.table, "c")
    assert {row.person_id: len(means_of(office, row, today)) for row in rows} == {
        person: count + 1 for person, count in before.items()
    }
    assert "に記録済み" in window.bottom_bar.sentence.text()


@pytest.mark.parametrize("kind", [DutyKind.HAND_OUT, DutyKind.RETURN])
def test_a_double_click_on_the_blue_button_takes_one(page: TodayPage, kind: DutyKind) -> None:
    before = rows_of(page, kind)
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(page.why.primary, button, none)
    QTest.mouseDClick(page.why.primary, button, none)
    QTest.mouseRelease(page.why.primary, button, none)
    assert len(page.model.rows) == len(before) - 1


@pytest.mark.parametrize(("key", "text"), [(ENTER, "\r"), (Qt.Key.Key_Space, " ")])
def test_a_button_takes_one_in_the_same_rhythm(
    page: TodayPage, window: MainWindow, device: Device, key: Qt.Key, text: str
) -> None:
    before = rows_of(page, DutyKind.HAND_OUT)
    page.why.primary.setFocus(Qt.FocusReason.TabFocusReason)
    for after in (900, 180, 180):
        device.key(window, key, text, after=after)
    assert len(page.model.rows) == len(before) - 1
    device.key(window, key, text, after=RHYTHM_MS + 1)
    assert len(page.model.rows) == len(before) - 2


def test_undo_held_down_takes_back_one_step(window: MainWindow) -> None:
    assert [one.key() for one in window.findChildren(QShortcut) if one.autoRepeat()] == []
