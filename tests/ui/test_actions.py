"""One registry of actions: every key stands in it, none means two things, and all who ask get the same."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton

import resources
from app.words import texts
from tests.ui.keyboard import Keyboard
from ui.look.action_menu import action_menu
from ui.look.bound import bound_in
from ui.models.rows_table import RowsTableView
from ui.pages import PAGES
from ui.pages.importing.plan import KEYS
from ui.pages.roster.page import RosterPage
from ui.pages.today.filter import DepartmentBox
from ui.pages.today.page import TodayPage
from ui.widgets.key_line import KeyLine
from ui.widgets.key_list import KeyList
from ui.window.main_window import MainWindow
from ui.words.actions import every_action, places
from ui.words.key_page import PAGE, key_page

UI = Path(__file__).parents[2] / "ui"
SOURCES = {path: path.read_text("utf-8") for path in sorted(UI.rglob("*.py"))}
MOVING = (
    "Return Enter Escape Tab Backtab Space Up Down Left Right Home End PageUp PageDown Delete Backspace "
    "Shift Control Alt AltGr Meta CapsLock NumLock 1"
).split()
"""What every desktop program does with them; the digits of a popup stand on its buttons."""
BINDERS = {"look/bound.py", "models/list_keys.py", "widgets/command_line.py"}
OF_PEOPLE = ("today", "roster", "elderly")
ALT = Qt.KeyboardModifier.AltModifier


def test_no_key_is_bound_beside_the_registry() -> None:
    makers = {"QShortcut", "QKeySequence", "setShortcut", "setShortcuts"}
    found = [
        f"{path.relative_to(UI)}: {node.id if isinstance(node, ast.Name) else node.attr}"
        for path, source in SOURCES.items()
        if path.relative_to(UI).as_posix() not in BINDERS
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Name) and node.id in makers)
        or (isinstance(node, ast.Attribute) and node.attr in makers)
    ]
    assert found == []


def test_no_widget_looks_for_a_key_that_the_registry_does_not_name() -> None:
    found = {
        (str(path.relative_to(UI)), key)
        for path, source in SOURCES.items()
        for key in re.findall(r"Key\.Key_(\w+)", source)
        if key not in MOVING
    }
    assert found == set()


def test_every_action_is_bound_and_every_one_bound_is_an_action() -> None:
    named = {name for source in SOURCES.values() for name in re.findall(r'"([a-z_]+\.[a-z_]+)"', source)}
    named |= {f"desk.{mode}" for mode in ("hand_out", "collect", "inspect", "count")}
    named |= {one.name for one in places()["account"]} | {"window.keys_here"}
    assert {one.name for one in every_action()} - named == set()


def test_a_key_has_one_meaning_and_a_letter_one_in_its_list() -> None:
    told = texts("actions.toml")
    assert [key for key, times in Counter(told["keys"].values()).items() if times > 1] == []
    assert set(told["keys"]) & set(told["letters"]) == set()
    for place, actions in places().items():
        keys = Counter(one.key for one in actions)
        assert [key for key, times in keys.items() if times > 1] == [], place


def test_the_lists_of_people_agree_on_their_letters() -> None:
    letters = texts("actions.toml")["letters"]
    meanings: dict[str, set[str]] = {}
    for place in OF_PEOPLE:
        for one in places()[place]:
            verb = one.name.partition(".")[2]
            if verb in letters and one.key.isalpha():
                meanings.setdefault(one.key, set()).add(verb)
    assert {key: verbs for key, verbs in meanings.items() if len(verbs) > 1} == {}


def test_the_page_of_keys_in_the_manual_is_of_today() -> None:
    assert resources.path(f"manual/{PAGE}").read_text("utf-8") == key_page(), "python3 run.py manual"


def test_every_letter_of_a_list_stands_on_its_screen(window: MainWindow) -> None:
    hidden = []
    for page_class in PAGES:
        window.go(page_class.name)
        page = window.current_page
        shown = " ".join(
            part.text() for kind in (QPushButton, QLabel, KeyLine) for part in page.findChildren(kind)
        )
        shown += " ".join(part.toolTip() + part.itemText(0) for part in page.findChildren(DepartmentBox))
        shown += " ".join(KEYS.values())  # of the group chosen, under the plan
        for table in page.findChildren(RowsTableView):
            letters = [key for key in table.keys.bound if len(key) == 1 and key.isalpha()]
            hidden += [f"{page.name}: {key}" for key in letters if not re.search(rf"\b{key}\b", shown)]
    assert hidden == []


# -- Menus, right click, overlay ---------------------------------------------------------------------


@pytest.fixture
def keyboard() -> Keyboard:
    return Keyboard()


@pytest.fixture
def today_page(window: MainWindow) -> TodayPage:
    shown = window.current_page
    assert isinstance(shown, TodayPage)
    shown.table.setFocus()
    return shown


def texts_of(menu: QMenu) -> list[str]:
    return [one.text() for one in menu.actions()]


def test_the_menus_hold_what_the_page_does_with_its_keys(window: MainWindow, today_page: TodayPage) -> None:
    titles = [one.text() for one in window.menus.actions()]
    assert titles == ["ファイル(&F)", "編集(&E)", "操作(&A)", "移動(&G)", "ヘルプ(&H)"]
    doing = window.menus.actions()[2].menu()
    assert isinstance(doing, QMenu)
    doing.aboutToShow.emit()
    assert "声かけを記録\tC" in texts_of(doing)
    assert "一覧を書き出す\tCtrl+S" in texts_of(doing)
    window.go("settings")
    doing.aboutToShow.emit()
    assert "声かけを記録\tC" not in texts_of(doing)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_f10_leads_into_the_menus_and_the_lock_closes_them(window: MainWindow, keyboard: Keyboard) -> None:
    keyboard.press(Qt.Key.Key_F10)
    assert window.menus.activeAction() is window.menus.actions()[0]
    window.lock()
    assert not window.menus.isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_in_a_low_window_the_rows_have_the_room_of_the_menus(window: MainWindow, keyboard: Keyboard) -> None:
    window.resize(960, 560)
    assert not window.menus.isVisible()
    keyboard.press(Qt.Key.Key_F10)
    assert window.menus.isVisible()
    first = window.menus.actions()[0].menu()
    assert isinstance(first, QMenu)
    first.close()
    QApplication.processEvents()
    assert not window.menus.isVisible()


def test_right_click_offers_what_the_list_does(today_page: TodayPage, window: MainWindow) -> None:
    table = today_page.table
    before = window.context.store.last_undoable()
    menu = action_menu(table, [one for one in bound_in(table) if one.parent() is table])
    next(one for one in menu.actions() if one.text() == "声かけを記録\tC").trigger()
    assert window.context.store.last_undoable() != before


def test_a_question_mark_shows_the_keys_of_the_page(
    window: MainWindow, today_page: TodayPage, keyboard: Keyboard
) -> None:
    keyboard.press("?")
    (overlay,) = window.findChildren(KeyList)
    told = " ".join(label.text() for label in overlay.findChildren(QLabel))
    for words in ("今日やることのキー", "声かけを記録", "Shift+D", "どの画面でも", "Ctrl+K"):
        assert words in told
    keyboard.press(Qt.Key.Key_Escape)
    assert not overlay.isVisible()
    assert QApplication.focusWidget() is today_page.table


def test_find_and_print_mean_the_page_shown(window: MainWindow, keyboard: Keyboard) -> None:
    window.go("roster")
    roster = window.current_page
    assert isinstance(roster, RosterPage)
    keyboard.ctrl("f")
    assert QApplication.focusWidget() is roster.search
    window.go("today")
    keyboard.ctrl("f")
    assert QApplication.focusWidget() is window.top_bar.search
    keyboard.ctrl("p")
    assert window.current_page.name == "printing"


def test_back_restores_the_place_and_the_selection(
    window: MainWindow, today_page: TodayPage, keyboard: Keyboard
) -> None:
    table = today_page.table
    table.select_at(3)
    chosen = table.selected_ids()
    keyboard.press("n")
    roster = window.current_page
    assert isinstance(roster, RosterPage)
    keyboard.press(Qt.Key.Key_Left, modifier=ALT)
    assert window.current_page is today_page
    assert table.selected_ids() == chosen
    assert QApplication.focusWidget() is table
    keyboard.press(Qt.Key.Key_Right, modifier=ALT)
    assert window.current_page is roster


def test_back_to_the_roster_looks_for_the_same_again(window: MainWindow, keyboard: Keyboard) -> None:
    window.go("roster")
    roster = window.current_page
    assert isinstance(roster, RosterPage)
    roster.search.setText("カ")
    roster.search.textEdited.emit("カ")
    found, chosen = len(roster.model.rows), roster.table.selected_ids()
    other = next(one for one in window.context.store.queries.person_rows() if not one.kana.startswith("カ"))
    window.go("roster", other.person_id)
    assert len(roster.model.rows) != found
    keyboard.press(Qt.Key.Key_Left, modifier=ALT)
    assert (len(roster.model.rows), roster.table.selected_ids()) == (found, chosen)


def test_the_next_view_has_one_key_on_every_page(window: MainWindow, keyboard: Keyboard) -> None:
    window.go("settings")
    page = window.current_page
    keyboard.ctrl(Qt.Key.Key_PageDown)
    assert page.list.currentRow() == 1  # type: ignore[attr-defined]
    keyboard.ctrl(Qt.Key.Key_PageUp, Qt.Key.Key_PageUp)
    assert page.list.currentRow() == 0  # type: ignore[attr-defined]
