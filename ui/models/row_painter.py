"""Paints one cell of a table: text, a small grey reading after it, colour of its tone."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.printing.engine.glyphs import readable
from ui.look.theme import BASE, SMALL, Theme, Tone, active_theme, app_font, color
from ui.models.bands import Bands

MINOR_ROLE = Qt.ItemDataRole.UserRole + 1
TONE_ROLE = Qt.ItemDataRole.UserRole + 2
STRONG_ROLE = Qt.ItemDataRole.UserRole + 3
Index = QModelIndex | QPersistentModelIndex
PADDING = 8
_GAP = 10
_REMEMBERED = 2_048
_BAR = 4


class Cell(NamedTuple):
    """What one cell shows. flags: where its text stands."""

    text: str
    minor: str
    tone: Tone
    strong: bool
    flags: Qt.AlignmentFlag


def cell_of(index: Index) -> Cell:
    """Return what a cell of any model shows."""
    return Cell(
        str(index.data() or ""),
        str(index.data(MINOR_ROLE) or ""),
        Tone(index.data(TONE_ROLE) or Tone.NORMAL),
        bool(index.data(STRONG_ROLE)),
        Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole)),
    )


class _Face:
    """A font with its measures."""

    def __init__(self, font: QFont) -> None:
        self._font, metrics = font, QFontMetrics(font)
        # A list is painted again and again, and measuring a text costs as much as drawing it.
        self._length = lru_cache(_REMEMBERED)(partial(_length, metrics))
        self._cut = lru_cache(_REMEMBERED)(partial(_cut, metrics))

    def write(self, painter: QPainter, rect: QRect, flags: Qt.AlignmentFlag, text: str) -> int:
        """Write a text, cut where it is longer than the room; return how long it is."""
        length, room = self._length(text), rect.width()
        painter.setFont(self._font)
        painter.drawText(rect, flags, text if length <= room else self._cut(text, room))
        return length


def _length(metrics: QFontMetrics, text: str) -> int:
    # What remembers looks at a function's own words; of Qt's all classes would be loaded to tell them.
    return metrics.horizontalAdvance(text)


def _cut(metrics: QFontMetrics, text: str, room: int) -> str:
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


class RowPainter(QStyledItemDelegate):
    """Rows rather than cells: the current row carries one accent bar, no cell a focus frame."""

    def __init__(
        self, view: QTableView, bands: Bands | None = None, cell: Callable[[Index], Cell] = cell_of
    ) -> None:
        """cell: says what is shown at a place; asking a model of ours itself takes half the time."""
        super().__init__(view)
        self._view, self._bands, self._cell = view, bands or Bands(view), cell
        # Made once: a font per cell would cost more than drawing it.
        self._base, self._strong, self._small = (
            _Face(font) for font in (app_font(BASE), app_font(BASE, bold=True), app_font(SMALL))
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, row, column = active_theme(), index.row(), index.column()
        rect = self._bands.paint(painter, option.rect, row)
        painter.save()
        if self._view.selectionModel().isSelected(index):
            self._mark_selected(painter, theme, rect, column)
        elif self._view.viewport().underMouse() and _is_hovered(option):
            painter.fillRect(rect, color(theme.hover))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color(theme.hairline))
        if row == self._view.currentIndex().row() and self._view.hasFocus():
            self._mark_current(painter, theme, rect, column)
        self._write(painter, theme, rect.adjusted(PADDING, 0, -PADDING, 0), self._cell(index))
        painter.restore()

    def _mark_selected(self, painter: QPainter, theme: Theme, rect: QRect, column: int) -> None:
        painter.fillRect(rect, color(theme.selected))
        if column == 0:
            # The ground alone is too faint to tell a selected row by.
            painter.fillRect(rect.left(), rect.top(), _BAR, rect.height(), color(theme.link))

    def _mark_current(self, painter: QPainter, theme: Theme, rect: QRect, column: int) -> None:
        painter.fillRect(rect.left(), rect.top(), rect.width(), 1, color(theme.link))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color(theme.link))
        if column == 0:
            painter.fillRect(rect.left(), rect.top(), _BAR, rect.height(), color(theme.link))

    def _write(self, painter: QPainter, theme: Theme, rect: QRect, cell: Cell) -> None:
        face = self._strong if cell.strong or cell.tone is Tone.LATE else self._base
        painter.setPen(color(theme.tone(cell.tone)))
        # What this PC draws for a 外字 may be a stranger's character, or an empty box.
        left = face.write(painter, rect, cell.flags, readable(cell.text)) + _GAP
        if cell.minor and left < rect.width():
            painter.setPen(color(theme.minor))
            self._small.write(painter, rect.adjusted(left, 1, 0, 0), cell.flags, cell.minor)


def _is_hovered(option: QStyleOptionViewItem) -> bool:
    # With its class come 500 names of states and measures: 2 % of a start, in which no row is pointed at.
    from PySide6.QtWidgets import QStyle

    state: QStyle.StateFlag = option.state
    return bool(state & QStyle.StateFlag.State_MouseOver)
