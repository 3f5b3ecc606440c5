"""Headings within a list: the first row of each part stands below a band that names it.

No row of their own: whoever goes down the list meets rows only, and nothing else can be chosen.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QTableView

from ui.look.theme import SMALL, active_theme, app_font, color, scaled

BAND_HEIGHT = 28
_INDENT = 8

BandOf = Callable[[Any], str]
"""What the band above a row says; rows that follow each other and say the same stand below one band."""


class Bands:
    """Which rows of a view begin a part."""

    def __init__(self, view: QTableView) -> None:
        self._view = view
        self._titles: dict[int, str] = {}
        self._font = app_font(SMALL, bold=True)

    def title(self, row: int) -> str:
        """Return what stands above that row; "" for nothing."""
        return self._titles.get(row, "")

    def mark(self, rows: list[Any], band_of: BandOf | None, row_height: int) -> None:
        """Find the first row of each part and give it room for its band."""
        former, self._titles = self._titles, {}
        before = ""
        for at, row in enumerate(rows if band_of is not None else []):
            title = band_of(row) if band_of is not None else ""
            if title != before:
                before = self._titles[at] = title
        vertical = self._view.verticalHeader()
        for at in former.keys() | self._titles.keys():
            high = row_height + (scaled(BAND_HEIGHT) if at in self._titles else 0)
            # Each change of a height lays out and paints the whole list.
            if at < vertical.count() and vertical.sectionSize(at) != high:
                vertical.resizeSection(at, high)
        if former != self._titles:
            self._view.viewport().update()

    def paint(self, painter: QPainter, rect: QRect, row: int) -> QRect:
        """Paint the part of the band above a cell; return the room that is left to the cell."""
        title = self.title(row)
        if not title:
            return rect
        theme, band = active_theme(), QRect(rect)
        band.setHeight(scaled(BAND_HEIGHT))
        painter.save()
        # Each cell paints its own part: Qt may ask for any of them alone.
        painter.setClipRect(band)
        painter.fillRect(band, color(theme.surface))
        painter.setFont(self._font)
        painter.setPen(color(theme.sub))
        left = _INDENT - self._view.horizontalScrollBar().value()
        baseline = band.top() + (scaled(BAND_HEIGHT) + QFontMetrics(self._font).capHeight()) // 2
        painter.drawText(left, baseline, title)
        painter.restore()
        return rect.adjusted(0, BAND_HEIGHT, 0, 0)
