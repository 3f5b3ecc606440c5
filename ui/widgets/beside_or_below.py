"""Two parts of a row: side by side where there is room for both, else one below the other."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QWidget

from ui.look.layout import across, fill, held
from ui.look.theme import scaled

_ACROSS, _DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class BesideOrBelow(QWidget):
    """The first part takes the room that is left; both ask for no more than the wider of them."""

    def __init__(self, first: QLayout | QWidget, second: QLayout | QWidget, *, least: int = 0) -> None:
        """least: pixels that the first part should have beside the second, where it could do with less."""
        super().__init__()
        self._parts = [part if isinstance(part, QWidget) else held(part) for part in (first, second)]
        self._least = least
        self._row = across(fill(self._parts[0]), self._parts[1], of=self)

    def minimumSizeHint(self) -> QSize:
        """As wide as the wider part, as high as they stand now."""
        widths = [part.minimumSizeHint().width() for part in self._parts]
        return QSize(max(widths), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another room, another way."""
        super().resizeEvent(event)
        self._turn()

    def event(self, event: QEvent) -> bool:
        """A part says something else, and needs another room."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._turn()
        return done

    def _turn(self) -> None:
        first, second = (part.minimumSizeHint().width() for part in self._parts)
        needed = max(first, scaled(self._least)) + self._row.spacing() + second
        way = _ACROSS if needed <= self.width() else _DOWN
        if way is not self._row.direction():
            self._row.setDirection(way)
