"""The likely actions after a call, side by side, each on one key."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.roles import Act
from app.usecases.counter.phone import LIKELY, PhoneAction
from ui.actions.phone_actions import WORDS
from ui.look.bound import bind
from ui.look.parts import secondary_button
from ui.widgets.flow_layout import FlowLayout


class LikelyActions(QWidget):
    """Buttons that leave the keyboard where it is; Alt and a digit presses one.

    Signals:
        chosen: An action was chosen. arg: PhoneAction.
    """

    chosen = Signal(object)

    def __init__(self, *, keys: bool = False) -> None:
        """keys: whether the keys work wherever the keyboard is, while this is visible."""
        super().__init__()
        self.setAccessibleName("次にすること")
        self._offered: tuple[PhoneAction, ...] = ()
        self._buttons: list[QPushButton] = []
        row = FlowLayout(self, spacing=8)
        for number in range(LIKELY):
            button = secondary_button("", partial(self._choose, number), act=Act.HAND)
            if keys:
                bind(button, "roster.pick", button, number + 1)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAccessibleName(f"次にすること {number + 1}")
            self._buttons.append(button)
            row.addWidget(button)
        self.hide()

    @property
    def offered(self) -> tuple[PhoneAction, ...]:
        """What is offered."""
        return self._offered

    def set_actions(self, actions: Sequence[PhoneAction]) -> None:
        """Offer these, the likeliest first."""
        self._offered = tuple(actions)
        for number, button in enumerate(self._buttons):
            button.setVisible(number < len(self._offered))
            if number < len(self._offered):
                word = WORDS[self._offered[number]]
                button.setText(f"{word}  Alt+{number + 1}")
                button.setAccessibleName(word)
        self.setVisible(bool(self._offered))

    def means(self, event: QKeyEvent) -> bool:
        """Return whether the key is one of these, offered or not."""
        is_alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        return is_alt and 0 <= event.key() - Qt.Key.Key_1 < LIKELY

    def press(self, event: QKeyEvent) -> None:
        """Choose what the key means, if it is offered."""
        self._choose(event.key() - Qt.Key.Key_1)

    def _choose(self, number: int) -> None:
        if number < len(self._offered):
            self.chosen.emit(self._offered[number])
