"""One keyboard for the tests that count keys, and a scanner beside it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
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
        """Type what is looked for; what no key stands for an input method commits as a whole."""
        if text.isascii():
            for char in text:
                self._send(char, NO_MODIFIER)
            return
        committed = QInputMethodEvent()
        committed.setCommitString(text)
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
                    form.done(0)

    waiting.timeout.connect(look)
    waiting.start(5)


class Device:
    """Sends keys to the window as a device does: with a time, which no test waits for."""

    now = 1_000
    """Of all devices: time goes on from test to test."""

    def key(self, window: QWidget, key: int, text: str, *, after: int, shift: bool = False) -> None:
        Device.now += after
        held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, held, text)
            event.setTimestamp(self.now)
            place = QApplication.activeModalWidget() or window
            QApplication.sendEvent(place.windowHandle(), event)

    def type(self, window: QWidget, text: str, *, after: int) -> None:
        for char in text:
            if char.isupper():
                self.key(window, Qt.Key.Key_Shift, "", after=0)
            self.key(window, ord(char.upper()), char, after=after, shift=char.isupper())

    def scan(self, window: QWidget, code: str, *, ends: int = 1) -> None:
        """A code at 3 ms a key, and so many ends of line."""
        Device.now += 500
        self.type(window, code, after=3)
        for _ in range(ends):
            self.key(window, Qt.Key.Key_Return, "\r", after=3)


def has_answered(search: QWidget) -> bool:
    """Whether the sentence beside the search is that of its current row: no pause between keys runs."""
    return not any(pause.isActive() for pause in search.findChildren(QTimer))
