"""What is kept of earlier imports: rows that stayed outside, what is to be settled, each list taken."""

from PySide6.QtWidgets import QWidget

from ui.dialogs.files import FileDialogs
from ui.frame.context import Context
from ui.look.layout import down, fill, stack
from ui.pages.importing.conflicts import Conflicts
from ui.pages.importing.differences import Differences
from ui.pages.importing.held_lists import HeldLists
from ui.pages.importing.taken_lists import TakenLists
from ui.widgets.choice_row import ChoiceRow

_HELD, _OPEN, _PARTED, _TAKEN = "held", "open", "parted", "taken"

_WORDS = {_HELD: "保留のままの一覧", _OPEN: "突合", _PARTED: "食い違い", _TAKEN: "取り込んだ一覧"}


class KeptLists(QWidget):
    """One of the four at a time; hidden while nothing was ever taken over."""

    def __init__(self, context: Context, files: FileDialogs) -> None:
        super().__init__()
        self.held, self.taken = HeldLists(context, files), TakenLists(context)
        self.open = Differences(context, files)
        self.parted = Conflicts(context)
        self.open.settled.connect(self.reload)
        self.parted.settled.connect(self.reload)
        self.held.settled.connect(self.reload)
        self.which = ChoiceRow("前の取込", _WORDS)
        self._shown = stack(self.held, self.open, self.parted, self.taken)
        self.which.chosen.connect(self._show)
        down(self.which, fill(self._shown), of=self)
        self.hide()

    def reload(self) -> None:
        """Read all; what is still to be done is shown first."""
        lists = (self.held, self.open, self.parted, self.taken)
        counts = dict(zip(_WORDS, (one.reload() for one in lists), strict=True))
        self.which.set_counts(counts)
        self.setVisible(any(counts.values()))
        name = next((one for one, count in counts.items() if count), _TAKEN)
        self.which.choose(name)
        self._show(name)

    def _show(self, name: str) -> None:
        self._shown.setCurrentIndex(list(_WORDS).index(name))
