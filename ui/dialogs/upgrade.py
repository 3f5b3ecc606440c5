"""Data of an earlier version: what opening it changes, said before it happens."""

from PySide6.QtWidgets import QApplication, QWidget

from app.changes import Upgrade
from app.errors import UpgradeDeclined
from ui.dialogs.form import FormDialog
from ui.widgets.sentence import Sentence

DECLINED = "データは前の版のままです。開くには「更新して開く」を押してください。"


class UpgradeDialog(FormDialog):
    """Enter brings the data up to date; Escape leaves them as they are."""

    def __init__(self, upgrade: Upgrade, parent: QWidget | None = None) -> None:
        super().__init__("新しい版でデータを開く", "更新して開く  Enter", parent)
        self.setMinimumWidth(640)
        self.form.addRow(Sentence(text=upgrade.sentence))
        self.form.addRow(Sentence(text=upgrade.way_back))
        for change in upgrade.changes:
            self.form.addRow(Sentence("minor", f"・{change}"))
        self.save.setFocus()


def ask_to_upgrade(upgrade: Upgrade) -> None:
    """Show it and wait; raises UpgradeDeclined where the data are to stay as they are."""
    if not UpgradeDialog(upgrade, QApplication.activeWindow()).ask():
        raise UpgradeDeclined(DECLINED)
