"""Sentences with room between the lines, which a plain label does not give."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ui.widgets.sentence import breakable


class Paragraph(QLabel):
    """Wrapped text at one and a half lines. role: as in the stylesheet."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.say(text)

    def say(self, text: str) -> None:
        """Show another text; it is never read as markup."""
        lines = escape(breakable(text)).replace("\n", "<br>")
        self.setText(f'<p style="line-height:150%; margin:0; white-space:pre-wrap">{lines}</p>')
        self.setAccessibleName(text)
