"""A search line above a choice of people: Enter takes the choice and goes on, nothing is sent off."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox

from app.rows import PersonRow
from ui.widgets.command_line import CommandLine

SHOWN = 8
"""So many are offered; whoever means another one types on."""


class ChoiceSearch(CommandLine):
    """Enter goes on to the choice below; ↑ and ↓ move in it."""

    def __init__(self, choice: QComboBox, name: str) -> None:
        super().__init__()
        self._choice = choice
        self.setAccessibleName(name)
        self.setPlaceholderText("氏名・カナ・番号の一部")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that belong to the choice."""
        key, at = event.key(), self._choice.currentIndex()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            wanted = at + (1 if key == Qt.Key.Key_Down else -1)
            self._choice.setCurrentIndex(min(max(wanted, 0), self._choice.count() - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choice.setFocus()
        else:
            super().keyPressEvent(event)


def named(row: PersonRow) -> str:
    """Return how somebody reads in the choice: the name with what tells namesakes apart."""
    return f"{row.name}({row.kana})  {row.key}  {row.office} {row.department}".rstrip()
