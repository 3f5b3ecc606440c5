"""The one table: a sound model, and a view whose selection follows the person."""

from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.office import CTRL, press
from ui.frame.preferences import Preferences
from ui.models.column import Column
from ui.models.row_painter import MINOR_ROLE
from ui.models.rows_model import FURTHER, RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.models.spans import spans

KANA = 0


@dataclass(frozen=True)
class Someone:
    number: int
    kana: str
    name: str = ""


COLUMNS = (
    Column[Someone]("氏名", text=lambda r: r.name, minor=lambda r: r.kana, sort_key=lambda r: r.kana),
    Column[Someone]("番号", text=lambda r: str(r.number), sort_key=lambda r: r.number, right=True),
)


@pytest.fixture
def table(qtbot: QtBot) -> RowsTableView[Someone]:
    model = RowsTableModel[Someone](COLUMNS, row_id=lambda r: r.number)
    view = RowsTableView(model, name="試し")
    model.setParent(view)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, view)
    # Else it reads further rows itself, in the middle of a reset.
    tester.setUseFetchMore(False)
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    model.set_rows([Someone(1, "ウ"), Someone(2, "ア"), Someone(3, "イ")])
    return view


def numbers(table: RowsTableView[Someone]) -> list[int]:
    return [row.number for row in table.rows_model.rows]


def test_selection_follows_the_person_not_the_row(table: RowsTableView[Someone]) -> None:
    table.selectRow(0)
    table.sortByColumn(KANA, Qt.SortOrder.AscendingOrder)
    assert numbers(table) == [2, 3, 1]
    assert table.selected_ids() == {1}
    current = table.current_row()
    assert current is not None
    assert current.number == 1


def test_a_step_goes_to_the_neighbour_and_never_beyond_the_ends(table: RowsTableView[Someone]) -> None:
    table.select_at(1)
    for by, expected in ((1, 3), (1, 3), (-1, 2), (-1, 1), (-1, 1)):
        table.step_by(by)
        assert table.selected_ids() == {expected}


def test_just_these_rows_are_selected_and_the_keyboard_stays(table: RowsTableView[Someone]) -> None:
    table.select_at(1)
    table.select_ids({1, 3, 8})
    assert table.selected_ids() == {1, 3}
    current = table.current_row()
    assert current is not None
    assert current.number == 2


def test_natural_order_comes_back(table: RowsTableView[Someone]) -> None:
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert numbers(table) == [3, 2, 1]
    table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert numbers(table) == [1, 2, 3]


def test_selection_survives_a_reload_in_another_order(table: RowsTableView[Someone]) -> None:
    table.select_id(3)
    table.rows_model.set_rows([Someone(3, "イ"), Someone(9, "エ"), Someone(1, "ウ")])
    assert table.selected_ids() == {3}


def test_a_row_chosen_by_the_program_is_the_only_one_though_ctrl_is_held(
    table: RowsTableView[Someone], qtbot: QtBot
) -> None:
    table.select_id(1)
    qtbot.keyPress(table, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    table.select_id(3)
    chosen = table.selected_ids()
    qtbot.keyRelease(table, Qt.Key.Key_Control)
    assert chosen == {3}


@pytest.mark.parametrize("reason", [Qt.FocusReason.TabFocusReason, Qt.FocusReason.OtherFocusReason])
def test_entering_by_keyboard_selects_the_first_row(
    table: RowsTableView[Someone], qtbot: QtBot, reason: Qt.FocusReason
) -> None:
    with qtbot.waitActive(table):
        table.activateWindow()
    table.setFocus(reason)
    assert table.selected_ids() == {1}


def test_select_first_leaves_a_choice_alone(table: RowsTableView[Someone]) -> None:
    table.select_id(2)
    table.select_first()
    assert table.selected_ids() == {2}


def test_when_the_current_row_is_done_the_next_one_is_current(table: RowsTableView[Someone]) -> None:
    table.select_id(2)
    table.rows_model.set_rows([Someone(1, "ウ"), Someone(3, "イ")])
    assert table.selected_ids() == {3}


def test_enter_opens_once_however_long_it_is_held(table: RowsTableView[Someone], qtbot: QtBot) -> None:
    opened: list[Someone] = []
    table.entered.connect(opened.append)
    table.selectRow(1)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    repeated = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True
    )
    QApplication.sendEvent(table, repeated)
    assert [row.number for row in opened] == [2]


def test_cells_say_text_reading_and_side(table: RowsTableView[Someone]) -> None:
    table.rows_model.set_rows([Someone(7, "タカハシ", "髙橋")])
    first, second = table.rows_model.index(0, 0), table.rows_model.index(0, 1)
    assert (first.data(), first.data(MINOR_ROLE)) == ("髙橋", "タカハシ")
    assert first.data(Qt.ItemDataRole.ToolTipRole) == "髙橋 タカハシ"
    assert second.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert table.rows_model.headerData(0, Qt.Orientation.Horizontal) == "氏名"


def test_no_rows_no_current_person(table: RowsTableView[Someone]) -> None:
    table.selectRow(0)
    table.rows_model.set_rows([])
    assert table.current_row() is None
    assert table.selected_ids() == set()


def test_column_widths_are_kept_only_when_they_fit(preferences: Preferences, qtbot: QtBot) -> None:
    preferences.set_widths("試し", [240, 90])
    view = RowsTableView(
        RowsTableModel[Someone](COLUMNS, row_id=lambda r: r.number), name="試し", preferences=preferences
    )
    qtbot.addWidget(view)
    assert [view.columnWidth(0), view.columnWidth(1)] == [240, 90]


