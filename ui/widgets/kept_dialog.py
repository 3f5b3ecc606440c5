"""A dialog that may be put out of sight and comes back as it was, while whoever opened it waits."""

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtWidgets import QDialog
from shiboken6 import isValid


class KeptDialog(QDialog):
    """QDialog.exec ends as soon as the dialog is hidden; this one ends when somebody answered."""

    def exec(self) -> int:
        """Show it before everything else and wait for the answer."""
        over = QEventLoop()
        self.finished.connect(over.quit)
        self.destroyed.connect(over.quit)
        self.setResult(0)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.show()
        over.exec()
        return self.result() if isValid(self) else 0
