"""A sentence that wraps, with the line height that Japanese wants."""

import re
from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel

from app.late import pattern

MEASURE = 64
"""Characters on a line at most: the eye finds the next line no better in a longer one."""
LINE_HEIGHT = 140
"""Per cent; plain labels set wrapped Japanese too tightly."""
AS_WRITTEN = f"line-height: {LINE_HEIGHT}%; white-space: pre-wrap"
"""Style of text in rich labels; without pre-wrap the wide space inside a name would shrink."""

_LONG_WORD = pattern(r"[!-~]{24,}")
_PART = 12


def breakable(text: str) -> str:
    """The text with invisible places to break inside words that no line would hold.

    >>> len(breakable("Wolfeschlegelsteinhausenbergerdorff")) - 35
    2
    """

    def parted(found: re.Match[str]) -> str:
        word = found.group()
        return "\u200b".join(word[at : at + _PART] for at in range(0, len(word), _PART))

    return _LONG_WORD.sub(parted, text)


class Sentence(QLabel):
    """Like a QLabel with word wrap; text() gives back what was set."""

    def __init__(self, role: str = "normal", text: str = "") -> None:
        """role: see ui.look.parts.role_label."""
        super().__init__()
        self._plain = ""
        self._heights: dict[tuple[int, int], int] = {}
        self.setProperty("role", role)
        self.setWordWrap(True)
        self._left_free = 0
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show the text as it is; nothing in it is markup."""
        if text != self._plain:
            self._plain = text
            self.setAccessibleName(text)
            self._heights.clear()
            super().setText(self.marked_up(text) if text else "")
            self._keep_lines()

    def marked_up(self, text: str) -> str:
        """Return the text as it is set."""
        return f'<div style="{AS_WRITTEN}">{escape(breakable(text))}</div>'

    def text(self) -> str:
        """The text that was set."""
        return self._plain

    def clear(self) -> None:
        """Show nothing."""
        self.setText("")

    def heightForWidth(self, width: int) -> int:
        """How high the text is in lines no longer than MEASURE."""
        # The layouts around it ask dozens of times for the same, and each time the text would be set anew.
        asked = (width, self._left_free)
        if asked not in self._heights:
            wide = width + self._left_free - self._too_wide(width)
            self._heights[asked] = super().heightForWidth(wide)
        return self._heights[asked]

    def changeEvent(self, event: QEvent) -> None:
        """Another font, another look: other heights."""
        super().changeEvent(event)
        self._heights.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave free at the right what would make a line longer."""
        super().resizeEvent(event)
        over = self._too_wide(self.width())
        if over != self._left_free:
            self._left_free = over
            margins = self.contentsMargins()
            margins.setRight(over)
            self.setContentsMargins(margins)
        self._keep_lines()

    def showEvent(self, event: QShowEvent) -> None:
        """Before it is seen it has no width of its own."""
        super().showEvent(event)
        self._keep_lines()

    def _keep_lines(self) -> None:
        # Else a page with too little room would push the lines together, rather than be scrolled.
        needed = self.heightForWidth(self.width()) if self._plain and self.isVisible() else 0
        if needed != self.minimumHeight():
            self.setMinimumHeight(needed)

    def _too_wide(self, width: int) -> int:
        return max(0, width - MEASURE * self.fontMetrics().horizontalAdvance("国"))
