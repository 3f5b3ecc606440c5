"""What stands on the screen while nobody sits before it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.page import primary_button, role_label


class LockScreen(QWidget):
    """Hides everything until the passphrase is given; the sample office asks for none.

    Signals:
        opened: The right passphrase was given.
    """

    opened = Signal()

    def __init__(self, fits: Callable[[str], bool] | None, parent: QWidget | None = None) -> None:
        """fits: whether a passphrase opens this data folder; None when none is needed."""
        super().__init__(parent)
        self._fits = fits
        self._passphrase = QLineEdit()
        self._passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._passphrase.setAccessibleName("パスフレーズ")
        self._passphrase.setPlaceholderText("パスフレーズ")
        self._passphrase.setFixedWidth(320)
        self._passphrase.returnPressed.connect(self._try)
        self._problem = role_label("", "sub")
        self._button = primary_button("開く", self._try)
        self._button.setFixedWidth(320)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        centre = Qt.AlignmentFlag.AlignCenter
        column.addStretch(2)
        column.addWidget(role_label("ロックしています", "title"), alignment=centre)
        column.addWidget(self._passphrase, alignment=centre)
        column.addWidget(self._button, alignment=centre)
        column.addWidget(self._problem, alignment=centre)
        column.addStretch(3)
        self._passphrase.setVisible(fits is not None)

    def begin(self) -> None:
        """Take the keyboard."""
        self._passphrase.clear()
        self._problem.clear()
        (self._button if self._fits is None else self._passphrase).setFocus()

    def _try(self) -> None:
        if self._fits is None or self._fits(self._passphrase.text()):
            self._passphrase.clear()
            self.opened.emit()
            return
        self._passphrase.clear()
        self._problem.setText("パスフレーズが違います。もう一度入れてください。")
