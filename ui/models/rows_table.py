"""The only table: a view of rows that follows the person."""

from collections.abc import Container, Hashable, Iterable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolTip

from ui.frame.preferences import Preferences
from ui.look.action_menu import action_menu
from ui.look.bound import BoundAction, Doing, bound_in
from ui.look.theme import app_font, row_height
from ui.look.viewport import viewport
from ui.models.bands import BandOf, Bands
from ui.models.column_choice import ColumnChoice
from ui.models.column_widths import ColumnWidths
from ui.models.copying import copied, hides_numbers
from ui.models.header import set_up_header
from ui.models.list_keys import ListKeys
from ui.models.row_painter import PADDING, RowPainter
from ui.models.rows_model import More, RowsTableModel
from ui.models.spans import spans

Row = TypeVar("Row")
ListPlace = tuple[set[Hashable], Hashable | None, int, int]
"""What is selected, which row is current and where, and how far the list is scrolled."""

_LOOKED_AT = 300
"""Rows, from all over a list, of which the numbers are measured."""

_TYPED = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)


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
        self.setViewport(viewport(QPalette.ColorRole.Base))
        self.rows_model = model
        self.empty_text = ""
        """A sentence shown in the middle while there are no rows."""
        self.band_of: BandOf | None = None
        """What stands above the first row of each part, in the natural order; None for no parts."""
        self.keys = ListKeys()
        self.bands = Bands(self)
        self._kept: ListPlace = (set(), None, 0, 0)
        self.setAccessibleName(name)
        model.setParent(self)
        self.setModel(model)
        self.setItemDelegate(RowPainter(self, self.bands, model.cell))
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
        vertical.setDefaultSectionSize(row_height())
        set_up_header(self)
        self.widths = ColumnWidths(self, model.columns, name, preferences)
        self.choice = ColumnChoice(self, model.columns, self.widths, name, preferences)
        self.on_key("list.headings", self.choice.offer)
        self.on_key("list.copy", self.copy_rows)
        model.unseen = lambda: self.widths.hidden
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        model.rowsInserted.connect(lambda *_: self._mark_bands())
        self.selectionModel().selectionChanged.connect(lambda *_: self.picked.emit())
        self.selectionModel().currentRowChanged.connect(lambda *_: self._tell_current())
        self.doubleClicked.connect(lambda index: self.opened.emit(self.rows_model.rows[index.row()]))

    def sizeHint(self) -> QSize:
        """A heading and three rows: in a low window lists give way before sentences do."""
        return QSize(256, self.horizontalHeader().sizeHint().height() + 3 * row_height())

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

    def copy_rows(self) -> None:
        """Put the selected rows on the clipboard, for a spreadsheet, and say so beside them."""
        rows, columns = self.selected_rows(), self.choice.shown
        if rows:
            QGuiApplication.clipboard().setMimeData(copied(columns, rows))
            hidden = "番号は伏せてあります。" if hides_numbers(columns) else ""
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
            QToolTip.showText(place, f"{len(rows):,}行をコピーしました。{hidden}", self)

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
            from ui.models.empty_text import paint_empty

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
        self._mark_bands()
        self._hold_numbers()
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

    def _hold_numbers(self) -> None:
        """Let no number be cut."""
        rows = self.rows_model.rows
        some = rows[:: len(rows) // _LOOKED_AT + 1]
        for at, column in enumerate(self.rows_model.columns):
            if some and column.is_whole and not column.stretch:
                longest = max((column.text(row) for row in some), key=len)
                face = QFontMetrics(app_font(bold=column.strong))
                self.widths.hold(at, face.horizontalAdvance(longest) + 2 * PADDING)

    def show_rows(self, rows: Sequence[Row], *, total: int, more: More[Row]) -> None:
        """Show rows that say all that their columns show; the same ones are not laid out and painted anew."""
        if list(rows) != self.rows_model.rows or total != self.rows_model.total:
            self.rows_model.set_rows(rows, total=total, more=more)
            return
        if row_height() != self.verticalHeader().defaultSectionSize():
            self._hold_numbers()
        self._mark_bands()
        self.picked.emit()
        self._tell_current()

    def _mark_bands(self) -> None:
        model, high = self.rows_model, row_height()
        if high != self.verticalHeader().defaultSectionSize():
            self.verticalHeader().setDefaultSectionSize(high)
        self.bands.mark(list(model.rows), None if model.is_sorted else self.band_of, high)
