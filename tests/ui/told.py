"""What Qt's accessibility tree tells of the controls that can be seen."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QWidget

NO_ROLES = (QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Pane)


def ways_untold(window: QWidget) -> list[str]:
    """Return the controls in a window that a screen reader could not name, or not say what they are."""
    found = []
    for widget in window.findChildren(QWidget):
        is_control = isinstance(widget, QAbstractButton) or widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        if not (is_control and widget.isVisible()):
            continue
        seen = QAccessible.queryAccessibleInterface(widget)
        name = seen.text(QAccessible.Text.Name)
        if not name:
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__} has no name")
        if seen.role() in NO_ROLES:
            found.append(f"{type(widget).__name__} {name} is a {seen.role().name}")
    return found
