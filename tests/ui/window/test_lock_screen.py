"""An office with a passphrase, in a real window: locked, opened again, its passphrase changed; by keys."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.ports import Store
from db.keys import wrong_tries
from db.keys.wrong_tries import FREE_TRIES
from tests.ui.office import CTRL, ENTER, close, press, type_into, window
from ui.bootstrap import create_data_folder, open_data_folder
from ui.pages.settings.page import SettingsPage
from ui.widgets.lock_screen import LockScreen
from ui.widgets.sentence import Sentence
from ui.window.from_desktop import FromDesktop
from ui.window.main_window import MainWindow

WORDS, LATER = "夕立のあとの虹を見た", "えんぴつ 灯台 みかん"


class Clock:
    """The computer's clock, moved by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(wrong_tries, "now", made)
    return made


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office") / "data"
    create_data_folder(folder, WORDS)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return shutil.copytree(made, tmp_path / "data")


@pytest.fixture
def office(folder: Path) -> Iterator[Store]:
    opened = open_data_folder(folder, WORDS)
    yield opened
    opened.close()


@pytest.fixture
def shown(office: Store, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    made = window(office, [SettingsPage], tmp_path)
    made.go("settings")
    yield made
    close(made)


@pytest.fixture
def locked(shown: MainWindow) -> LockScreen:
    press(shown, Qt.Key.Key_L, modifier=CTRL)
    screen = shown.findChild(LockScreen)
    assert screen is not None
    assert screen.isVisible()
    return screen


def line(screen: LockScreen) -> QLineEdit:
    return screen.findChildren(QLineEdit)[0]


def button(screen: LockScreen) -> QPushButton:
    return screen.findChildren(QPushButton)[0]


def said(screen: LockScreen) -> str:
    return screen.findChildren(Sentence)[0].text()


def enter(screen: LockScreen, words: str) -> None:
    """Type over what is selected, and press Enter where the keyboard is."""
    type_into(line(screen), words)
    press(line(screen), ENTER)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_the_button_is_pressed_by_enter_as_by_space(
    locked: LockScreen, shown: MainWindow, key: Qt.Key
) -> None:
    type_into(line(locked), WORDS)
    press(line(locked), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is button(locked)
    press(button(locked), key)
    assert not locked.isVisible()
    assert line(locked).text() == ""
    assert shown.navigation.isVisible()


def test_a_wrong_word_is_selected_and_its_sentence_goes_while_one_types(locked: LockScreen) -> None:
    enter(locked, "まちがい12345")
    assert locked.isVisible()
    assert "パスフレーズが違います" in said(locked)
    assert line(locked).selectedText() == "まちがい12345"
    assert QApplication.focusWidget() is line(locked)
    type_into(line(locked), WORDS[:3])
    assert said(locked) == ""
    type_into(line(locked), WORDS[3:])
    press(line(locked), ENTER)
    assert not locked.isVisible()


def test_the_recovery_code_opens_the_lock(folder: Path, tmp_path: Path, qtbot: QtBot) -> None:
    code = create_data_folder(tmp_path / "other", WORDS)
    opened = open_data_folder(tmp_path / "other", WORDS)
    shown = window(opened, [SettingsPage], tmp_path)
    shown.go("settings")
    shown.lock()
    screen = shown.findChild(LockScreen)
    assert screen is not None
    enter(screen, code.lower())
    assert not screen.isVisible()
    close(shown)
    opened.close()


def test_keys_put_there_while_it_is_locked_open_nothing_and_say_why(
    locked: LockScreen, folder: Path, tmp_path: Path
) -> None:
    own = (folder / "keys.json").read_bytes()
    create_data_folder(tmp_path / "foreign", LATER)
    shutil.copy(tmp_path / "foreign" / "keys.json", folder / "keys.json")
    for words in (LATER, WORDS):
        enter(locked, words)
        assert locked.isVisible()
        assert "同じときのものではありません" in said(locked)
        sentence = locked.findChildren(Sentence)[0]
        assert sentence.height() >= sentence.heightForWidth(sentence.width())  # wholly to be read
    (folder / "keys.json").unlink()
    enter(locked, WORDS)
    assert "keys.json がありません" in said(locked)
    (folder / "keys.json").write_bytes(b"[" * 50_000)
    enter(locked, WORDS)
    assert "壊れているか" in said(locked)
    (folder / "keys.json").write_bytes(own)
    enter(locked, WORDS)
    assert not locked.isVisible()


def test_wrong_tries_are_counted_down_beside_a_button_that_is_off(
    locked: LockScreen, shown: MainWindow, clock: Clock, qtbot: QtBot
) -> None:
    for _ in range(FREE_TRIES):
        enter(locked, "まちがい12345")
    assert "あと1秒待って" in said(locked)
    assert not button(locked).isEnabled()
    enter(locked, WORDS)
    assert locked.isVisible()
    assert "あと1秒待って" in said(locked)  # typing does not take it away
    clock.at += timedelta(seconds=1)
    qtbot.waitUntil(button(locked).isEnabled)
    assert said(locked) == ""
    press(line(locked), ENTER)
    assert not locked.isVisible()


def test_the_wait_is_shown_at_once_where_it_began_elsewhere(
    shown: MainWindow, clock: Clock, folder: Path, qtbot: QtBot
) -> None:
    page = shown.findChild(SettingsPage)
    assert page is not None
    panel = page.passphrase
    for _ in range(FREE_TRIES):
        panel.old.setText("まちがい12345")
        panel.new.setText(LATER)
        panel.again.setText(LATER)
        panel.change.click()
    assert "あと1秒待って" in panel.told.text()
    assert not panel.change.isEnabled()
    shown.lock()
    screen = shown.findChild(LockScreen)
    assert screen is not None
    assert "あと1秒待って" in said(screen)
    clock.at += timedelta(seconds=1)
    qtbot.waitUntil(button(screen).isEnabled)
    enter(screen, WORDS)
    assert not screen.isVisible()
    qtbot.waitUntil(panel.change.isEnabled)
    assert panel.told.text() == ""


def test_the_passphrase_is_changed_by_keys_and_each_slip_is_said(shown: MainWindow) -> None:
    page = shown.findChild(SettingsPage)
    assert page is not None
    page.list.setFocus()
    press(page.list, *[Qt.Key.Key_Down] * page.place.subjects.index("パスフレーズ"))
    panel = page.passphrase
    panel.old.setFocus()

    def fill(old: str, new: str, again: str) -> None:
        for field, text in ((panel.old, old), (panel.new, new), (panel.again, again)):
            field.selectAll()
            field.setFocus()
            type_into(field, text)
        press(panel.again, ENTER, modifier=CTRL)

    fill(WORDS, LATER, "ほかの言葉 ほかの言葉")
    assert "2つの欄で違います" in panel.told.text()
    assert QApplication.focusWidget() is panel.again
    type_into(panel.again, "え")
    assert panel.told.text() == ""
    fill(WORDS, "password", "password")
    assert "関係のない言葉を4つ" in panel.told.text()
    assert QApplication.focusWidget() is panel.new
    fill("まちがい12345", LATER, LATER)
    assert "今のパスフレーズが違います" in panel.told.text()
    assert panel.old.selectedText() == "まちがい12345"
    fill(WORDS, LATER, LATER)
    assert "パスフレーズを変えました" in panel.told.text()
    shown.lock()
    screen = shown.findChild(LockScreen)
    assert screen is not None
    enter(screen, WORDS)
    assert screen.isVisible()
    enter(screen, LATER)
    assert not screen.isVisible()


def test_a_file_from_the_desktop_waits_for_the_passphrase(
    shown: MainWindow, locked: LockScreen, tmp_path: Path
) -> None:
    page = shown.current_page
    assert isinstance(page, SettingsPage)
    backup = tmp_path / "控え.shikaku-backup"
    backup.touch()
    desktop = FromDesktop(backup)
    desktop.serve(shown, tmp_path, lambda: None)
    assert page.shown.currentWidget() is not page.backup
    type_into(line(locked), WORDS)
    press(line(locked), ENTER)
    assert page.shown.currentWidget() is page.backup
    desktop.leave()
    desktop.deleteLater()


def test_it_locks_by_itself_as_chosen_and_never_only_where_that_is_chosen(shown: MainWindow) -> None:
    page = shown.current_page
    assert isinstance(page, SettingsPage)
    assert shown._minutes_to_lock() == 10
    for name in ("3", "0", "5"):
        page.passphrase.lock.chosen.emit(name)
        assert shown._minutes_to_lock() == int(name)
    shown.lock()
    assert shown._minutes_to_lock() == 0
