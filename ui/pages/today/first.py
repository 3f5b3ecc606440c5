"""The first hour on the page of the day: four cards, each with what is done and what is left."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QWidget

from app.usecases.settings.first_steps import FirstStep, StepState
from app.words import has_use, label, said
from ui.dialogs.earlier import record_earlier
from ui.frame.context import Context
from ui.look.layout import NONE, STRETCH, across, down, fill, held, panel
from ui.look.parts import plain_button, role_label, secondary_button
from ui.look.theme import APART, FAR, Tone, restyle, set_tone
from ui.widgets.sentence import Sentence


class FirstHour(QWidget):
    """Shown while there is nobody on the roster, and when somebody goes on with it.

    Signals:
        left: The user wants the list of the day.
    """

    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._heading = role_label("", "heading")
        self.cards = {step: _Card(step, self._action(step)) for step in FirstStep}
        self._back = plain_button("今日の一覧へ", self.left.emit)
        grid = QGridLayout()
        grid.setSpacing(APART)
        grid.setContentsMargins(*NONE)
        for at, card in enumerate(self.cards.values()):
            grid.addWidget(card.frame, at // 2, at % 2)
        down(across(fill(self._heading), self._back), held(grid), STRETCH, gap=FAR, of=self)

    def show_steps(self, steps: list[StepState]) -> None:
        """Show what is done; the first thing that is left is the next one."""
        has_people = next(one.is_done for one in steps if one.step is FirstStep.ROSTER)
        done = sum(one.is_done for one in steps)
        self._heading.setText(
            f"はじめの準備: {len(steps)}つのうち{done}つが済みました。"
            if has_people
            else "名簿がまだありません。次の4つで、はじめの証を印刷できます。"
        )
        self._back.setVisible(has_people)
        following = FirstStep.ROSTER if not has_people else None
        following = following or next((one.step for one in steps if not one.is_done), None)
        for one in steps:
            self.cards[one.step].show_state(one, is_next=one.step is following, can_begin=has_people)

    def focus_next(self) -> None:
        """Put the keyboard on the next step, so that Enter takes it."""
        following = next((card for card in self.cards.values() if card.is_next), None)
        (following.button if following else self._back).setFocus()

    def _action(self, step: FirstStep) -> Callable[[], object]:
        context = self._context
        return {
            FirstStep.SOCIETY: lambda: context.go("settings", "健保"),
            FirstStep.ROSTER: lambda: context.go("import_list", None),
            FirstStep.EARLIER: lambda: record_earlier(context, context.store.queries.person_rows(), self),
            FirstStep.PRINTER: lambda: context.go("settings", "プリンター"),
        }[step]


class _Card:
    """One step: its number or ✓, what is done or left, and the way there."""

    def __init__(self, step: FirstStep, action: Callable[[], object]) -> None:
        self._number = list(FirstStep).index(step) + 1
        self._title, self._state = role_label("", "strong"), Sentence("sub")
        self.is_next = False
        self.button: QPushButton = secondary_button(label(step, "button"), action)
        self.frame: QFrame = panel(self._title, self._state, STRETCH, across(self.button, STRETCH), gap=APART)
        self.frame.setMinimumHeight(140)

    def show_state(self, state: StepState, *, is_next: bool, can_begin: bool) -> None:
        """Show whether it is done. can_begin: somebody is on the roster."""
        step, self.is_next = state.step, is_next
        waits = not can_begin and has_use("FirstStep", step, "waits")
        use = "done" if state.is_done else "waits" if waits else "left"
        self._title.setText(f"{'✓' if state.is_done else self._number}  {label(step)}")
        set_tone(self._title, Tone.DONE if state.is_done else Tone.NORMAL)
        self._state.setText(said(step, use, count=f"{state.count:,}"))
        self.button.setEnabled(not waits)
        self.button.setProperty("role", "primary" if is_next else "secondary")
        restyle(self.button)
