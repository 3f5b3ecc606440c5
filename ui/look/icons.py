"""Icons of the Phosphor set, drawn from the font file that the package qtawesome brings.

Only the file and its table of names are used: importing the package would load every class of
Qt through its compatibility layer, a fifth of the time until the window shows.
"""

import importlib.util
import json
from functools import cache
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from app.errors import ProgramIncomplete


def phosphor(name: str, color: str) -> QIcon:
    """Return the icon of that name ("printer") in a colour; grey where it is disabled."""
    family, codes = _face()
    return QIcon(_Glyph(family, chr(int(codes[name], 16)), QColor(color)))


@cache
def _face() -> tuple[str, dict[str, str]]:
    """The font's family and the code of each icon's character in hexadecimal; loaded once."""
    package = importlib.util.find_spec("qtawesome")
    places = package.submodule_search_locations if package is not None else None
    for place in places or ():
        fonts = Path(place) / "fonts"
        for file, table in zip(
            sorted(fonts.glob("phosphor-*.ttf")), sorted(fonts.glob("phosphor-charmap-*.json")), strict=True
        ):
            number = QFontDatabase.addApplicationFont(str(file))
            codes: dict[str, str] = json.loads(table.read_text("utf-8"))
            return QFontDatabase.applicationFontFamilies(number)[0], codes
    raise ProgramIncomplete(
        "アイコンのファイルがありません。プログラムを入れ直してください。データは無事です。"
    )


class _Glyph(QIconEngine):
    """One character of the icon font, sharp at every size."""

    def __init__(self, family: str, character: str, color: QColor) -> None:
        super().__init__()
        self._family, self._character, self._color = family, character, color

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        """Draw the character into the square; disabled icons stand back."""
        font = QFont(self._family)
        font.setPixelSize(max(1, round(rect.height() * 0.9)))
        color = QColor(self._color)
        if mode is QIcon.Mode.Disabled:
            color.setAlphaF(0.4)
        painter.setFont(font)
        painter.setPen(color)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._character)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the icon on a transparent ground."""
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        """Return an equal engine, as Qt asks of every one."""
        return _Glyph(self._family, self._character, self._color)
