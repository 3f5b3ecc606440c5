"""One keyboard for the tests that count keys, and a scanner beside it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

NO_MODIFIER = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


class Keyboard:
    """Sends every key to wherever the keyboard is now.

    count: the keys somebody pressed, each with its modifier as one. What is typed to find somebody
    and what a scanner sends is not in it.
    """

    def __init__(self) -> None:
        self.count = 0

    @property
    def place(self) -> QWidget:
        """The widget that has the keyboard; a window in which nothing has it yet."""
        place = QApplication.focusWidget() or QApplication.activeWindow()
        assert place is not None, "no window is active"
        return place

    def press(self, *keys: Qt.Key | str, modifier: Qt.KeyboardModifier = NO_MODIFIER) -> None:
        """Press keys one after the other; each counts."""
        for key in keys:
            self._send(key, modifier)
            self.count += 1

    def ctrl(self, *keys: Qt.Key | str) -> None:
        """Press keys with Ctrl; each counts."""
        self.press(*keys, modifier=CTRL)

    def find(self, text: str) -> None:
        """Type what is looked for; what no key stands for arrives as from an input method."""
        for char in text:
            if char.isascii():
                self._send(char, NO_MODIFIER)
            else:
                committed = QInputMethodEvent()
                committed.setCommitString(char)
                QApplication.sendEvent(self.place, committed)

    def scan(self, code: str) -> None:
        """What a scanner types: the characters and Enter."""
        QTest.keyClicks(self.place, code)
        self._send(Qt.Key.Key_Return, NO_MODIFIER)

    def _send(self, key: Qt.Key | str, modifier: Qt.KeyboardModifier) -> None:
        place = self.place
        QTest.keyClick(place, key, modifier)
        if modifier is CTRL:
            QTest.keyRelease(QApplication.focusWidget() or place, Qt.Key.Key_Control)


def in_dialog(act: Callable[[QDialog], None]) -> None:
    """Do this once a dialog has opened; it never stays open."""
    waiting = QTimer(QApplication.instance())

    def look() -> None:
        form = QApplication.activeModalWidget()
        if isinstance(form, QDialog) and not form.isActiveWindow():
            # Shortcuts, and selecting on focus, belong to the active window only.
            form.activateWindow()
        elif isinstance(form, QDialog):
            waiting.stop()
            try:
                act(form)
            finally:
                if form.isVisible():
                    form.reject()

    waiting.timeout.connect(look)
    waiting.start(5)
