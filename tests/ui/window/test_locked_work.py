"""Locked in the middle of work: nothing of it to be seen, read or lost."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QCursor, QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.office import CTRL, ENTER, press, type_into
from ui.dialogs.form import FormDialog
from ui.look.fields import text_field
from ui.widgets.kept_dialog import KeptDialog
from ui.widgets.lock_screen import LockScreen
from ui.widgets.manual_window import show_manual
from ui.window.idle import ASLEEP, Idle
from ui.window.key_filter import KeyFilter
from ui.window.locking import LOCKED
from ui.window.main_window import MainWindow

SECRET = "架空　花子"

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""Said by the offscreen platform of opacity, raising and menus."""


def everything_readable() -> str:
    """What a screen reader could find anywhere in the program, hidden or not."""
    found: list[str] = []

    def walk(one: object) -> None:
        assert one is not None
        for what in (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description):
            found.append(one.text(what))  # type: ignore[attr-defined]
        for at in range(one.childCount()):  # type: ignore[attr-defined]
            child = one.child(at)  # type: ignore[attr-defined]
            if child is not None:
                walk(child)

    walk(QAccessible.queryAccessibleInterface(QApplication.instance()))
    found += [window.title() for window in QApplication.topLevelWindows()]
    return "\n".join(found)


def shown() -> list[QWidget]:
    return [one for one in QApplication.topLevelWidgets() if one.isVisible()]


def unlock(window: MainWindow) -> None:
    screen = window.findChild(LockScreen)
    assert screen is not None
    press(screen, ENTER)  # the sample office asks for no passphrase


class Form(FormDialog):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(f"{SECRET} さんの異動", "記録", parent)
        self.name, self.day = text_field("氏名"), text_field("日")
        self.add("氏名", self.name)
        self.add("日", self.day)


def in_a_form(qtbot: QtBot, window: MainWindow, then: Callable[[Form], None]) -> bool:
    """Open a form as every page does, and go on while it waits for its answer."""
    form = Form(window)
    failed: list[BaseException] = []

    def go_on() -> None:
        try:
            form.activateWindow()
            qtbot.waitUntil(lambda: QApplication.activeWindow() is form)
            then(form)
        except BaseException as error:  # noqa: BLE001 - raised again outside of Qt
            failed.append(error)
            form.done(QDialog.DialogCode.Rejected)

    QTimer.singleShot(0, go_on)
    answered = form.ask()
    if failed:
        raise failed[0]
    return answered


def test_a_page_is_out_of_sight_and_comes_back_as_it_was(window: MainWindow) -> None:
    window.go("roster")
    page = window.current_page
    table = page.table  # type: ignore[attr-defined]
    table.setFocus()
    for _ in range(9):
        press(table, Qt.Key.Key_Down)
    row, at = table.current_row(), table.verticalScrollBar().value()
    name, title = row.name, window.windowTitle()
    assert name in everything_readable()
    for _ in range(3):
        QApplication.processEvents()
    before = page.grab().toImage()
    window.lock()
    assert window.windowTitle() == LOCKED
    assert name not in everything_readable()
    assert title not in everything_readable()
    assert shown() == [window]
    unlock(window)
    assert window.windowTitle() == title
    assert (table.current_row(), table.verticalScrollBar().value()) == (row, at)
    assert table.hasFocus()
    QApplication.processEvents()
    assert page.grab().toImage() == before


def test_a_half_filled_form_is_hidden_and_comes_back_with_its_keyboard(
    window: MainWindow, qtbot: QtBot
) -> None:
    def work(form: Form) -> None:
        form.name.setFocus()
        type_into(form.name, SECRET)
        type_into(form.name, "abc")
        form.name.setSelection(2, 3)
        finished: list[str] = []
        form.name.editingFinished.connect(lambda: finished.append(form.name.text()))
        press(form.name, Qt.Key.Key_L, modifier=CTRL)
        assert shown() == [window]
        assert SECRET not in everything_readable()
        assert not finished
        unlock(window)
        assert form.isVisible()
        assert QApplication.activeModalWidget() is form
        assert form.name.text() == f"{SECRET}abc"
        qtbot.waitUntil(form.name.hasFocus)
        assert (form.name.selectionStart(), form.name.selectionLength()) == (2, 3)
        form.accept()

    assert in_a_form(qtbot, window, work)


def test_a_form_over_a_form_and_the_manual_come_back_in_their_order(window: MainWindow, qtbot: QtBot) -> None:
    manual = show_manual(window.current_page, "desk")

    def outer(form: Form) -> None:
        def inner(second: Form) -> None:
            window.lock()
            assert shown() == [window]
            unlock(window)
            assert set(shown()) == {window, manual, form, second}
            assert QApplication.activeModalWidget() is second
            second.reject()

        assert not in_a_form(qtbot, window, inner)
        assert QApplication.activeModalWidget() is form
        form.reject()

    assert not in_a_form(qtbot, window, outer)
    manual.close()


def test_what_a_long_worker_brings_up_meanwhile_waits_out_of_sight(window: MainWindow, qtbot: QtBot) -> None:
    window.lock()
    told = KeptDialog(window)
    told.setWindowTitle(SECRET)
    QLabel(SECRET, told)
    told.show()
    qtbot.waitUntil(lambda: shown() == [window])
    assert SECRET not in everything_readable()
    window.choose_office(None)
    assert window.windowTitle() == LOCKED
    unlock(window)
    assert told.isVisible()
    told.close()


