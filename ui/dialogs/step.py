"""A step that needs its day, if anybody knows it: 以前に配付済み."""

from datetime import date

from PySide6.QtWidgets import QWidget

from ui.dialogs.form import FormDialog
from ui.look.parts import role_label
from ui.widgets.wareki_edit import WarekiEdit


class StepDialog(FormDialog):
    """Asks for the day on which papers were handed out before this program kept the account."""

    def __init__(self, title: str, verb: str, about: str, *, parent: QWidget | None = None) -> None:
        """about: whom or what it concerns."""
        super().__init__(title, verb, parent)
        self._day = WarekiEdit(None, name="実施日", optional=True)
        self.form.addRow(role_label(about, "normal", wraps=True))
        self.add("配付した日(&D)", self._day)
        self.add("", role_label("分からないときは空けておきます", "minor"))

    @property
    def on(self) -> date | None:
        """The day given; None when left open."""
        return self._day.value

    def check(self) -> None:
        self._day.check()
