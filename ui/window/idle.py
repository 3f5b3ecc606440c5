"""Locks the window where nobody is before it."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from ui.window.key_filter import key_filter_of

LOOK_MS = 5_000
ASLEEP = 60
"""Seconds in which no look came: the computer slept, and somebody else may have woken it."""


class Idle(QObject):
    """Looks now and then whether a key was pressed or the mouse moved; a look costs nothing.

    Qt tells neither that the desktop was locked nor that the computer slept; the latter is seen by the clock.
    """

    def __init__(
        self,
        minutes: Callable[[], int],
        lock: Callable[[], object],
        parent: QObject,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """minutes: 0 for never. clock: of the computer, in seconds."""
        super().__init__(parent)
        self._minutes, self._lock, self._clock = minutes, lock, clock
        app = QApplication.instance()
        assert app is not None
        self._app, self._place = app, QCursor.pos()
        self._active_at = self._looked_at = clock()
        self.timer = QTimer(self, interval=LOOK_MS)
        self.timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Somebody is before it now."""
        self._active_at = self._looked_at = self._clock()
        self.timer.start()

    def look(self) -> None:
        """Lock if it is time."""
        now, place = self._clock(), QCursor.pos()
        slept = now - self._looked_at > ASLEEP
        if now < self._looked_at:
            self._active_at = now  # the clock was set back
        self._looked_at = now
        if place != self._place:
            self._place, self._active_at = place, now
        keys = key_filter_of(self._app)
        if keys is not None:
            self._active_at = max(self._active_at, min(now, keys.last_key_at))
        minutes = self._minutes()
        if minutes and (slept or now - self._active_at >= minutes * 60):
            self._lock()
