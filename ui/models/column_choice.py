"""Which columns of a table are shown, and in which order: chosen by a menu of the headings, and kept."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QTableView

from ui.frame.preferences import Preferences
from ui.models.column import Column
from ui.models.column_widths import ColumnWidths, Keep


class ColumnChoice(QObject):
    """Kept by the words of the headings: another version may have other columns."""

    def __init__(
        self,
        view: QTableView,
        columns: Sequence[Column[Any]],
        widths: ColumnWidths,
        name: str,
        preferences: Preferences | None,
    ) -> None:
        """name: the key of what is kept."""
        super().__init__(view)
        self._view, self._columns, self._widths = view, tuple(columns), widths
        self._name, self._preferences = name, preferences
        header = view.horizontalHeader()
        header.setSectionsMovable(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(lambda place: self.offer(header.mapToGlobal(place)))
        self._restore()
        header.sectionMoved.connect(lambda *_: self._keep())

    @property
    def shown(self) -> list[Column[Any]]:
        """The columns that are wanted, as they stand from the left; also those without room."""
        header, wanted = self._view.horizontalHeader(), set(self._widths.wanted)
        order = [header.logicalIndex(place) for place in range(header.count())]
        return [self._columns[at] for at in order if at in wanted]

    def offer(self, place: QPoint | None = None) -> None:
        """Let the user choose columns, or go back to the first order and widths."""
        menu = QMenu(self._view)
        menu.setToolTipsVisible(True)
        for at, column in enumerate(self._columns):
            if column.heading:
                menu.addAction(self._entry(menu, at, column))
        menu.addSeparator()
        menu.addAction("列をはじめの並びに戻す", self.reset)
        at_header = self._view.mapToGlobal(QPoint(8, self._view.horizontalHeader().height()))
        menu.popup(place or at_header)
        menu.setActiveAction(menu.actions()[0])
        menu.aboutToHide.connect(menu.deleteLater)

    def set_shown(self, at: int, *, is_shown: bool) -> None:
        """Show a column, or leave it out."""
        self._widths.choose(at, is_shown=is_shown)
        self._keep()

    def reset(self) -> None:
        """Every column, in the order and width it had at first."""
        header = self._view.horizontalHeader()
        for at in range(header.count()):
            header.moveSection(header.visualIndex(at), at)
        self._widths.reset()
        self._keep()

    def _entry(self, menu: QMenu, at: int, column: Column[Any]) -> QAction:
        made = QAction(column.heading, menu)
        made.setCheckable(True)
        made.setChecked(at in self._widths.wanted)
        if column.keep is Keep.WHO:
            made.setEnabled(False)
            made.setToolTip("だれの行か分からなくなるため、外せません。")
        made.toggled.connect(lambda is_on: self.set_shown(at, is_shown=is_on))
        return made

    def _keep(self) -> None:
        if self._preferences is None:
            return
        header, wanted = self._view.horizontalHeader(), set(self._widths.wanted)
        order = [header.logicalIndex(place) for place in range(header.count())]
        marks = ("" if at in wanted else "-" for at in order)
        told = (f"{mark}{self._columns[at].heading}" for mark, at in zip(marks, order, strict=True))
        self._preferences.set_text(f"columns/{self._name}", "\n".join(told))

    def _restore(self) -> None:
        kept = self._preferences.text(f"columns/{self._name}") if self._preferences is not None else ""
        known = {column.heading: at for at, column in enumerate(self._columns)}
        header, place = self._view.horizontalHeader(), 0
        for line in kept.split("\n") if kept else ():
            at = known.pop(line.removeprefix("-"), None)
            if at is None:
                continue
            header.moveSection(header.visualIndex(at), place)
            place += 1
            is_left_out = line.startswith("-") and self._columns[at].keep is not Keep.WHO
            self._widths.choose(at, is_shown=not is_left_out)
