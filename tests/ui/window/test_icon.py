"""What a task bar knows of the program: its icon, and the menu entry it belongs to."""

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from ui.window.application import application


def test_every_window_has_the_icon_and_belongs_to_the_menu_entry(qapp: QApplication) -> None:
    app = application([])
    drawn = app.windowIcon().pixmap(64, 64).toImage()
    assert (drawn.width(), drawn.height()) == (64, 64)
    assert drawn.pixelColor(32, 5) == QColor("#0b5a6e")
    assert app.desktopFileName() == "shikaku-desk"
