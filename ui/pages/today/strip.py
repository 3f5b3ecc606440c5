"""A line above the due list: what must not be forgotten, and the way on."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.look.layout import across, fill
from ui.look.parts import secondary_button
from ui.look.theme import APART, Tone
from ui.widgets.notice import Notice


class ReminderStrip(QWidget):
    """Hidden while there is nothing to remind of."""

    def __init__(self, word: str, go: Callable[[], object]) -> None:
        """word: on the button that does `go`."""
        super().__init__()
        self.is_open = False
        self.notice = Notice(Tone.LATE)
        self.go_on = secondary_button(word, go)
        across(fill(self.notice), self.go_on, gap=APART, of=self)
        self.hide()

    def remind(self, sentence: str, tone: Tone) -> None:
        """Show the sentence; hide for an empty one."""
        self.is_open = bool(sentence)
        self.setVisible(self.is_open)
        self.notice.say(f"▲ {sentence}" if sentence else "", tone)
