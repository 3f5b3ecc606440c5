"""Nothing of the office can be seen or read, and the work under way is kept as it is."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QMainWindow,
    QMenuBar,
    QStackedWidget,
    QToolTip,
    QWidget,
)
from shiboken6 import isValid

from app.late import dataclass

LOCKED = "ロックしています"


@dataclass(slots=True)
class _Kept:
    """A dialog out of sight, and where it stood."""

    dialog: QWidget
    parent: QWidget | None
    flags: Qt.WindowType
    place: QRect


@dataclass(slots=True)
class _Keyboard:
    """Where the keyboard was; a text field forgets what was selected in it."""

    place: QWidget | None = None
    selected: tuple[int, int] | None = None
    cursor: int = 0

    @classmethod
    def taken(cls) -> "_Keyboard":
        """Take the keyboard away without a word: what is half typed is not finished by that."""
        place = QApplication.focusWidget()
        made = cls(place)
        if place is None:
            return made
        if isinstance(place, QLineEdit):
            start = place.selectionStart()
            made.selected = (start, place.selectionLength()) if start >= 0 else None
            made.cursor = place.cursorPosition()
        was_blocked = place.blockSignals(True)
        place.clearFocus()
        place.blockSignals(was_blocked)
        return made

    def give_back(self) -> bool:
        place = self.place
        if place is None or not isValid(place) or not place.isVisible():
            return False
        place.activateWindow()
        place.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        if isinstance(place, QLineEdit):
            place.setCursorPosition(self.cursor)
            if self.selected is not None:
                place.setSelection(*self.selected)
        return True


class Cover(QObject):
    """Takes the desk and every dialog out of the windows, so that not even a screen reader finds them.

    What is only hidden could still be read there. What opens meanwhile is taken out too. A file dialog of
    the system is left: it cannot be put aside, and nothing was recorded in it.
    """

    def __init__(self, window: QMainWindow, stack: QStackedWidget, desk: QWidget, menus: QMenuBar) -> None:
        super().__init__(window)
        self._window, self._stack, self._desk, self._menus = window, stack, desk, menus
        self._out_of_sight: QWidget | None = None
        self._kept: list[_Kept] = []
        self._keyboard = _Keyboard()
        self._title = ""
        self.is_on = False

    @property
    def keeps_work(self) -> bool:
        """Whether somebody was in the middle of something that has a window of its own."""
        return bool(self._kept)

    def name(self, title: str) -> None:
        """Give the window its title, as soon as it may be read."""
        self._title = title
        self._window.setWindowTitle(LOCKED if self.is_on else title)

    def show(self, screen: QWidget) -> None:
        """Show nothing but that screen."""
        if not self.is_on:
            self._begin()
        self._stack.addWidget(screen)
        self._stack.setCurrentWidget(screen)

    def lift(self) -> bool:
        """Show everything but the menus as it was; return whether the keyboard is where it was."""
        app = QApplication.instance()
        assert app is not None
        app.removeEventFilter(self)
        self.is_on = False
        self.name(self._title)
        self._stack.insertWidget(0, self._desk)
        self._desk.setEnabled(True)
        self._stack.setCurrentWidget(self._desk)
        kept, self._kept = self._kept, []
        for one in kept:
            if isValid(one.dialog):
                one.dialog.setParent(one.parent if one.parent and isValid(one.parent) else None, one.flags)
                one.dialog.setGeometry(one.place)
                one.dialog.setWindowOpacity(1.0)
                one.dialog.show()
        if self._out_of_sight is not None:
            self._out_of_sight.deleteLater()
            self._out_of_sight = None
        return self._keyboard.give_back()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whatever opens while this is on is unseen from its first moment, and put aside in the next."""
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and self._is_in_front(watched):
            watched.setWindowOpacity(0.0)
            QTimer.singleShot(0, self, self._put_aside)
        return False

    def _begin(self) -> None:
        self.is_on = True
        # Nobody's child, or it would be found in the window; it goes with the window all the same.
        self._out_of_sight = QWidget()
        self._window.destroyed.connect(self._out_of_sight.deleteLater)
        self._keyboard = _Keyboard.taken()
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for popup in self._window.findChildren(QFrame, "popup"):
            popup.hide()
        QToolTip.hideText()
        self._put_aside()
        self._menus.hide()
        # Disabled as a whole: no shortcut of the desk works behind the cover.
        self._desk.setEnabled(False)
        self._stack.removeWidget(self._desk)
        self._desk.setParent(self._out_of_sight)
        self.name(self._title or self._window.windowTitle())
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def _put_aside(self) -> None:
        if not self.is_on:
            return
        from PySide6.QtWidgets import QFileDialog

        # The modal one comes back last: Qt keeps windows in the order in which they were opened.
        in_order = QApplication.topLevelWindows()
        for shown in sorted(
            (one for one in QApplication.topLevelWidgets() if one.isVisible() and self._is_in_front(one)),
            key=lambda one: in_order.index(one.windowHandle()),
        ):
            if isinstance(shown, QFileDialog):
                shown.reject()
            else:
                self._kept.append(_Kept(shown, shown.parentWidget(), shown.windowFlags(), shown.geometry()))
                shown.setParent(self._out_of_sight)

    def _is_in_front(self, shown: QWidget) -> bool:
        """A box of a mistake tells of nobody, and its sentence is needed."""
        from PySide6.QtWidgets import QMessageBox

        is_ours = shown is self._window or isinstance(shown, QMessageBox)
        return shown.isWindow() and not is_ours