class Long:
    """A list of which the first rows are given, and what is read of the rest."""

    def __init__(self, table: RowsTableView[Someone], total: int) -> None:
        self.read: list[tuple[int, int | None]] = []
        self.rows = [Someone(n, f"{n % 7}{n:05}") for n in range(total)]
        table.rows_model.set_rows(self.rows[:50], total=total, more=self.more)

    def more(self, offset: int, limit: int | None) -> list[Someone]:
        self.read.append((offset, limit))
        return self.rows[offset : None if limit is None else offset + limit]


def test_a_long_list_is_read_while_scrolling(table: RowsTableView[Someone], qtbot: QtBot) -> None:
    long = Long(table, 1500)
    assert (len(numbers(table)), table.rows_model.total, long.read) == (50, 1500, [])
    bar = table.verticalScrollBar()

    def scrolled_to(rows: int) -> bool:
        # The bar learns of new rows with the next layout.
        bar.setValue(bar.maximum())
        return len(numbers(table)) >= rows

    qtbot.waitUntil(lambda: scrolled_to(1050))
    qtbot.waitUntil(lambda: scrolled_to(1500))
    bar.setValue(bar.maximum())
    assert long.read == [(50, FURTHER), (1050, FURTHER)]
    assert numbers(table) == list(range(1500))
    assert not table.rows_model.canFetchMore(QModelIndex())


def test_the_whole_list_is_selected_though_only_its_beginning_was_read(
    table: RowsTableView[Someone],
) -> None:
    long = Long(table, 3000)
    press(table, Qt.Key.Key_A, modifier=CTRL)
    assert len(table.selected_rows()) == 3000
    assert long.read == [(50, None)]


def test_the_whole_list_is_sorted_and_stays_so(table: RowsTableView[Someone]) -> None:
    long = Long(table, 300)
    table.select_id(49)
    table.sortByColumn(KANA, Qt.SortOrder.AscendingOrder)
    assert numbers(table) == sorted(range(300), key=lambda n: (n % 7, n))
    assert table.selected_ids() == {49}
    # A reload brings the first rows only; sorted by a column, they are not the first ones shown.
    table.rows_model.set_rows(long.rows[:50], total=300, more=long.more)
    assert numbers(table) == sorted(range(300), key=lambda n: (n % 7, n))
    table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert numbers(table) == list(range(300))


def test_ctrl_enter_is_the_screens_main_button_and_opens_no_row(table: RowsTableView[Someone]) -> None:
    opened: list[Someone] = []
    table.entered.connect(opened.append)
    table.select_at(1)
    press(table, Qt.Key.Key_Return, modifier=CTRL)
    assert opened == []
    press(table, Qt.Key.Key_Return)
    assert [row.number for row in opened] == [2]


def test_end_goes_to_the_last_row_of_all(table: RowsTableView[Someone], qtbot: QtBot) -> None:
    Long(table, 3000)
    table.select_id(0)
    for key, number in ((Qt.Key.Key_End, 2999), (Qt.Key.Key_Home, 0)):
        qtbot.keyClick(table, key)
        assert [row.number for row in table.selected_rows()] == [number]


def test_rows_that_are_gone_when_read_are_no_longer_counted(table: RowsTableView[Someone]) -> None:
    model = table.rows_model
    model.set_rows([Someone(1, "ア")], total=9, more=lambda _offset, _limit: [])
    model.load_rest()
    assert (model.total, model.canFetchMore(QModelIndex())) == (1, False)


def test_tens_of_thousands_stay_selected_when_sorted(table: RowsTableView[Someone]) -> None:
    """By spans of rows: one by one took minutes."""
    table.rows_model.set_rows([Someone(n, f"{n % 7}") for n in range(30_000)])
    table.selectAll()
    table.sortByColumn(KANA, Qt.SortOrder.AscendingOrder)
    assert len(table.selected_rows()) == 30_000


@given(places=st.sets(st.integers(0, 50)))
def test_spans_hold_just_the_places(places: set[int]) -> None:
    found = spans(places)
    assert [place for span in found for place in span] == sorted(places)
    assert all(a.stop < b.start for a, b in pairwise(found))


@given(
    first=st.lists(st.integers(0, 30), unique=True, min_size=1),
    second=st.lists(st.integers(0, 30), unique=True),
    chosen=st.sets(st.integers(0, 30)),
)
def test_no_stranger_is_ever_selected(
    qapp: QApplication, first: list[int], second: list[int], chosen: set[int]
) -> None:
    """Whatever is reloaded, nobody but the chosen (or, if all are gone, the next) is selected."""
    model = RowsTableModel[Someone](COLUMNS, row_id=lambda r: r.number)
    view = RowsTableView(model, name="試し")
    model.set_rows([Someone(n, str(n)) for n in first])
    wanted = chosen & set(first)
    for number in wanted:
        at = model.position(number)
        assert at is not None
        view.selectionModel().select(
            model.index(at, 0),
            view.selectionModel().SelectionFlag.Select | view.selectionModel().SelectionFlag.Rows,
        )
    model.set_rows([Someone(n, str(n)) for n in second])
    left = wanted & set(second)
    if left:
        assert view.selected_ids() == left
    else:
        assert len(view.selected_ids()) <= 1
    view.deleteLater()
