"""Esc and closing never throw away what was typed; what is unsaved says so."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ports import Store
from tests.ui.keyboard import Device, in_dialog
from ui.dialogs.drafts import typed_fields
from ui.dialogs.form import FormDialog
from ui.pages.elderly import ElderlyPage
from ui.pages.roster.page import RosterPage
from ui.pages.settings.page import SettingsPage
from ui.pages.today.page import TodayPage
from ui.window.key_filter import KeyFilter
from ui.window.main_window import MainWindow

ESC = Qt.Key.Key_Escape


def opened(act: Callable[[FormDialog], None], door: Callable[[], object]) -> None:
    """Open a form by its door and act in it."""

    def checked(form: QDialog) -> None:
        assert isinstance(form, FormDialog)
        act(form)

    in_dialog(checked)
    door()


def roster(window: MainWindow) -> RosterPage:
    window.go("roster")
    page = window.current_page
    assert isinstance(page, RosterPage)
    page.table.setFocus()
    page.table.select_first()
    return page


def today(window: MainWindow) -> TodayPage:
    window.go("today")
    page = window.current_page
    assert isinstance(page, TodayPage)
    page.table.setFocus()
    page.table.select_first()
    return page


DOORS: dict[str, Callable[[MainWindow], object]] = {
    "add": lambda w: roster(w).events.add(),
    "correct": lambda w: roster(w).events.correct(),
    "leave": lambda w: roster(w).events.leave(),
    "contact": lambda w: today(w)._contact_in_full(),
    "defer": lambda w: today(w)._put_off(hides=False),
}


@pytest.mark.parametrize("door", DOORS)
def test_esc_asks_once_where_something_was_typed(window: MainWindow, office: Store, door: str) -> None:
    device, before = Device(), office.last_undoable()

    def act(form: FormDialog) -> None:
        field = next(f for f in form.findChildren(QLineEdit) if f.isVisible() and f.isEnabled())
        field.setFocus()
        field.insert("見本")
        assert form.unsaved.isVisible()
        device.key(form, ESC, "\x1b", after=900)
        assert form.isVisible()
        assert "もう一度 Esc" in form.problem.text()
        assert "見本" in field.text()
        device.key(form, ESC, "\x1b", after=100)
        assert form.isVisible(), "a double press is one"
        field.insert("2")
        assert not form.problem.isVisible()
        device.key(form, ESC, "\x1b", after=900)
        assert form.isVisible()
        device.key(form, ESC, "\x1b", after=900)
        assert not form.isVisible()

    opened(act, lambda: DOORS[door](window))
    assert office.last_undoable() == before


@pytest.mark.parametrize("door", DOORS)
def test_esc_closes_a_form_in_which_nothing_was_typed(window: MainWindow, door: str) -> None:
    device, seen = Device(), []

    def act(form: FormDialog) -> None:
        assert not form.unsaved.isVisible()
        device.key(form, ESC, "\x1b", after=900)
        seen.append(form.isVisible())

    opened(act, lambda: DOORS[door](window))
    assert seen == [False]


def test_a_choice_counts_as_typed_and_so_does_the_cross_of_the_window(window: MainWindow) -> None:
    def act(form: FormDialog) -> None:
        box = next(b for b in form.findChildren(QComboBox) if b.count() > 1)
        box.setCurrentIndex((box.currentIndex() + 1) % box.count())
        form.close()
        assert form.isVisible()

    opened(act, lambda: DOORS["contact"](window))


def compose(field: QWidget, text: str) -> None:
    QApplication.sendEvent(field, QInputMethodEvent(text, []))


def test_the_esc_that_leaves_a_conversion_closes_nothing(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An input method may take it, or send it on after it has let go of what it composed."""
    device, seen = Device(), []
    keys = QApplication.instance().findChild(KeyFilter)  # type: ignore[union-attr]
    # At once, however slow the machine is.
    monkeypatch.setattr(keys, "_clock", lambda: 100.0)

    def act(form: FormDialog) -> None:
        field = next(f for f in form.findChildren(QLineEdit) if f.isVisible() and f.isEnabled())
        field.setFocus()
        compose(field, "やまだ")
        device.key(form, ESC, "\x1b", after=900)
        compose(field, "")
        device.key(form, ESC, "\x1b", after=900)
        seen.append(form.isVisible())

    opened(act, lambda: DOORS["add"](window))
    assert seen == [True]


