"""What must not be forgotten above the due list: prepared steps whose day is there."""

from collections.abc import Sequence

from app.usecases.people.steps_due import AheadRow, due_by, steps_waiting
from ui.frame.context import Context
from ui.look.theme import Tone
from ui.pages.today.strip import ReminderStrip


class AheadStrip(ReminderStrip):
    """Hidden while no prepared step has its day; else the earliest one and the way on."""

    def __init__(self, context: Context) -> None:
        super().__init__("予定を記録…", self.open_first)
        self._context = context
        self._due: Sequence[AheadRow] = ()

    def read(self) -> None:
        """Read what waits; the real day decides."""
        today = self._context.clock()
        self._due = due_by(steps_waiting(self._context.store), today)
        more = f" ほかに{len(self._due) - 1}件。" if len(self._due) > 1 else ""
        self.remind(f"予定の日です: {self._due[0].sentence}。{more}" if self._due else "", Tone.SOON)

    def open_first(self) -> None:
        """Show what follows from the earliest step, and record it."""
        if not self._due:
            return
        from app.usecases.consequences import foreseen
        from ui.dialogs.step_ahead import StepAheadForm

        store, today = self._context.store, self._context.clock()
        form = StepAheadForm(self._due[0], foreseen(store), today, self)
        if form.ask():
            self._context.commands.run(form.planned().use_case)
