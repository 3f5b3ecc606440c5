"""Columns are left out, moved and found again; who a row is about always stays."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tests.ui.office import CTRL, press
from ui.frame.preferences import Preferences
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import extra
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView

COLUMNS: tuple[Column[int], ...] = (
    Column("氏名", str, width=100, keep=Keep.WHO),
    Column("続柄", lambda _: "妻", width=100),
    Column("所属", lambda _: "総務部", width=100),
    extra(Column("社員番号", lambda n: f"S{n}", width=100)),
)


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat))


def shown(preferences: Preferences, qtbot: QtBot) -> RowsTableView[int]:
    model = RowsTableModel(COLUMNS, row_id=lambda n: n)
    view = RowsTableView(model, name="表", preferences=preferences)
    qtbot.addWidget(view)
    view.resize(800, 300)
    view.show()
    model.set_rows([1, 2, 3])
    view.select_first()
    return view


def headings(view: RowsTableView[int]) -> list[str]:
    return [column.heading for column in view.choice.shown]


def test_what_was_chosen_and_moved_is_found_again_and_taken_back(
    preferences: Preferences, qtbot: QtBot
) -> None:
    view = shown(preferences, qtbot)
    assert headings(view) == ["氏名", "続柄", "所属"]
    view.choice.set_shown(3, is_shown=True)
    view.choice.set_shown(1, is_shown=False)
    view.horizontalHeader().moveSection(2, 0)
    assert headings(view) == ["所属", "氏名", "社員番号"]
    assert view.isColumnHidden(1)
    again = shown(preferences, qtbot)
    assert headings(again) == ["所属", "氏名", "社員番号"]
    again.choice.reset()
    assert headings(again) == headings(shown(preferences, qtbot)) == ["氏名", "続柄", "所属"]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # a popup without a desktop
def test_the_menu_opens_by_key_and_who_it_is_cannot_be_left_out(
    preferences: Preferences, qtbot: QtBot
) -> None:
    view = shown(preferences, qtbot)
    press(view, Qt.Key.Key_L, modifier=CTRL)
    menu = view.findChild(QMenu)
    assert menu is not None
    entries = {entry.text(): entry for entry in menu.actions() if entry.isCheckable()}
    assert list(entries) == ["氏名", "続柄", "所属", "社員番号"]
    assert not entries["氏名"].isEnabled()
    entries["続柄"].trigger()
    assert headings(view) == ["氏名", "所属"]
    menu.close()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # a popup without a desktop
def test_the_rows_selected_are_copied_with_the_columns_shown(preferences: Preferences, qtbot: QtBot) -> None:
    view = shown(preferences, qtbot)
    view.horizontalHeader().moveSection(2, 0)
    view.selectAll()
    press(view, Qt.Key.Key_C, modifier=CTRL)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines == ["所属\t氏名\t続柄", "総務部\t1\t妻", "総務部\t2\t妻", "総務部\t3\t妻"]


def test_nonsense_that_was_kept_is_passed_over(preferences: Preferences, qtbot: QtBot) -> None:
    preferences.set_text("columns/表", "-氏名\nどこにもない列\n-所属")
    assert headings(shown(preferences, qtbot)) == ["氏名", "続柄"]
