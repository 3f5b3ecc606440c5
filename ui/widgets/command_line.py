"""A text field for codes and names that leaves 元に戻す to the window while it is empty."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit


class CommandLine(QLineEdit):
    """Ctrl+Z and Ctrl+Y undo typing only where something is typed. What a scanner types stays here."""

    def event(self, event: QEvent) -> bool:
        """Qt asks fields first whether they want a key; an empty one does not want these."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and not self.text()
            and (event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo))
        ):
            event.ignore()
            return True
        return super().event(event)
