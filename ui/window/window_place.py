"""Where the window opens: inside the screen, title bar counted, and whole."""

from PySide6.QtCore import QByteArray, QRect, QSize
from PySide6.QtWidgets import QWidget

SMALLEST = QSize(960, 560)
"""Every page has its room from here on; on a screen that is smaller still, pages are scrolled."""

FIRST = QSize(1440, 900)
"""The size on a first start where the screen has room."""

SMALL_SCREEN = 1500
"""On a screen narrower than this the window is opened maximised."""

_TITLE, _EDGE = 38, 8
"""The thickest title bar and edge of the usual desktops; how thick they are is known too late."""

_FUSION_TITLE, _USUAL_DPI = 24, 96
"""How high the style makes a title bar, and for which text: larger for a desktop that writes larger."""


def show_within(window: QWidget, remembered: QByteArray) -> None:
    """Show the window where it was last, or as on a first start; what does not fit is brought inside.

    The remembered place may be of another screen or another scale.
    """
    is_known = window.restoreGeometry(remembered)
    room = window.screen().availableGeometry()
    window.setMinimumSize(SMALLEST.boundedTo(_inside(window, room).size()))
    if room.width() < SMALL_SCREEN or (is_known and window.isMaximized()):
        _place(window, QRect(room.topLeft(), FIRST), room)  # what it returns to when made smaller
        window.showMaximized()
        return
    wanted = QRect(window.pos(), window.size()) if is_known else _centred(FIRST, room)
    _place(window, wanted, room)
    window.show()


def _place(window: QWidget, wanted: QRect, room: QRect) -> None:
    inside = _inside(window, room)
    size = wanted.size().boundedTo(inside.size())
    left = min(max(wanted.left(), inside.left()), inside.right() + 1 - size.width())
    top = min(max(wanted.top(), inside.top()), inside.bottom() + 1 - size.height())
    window.setGeometry(QRect(left, top, size.width(), size.height()))


def _centred(size: QSize, room: QRect) -> QRect:
    made = QRect(room.topLeft(), size)
    made.moveCenter(room.center())
    return made


def _inside(window: QWidget, room: QRect) -> QRect:
    """The room less the frame that the desktop will put around; before it is shown, an estimate."""
    title = max(_TITLE, _FUSION_TITLE * window.logicalDpiY() // _USUAL_DPI)
    return room.adjusted(_EDGE, title, -_EDGE, -_EDGE)
