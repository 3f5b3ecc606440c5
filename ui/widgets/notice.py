"""A sentence that stays on the page while it is true, on a softly coloured ground."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QLineEdit

from ui.frame.events import AppEvents
from ui.look.theme import Tone, active_theme
from ui.widgets.sentence import breakable


class Notice(QLabel):
    """Hidden while there is nothing to say; the colour is beside the words, never instead."""

    def __init__(self, tone: Tone) -> None:
        super().__init__()
        self._tone = tone
        self.setWordWrap(True)
        self.setContentsMargins(12, 8, 12, 8)
        self.hide()

    def say(self, sentence: str, tone: Tone | None = None) -> None:
        """Show the sentence, in another tone if given; hide for an empty one."""
        self._tone = tone or self._tone
        self.setText(breakable(sentence))
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))
        self._colour()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the look when it is switched."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._colour()

    def withdrawn(self, events: AppEvents, *fields: QLineEdit) -> "Notice":
        """Hide as soon as the next step is taken, or one of the fields is corrected; return itself.

        For what an action answered. A notice that its owner works out anew at every reading needs none.
        """
        events.moved_on.connect(self._withdraw)
        for field in fields:
            field.textEdited.connect(self._withdraw)
        return self

    def _withdraw(self) -> None:
        self.say("")

    def _colour(self) -> None:
        theme = active_theme()
        # The tone is chosen at run time, which the one stylesheet cannot know.
        style = f"background: {theme.soft(self._tone)}; color: {theme.tone(self._tone)}; border-radius: 6px;"
        if style != self.styleSheet():
            self.setStyleSheet(style)
