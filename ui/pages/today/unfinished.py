"""What must not be forgotten above the due list: print sessions that are not finished."""

from ui.frame.context import Context
from ui.look.theme import Tone
from ui.pages.today.strip import ReminderStrip
from ui.words.unfinished import unfinished


class UnfinishedStrip(ReminderStrip):
    """Hidden while every session is finished; else what is open, and the way there."""

    def __init__(self, context: Context) -> None:
        super().__init__("印刷へ", lambda: context.go("printing", None))
        self._context = context

    def read(self) -> None:
        """Read the sessions anew; what this window lets leave just now is told on its own page."""
        rows, under_way = self._context.store.queries.session_rows(), self._context.events.under_way
        sessions = [row for row in rows if row.session_id not in under_way]
        is_late = any(row.is_leaving for row in sessions)
        self.remind(unfinished(sessions), Tone.LATE if is_late else Tone.SOON)