# -- pages --------------------------------------------------------------------------------------------


def close_by_cross(window: MainWindow) -> None:
    """As the system asks: what a person presses at the title bar."""
    QApplication.sendEvent(window.windowHandle(), QCloseEvent())


def society(window: MainWindow) -> QLineEdit:
    window.go("settings")
    page = window.current_page
    assert isinstance(page, SettingsPage)
    return page.society.name


def note(window: MainWindow) -> QLineEdit:
    window.go("elderly")
    page = window.current_page
    assert isinstance(page, ElderlyPage)
    return page.note


@pytest.mark.parametrize("place", [society, note])
def test_closing_the_window_asks_about_what_was_typed(
    window: MainWindow, qtbot: QtBot, place: Callable[[MainWindow], QLineEdit]
) -> None:
    field = place(window)
    qtbot.keyClicks(field, "X")
    window.go("today")
    close_by_cross(window)
    assert window.isVisible()
    assert "未保存の入力があります" in window.strip.sentence
    assert field.accessibleName() in window.strip.sentence
    assert field.isVisible()
    assert field.text().endswith("X")
    window.strip.way.click()
    assert not window.isVisible()


def test_closing_asks_nothing_where_nothing_was_typed(window: MainWindow) -> None:
    society(window)
    note(window)
    close_by_cross(window)
    assert not window.isVisible()


def test_the_settings_say_what_is_unsaved_until_it_is_saved(window: MainWindow, qtbot: QtBot) -> None:
    field = society(window)
    page = window.current_page
    assert isinstance(page, SettingsPage)
    assert page.society.unsaved.isHidden()
    qtbot.keyClicks(field, "X")
    assert not page.society.unsaved.isHidden()
    page.society.save.click()
    assert page.society.unsaved.isHidden()
    close_by_cross(window)
    assert not window.isVisible()


@pytest.mark.parametrize("way", ["mouse", "keys"])
def test_a_double_press_of_leave_is_one(window: MainWindow, way: str) -> None:
    page, seen = roster(window), []

    def act(form: FormDialog) -> None:
        line = next(one for one in form.findChildren(QLineEdit) if one.isVisible() and one.isEnabled())
        line.setFocus()
        QTest.keyClicks(line, "abc")
        if way == "mouse":
            QTest.mouseClick(form._leave, Qt.MouseButton.LeftButton)
            QTest.mouseDClick(form._leave, Qt.MouseButton.LeftButton)
            QTest.mouseRelease(form._leave, Qt.MouseButton.LeftButton)
        else:
            form._leave.setFocus()
            for after in (900, 150):
                Device().key(window, Qt.Key.Key_Return, "\r", after=after)
        seen.append((form.isVisible(), form.unsaved.isVisible()))
        form.done(0)

    opened(act, page.events.add)
    assert seen == [(True, True)]


def test_a_scan_into_a_field_leaves_its_draft_a_draft(window: MainWindow) -> None:
    window.go("settings")
    page = window.current_page
    lines = [one for one in page.findChildren(QLineEdit) if one.isVisible()]
    line = next(one for one in lines if one.accessibleName() == "名称")
    line.setFocus()
    QTest.keyClicks(line, "xyz")
    Device().scan(window, "0K3F-7QXT")
    assert window.top_bar.search.text() == "0K3F-7QXT"
    assert line.isModified()
    assert line in typed_fields(page)
    assert any(one.isVisible() for one in page.findChildren(QLabel) if "未保存" in one.text())


def test_a_composition_that_ends_in_silence_keeps_no_esc(window: MainWindow) -> None:
    line = window.top_bar.search
    line.setFocus()
    QApplication.sendEvent(line, QInputMethodEvent("か", []))
    page = roster(window)
    keys = QApplication.instance().findChild(KeyFilter)  # type: ignore[union-attr]
    assert keys is not None
    assert keys._composed_at < float("inf")
    assert page.table.hasFocus()
