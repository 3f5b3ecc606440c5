"""A line above the due list: what must not be forgotten, and the way on."""

from collections.abc import Callable
from functools import cached_property

from PySide6.QtWidgets import QPushButton, QWidget

from ui.look.layout import across, fill
from ui.look.parts import secondary_button
from ui.look.theme import APART, Tone
from ui.widgets.notice import Notice


class ReminderStrip(QWidget):
    """Hidden while there is nothing to remind of, as on most days; its parts are made when there is."""

    def __init__(self, word: str, go: Callable[[], object]) -> None:
        """word: on the button that does `go`."""
        super().__init__()
        self.is_open = False
        self._word, self._go = word, go
        self.hide()

    @cached_property
    def notice(self) -> Notice:
        """What is said."""
        return Notice(Tone.LATE)

    @cached_property
    def go_on(self) -> QPushButton:
        """The way on."""
        return secondary_button(self._word, self._go)

    def buttons(self) -> tuple[QPushButton, ...]:
        """Return what may be done about it."""
        return (self.go_on,)

    def remind(self, sentence: str, tone: Tone) -> None:
        """Show the sentence; hide for an empty one."""
        self.is_open = bool(sentence)
        if self.is_open and self.layout() is None:
            across(fill(self.notice), *self.buttons(), gap=APART, of=self)
        self.setVisible(self.is_open)
        if self.layout() is not None:
            self.notice.say(f"▲ {sentence}" if sentence else "", tone)
