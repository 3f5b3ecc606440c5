"""The desk's answer to a scan: large, in colour, shape and word."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.page import role_label
from ui.theme import Tone, set_tone
from ui.widgets.sentence import Sentence


class Banner(QFrame):
    """One headline and one sentence; implements Messages."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start quiet."""
        super().__init__(parent)
        self.setMinimumHeight(96)
        self.setProperty("role", "toned")
        self._shape = role_label("", "huge")
        self._shape.setFixedWidth(48)
        self._shape.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.headline = role_label("", "huge")
        self.sentence = Sentence("heading")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.headline)
        words.addWidget(self.sentence)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(12)
        row.addWidget(self._shape)
        row.addLayout(words, 1)
        self.tone = Tone.NORMAL
        self.quiet()

    def quiet(self) -> None:
        """Wait for the next scan."""
        self.say("", "", "", Tone.NORMAL)

    def done(self, sentence: str) -> None:
        """Say what was recorded."""
        self.say("✓", sentence, "", Tone.DONE)

    def refuse(self, sentence: str) -> None:
        """Say why not."""
        self.say("!", "できません", sentence, Tone.LATE)

    def trouble(self, sentence: str) -> None:
        """Say what failed."""
        self.say("×", "記録できません", sentence, Tone.LATE)

    def say(self, shape: str, headline: str, sentence: str, tone: Tone) -> None:
        """Show shape and words on the surface of a tone."""
        self.tone = tone
        set_tone(self, tone)
        self._shape.setText(shape)
        self._shape.setVisible(bool(shape))
        self.headline.setText(headline)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self.setAccessibleName(f"{headline} {sentence}".strip())
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
