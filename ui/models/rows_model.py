"""Rows from app.rows as a table that a view can show."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from ui.frame.waiting import waiting
from ui.look.theme import Tone
from ui.models.column import Column
from ui.models.row_painter import MINOR_ROLE, STRONG_ROLE, TONE_ROLE, Cell, Index

Row = TypeVar("Row")
More = Callable[[int, int | None], Sequence[Row]]
"""Reads further rows: from that place on, so many, or all when None."""

FURTHER = 1000
"""Rows read at a time while scrolling; few enough not to be felt, many enough not to be met often."""

_SIDE = {
    is_right: side | Qt.AlignmentFlag.AlignVCenter
    for is_right, side in ((False, Qt.AlignmentFlag.AlignLeft), (True, Qt.AlignmentFlag.AlignRight))
}
"""Where the text of a column stands; put together once, as it is asked for each cell."""


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
            return _SIDE[column.right]
        return None

    def cell(self, index: Index) -> Cell:
        """Return what is painted of a cell; as `data` says it, role by role."""
        column, row = self.columns[index.column()], self._rows[index.row()]
        return Cell(
            column.text(row),
            column.minor(row) if column.minor else "",
            column.tone(row) if column.tone else Tone.NORMAL,
            column.strong,
            _SIDE[column.right],
        )

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _SIDE[self.columns[section].right]
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
