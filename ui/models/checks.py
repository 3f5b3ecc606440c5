"""Check marks in a list: what is meant stays meant, wherever the keyboard goes."""

from collections.abc import Hashable, Iterable
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Signal

from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.rows_table import RowsTableView


class Checks(QObject):
    """The marks of one list: Space and a click on the mark set or take it, for all rows selected.

    Signals:
        changed: Another row is marked, or one less.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[Hashable] = set()
        self._view: RowsTableView[Any] | None = None
        self.column: Column[Any] = Column("印", self._mark, self._mark, 44, keep=Keep.WHO)
        """The column of the marks; it comes first."""

    def attach(self, view: RowsTableView[Any]) -> None:
        """Belong to the view that shows the column."""
        self._view = view
        view.on_key("list.tick", lambda: self.toggle(view.selected_rows()))
        view.clicked.connect(self._on_clicked)

    def set(self, ids: Iterable[Hashable]) -> None:
        """Mark just these rows."""
        self.ids = set(ids)
        self._tell()

    def toggle(self, rows: Iterable[Any]) -> None:
        """Mark rows; if all of them are marked, take the marks away."""
        assert self._view is not None
        ids = {self._view.rows_model.row_id(row) for row in rows}
        self.ids = self.ids - ids if ids <= self.ids else self.ids | ids
        self._tell()

    def _mark(self, row: Any) -> str:
        assert self._view is not None
        return "✓" if self._view.rows_model.row_id(row) in self.ids else "□"

    def _on_clicked(self, index: QModelIndex) -> None:
        assert self._view is not None
        if self._view.rows_model.columns[index.column()] is self.column:
            self.toggle([self._view.rows_model.rows[index.row()]])

    def _tell(self) -> None:
        if self._view is not None:
            self._view.viewport().update()
        self.changed.emit()
