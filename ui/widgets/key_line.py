"""One line that says which keys work now, the keys themselves in bold."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ui.widgets.sentence import LINE_HEIGHT

GAP = "   "
"""Between two keys; a key and its words are parted by the first blank."""


class KeyLine(QLabel):
    """Like a label; text() gives back what was set."""

    def __init__(self) -> None:
        super().__init__()
        self._plain = ""
        self.setProperty("role", "sub")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show "Enter 3枚を配付   Esc やめる" with Enter and Esc in bold."""
        if text == self._plain:
            return
        self._plain = text
        self.setAccessibleName(text)
        parts = [part.partition(" ") for part in text.split(GAP) if part]
        # A key is never parted from its words by the end of a line.
        keys = "&nbsp;&nbsp;&nbsp; ".join(
            f'<span style="white-space:nowrap"><b>{escape(k)}</b>&nbsp; {escape(w)}</span>'
            for k, _, w in parts
        )
        super().setText(f'<div style="line-height:{LINE_HEIGHT}%">{keys}</div>' if keys else "")

    def text(self) -> str:
        """The text that was set."""
        return self._plain
