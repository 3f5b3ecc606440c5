"""A scanner types where no code belongs: nothing is recorded, and the code goes where it is read."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QInputMethodEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.domain.duties import DutyKind
from app.ports import Store
from tests.ui.keyboard import Device, in_dialog
from ui.pages.desk.page import DeskPage
from ui.pages.elderly import ElderlyPage
from ui.pages.roster.page import RosterPage
from ui.pages.today.page import TodayPage
from ui.window.key_filter import KeyFilter
from ui.window.main_window import MainWindow
from ui.window.scanned import LATER

ENTER = Qt.Key.Key_Return
PAGES = ("today", "elderly", "reports", "printing", "settings", "import_list")
"""Those that begin outside a line for codes and names."""


@pytest.fixture
def device() -> Device:
    return Device()


@pytest.fixture
def code(office: Store) -> str:
    return office.queries.certificate_rows()[0].issue_number


@pytest.fixture
def steps(office: Store) -> Iterator[None]:
    """Nothing is recorded in the test."""
    before = office.last_undoable()
    yield
    assert office.last_undoable() == before


@pytest.mark.parametrize(("ends", "low"), [(0, False), (1, True), (2, False)])
def test_a_code_over_any_page_goes_to_the_search(
    window: MainWindow,
    device: Device,
    code: str,
    steps: None,
    qtbot: QtBot,
    ends: int,
    low: bool,
) -> None:
    search = window.top_bar.search
    for page in PAGES:
        search.clear()
        window.go(page)
        assert not search.hasFocus(), page
        device.scan(window, code.lower() if low else code, ends=ends)
        qtbot.waitUntil(lambda: search.hasFocus() and search.text().upper() == code)
        assert search.is_open, page
        assert window.current_page.name == page
        assert QApplication.activeModalWidget() is None, page


def test_no_filter_is_turned_and_no_popup_opened_on_today(
    window: MainWindow, device: Device, steps: None, qtbot: QtBot
) -> None:
    window.go("today")
    page = window.current_page
    assert isinstance(page, TodayPage)
    page.table.setFocus()
    before = [page.model.row_id(row) for row in page.model.rows]
    device.scan(window, "1234-CHOD")
    assert [page.model.row_id(row) for row in page.model.rows] == before
    assert not any(chip.isChecked() for chip in page.filter.chips.values())
    assert window.top_bar.search.text() == "1234-CHOD"


@pytest.mark.parametrize("text", ["1001-102-00", "12345678", "4912345678904"])
def test_digits_at_that_speed_record_no_outcome_of_the_selection(
    window: MainWindow, device: Device, steps: None, text: str
) -> None:
    window.go("elderly")
    page = window.current_page
    assert isinstance(page, ElderlyPage)
    page.table.setFocus()
    page.table.selectAll()
    assert len(page.table.selected_rows()) > 1
    device.scan(window, text)
    assert window.top_bar.search.text() == text


def test_every_place_that_takes_the_keyboard_lets_a_code_through(
    window: MainWindow, device: Device, code: str, steps: None, qtbot: QtBot
) -> None:
    """Chips, buttons, boxes, fields of another meaning: one after the other on every page."""
    tried = set()
    for name in (*PAGES, "roster", "guide"):
        window.go(name)
        page = window.current_page
        for widget in page.findChildren(QWidget):
            takes_keys = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
            if not (takes_keys and widget.isVisible() and widget.isEnabled()):
                continue
            widget.setFocus()
            place = QApplication.focusWidget() or widget
            text = place.text() if isinstance(place, QLineEdit) else None
            if isinstance(place, QLineEdit) and hasattr(place, "confirmed"):
                continue
            window.top_bar.search.clear()
            device.scan(window, code)
            tried.update(kind.__name__ for kind in type(place).__mro__)
            if text is not None and type(place).__name__ != "CommandLine":
                assert place.text() == text, (name, place.accessibleName())
            if type(place).__name__ != "CommandLine":
                assert window.top_bar.search.text() == code, (name, place, place.accessibleName())
            assert window.current_page is page
    assert {"RowsTableView", "QPushButton", "WarekiEdit", "OneLineBox", "QLineEdit"} <= tried


def test_the_desk_reads_a_code_while_its_day_has_the_keyboard(
    window: MainWindow, device: Device, office: Store
) -> None:
    window.go("desk")
    page = window.current_page
    assert isinstance(page, DeskPage)
    row = next(r for r in office.queries.certificate_rows() if r.status.value == "ready")
    page.day.setFocus()
    before = page.day.text()
    device.scan(window, row.issue_number)
    assert page.day.text() == before
    assert page.line.hasFocus()
    assert page.entries.entries or page.counter.question is not None


def test_a_form_keeps_what_was_typed_and_says_to_scan_later(
    window: MainWindow, device: Device, code: str, steps: None
) -> None:
    window.go("roster")
    page = window.current_page
    assert isinstance(page, RosterPage)
    seen = []

    def act(form: QDialog) -> None:
        field = form.findChildren(QLineEdit)[0]
        field.setFocus()
        field.setText("架空")
        device.scan(window, code)
        seen.append((field.text(), form.isVisible(), form.problem.text()))  # type: ignore[attr-defined]

    in_dialog(act)
    page.events.add()
    assert seen == [("架空", True, f"! {LATER}")]


def test_an_input_method_that_composes_the_code_in_a_field_is_seen_through(
    window: MainWindow,
    device: Device,
    code: str,
    steps: None,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = QApplication.instance().findChild(KeyFilter)  # type: ignore[union-attr]
    # Compositions carry no time of their own: at a scanner's speed, however slow the machine is.
    monkeypatch.setattr(keys, "_clock", lambda: 100.0)
    window.go("elderly")
    page = window.current_page
    assert isinstance(page, ElderlyPage)
    page.note.setText("控え")
    page.note.setFocus()
    wide = code.translate({c: c + 0xFEE0 for c in range(0x21, 0x7F)})
    for length in range(1, len(wide) + 1):
        QApplication.sendEvent(page.note, QInputMethodEvent(wide[:length], []))
    committed = QInputMethodEvent("", [])
    committed.setCommitString(wide)
    QApplication.sendEvent(page.note, committed)
    qtbot.waitUntil(window.top_bar.search.hasFocus)
    assert page.note.text() == "控え"


def test_thirty_keys_of_a_person_are_thirty_commands(
    window: MainWindow, device: Device, qtbot: QtBot
) -> None:
    """At 90 ms a key, quicker than anybody sustains: each chip turns on, and off again."""
    window.go("today")
    page = window.current_page
    assert isinstance(page, TodayPage)
    turned = []
    chips = list(page.filter.chips.values())
    at = next(i for i, chip in enumerate(chips) if chip.isEnabled())
    chips[at].clicked.connect(lambda checked=False: turned.append(checked))
    page.table.setFocus()
    for _ in range(30):
        device.key(window, ord(str(at + 1)), str(at + 1), after=90)
    qtbot.waitUntil(lambda: len(turned) == 30)
    assert not page.filter.chips[list(DutyKind)[at]].isChecked()


def test_words_and_days_typed_by_a_person_stay_in_their_field(window: MainWindow, device: Device) -> None:
    window.go("elderly")
    page = window.current_page
    assert isinstance(page, ElderlyPage)
    page.note.setFocus()
    device.type(window, "1001-102-00", after=90)
    assert page.note.text() == "1001-102-00"
    page.on.setFocus()
    page.on.selectAll()
    device.type(window, "2026-11-20", after=3)
    device.key(window, ENTER, "\r", after=3)
    assert page.on.text() == "R8.11.20"


def test_no_plain_letter_is_a_shortcut_of_the_window(window: MainWindow) -> None:
    """Those would be looked for before a key can be told from the start of a scan."""
    for name in (*PAGES, "roster", "guide", "forward", "desk"):
        window.go(name)
    keys = [s.key() for s in window.findChildren(QShortcut)]
    keys += [key for action in window.findChildren(QAction) for key in action.shortcuts()]
    plain = [key.toString() for key in keys if len(QKeySequence(key).toString()) == 1]
    assert plain == []


def test_enter_presses_the_button_that_has_the_keyboard(window: MainWindow, device: Device) -> None:
    window.go("forward")
    button = next(
        b
        for b in window.current_page.findChildren(QPushButton)
        if b.isVisible() and b.isCheckable() and not b.isChecked()
    )
    button.setFocus()
    device.key(window, ENTER, "\r", after=500)
    assert button.isChecked()


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")
def test_a_code_read_over_an_open_menu_is_no_command(
    window: MainWindow, device: Device, qtbot: QtBot
) -> None:
    window.go("settings")
    line = next(one for one in window.current_page.findChildren(QLineEdit) if one.isVisible())
    line.setFocus()
    line.setText("見本")
    line.selectAll()
    menu = line.createStandardContextMenu()
    with qtbot.waitExposed(menu):
        menu.popup(line.mapToGlobal(line.rect().center()))
    device.scan(window, "TC3F-7QX4")
    assert line.text() == "見本"
    assert not menu.isVisible()
    assert window.top_bar.search.text() == "TC3F-7QX4"
