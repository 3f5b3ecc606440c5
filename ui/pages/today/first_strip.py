"""The first hour, while something of it is left: a line above the list of the day."""

from collections.abc import Callable

from app.domain.roles import Act
from app.usecases.settings.first_steps import StepState, first_steps
from app.words import label
from ui.frame.context import Context
from ui.look.parts import plain_button
from ui.look.theme import Tone
from ui.pages.today.strip import ReminderStrip

_CLOSED = "first/closed"


class FirstStrip(ReminderStrip):
    """Above the list while something of the first hour is left, until somebody closes it."""

    def __init__(self, context: Context, go: Callable[[], object]) -> None:
        super().__init__("準備を続ける", go)
        self._context = context
        self.close_it = plain_button("あとは不要", self._close)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.close_it)

    @property
    def steps(self) -> list[StepState]:
        """Every step, read now."""
        return first_steps(self._context.store.queries, self._context.due_counts())

    def read(self) -> None:
        """Read what is done, where somebody is reminded of it; the sample office is ready."""
        store, preferences = self._context.store, self._context.preferences
        is_quiet = store.is_sample or not store.may(Act.SETTLE) or preferences.flag(_CLOSED, default=False)
        left = [] if is_quiet else [label(one.step) for one in self.steps if not one.is_done]
        self.remind(f"はじめの準備が残っています: {'、'.join(left)}。" if left else "", Tone.SOON)

    def _close(self) -> None:
        self._context.preferences.set_flag(_CLOSED, True)
        self.remind("", Tone.SOON)
