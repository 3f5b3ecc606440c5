"""What must not be forgotten above the due list: papers that went to the wrong person."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.usecases.counter.misdeliveries import CaseRow, open_cases
from ui.dialogs.misdelivery import ask_misdelivery
from ui.frame.context import Context
from ui.look.layout import across, fill
from ui.look.parts import secondary_button
from ui.look.theme import APART, Tone
from ui.widgets.notice import Notice


class CaseStrip(QWidget):
    """Hidden while every 誤交付 is settled; else the oldest one and the way on (W)."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._cases: Sequence[CaseRow] = ()
        self.notice = Notice(Tone.LATE)
        self.go_on = secondary_button("誤交付の対応  W", self.open_oldest)
        across(fill(self.notice), self.go_on, gap=APART, of=self)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether there is a case to go on with."""
        return bool(self._cases)

    def read(self) -> None:
        """Read the open cases of all offices: whoever sees one should act."""
        self._cases = open_cases(self._context.store.queries, self._context.clock())
        self.setVisible(self.is_open)
        if self._cases:
            more = f" ほかに{len(self._cases) - 1}件。" if len(self._cases) > 1 else ""
            self.notice.say(f"▲ {self._cases[0].sentence}{more}")

    def open_oldest(self) -> None:
        """Go on with the case that waits longest."""
        if self._cases:
            row = self._context.store.queries.certificate_by_issue(self._cases[0].issue_number)
            ask_misdelivery(self._context, row, self)
