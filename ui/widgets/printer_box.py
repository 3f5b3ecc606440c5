"""The printers of this PC in a drop-down; the one used last stays chosen."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from ui.context import Context
from ui.printing_spool import Printer, printers

_LAST_PRINTER = "printing/printer"


class PrinterBox(QComboBox):
    """Asks the print system when told to, off the UI thread.

    Signals:
        listed: The printers are known.
    """

    listed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        """Start empty; ask() fills it."""
        super().__init__(parent)
        self._context = context
        self.setAccessibleName("プリンター")
        self.setMinimumWidth(200)
        self.setEnabled(False)
        self.activated.connect(lambda _: self._remember())

    @property
    def chosen(self) -> str:
        """The queue to print to; empty while there is none."""
        return self.currentData() or ""

    def ask(self) -> None:
        """List the printers anew; a print server that is gone answers late."""
        self._context.tasks.start(lambda _: printers(), done=self._show)

    def _show(self, found: list[Printer]) -> None:
        chosen = self.chosen or self._context.preferences.text(_LAST_PRINTER)
        self.clear()
        for one in found:
            self.addItem(f"{one.name} ({one.trouble})" if one.trouble else one.name, one.name)
        if not found:
            self.addItem("プリンターがありません", "")
        self.setEnabled(bool(found))
        self.setCurrentIndex(max(0, self.findData(chosen)))
        self.listed.emit()

    def _remember(self) -> None:
        self._context.preferences.set_text(_LAST_PRINTER, self.chosen)
