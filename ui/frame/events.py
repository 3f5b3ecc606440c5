"""The one signal hub: facts have changed, or they are looked at from another angle."""

from PySide6.QtCore import QObject, Signal

from app.domain.ids import SessionId


class AppEvents(QObject):
    """Tells open pages when to read again.

    Signals:
        changed: A use case was committed or undone. arg: the Changes it made.
        view_changed: The 基準日 or the 事業所 filter was moved.
        look_changed: Another look of the window was chosen.
        moved_on: The next step was taken: something recorded, taken back or refused, another page or
            file opened. Whatever was said about the step before is withdrawn: a sentence of success
            never outlives its truth. arg: the Messages that speak next, None where nobody does.
        others_moved: Something was heard of who else works here; perhaps only where they are.
        text_changed: Another size of the text was chosen: the window is made anew.
        wrote: A file was written, and where was said. arg: its Path.
    """

    changed = Signal(object)
    view_changed = Signal()
    look_changed = Signal()
    moved_on = Signal(object)
    wrote = Signal(object)
    others_moved = Signal()
    text_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with nothing under way."""
        super().__init__(parent)
        self.under_way: set[SessionId] = set()
        """Print sessions this window is letting leave just now; any other that is leaving was cut off."""
