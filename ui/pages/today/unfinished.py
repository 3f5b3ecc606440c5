"""What must not be forgotten above the due list: print sessions that are not finished."""

from PySide6.QtWidgets import QWidget

from ui.frame.context import Context
from ui.look.layout import across, fill
from ui.look.parts import secondary_button
from ui.look.theme import APART, Tone
from ui.widgets.notice import Notice
from ui.words.unfinished import unfinished


class UnfinishedStrip(QWidget):
    """Hidden while every session is finished; else what is open, and the way there."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.is_open = False
        self.notice = Notice(Tone.SOON)
        self.go_on = secondary_button("印刷へ", lambda: context.go("printing", None))
        across(fill(self.notice), self.go_on, gap=APART, of=self)
        self.hide()

    def read(self) -> None:
        """Read the sessions anew; what this window lets leave just now is told on its own page."""
        under_way = self._context.events.under_way
        runs = [run for run in self._context.store.queries.session_rows() if run.session_id not in under_way]
        sentence = unfinished(runs)
        self.is_open = bool(sentence)
        self.setVisible(self.is_open)
        tone = Tone.LATE if any(run.is_leaving for run in runs) else Tone.SOON
        self.notice.say(f"▲ {sentence}" if sentence else "", tone)
