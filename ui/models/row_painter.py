"""Paints one cell of a table: text, a small grey reading after it, colour of its tone."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.printing.engine.glyphs import readable
from ui.look.theme import BASE, SMALL, Tone, active_theme, app_font, color
from ui.models.bands import Bands

MINOR_ROLE = Qt.ItemDataRole.UserRole + 1
TONE_ROLE = Qt.ItemDataRole.UserRole + 2
STRONG_ROLE = Qt.ItemDataRole.UserRole + 3
PADDING = 8
_GAP = 10
_BAR = 4


class RowPainter(QStyledItemDelegate):
    """Rows rather than cells: the current row carries one accent bar, no cell a focus frame."""

    def __init__(self, view: QTableView, bands: Bands | None = None) -> None:
        super().__init__(view)
        self._view, self._bands = view, bands or Bands(view)
        # Made once: a font per cell would cost more than drawing it.
        self._base, self._strong, self._small = app_font(BASE), app_font(BASE, bold=True), app_font(SMALL)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = active_theme()
        rect = self._bands.paint(painter, option.rect, index.row())
        state: QStyle.StateFlag = option.state
        current = index.row() == self._view.currentIndex().row()
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, color(theme.selected))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, color(theme.hover))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color(theme.hairline))
        if current and self._view.hasFocus():
            self._mark_current(painter, rect, index.column())
        self._write(painter, rect.adjusted(PADDING, 0, -PADDING, 0), index)
        painter.restore()

    def _mark_current(self, painter: QPainter, rect: QRect, column: int) -> None:
        theme = active_theme()
        painter.fillRect(rect.left(), rect.top(), rect.width(), 1, color(theme.link))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color(theme.link))
        if column == 0:
            painter.fillRect(rect.left(), rect.top(), _BAR, rect.height(), color(theme.link))

    def _write(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        theme = active_theme()
        # What this PC draws for a 外字 may be a stranger's character, or an empty box.
        text = readable(str(index.data() or ""))
        tone = Tone(index.data(TONE_ROLE) or Tone.NORMAL)
        strong = bool(index.data(STRONG_ROLE)) or tone is Tone.LATE
        font = self._strong if strong else self._base
        metrics = QFontMetrics(font)
        flags = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        painter.setFont(font)
        painter.setPen(color(theme.tone(tone)))
        painter.drawText(rect, flags, metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width()))
        minor = str(index.data(MINOR_ROLE) or "")
        left = metrics.horizontalAdvance(text) + _GAP
        if minor and left < rect.width():
            rest = rect.adjusted(left, 1, 0, 0)
            painter.setFont(self._small)
            painter.setPen(color(theme.minor))
            small = QFontMetrics(self._small)
            painter.drawText(rest, flags, small.elidedText(minor, Qt.TextElideMode.ElideRight, rest.width()))
