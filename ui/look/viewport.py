"""The inside of a scrolled area, made here.

Of a widget that Qt made by itself Python looks for its class among all that Qt has, when it is first asked
for one: it makes a hundred classes of wizards, calendars and font boxes, and the window waits for them.
"""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget


def viewport(role: QPalette.ColorRole) -> QWidget:
    """Return what Qt would put there. role: Base in a list, NoRole around a page."""
    made = QWidget()
    made.setObjectName("qt_scrollarea_viewport")
    made.setBackgroundRole(role)
    made.setAutoFillBackground(True)
    return made
