"""A few choices over the page, one digit each; not modal, gone with Escape."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QTableView, QWidget

from ui.look.layout import down, held, scrolled
from ui.look.parts import plain_button, role_label
from ui.look.theme import restyle

Action = Callable[[], object]

_EDGE = 8
"""Pixels between it and the edge of the window."""


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
        self._hint = role_label("↑↓ と Enter でも選べます。Esc で閉じる", "minor")
        self._list = held(down(*self._buttons, gap=2))
        self._choices = scrolled(self._list, sideways=False)
        down(role_label(title, "minor"), self._choices, self._hint, gap=2, margins=(8, 8, 8, 8), of=self)

    def open_at(self, area: QRect, of: QWidget) -> None:
        """Show below an area of a widget, or above where there is no room below; never beyond the window."""
        window = self.window()
        self._fit(window.height() - 2 * _EDGE)
        below = of.mapTo(window, area.bottomLeft() + QPoint(0, 4))
        above = of.mapTo(window, area.topLeft() - QPoint(0, self.height() + 4))
        lowest = window.height() - self.height() - _EDGE
        left = max(_EDGE, min(below.x(), window.width() - self.width() - _EDGE))
        self.move(left, below.y() if below.y() <= lowest else max(_EDGE, min(above.y(), lowest)))
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

    def _fit(self, room: int) -> None:
        """Take no more than that height: of a long list in a small window a part is shown, and scrolled."""
        wanted = self._list.sizeHint().expandedTo(QSize(self._hint.sizeHint().width(), 0))
        self._choices.setFixedSize(wanted)
        self.adjustSize()
        if (over := self.height() - room) > 0:
            bar = self._choices.verticalScrollBar().sizeHint().width()
            self._choices.setFixedSize(wanted.width() + bar, wanted.height() - over)
            self.adjustSize()

    def _point_at(self, number: int) -> None:
        self._at = number
        for at, button in enumerate(self._buttons):
            button.setProperty("current", at == number)
            restyle(button)
        self._choices.ensureWidgetVisible(self._buttons[number], 0, 0)

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
