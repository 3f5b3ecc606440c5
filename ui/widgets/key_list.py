"""The overlay of the keys: what acts on the page shown, and what acts everywhere."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.look.layout import STRETCH, across, down, fill, form, held, scrolled
from ui.look.parts import role_label
from ui.look.theme import APART, FAR
from ui.words.actions import Action, places
from ui.words.key_page import key_lines

_AROUND, _EDGES, _WIDE = 48, 88, 820
"""Pixels of the window that stay free, of the edges with the hint, and of a width that cuts nothing."""


class KeyList(QFrame):
    """Over the page until Esc, another key or a click elsewhere."""

    def __init__(self, title: str, actions: Iterable[Action], window: QWidget) -> None:
        """actions: those of the page shown."""
        super().__init__(window)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(f"{title}のキー")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._back = window.focusWidget()
        here = _column(f"{title}のキー", key_lines(actions) or [("", "この画面だけのキーはありません")])
        everywhere = _column("どの画面でも", key_lines(places()["window"]))
        self._columns = held(across(fill(here), fill(everywhere), gap=FAR))
        hint = role_label("Esc で閉じる。F1 で使い方", "minor")
        down(fill(scrolled(self._columns)), hint, gap=APART, margins=(24, 16, 24, 12), of=self)

    def open(self) -> None:
        """Show in the middle of the window."""
        room = self.window().rect()
        wanted = self.sizeHint().expandedTo(self.minimumSizeHint())
        inside = self._columns.sizeHint()
        width = min(max(_WIDE, wanted.width(), inside.width()), room.width() - _AROUND)
        height = min(max(wanted.height(), inside.height() + _EDGES), room.height() - _AROUND)
        self.setGeometry((room.width() - width) // 2, (room.height() - height) // 2, width, height)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Any key closes; so nobody is caught in it."""
        event.accept()
        self._leave()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Gone as soon as the user turns to something else."""
        super().focusOutEvent(event)
        self.hide()
        self.deleteLater()

    def _leave(self) -> None:
        self.hide()
        if self._back is not None:
            self._back.setFocus()


def _column(title: str, lines: list[tuple[str, str]]) -> QWidget:
    rows = form(*((role_label(key, "strong"), role_label(words, "normal")) for key, words in lines), gap=6)
    made = held(down(role_label(title, "heading"), rows, STRETCH))
    made.setAccessibleDescription("、".join(f"{key} {words}" for key, words in lines))
    return made
