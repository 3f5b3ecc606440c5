"""The desk's answer to a scan: large, in colour, shape and word."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame

from ui.frame.answer import Answer
from ui.look.layout import STRETCH, across, down, fill
from ui.look.parts import role_label
from ui.look.theme import APART, Tone, scaled, set_tone
from ui.widgets.alert import alert
from ui.widgets.notice import Notice
from ui.widgets.sentence import Sentence

_HEIGHT = 108
"""As high as with a sentence of one line, so that nothing below moves from answer to answer."""

_LEAST = 76


class Banner(QFrame):
    """One headline, one sentence and, where needed, one warning."""

    def __init__(self) -> None:
        super().__init__()
        self.set_dense(is_dense=False)
        self.setProperty("role", "toned")
        self._shape = role_label("", "huge")
        self._shape.setFixedWidth(scaled(48))
        self._shape.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.headline = role_label("", "huge")
        self.sentence = Sentence("heading")
        self.warning = Notice(Tone.SOON)
        words = down(STRETCH, self.headline, self.sentence, STRETCH)
        told = across(self._shape, fill(words), gap=APART)
        down(fill(told), self.warning, margins=(16, 10, 16, 10), of=self)
        self.tone = Tone.NORMAL
        self.say("", "", "", Tone.NORMAL)

    def set_dense(self, *, is_dense: bool) -> None:
        """Leave out the air in a low window."""
        self._least = _LEAST if is_dense else _HEIGHT
        self._stand()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrower means more lines."""
        super().resizeEvent(event)
        self._stand()

    def _stand(self) -> None:
        """Never lower than what is said: the list below gives way."""
        layout = self.layout()
        if layout is None:
            return
        self.setMinimumHeight(max(self._least, layout.totalHeightForWidth(self.width())))
        # Told while it is being resized, Qt would keep the places it had given the words before.
        layout.update()

    def show_answer(self, answer: Answer, warning: str = "") -> None:
        """Show an answer; warning: what to look out for although it was recorded."""
        self.say(answer.shape, answer.headline, answer.sentence, answer.tone, warning)

    def say(self, shape: str, headline: str, sentence: str, tone: Tone, warning: str = "") -> None:
        """Show shape and words on the surface of a tone."""
        if tone is not self.tone or not self.property("tone"):
            self.tone = tone
            set_tone(self, tone)
        self._shape.setText(shape)
        self._shape.setVisible(bool(shape))
        self.headline.setText(headline)
        self.headline.setVisible(bool(headline))
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self.warning.say(f"▲ {warning}" if warning else "")
        self._stand()
        self.setAccessibleName(f"{headline} {sentence} {warning}".strip())
        alert(self)
