"""The window's place for sentences: refusals stay until read, successes go to the bottom bar."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel

from app.domain.accepted_text import visible_lines
from ui.look.layout import across, fill
from ui.look.parts import plain_button, secondary_button
from ui.look.theme import Tone, set_tone
from ui.widgets.alert import alert
from ui.widgets.sentence import Sentence


class MessageStrip(QFrame):
    """One line under the top bar; implements Messages.

    Signals:
        said: Something was done. arg: the sentence, for the bottom bar.
    """

    said = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "toned")
        self._shape, self._text = QLabel(), Sentence()
        # The room of its line height lies under the text; this sets it level with its neighbours.
        self._text.setContentsMargins(0, 6, 0, 0)
        self.way = secondary_button("開く", self._go)
        self._on_way: Callable[[], object] | None = None
        close = plain_button("閉じる", self.clear)
        across(self._shape, fill(self._text), self.way, close, margins=(24, 8, 16, 8), of=self)
        self.hide()

    @property
    def sentence(self) -> str:
        """What is shown now; empty when hidden."""
        return self._text.text()

    def done(self, sentence: str) -> None:
        """Clear an old refusal and pass the sentence on."""
        self.clear()
        self.said.emit(visible_lines(sentence))

    def tell(self, sentence: str) -> None:
        """Show what was done, where it is too long for the bottom bar."""
        self._show("✓", sentence, Tone.DONE)

    def refuse(self, sentence: str) -> None:
        """Show why it was not done."""
        self._show("!", sentence, Tone.SOON)

    def trouble(self, sentence: str) -> None:
        """Show what failed."""
        self._show("×", sentence, Tone.LATE)

    def remind(self, sentence: str, word: str, go: Callable[[], object]) -> None:
        """Show what waits to be finished, with the way to it."""
        self._show("!", sentence, Tone.SOON)
        self.way.setText(word)
        self.way.show()
        self._on_way = go

    def clear(self) -> None:
        """Hide the strip."""
        self._text.clear()
        self.hide()

    def _go(self) -> None:
        go = self._on_way
        self.clear()
        if go is not None:
            go()

    def _show(self, shape: str, told: str, tone: Tone) -> None:
        sentence = visible_lines(told)
        set_tone(self, tone)
        self.way.hide()
        self._on_way = None
        self._shape.setText(shape)
        self._text.setText(sentence)
        self.setAccessibleName(sentence)
        self.show()
        alert(self)
