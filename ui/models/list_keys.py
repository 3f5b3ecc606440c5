"""What keys do in a list: letters bound to actions, and Enter that takes one row per look."""

import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

RHYTHM_MS = 700
"""An Enter so soon after one that took a row means that row; longer than a double press takes."""

_KEYPAD = Qt.KeyboardModifier.KeypadModifier.value


class ListKeys:
    """Knows no list: it is told what was pressed, and whether the row it was pressed on went away."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """clock: seconds, for keys that carry no time."""
        self._clock = clock
        self._actions: dict[str, Callable[[], object]] = {}
        self._taken_at: int | None = None

    def bind(self, key: str, action: Callable[[], object]) -> None:
        """Let a key ("C", "Shift+C", "Delete") act."""
        # Not a shortcut: those are looked for before a key can be told from the start of a scan.
        self._actions[QKeySequence(key).toString()] = action

    @property
    def bound(self) -> tuple[str, ...]:
        """The keys that act, as they are named on keyboards."""
        return tuple(self._actions)

    def act(self, event: QKeyEvent) -> bool:
        """Do what the key is bound to, once per press; return whether it is bound."""
        pressed = QKeySequence(event.keyCombination().toCombined() & ~_KEYPAD)
        action = self._actions.get(pressed.toString())
        if action is not None and not event.isAutoRepeat():
            action()
        return action is not None

    def forget(self) -> None:
        """Another key or the mouse: the next Enter means the row that is current now."""
        self._taken_at = None

    def is_double(self, event: QKeyEvent) -> bool:
        """Whether this Enter goes on in the rhythm of one that took a row; nobody looked in between."""
        at = self._time(event)
        is_double = self._taken_at is not None and 0 <= at - self._taken_at < RHYTHM_MS
        self._taken_at = at if is_double else None
        return is_double

    def took(self, event: QKeyEvent) -> None:
        """Enter took its row; another one slid under the keyboard."""
        self._taken_at = self._time(event)

    def _time(self, event: QKeyEvent) -> int:
        return event.timestamp() or int(self._clock() * 1000)
