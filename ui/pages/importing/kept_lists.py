"""What is kept of earlier imports: the rows that stayed outside, and each list that was taken over."""

from PySide6.QtWidgets import QWidget

from ui.dialogs.files import FileDialogs
from ui.frame.context import Context
from ui.look.layout import down, fill, stack
from ui.pages.importing.held_lists import HeldLists
from ui.pages.importing.taken_lists import TakenLists
from ui.widgets.choice_row import ChoiceRow

_HELD, _TAKEN = "held", "taken"


class KeptLists(QWidget):
    """One of the two at a time; hidden while nothing was ever taken over."""

    def __init__(self, context: Context, files: FileDialogs) -> None:
        super().__init__()
        self.held, self.taken = HeldLists(context, files), TakenLists(context)
        self.held.settled.connect(self.reload)
        self.which = ChoiceRow("前の取込", {_HELD: "保留のままの一覧", _TAKEN: "取り込んだ一覧"})
        self._shown = stack(self.held, self.taken)
        self.which.chosen.connect(self._show)
        down(self.which, fill(self._shown), of=self)
        self.hide()

    def reload(self) -> None:
        """Read both; what is still to be done is shown first."""
        counts = {_HELD: self.held.reload(), _TAKEN: self.taken.reload()}
        self.which.set_counts(counts)
        self.setVisible(any(counts.values()))
        name = _HELD if counts[_HELD] else _TAKEN
        self.which.choose(name)
        self._show(name)

    def _show(self, name: str) -> None:
        self._shown.setCurrentWidget(self.held if name == _HELD else self.taken)
