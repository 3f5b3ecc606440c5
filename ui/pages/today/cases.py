"""What must not be forgotten above the due list: papers that went to the wrong person."""

from collections.abc import Sequence

from app.usecases.counter.misdeliveries import CaseRow, open_cases
from ui.frame.context import Context
from ui.look.bound import bind
from ui.look.theme import Tone
from ui.pages.today.strip import ReminderStrip


class CaseStrip(ReminderStrip):
    """Hidden while every 誤交付 is settled; else the oldest one and the way on (F11)."""

    def __init__(self, context: Context) -> None:
        super().__init__("誤交付の対応  F11", self.open_oldest)
        self._context = context
        bind(self, "today.misdelivery", self.open_oldest)
        self._cases: Sequence[CaseRow] = ()

    def read(self) -> None:
        """Read the open cases of all offices: whoever sees one should act."""
        self._cases = open_cases(self._context.store.queries, self._context.clock())
        more = f" ほかに{len(self._cases) - 1}件。" if len(self._cases) > 1 else ""
        self.remind(f"{self._cases[0].sentence}{more}" if self._cases else "", Tone.LATE)

    def open_oldest(self) -> None:
        """Go on with the case that waits longest."""
        if self._cases:
            from ui.dialogs.misdelivery import ask_misdelivery

            row = self._context.store.queries.certificate_by_issue(self._cases[0].issue_number)
            ask_misdelivery(self._context, row, self)
