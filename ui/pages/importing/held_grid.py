"""The rows that stay outside as they stand in the file: Enter corrects a cell and reads it again."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.importing.listed import Quarantined
from app.importing.row_at import RowAt
from app.importing.table import Table, one_line
from app.late import dataclass
from ui.look.theme import Tone, row_height
from ui.models.empty_text import paint_empty
from ui.models.row_painter import TONE_ROLE, RowPainter

Index = QModelIndex | QPersistentModelIndex
_FIRST = ("行", "氏名", "保留の理由")
_WIDTHS = (56, 150, 360)
_CELL = 130
_EDITABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable
_SHOWN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One row of the file with everything that speaks against it. bad: the places of the cells meant."""

    row: RowAt
    name: str
    reason: str
    cells: tuple[str, ...]
    bad: frozenset[int]


class HeldModel(QAbstractTableModel):
    """Rows held back, cell by cell; the columns in which something is wrong stand first."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[HeldRow] = ()
        self.names: tuple[str, ...] = ()
        self.order: tuple[int, ...] = ()

    def set_rows(self, rows: Sequence[HeldRow], names: tuple[str, ...]) -> None:
        """Show these rows under these headings."""
        self.beginResetModel()
        wrong = sorted({place for row in rows for place in row.bad})
        self.rows, self.names = rows, names
        self.order = tuple(dict.fromkeys((*wrong, *range(len(names)))))
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(_FIRST) + len(self.names)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _FIRST[section] if section < len(_FIRST) else self.names[self.order[section - len(_FIRST)]]
        return None

    def place(self, index: Index) -> int | None:
        """Return in which column of the file a cell stands; None for what is said of the row."""
        column = index.column() - len(_FIRST)
        return self.order[column] if column >= 0 else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _EDITABLE if index.column() >= len(_FIRST) else _SHOWN

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, place = self.rows[index.row()], self.place(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            if place is None:
                return (row.row.short, row.name, row.reason)[index.column()]
            return row.cells[place] if place < len(row.cells) else ""
        if role == TONE_ROLE:
            is_reason = index.column() == len(_FIRST) - 1
            return Tone.SOON if is_reason or place in row.bad else Tone.NORMAL
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


class HeldGrid(QTableView):
    """A spreadsheet of what stays outside.

    Signals:
        corrected: row and column of the file, and what is to stand there.
        reason_shown: why the current row is held back, in full.
    """

    corrected = Signal(object, int, str)
    reason_shown = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.empty_text = "保留の行はありません。"
        self.held = HeldModel()
        self.held.setParent(self)
        self.setModel(self.held)
        self.setAccessibleName("保留の行")
        self.setItemDelegate(_Painter(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(row_height())
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_rows(self, table: Table, held: Sequence[Quarantined]) -> None:
        """Show what of a list is held back; the keyboard stays where it is, or goes to what is wrong."""
        at, before = self.currentIndex(), [one.row for one in self.held.rows]
        row = before[at.row()] if 0 <= at.row() < len(before) else None
        rows = held_rows(table, held)
        self.held.set_rows(rows, tuple(map(one_line, table.names)))
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, width)
        for column in range(len(_FIRST), self.held.columnCount()):
            self.setColumnWidth(column, _CELL)
        if not rows:
            return
        near = min(max(at.row(), 0), len(rows) - 1)
        place = next((n for n, one in enumerate(rows) if one.row == row), near)
        wrong = self.held.order.index(min(rows[place].bad)) if rows[place].bad else 0
        self.setCurrentIndex(self.held.index(place, len(_FIRST) + wrong))

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Say in full what is cut in the row."""
        super().currentChanged(current, previous)
        at = current.row()
        self.reason_shown.emit(self.held.rows[at].reason if 0 <= at < len(self.held.rows) else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter corrects the cell; with Ctrl it is the screen's main button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
            elif self.currentIndex().isValid() and self.state() is not self.State.EditingState:
                self.edit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.held.rows:
            paint_empty(self.viewport(), self.empty_text)

    def take(self, index: Index, text: str) -> None:
        """A cell was corrected."""
        row, place = self.held.rows[index.row()], self.held.place(index)
        if place is not None and text != self.held.data(index):
            self.corrected.emit(row.row, place, text)


class _Painter(RowPainter):
    def __init__(self, grid: HeldGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def setModelData(self, editor: Any, _model: object, index: Index) -> None:
        """What was typed goes to whoever reads the list again."""
        self._grid.take(index, editor.text())


def held_rows(table: Table, held: Sequence[Quarantined]) -> list[HeldRow]:
    """Return each row once with all its reasons."""
    titles = {one_line(name): place for place, name in enumerate(table.names)}
    found: dict[RowAt, HeldRow] = {}
    for one in held:
        # A day or a name may stand in several columns, which are named together.
        named = {one.column} & titles.keys() or {title for title in titles if title and title in one.column}
        known = found.get(one.row, HeldRow(one.row, one.name, "", one.cells, frozenset()))
        reason = f"{one.column}: {one.reason}"
        found[one.row] = HeldRow(
            one.row,
            known.name or one.name,
            f"{known.reason} {reason}".strip(),
            known.cells or one.cells,
            known.bad | {titles[title] for title in named},
        )
    return list(found.values())