def test_a_file_dialog_is_left(window: MainWindow) -> None:
    dialog = QFileDialog(window)
    dialog.open()
    window.lock()
    assert not dialog.isVisible()
    assert dialog.result() == QDialog.DialogCode.Rejected
    unlock(window)


def test_menus_and_lists_that_hang_down_are_closed(window: MainWindow) -> None:
    window.resize(1366, 768)
    window.open_menu()
    menu = window.menus.actions()[0].menu()
    assert menu is not None
    menu.popup(QPoint(10, 10))  # type: ignore[attr-defined]
    window.lock()
    assert shown() == [window]
    assert not window.menus.isVisible()
    unlock(window)
    assert window.menus.isVisible()


def scan(place: QWidget, code: str) -> None:
    """What a scanner types: each key a millisecond after the one before, and Enter."""
    stamp = 50_000
    for sign in (*code, "\r"):
        stamp += 1
        key = ENTER if sign == "\r" else Qt.Key(ord(sign.upper()))
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, sign)
        event.setTimestamp(stamp)
        QApplication.sendEvent(place, event)


def test_a_scan_is_no_wrong_passphrase_records_nothing_and_is_told(window: MainWindow) -> None:
    window.go("desk")
    tried: list[str] = []
    window.lock()
    screen = window.findChild(LockScreen)
    assert screen is not None
    screen._unlock = tried.append
    line = screen.findChildren(QLineEdit)[0]
    line.setVisible(True)
    line.setFocus()
    latest = window.context.store.last_undoable()
    scan(line, "1001-102-00")
    assert tried == []
    assert line.text() == ""
    assert "ロック中は記録しません" in screen._problem.text()
    assert "1001" not in everything_readable()
    type_into(line, "yuudachi")
    press(line, ENTER)
    assert tried == ["yuudachi"]
    assert window.context.store.last_undoable() == latest
    assert "ロック中に1回読み取りましたが" in window.strip.sentence


def test_closing_while_locked_asks_to_open_where_work_would_be_lost(window: MainWindow, qtbot: QtBot) -> None:
    def work(form: Form) -> None:
        window.lock()
        assert window._is_in_work()
        assert "開いてから閉じてください" in window._lock._problem.text()
        unlock(window)
        form.reject()

    assert not in_a_form(qtbot, window, work)
    window.lock()
    assert not window._is_in_work()


class Clock:
    def __init__(self) -> None:
        self.at = 1_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def idle(qtbot: QtBot) -> Iterator[tuple[Idle, Clock, list[str], list[int]]]:
    clock, locked, minutes = Clock(), list[str](), [10]
    parent = QObject()
    keys = QApplication.instance().findChild(KeyFilter)  # type: ignore[union-attr]
    if keys is not None:
        keys.last_key_at = 0.0
    made = Idle(lambda: minutes[0], lambda: locked.append("locked"), parent, clock=clock)
    made.begin()
    yield made, clock, locked, minutes
    made.timer.stop()


def pass_time(idle: Idle, clock: Clock, seconds: int) -> None:
    for _ in range(seconds // 5):
        clock.at += 5
        idle.look()


def test_nobody_there_for_ten_minutes_locks(idle: tuple[Idle, Clock, list[str], list[int]]) -> None:
    made, clock, locked, _ = idle
    pass_time(made, clock, 595)
    assert locked == []
    pass_time(made, clock, 5)
    assert locked == ["locked"]


def test_a_moved_mouse_and_a_key_are_somebody(
    idle: tuple[Idle, Clock, list[str], list[int]], window: MainWindow
) -> None:
    made, clock, locked, _ = idle
    pass_time(made, clock, 500)
    QCursor.setPos(QCursor.pos() + QPoint(7, 7))
    pass_time(made, clock, 500)
    assert locked == []
    keys = QApplication.instance().findChild(KeyFilter)  # type: ignore[union-attr]
    assert keys is not None
    keys.last_key_at = clock.at
    pass_time(made, clock, 500)
    assert locked == []
    pass_time(made, clock, 100)
    assert locked == ["locked"]


def test_never_is_never_and_a_clock_set_back_is_no_absence(
    idle: tuple[Idle, Clock, list[str], list[int]],
) -> None:
    made, clock, locked, minutes = idle
    minutes[0] = 0
    pass_time(made, clock, 3600)
    clock.at += ASLEEP + 1
    made.look()
    assert locked == []
    minutes[0] = 10
    made.begin()
    clock.at -= 86_400
    made.look()
    pass_time(made, clock, 595)
    assert locked == []


def test_a_computer_that_slept_wakes_locked(idle: tuple[Idle, Clock, list[str], list[int]]) -> None:
    made, clock, locked, _ = idle
    clock.at += ASLEEP + 1
    made.look()
    assert locked == ["locked"]


def test_the_minutes_are_a_setting_of_this_pc(window: MainWindow, tmp_path: Path) -> None:
    preferences = window.context.preferences
    assert preferences.lock_minutes == 10
    preferences.lock_minutes = 0
    assert preferences.lock_minutes == 0
    # The sample office has no secret and is not locked by itself.
    preferences.lock_minutes = 5
    assert window._minutes_to_lock() == 0
