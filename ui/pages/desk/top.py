"""What is fixed at the top of the desk: mode, whole department, 実施日 and 受領印."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QPushButton, QWidget

from ui.look.bound import bind
from ui.look.fields import tick_box
from ui.look.layout import across, fill
from ui.look.parts import chip_button, role_label
from ui.look.theme import Tone, scaled, set_tone
from ui.pages.desk.lookup import COUNTER, VERBS, DeskMode
from ui.widgets.flow_layout import FlowRow
from ui.widgets.wareki_edit import WarekiEdit
from ui.words.actions import action

MODE_WORDS = {**VERBS, DeskMode.INSPECT: "検品", DeskMode.COUNT: "照合"}
_MODE_ACTIONS = {mode: action(f"desk.{mode}") for mode in DeskMode}


class DeskTop(QWidget):
    """Every part has its key, and none takes the keyboard but the date.

    Signals:
        mode_chosen: arg: DeskMode.
        whole_wanted: 所属まとめて was pressed, to open it or to go back.
        left: The keyboard belongs to the line again.
    """

    mode_chosen = Signal(object)
    whole_wanted = Signal()
    left = Signal()

    def __init__(self, clock: Callable[[], date]) -> None:
        """clock: the real day."""
        super().__init__()
        self._clock = clock
        self._modes: dict[DeskMode, QPushButton] = {}
        self.day = WarekiEdit(clock(), name="実施日")
        # Narrow enough for all of this to stand on one line from the smallest window on.
        self.day.setFixedWidth(scaled(108))
        self.receipt = tick_box("受領印あり F8", is_on=True)
        self.receipt.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._day_word = role_label("実施日 F6", "sub")
        self._backdated = QLabel()
        set_tone(self._backdated, Tone.SOON)
        self.whole = _chip("所属まとめて  F7", "所属の全員にまとめて配付")
        chips = FlowRow()
        group = QButtonGroup(self)
        for mode, one in _MODE_ACTIONS.items():
            button = _chip(f"{MODE_WORDS[mode]}  {one.shown_key}", f"{MODE_WORDS[mode]}の窓口")
            button.clicked.connect(lambda _checked=False, m=mode: self.mode_chosen.emit(m))
            bind(self, one.name, button)
            group.addButton(button)
            chips.flow.addWidget(button)
            self._modes[mode] = button
        chips.flow.addWidget(self.whole)
        across(fill(chips), self._backdated, self._day_word, self.day, self.receipt, of=self)
        self.whole.clicked.connect(lambda _checked=False: self.whole_wanted.emit())
        self.day.date_changed.connect(self._on_day)
        self.day.returnPressed.connect(self._leave_day)
        bind(self, "desk.on_day", self._to_day)
        bind(self, "desk.department", self.whole)
        bind(self, "desk.receipt_mark", self.receipt)

    @property
    def on(self) -> date:
        """The 実施日 shown last; nothing is recorded while another text stands there."""
        assert self.day.last is not None  # the field is not optional
        return self.day.last

    def show_mode(self, mode: DeskMode) -> None:
        """Show what belongs to a mode, and nothing else."""
        self._modes[mode].setChecked(True)
        self.whole.setChecked(False)
        self.whole.setVisible(mode is DeskMode.HAND_OUT)
        self.receipt.setVisible(mode is DeskMode.HAND_OUT)
        for part in (self._day_word, self.day, self._backdated):
            part.setVisible(mode in COUNTER)

    def _on_day(self, on: date) -> None:
        self._backdated.setText("" if on == self._clock() else "◆ 今日とは別の日付で記録します")

    def _leave_day(self) -> None:
        if self.day.read() is not None:
            self.left.emit()

    def _to_day(self) -> None:
        if self.day.isVisible():
            self.day.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _chip(text: str, spoken: str) -> QPushButton:
    button = chip_button(text)
    button.setProperty("desk", "mode")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setAccessibleName(spoken)
    return button
