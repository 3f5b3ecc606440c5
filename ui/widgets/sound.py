"""One sound for yes, two for "already", three for trouble; silent where the user wants silence."""

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from ui.frame.answer import Heard
from ui.frame.preferences import Preferences

_PAUSE_MS = 160
_TIMES = {Heard.YES: 1, Heard.ALREADY: 2, Heard.PROBLEM: 3, Heard.SILENT: 0}


class Sound(QObject):
    """The desk can be used without looking at the screen.

    A new sound ends the one under way: at scanner speed the last answer is the one to hear.
    """

    def __init__(self, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._left = 0
        self._beep: Callable[[], None] = QApplication.beep
        self._next = QTimer(self)
        self._next.setInterval(_PAUSE_MS)
        self._next.timeout.connect(self._go_on)

    def say(self, heard: Heard) -> None:
        """Sound as often as the answer asks for."""
        self._next.stop()
        self._left = _TIMES[heard] if self._preferences.sound else 0
        if not self._left:
            return
        self._beep = _beep_of(heard)
        self._go_on()
        if self._left:
            self._next.start()

    def _go_on(self) -> None:
        self._beep()
        self._left -= 1
        if self._left <= 0:
            self._next.stop()


def _beep_of(heard: Heard) -> Callable[[], None]:
    """Return what makes one sound; on Windows a different one for trouble."""
    if sys.platform == "win32":
        import winsound

        # Plays the sound of the user's own scheme and returns at once.
        kind = winsound.MB_ICONHAND if heard is Heard.PROBLEM else winsound.MB_OK
        return lambda: winsound.MessageBeep(kind)
    return QApplication.beep
