"""The only table: rows from app.rows in a model, and a view that follows the person."""

from collections.abc import Callable, Container, Hashable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ui.frame.preferences import Preferences
from ui.frame.waiting import waiting
from ui.look.action_menu import action_menu
from ui.look.bound import BoundAction, Doing, bound_in
from ui.look.theme import ROW_HEIGHT, Tone
from ui.models.column import Column
from ui.models.column_widths import ColumnWidths
from ui.models.empty_text import paint_empty
from ui.models.header import set_up_header
from ui.models.list_keys import ListKeys
from ui.models.row_painter import MINOR_ROLE, STRONG_ROLE, TONE_ROLE, RowPainter
from ui.models.spans import spans

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
More = Callable[[int, int | None], Sequence[Row]]
"""Reads further rows: from that place on, so many, or all when None."""

ListPlace = tuple[set[Hashable], Hashable | None, int, int]
"""What is selected, which row is current and where, and how far the list is scrolled."""

_TYPED = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)

FURTHER = 1000
"""Rows read at a time while scrolling; few enough not to be felt, many enough not to be met often."""


class RowsTableModel(QAbstractTableModel, Generic[Row]):
    """A list of rows; sorting reorders the list itself (no proxy: 140 times slower).

    A long list may be given with its first rows only. The others are read while scrolling, and
    all at once where the whole list is meant: to sort, to select everything.
    """

    def __init__(self, columns: Sequence[Column[Row]], *, row_id: Callable[[Row], Hashable]) -> None:
        """row_id names the thing a row stands for; selection follows it. The view that shows it keeps it."""
        super().__init__()
        self.columns = tuple(columns)
        self.row_id = row_id
        self._given: list[Row] = []
        self._rows: list[Row] = []
        self._total = 0
        self._more: More[Row] | None = None
        self._sort: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)
        self.unseen: Callable[[], Sequence[int]] = lambda: ()
        """Says which columns have no room: the tooltips of a row tell them."""

    @property
    def rows(self) -> Sequence[Row]:
        """The rows in the order shown."""
        return self._rows

    @property
    def total(self) -> int:
        """How many rows there are, read or not."""
        return max(self._total, len(self._rows))

    @property
    def is_sorted(self) -> bool:
        """Whether a column's order replaces the natural one, so that all rows are needed."""
        return 0 <= self._sort[0] < len(self.columns)

    def set_rows(
        self, rows: Sequence[Row], *, total: int | None = None, more: More[Row] | None = None
    ) -> None:
        """Show these rows, in natural order. total, more: of how many, and how to read the others."""
        given = list(rows)
        if self.is_sorted and more is not None and total is not None and len(given) < total:
            given += more(len(given), None)
        self.beginResetModel()
        self._given, self._total, self._more = given, total or 0, more
        self._rows = self._sorted()
        self.endResetModel()

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802 - Qt's name
        return not parent.isValid() and self._more is not None and len(self._given) < self._total

    def fetchMore(self, parent: Index) -> None:  # noqa: N802 - Qt's name
        """Read the next rows (asked for when scrolling nears the end)."""
        if self.canFetchMore(parent):
            self._append(FURTHER)

    def load_rest(self) -> None:
        """Read everything that is left."""
        if self.canFetchMore(QModelIndex()):
            with waiting():
                self._append(None)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, all rows; -1 restores the natural order."""
        if 0 <= column < len(self.columns):
            self.load_rest()
        self.beginResetModel()
        self._sort = (column, order)
        self._rows = self._sorted()
        self.endResetModel()

    def position(self, row_id: Hashable) -> int | None:
        """Return where that row is shown, or None."""
        return next((i for i, row in enumerate(self._rows) if self.row_id(row) == row_id), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column, row = self.columns[index.column()], self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.text(row)
        if role == MINOR_ROLE:
            return column.minor(row) if column.minor else ""
        if role == TONE_ROLE:
            return column.tone(row) if column.tone else Tone.NORMAL
        if role == STRONG_ROLE:
            return column.strong
        if role == Qt.ItemDataRole.ToolTipRole:
            told = f"{column.text(row)} {column.minor(row)}" if column.minor else column.text(row)
            unseen = (self.columns[i] for i in self.unseen())
            return "\n".join((told, *(f"{one.heading}: {one.text(row)}" for one in unseen)))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = self.columns[section].right
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _append(self, limit: int | None) -> None:
        # Only in the natural order: a sorted list has always been read to its end.
        assert self._more is not None
        found = self._more(len(self._given), limit)
        if not found:
            self._total = len(self._given)
            return
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(found) - 1)
        self._given += found
        self._rows += found
        self.endInsertRows()

    def _sorted(self) -> list[Row]:
        column, order = self._sort
        if not self.is_sorted:
            return list(self._given)
        key = self.columns[column].key
        return sorted(self._given, key=key, reverse=order is Qt.SortOrder.DescendingOrder)


class RowsTableView(QTableView, Generic[Row]):
    """Shows a RowsTableModel; whole rows, fixed height, keyboard first.

    Whatever is reloaded or sorted, the selection stays with the same ids. When the current
    row is gone (done), the next one becomes current, so that Enter goes down the list.

    Signals:
        opened: Double click: somebody wants to look. arg: the row.
        entered: Enter: what the screen says of it. arg: the current row.
        current_changed: Another row became current, or its facts changed. arg: row or None.
        picked: The selection changed.
    """

    opened = Signal(object)
    entered = Signal(object)
    current_changed = Signal(object)
    picked = Signal()

    def __init__(
        self, model: RowsTableModel[Row], *, name: str, preferences: Preferences | None = None
    ) -> None:
        """name: spoken by screen readers, and the key of the remembered column widths."""
        super().__init__()
        self.rows_model = model
        self.empty_text = ""
        """A sentence shown in the middle while there are no rows."""
        self.keys = ListKeys()
        self._kept: ListPlace = (set(), None, 0, 0)
        self.setAccessibleName(name)
        model.setParent(self)
        self.setModel(model)
        self.setItemDelegate(RowPainter(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        vertical = self.verticalHeader()
        vertical.hide()
        # Fixed: measuring row heights freezes the window on long lists.
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(ROW_HEIGHT)
        set_up_header(self)
        self.widths = ColumnWidths(self, model.columns, name, preferences)
        model.unseen = lambda: self.widths.hidden
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        self.selectionModel().selectionChanged.connect(lambda *_: self.picked.emit())
        self.selectionModel().currentRowChanged.connect(lambda *_: self._tell_current())
        self.doubleClicked.connect(lambda index: self.opened.emit(self.rows_model.rows[index.row()]))

    def sizeHint(self) -> QSize:
        """A heading and three rows: in a low window lists give way before sentences do."""
        return QSize(256, self.horizontalHeader().sizeHint().height() + 3 * ROW_HEIGHT)

    def selected_rows(self) -> list[Row]:
        """Return the selected rows in the order shown."""
        return [self.rows_model.rows[i] for i in sorted({i for span in self._spans() for i in span})]

    def selected_ids(self) -> set[Hashable]:
        """Return the ids of the selected rows."""
        return {self.rows_model.row_id(row) for row in self.selected_rows()}

    def current_row(self) -> Row | None:
        """Return the row the keyboard is on."""
        at = self.currentIndex().row()
        return self.rows_model.rows[at] if 0 <= at < len(self.rows_model.rows) else None

    def select_at(self, at: int) -> None:
        """Make the row shown at that place current and the only one selected."""
        # Not selectRow: while Ctrl is held for a shortcut, that one adds to the selection.
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(self.rows_model.index(at, 0), flag.ClearAndSelect | flag.Rows)

    def select_id(self, row_id: Hashable) -> bool:
        """Make that row current and the only one selected; False if it is not shown."""
        at = self.rows_model.position(row_id)
        if at is not None:
            self.select_at(at)
            self.scrollTo(self.rows_model.index(at, 0))
        return at is not None

    def select_ids(self, ids: Container[Hashable]) -> None:
        """Select just these rows; the keyboard stays where it is."""
        model = self.rows_model
        self._select_places(i for i, row in enumerate(model.rows) if model.row_id(row) in ids)

    def step_by(self, by: int) -> None:
        """Select a row further down or up; the ends do not wrap."""
        at = self.currentIndex().row() + by
        if 0 <= at < len(self.rows_model.rows):
            self.select_at(at)

    def select_first(self) -> None:
        """If nothing is selected, select the current row, or the first one."""
        # Asking for the current row would not do: on focus Qt makes one current, but selects none.
        if self.rows_model.rows and not self.selectionModel().hasSelection():
            self.select_at(max(0, self.currentIndex().row()))

    def last_needed(self) -> int:
        """Return how many rows must be there again so that selection and current row are found."""
        return 1 + max([self.currentIndex().row(), *(span[-1] for span in self._spans())])

    def selectAll(self) -> None:  # noqa: N802 - Qt's name
        """Select every row, also those not read yet."""
        self.rows_model.load_rest()
        super().selectAll()

    def on_key(self, name: str, do: Doing, number: int | None = None) -> None:
        """Bind the key of an action ("today.contact") that works while the table has the keyboard."""
        bound = BoundAction(self, name, do, number)
        self.keys.bind(bound.key, bound.run)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the rows selected, with its keys."""
        menu = action_menu(self, [one for one in bound_in(self) if one.parent() is self])
        if self.current_row() is not None and menu.actions():
            menu.exec(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter once per press, not down the list while held; letters as bound; Home, End: of all rows."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                # The screen's main button; while it has nothing to do, its key does nothing.
                event.ignore()
            elif not event.isAutoRepeat() and not self.keys.is_double(event):
                self._enter(event)
            return
        self.keys.forget()
        if self.keys.act(event):
            return
        if key == Qt.Key.Key_Home and self.rows_model.rows:
            self.select_at(0)
        elif key == Qt.Key.Key_End and self.rows_model.rows:
            self.rows_model.load_rest()
            self.select_at(len(self.rows_model.rows) - 1)
        else:
            super().keyPressEvent(event)
            if event.text().isprintable() and event.text() and event.modifiers() in _TYPED:
                # Nothing here: the window may know the key.
                event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Whoever points at a row means that one."""
        self.keys.forget()
        super().mousePressEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Off: letters are commands here, and names are found by the search field."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Rows, or the sentence that stands for none."""
        super().paintEvent(event)
        if self.empty_text and not self.rows_model.rows:
            paint_empty(self.viewport(), self.empty_text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Entering by keyboard lands on a row."""
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            self.select_first()

    def _enter(self, event: QKeyEvent) -> None:
        row = self.current_row()
        if row is not None:
            self.entered.emit(row)
            after = self.current_row()
            if after is None or self.rows_model.row_id(after) != self.rows_model.row_id(row):
                self.keys.took(event)

    def _spans(self) -> list[range]:
        # By ranges: an index object for each of tens of thousands of rows would be felt.
        return [range(r.top(), r.bottom() + 1) for r in self.selectionModel().selection().toList()]

    def _select_places(self, places: Iterable[int]) -> None:
        model, wanted = self.rows_model, QItemSelection()
        last = model.columnCount() - 1
        for span in spans(places):
            wanted.select(model.index(span[0], 0), model.index(span[-1], last))
        self.selectionModel().select(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _tell_current(self) -> None:
        self.current_changed.emit(self.current_row())

    def place(self) -> ListPlace:
        """Return where somebody is in this list."""
        current = self.current_row()
        current_id = self.rows_model.row_id(current) if current is not None else None
        scrolled = self.verticalScrollBar().value()
        return self.selected_ids(), current_id, self.currentIndex().row(), scrolled

    def return_to(self, place: ListPlace) -> None:
        """Go back to where somebody was, as far as the rows are still there."""
        self._kept = place
        self._restore()

    def _keep(self) -> None:
        self._kept = self.place()

    def _restore(self) -> None:
        ids, current_id, current_at, scrolled = self._kept
        model, selection = self.rows_model, self.selectionModel()
        places = {model.row_id(row): i for i, row in enumerate(model.rows)}
        wanted = [places[row_id] for row_id in ids if row_id in places]
        at = places.get(current_id, min(current_at, len(model.rows) - 1)) if current_id is not None else -1
        if at >= 0:
            selection.setCurrentIndex(model.index(at, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
            if ids and not wanted:
                wanted = [at]
        self._select_places(wanted)
        self.verticalScrollBar().setValue(scrolled)
        if at >= 0:
            self.scrollTo(model.index(at, 0))
        self.picked.emit()
        self._tell_current()
