"""What is wrong with a field, in words under it, over whatever is there."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from ui.look.theme import Tone, set_tone
from ui.widgets.alert import alert

_WIDEST = 560
_EDGE = 8


class FieldWords(QObject):
    """Stands there as long as the field is wrong and shown; takes no room and no click."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self._label: QLabel | None = None
        self._say_there: Callable[[QWidget, str], None] | None = None
        self.sentence = ""
        field.installEventFilter(self)

    def stand_in(self, say: Callable[[QWidget, str], None]) -> None:
        """Leave it to a form that has room for the words. say: told the field and what is wrong, or ""."""
        self._say_there = say

    def say(self, sentence: str) -> None:
        """Say this, or nothing."""
        self.sentence = sentence
        self._show()
        if sentence and self._label is not None:
            alert(self._label)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Follow the field, and the window it is in."""
        if self.sentence and event.type() in (
            *(QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide),
            QEvent.Type.ParentChange,
        ):
            self._show()
        return False

    def _show(self) -> None:
        if self._say_there is not None:
            self._say_there(self._field, self.sentence)
            return
        if not self.sentence or not self._field.isVisible():
            if self._label is not None:
                self._label.hide()
            return
        window = self._field.window()
        if self._label is None or self._label.parent() is not window:
            self._label = QLabel(window)
            self._label.setObjectName("field_words")
            self._label.setTextFormat(Qt.TextFormat.PlainText)
            self._label.setWordWrap(True)
            self._label.setMargin(_EDGE)
            self._label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._label.setProperty("role", "toned")
            set_tone(self._label, Tone.LATE)
            window.installEventFilter(self)
        label = self._label
        label.setText(f"! {self.sentence}")
        in_one_line = label.fontMetrics().horizontalAdvance(label.text()) + 4 * _EDGE
        label.setFixedWidth(min(_WIDEST, window.width() - 2 * _EDGE, in_one_line))
        label.setFixedHeight(label.heightForWidth(label.width()))
        below = self._field.mapTo(window, QPoint(0, self._field.height() + 4))
        if below.y() + label.height() > window.height() - _EDGE:
            below.setY(self._field.mapTo(window, QPoint(0, 0)).y() - label.height() - 4)
        label.move(max(_EDGE, min(below.x(), window.width() - label.width() - _EDGE)), max(_EDGE, below.y()))
        label.show()
        label.raise_()
