"""The wait after wrong passphrases, counted down in words while the window stays usable."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QPushButton

from app.errors import TooManyTries

_TICK_MS = 250


class RetryWait(QObject):
    """Keeps a button off while the next try must wait, says how long, and lets go by itself."""

    def __init__(
        self, button: QPushButton, seconds_to_wait: Callable[[], int], say: Callable[[str], None]
    ) -> None:
        """seconds_to_wait: asked again and again. say: shows the sentence, and "" at the end."""
        super().__init__(button)
        self._button, self._seconds_to_wait, self._say = button, seconds_to_wait, say
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._count_down)

    @property
    def is_on(self) -> bool:
        """Whether the next try still waits; then its sentence must stay."""
        return self._timer.isActive()

    def begin(self) -> None:
        """Look whether there is a wait now: when the question is shown, and after each refusal."""
        if self._seconds_to_wait():
            self._timer.start()
            self._count_down()

    def _count_down(self) -> None:
        left = self._seconds_to_wait()
        self._button.setEnabled(not left)
        self._say(str(TooManyTries(left)) if left else "")
        if not left:
            self._timer.stop()
