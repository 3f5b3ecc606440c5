"""A few choices over the page, one digit each; not modal, gone with Escape."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QTableView, QWidget

from ui.look.layout import down
from ui.look.parts import plain_button, role_label
from ui.look.theme import restyle

Action = Callable[[], object]


class ChoicePopup(QFrame):
    """Opens beside something, takes the keyboard, gives it back when a choice was made."""

    def __init__(self, title: str, choices: Sequence[tuple[str, Action]], window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._back = window.focusWidget()
        self._actions = [action for _, action in choices]
        self._buttons: list[QPushButton] = []
        self._at = -1
        for number, (text, action) in enumerate(choices, start=1):
            digit = f"{number}  " if number <= 9 else ""
            button = plain_button(f"{digit}{text}", partial(self._take, action))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setProperty("align", "left")
            self._buttons.append(button)
        hint = role_label("↑↓ と Enter でも選べます。Esc で閉じる", "minor")
        down(role_label(title, "minor"), *self._buttons, hint, gap=2, margins=(8, 8, 8, 8), of=self)

    def open_at(self, area: QRect, of: QWidget) -> None:
        """Show below an area of a widget, or above where there is no room below."""
        self.adjustSize()
        window = self.window()
        below = of.mapTo(window, area.bottomLeft() + QPoint(0, 4))
        above = of.mapTo(window, area.topLeft() - QPoint(0, self.height() + 4))
        fits = below.y() + self.height() <= window.height() - 8
        left = max(8, min(below.x(), window.width() - self.width() - 8))
        self.move(left, below.y() if fits else max(8, above.y()))
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits choose, so do the arrows with Enter; Escape leaves."""
        number = event.key() - Qt.Key.Key_1
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif 0 <= number < min(9, len(self._actions)):
            self._take(self._actions[number])
        elif step is not None:
            self._point_at(max(0, min(len(self._buttons) - 1, self._at + step)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at >= 0:
            self._take(self._actions[self._at])

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Gone as soon as the user turns to something else."""
        super().focusOutEvent(event)
        self.hide()
        self.deleteLater()

    def _point_at(self, number: int) -> None:
        self._at = number
        for at, button in enumerate(self._buttons):
            button.setProperty("current", at == number)
            restyle(button)

    def _take(self, action: Action) -> None:
        self._leave()
        action()

    def _leave(self) -> None:
        self.hide()
        if self._back is not None:
            self._back.setFocus()


def offer(title: str, choices: Sequence[tuple[str, Action]], of: QWidget) -> None:
    """Let the user choose, beside a widget or the current row of a list.

    choices: words and what they do; the first nine have a digit.
    """
    popup, area = ChoicePopup(title, choices, of.window()), of.rect()
    if isinstance(of, QTableView):
        area, of = of.visualRect(of.currentIndex()), of.viewport()
    popup.open_at(area, of)
