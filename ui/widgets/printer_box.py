"""The printers of this PC in a drop-down; the one used last stays chosen."""

from PySide6.QtCore import Signal

from app.domain.calibration import Calibration
from ui.frame.context import Context
from ui.look.one_line import OneLineBox
from ui.printers.paper import Paper
from ui.printers.setup import Facts, ask_facts, kept_calibration, kept_paper, lasting_name, warning
from ui.printers.spool import Printer, printers

LAST_PRINTER = "printing/printer"
"""The setting of this PC."""


class PrinterBox(OneLineBox):
    """Asks the print system when told to, off the UI thread.

    Signals:
        listed: The printers are known.
        changed: The person chose another one, or more is known of it.
    """

    listed = Signal()
    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._facts: dict[str, Facts] = {}
        self.setAccessibleName("プリンター")
        self.setMinimumWidth(200)
        self.setEnabled(False)
        self.activated.connect(lambda _: self._choose())

    @property
    def chosen(self) -> str:
        """The queue to print to; empty while there is none."""
        return self.currentData() or ""

    @property
    def paper(self) -> Paper:
        """What the chosen printer prints on."""
        return kept_paper(self._context.preferences, self.chosen)

    @property
    def calibration(self) -> Calibration:
        """The correction measured for it, if any."""
        return kept_calibration(self._context.preferences, self.chosen, self.paper).calibration

    @property
    def facts(self) -> Facts:
        """What is known of it so far."""
        return self._facts.get(self.chosen, Facts())

    @property
    def warning(self) -> str:
        """What to tell before printing with it; empty when nothing speaks against it."""
        kept = kept_calibration(self._context.preferences, self.chosen, self.paper)
        return warning(kept, self.facts)

    def choose(self, printer: str) -> None:
        """Choose a printer by name, if it is there."""
        at = self.findData(printer)
        if at >= 0 and at != self.currentIndex():
            self.setCurrentIndex(at)
            self.changed.emit()

    def ask(self) -> None:
        """List the printers anew; a print server that is gone answers late."""
        self._context.tasks.start(lambda _: printers(), done=self._show)

    def _show(self, found: list[Printer]) -> None:
        chosen = self.chosen or self._context.preferences.text(LAST_PRINTER)
        self.clear()
        for one in found:
            self.addItem(f"{one.name} ({one.trouble})" if one.trouble else one.name, one.name)
        if not found:
            self.addItem("プリンターがありません", "")
        self.setEnabled(bool(found))
        known = [lasting_name(one.name) for one in found]
        same = known.index(lasting_name(chosen)) if lasting_name(chosen) in known else 0
        self.setCurrentIndex(self.findData(chosen) if self.findData(chosen) >= 0 else same)
        self.listed.emit()
        self._ask_facts()

    def _choose(self) -> None:
        self._context.preferences.set_text(LAST_PRINTER, self.chosen)
        self.changed.emit()
        self._ask_facts()

    def _ask_facts(self) -> None:
        printer = self.chosen
        if not printer or printer in self._facts:
            return

        def keep(facts: Facts) -> None:
            self._facts[printer] = facts
            self.changed.emit()

        self._context.tasks.start(lambda _: ask_facts(printer), done=keep)
