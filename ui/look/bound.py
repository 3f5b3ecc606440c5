"""An action of the registry bound to what does it: its key, and whether it can be done now."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.words.actions import Action, action

Doing = Callable[[], object] | QAbstractButton


class BoundAction(QObject):
    """Lives as long as the widget it is done with; menus, right click and search find it there."""

    def __init__(self, widget: QWidget, name: str, do: Doing, number: int | None = None) -> None:
        """do: what it does, or the button that does it. number: which one of several digits."""
        super().__init__(widget)
        self.action: Action = action(name)
        self.key = self.action.key_of(number)
        self.is_one_of_several = number is not None
        self._widget = widget
        self._button = do if isinstance(do, QAbstractButton) else None
        self._do: Callable[[], object] = do.click if isinstance(do, QAbstractButton) else do

    @property
    def place(self) -> QWidget:
        """The button, list or panel where it is done."""
        return self._button or self._widget

    @property
    def is_ready(self) -> bool:
        """Whether it can be done now: what does it is shown and not greyed."""
        return all(one.isVisible() and one.isEnabled() for one in (self._widget, self.place))

    def run(self) -> None:
        """Do it."""
        self._do()


def bind(
    widget: QWidget, name: str, do: Doing, number: int | None = None, *, within: bool = False
) -> BoundAction:
    """Let an action's key act while the widget is shown, once for each press.

    within: only while something in the widget has the keyboard.
    """
    bound = BoundAction(widget, name, do, number)
    shortcut = QShortcut(QKeySequence(bound.key), widget)
    if within:
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.setAutoRepeat(False)
    shortcut.activated.connect(bound.run)
    return bound


def bind_range(widget: QWidget, name: str, last: int, do: Callable[[int], object]) -> None:
    """Let each digit of an action's keys act; it is told which one."""
    for number in range(1, last + 1):
        bind(widget, name, partial(do, number), number)


def bound_in(area: QWidget) -> Iterator[BoundAction]:
    """Return the actions of an area that can be done now; one that has several digits once."""
    seen: set[str] = set()
    for one in area.findChildren(BoundAction):
        if one.is_ready and one.action.name not in seen:
            seen.add(one.action.name)
            yield one


def is_key_of(event: QKeyEvent, name: str) -> bool:
    """Return whether a key that no window took is that of an action."""
    return QKeySequence(event.keyCombination()) == QKeySequence(action(name).key)
