"""Tells a screen reader that a sentence has appeared."""

from PySide6.QtWidgets import QWidget


def alert(widget: QWidget) -> None:
    """Let what the widget says be read out."""
    # At a start there is nothing to say.
    from PySide6.QtGui import QAccessible, QAccessibleEvent

    QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.Alert))
