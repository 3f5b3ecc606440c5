"""More of the interactions that must be fastest: the first hour, any action by its name, why, a backup."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.ports import Store, untold
from app.usecases.settings.sample_office import sample_list
from tests.conftest import TODAY
from tests.golden.papers import texts
from tests.ui.conftest import shown
from tests.ui.keyboard import Keyboard, in_dialog
from tests.ui.office import Answers
from ui.bootstrap import create_data_folder, kept_passphrase, office_place, open_data_folder
from ui.dialogs.files import FileDialogs
from ui.dialogs.recovery_code import RecoveryCodeDialog
from ui.dialogs.sign_in import FirstStartDialog, Storage
from ui.dialogs.why import WhyDialog
from ui.frame.page import Page
from ui.frame.preferences import Preferences
from ui.pages.importing.page import ImportPage
from ui.pages.printing.page import PrintingPage
from ui.pages.settings.page import SettingsPage
from ui.pages.today.page import TodayPage
from ui.window.main_window import MainWindow

P = TypeVar("P", bound=Page)
KEY, ENTER, TAB = Qt.Key, Qt.Key.Key_Return, Qt.Key.Key_Tab
WORDS = "ensoku todai mikan jitensha"

A_KEY = 0.28
"""Seconds for a key of somebody who types with two fingers (Card, Moran and Newell)."""

A_THOUGHT = 1.35
"""Seconds for a step that somebody first has to make up their mind about, by the same source."""


def at(window: MainWindow, kind: type[P]) -> P:
    """Return the page that is shown, which must be that one."""
    assert isinstance(window.current_page, kind)
    return window.current_page


@pytest.fixture
def keyboard() -> Keyboard:
    return Keyboard()


@pytest.fixture
def new_folder(tmp_path: Path) -> Iterator[tuple[Store, Path, list[str]]]:
    """A folder made on first start by keys alone; what was pressed and typed for it."""
    folder = tmp_path / "new"
    storage = Storage(
        exists=lambda place: place.exists(),
        open=lambda place, words, _code, _user: open_data_folder(place, words),
        create=create_data_folder,
        create_sample=lambda place: place,
        seconds_to_wait=lambda _: 0,
        names=lambda _: [],
        kept=kept_passphrase,
        open_kept=lambda _: None,
        place=office_place,
    )
    first = FirstStartDialog(folder, storage)
    keyboard = Keyboard()

    def fill(_: object) -> None:
        keyboard.find(WORDS)
        keyboard.press(TAB)
        keyboard.find(WORDS)
        keyboard.press(ENTER)

    in_dialog(fill)
    assert first.exec()
    code = RecoveryCodeDialog(first.recovery_code, folder)
    proof = first.recovery_code.replace("-", "")[-5:]

    def prove(_: object) -> None:
        while not code.proof.hasFocus():
            keyboard.press(TAB)
        keyboard.find(proof.lower())
        keyboard.press(ENTER)

    in_dialog(prove)
    assert code.exec()
    opened = storage.open(folder, WORDS, "", "")
    yield opened, folder, [*WORDS, *WORDS, *proof, *("key" for _ in range(keyboard.count))]
    opened.close()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_i23_from_an_empty_folder_to_the_first_specimen(
    qtbot: QtBot,
    new_folder: tuple[Store, Path, list[str]],
    tmp_path: Path,
    preferences: Preferences,
    keyboard: Keyboard,
) -> None:
    """Budget under three minutes, without help; now about a minute with copying the code.

    Every step is the one that has the keyboard, or stands on the button; nothing is looked for (WI40, WI42).
    """
    store, _, typed = new_folder
    window = next(shown(qtbot, store, TODAY, preferences))
    file, paper = tmp_path / "list.csv", tmp_path / "first.pdf"
    file.write_bytes(sample_list(TODAY))
    at(window, TodayPage)
    first = keyboard.place
    assert isinstance(first, QPushButton)
    assert first.text() == "一覧を取り込む"
    keyboard.press(ENTER)
    page = at(window, ImportPage)
    page.files = cast(FileDialogs, Answers(file))
    keyboard.press(ENTER)
    keyboard.ctrl(ENTER)
    # What comes next is said where the list was taken over.
    assert keyboard.place is page.go_on
    keyboard.ctrl("4")
    printing = at(window, PrintingPage)
    printing.tries.files = cast(FileDialogs, Answers(paper))
    keyboard.ctrl(ENTER)
    keyboard.ctrl("s")
    assert "見本" in texts(paper.read_bytes())[0]
    # Where it went is said, with the way to it (WI40).
    assert str(paper) in window.bottom_bar.sentence.text() + window.strip.sentence
    assert window.bottom_bar.written.isVisible()
    steps = 10
    writing_the_code_down = 25
    seconds = (len(typed) + keyboard.count) * A_KEY + steps * A_THOUGHT + writing_the_code_down
    assert keyboard.count <= 6
    assert seconds < 90, seconds


def test_i24_any_action_by_its_name(window: MainWindow, keyboard: Keyboard) -> None:
    """Budget Ctrl+K and at most 4 characters; now so, then Enter."""
    for typed, where in (("バック", "settings"), ("滅失", "reports"), ("案内", "guide"), ("引継", "")):
        window.go("today")
        before = keyboard.count
        keyboard.ctrl("k")
        keyboard.find(typed)
        assert len(typed) <= 4
        assert keyboard.count - before == 1
        offered = [offer.words for offer in window.top_bar.search.results.others.rows_model.rows]
        assert any(typed[:2] in words for words in offered), offered
        if where:
            keyboard.press(ENTER)
            assert window.current_page.name == where
        else:
            keyboard.press(KEY.Key_Escape)


def test_i25_why_somebody_is_on_the_list(window: MainWindow, keyboard: Keyboard) -> None:
    """Budget 1; now 1: rule and source."""
    window.go("today")
    seen = []

    def look(dialog: object) -> None:
        assert isinstance(dialog, WhyDialog)
        seen.append(dialog.told.toPlainText())

    in_dialog(look)
    before = keyboard.count
    keyboard.press("w")
    assert keyboard.count - before == 1
    assert "規則" in seen[0]
    assert "根拠" in seen[0]


def test_i20_last_nights_backup_is_put_back_and_proved(
    window: MainWindow, keyboard: Keyboard, office: Store
) -> None:
    """Budget 5; now 4: the search for バックアップ, Enter, look into the newest, put it back."""
    backup = window.context.folder.backups().now(None, untold)
    office.note("そのあとの操作")
    keyboard.ctrl("k")
    keyboard.find("バック")
    keyboard.press(ENTER)
    part = at(window, SettingsPage).backup.restoring
    assert keyboard.place is part.table
    keyboard.press(ENTER)
    assert backup.name in part.warning.text().replace("\u200b", "")
    assert "そのあとの操作" in part.warning.text()
    # The keyboard is on the button that puts it back: one key more (what it does is tested with the folder).
    assert keyboard.place is part.restore
    assert keyboard.count + 1 <= 5
