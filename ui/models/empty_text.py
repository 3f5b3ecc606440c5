"""The sentence that stands in the middle of an empty list."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QTextDocument, QTextOption
from PySide6.QtWidgets import QWidget

from ui.look.theme import active_theme, color

_MARGIN = 24


def paint_empty(place: QWidget, text: str) -> None:
    """Write the sentence on that widget; never read as markup. Not drawText: its lines stand too close."""
    room = place.rect().adjusted(_MARGIN, 0, -_MARGIN, 0)
    sentence = QTextDocument()
    sentence.setDefaultFont(place.font())
    sentence.setDefaultTextOption(QTextOption(Qt.AlignmentFlag.AlignHCenter))
    sentence.setTextWidth(room.width())
    ink, lines = color(active_theme().minor).name(), escape(text).replace("\n", "<br>")
    sentence.setHtml(f'<p style="line-height:150%; margin:0; color:{ink}">{lines}</p>')
    painter = QPainter(place)
    painter.translate(room.left(), room.top() + max(0.0, (room.height() - sentence.size().height()) / 2))
    sentence.drawContents(painter)
    painter.end()
