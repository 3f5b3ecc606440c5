"""What gives way on one line: too long for its room, it ends in … and the whole is in its tooltip."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

_KEPT = 9
"""Line heights of width that stay: short words are never cut for the sake of a long name."""


_BOX_KEPT = 120
"""Pixels of a list box that stay."""

_BOX_EDGE = 16
_BOX_ROUND_TEXT = 52
"""What edges, margins and arrow of a box take, and a little more."""


def let_boxes_give_way(area: QWidget) -> None:
    """Let no list box in the area be as wide as the longest thing it offers must make it."""
    for box in area.findChildren(QComboBox):
        if not box.minimumWidth():
            box.setMinimumWidth(_BOX_KEPT)
        if not box.toolTip():
            box.setToolTip(box.currentText())
            box.currentTextChanged.connect(box.setToolTip)


class OneLineBox(QComboBox):
    """A list box whose chosen text ends in … where it has no room."""

    def sizeHint(self) -> QSize:
        """With its longest text whole: the look leaves less room for it than Qt believes."""
        hint = super().sizeHint()
        return QSize(hint.width() + _BOX_EDGE, hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box as the look draws it, with as much of the text as fits."""
        if self.fontMetrics().horizontalAdvance(self.currentText()) <= self.width() - _BOX_ROUND_TEXT:
            super().paintEvent(event)
            return
        # Loaded where a text is too long: the names in a style are many.
        from PySide6.QtWidgets import QStyle, QStyleOptionComboBox, QStylePainter

        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        text = option.currentText
        option.currentText = self.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, room.width() - 4
        )
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()


class OneLine(QLabel):
    """A label that never widens what it stands in; with word wrap it wraps like any other."""

    def __init__(self, text: str = "") -> None:
        """Show the text as it is; nothing in it is markup."""
        super().__init__()
        self._tip = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    @property
    def is_cut(self) -> bool:
        """Whether the room is less than the text needs."""
        is_one_line = not self.wordWrap() and "\n" not in self.text()
        return is_one_line and self._shown() != self.text()

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show another text."""
        if text != self.text():
            super().setText(text)
            self._explain()

    def minimumSizeHint(self) -> QSize:
        """A short text whole, a long one in part."""
        hint = super().minimumSizeHint()
        return hint if self.wordWrap() else QSize(min(hint.width(), self._least()), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another room, another end."""
        super().resizeEvent(event)
        self._explain()

    def showEvent(self, event: QShowEvent) -> None:
        """Only now has it the room that counts: while a window is built each label gets several."""
        super().showEvent(event)
        self._explain()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, or as much of it as there is room for."""
        if not self.is_cut:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        self.drawFrame(painter)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), self.alignment(), self._shown())
        painter.end()

    def _least(self) -> int:
        return _KEPT * self.fontMetrics().height()

    def _shown(self) -> str:
        room = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)

    def _explain(self) -> None:
        # A tooltip that its owner gave stays.
        if self.toolTip() == self._tip:
            self._tip = self.text() if self.isVisible() and self.is_cut else ""
            self.setToolTip(self._tip)
