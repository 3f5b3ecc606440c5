"""One beep for yes, two for no; silent where the user wants silence."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from ui.preferences import Preferences

_PAUSE_MS = 160


class Sound(QObject):
    """The desk can be used without looking at the screen."""

    def __init__(self, preferences: Preferences, parent: QObject) -> None:
        """Ask the preferences before every sound."""
        super().__init__(parent)
        self._preferences = preferences
        self._second = QTimer(self)
        self._second.setSingleShot(True)
        self._second.setInterval(_PAUSE_MS)
        self._second.timeout.connect(QApplication.beep)

    def yes(self) -> None:
        """It was recorded."""
        if self._preferences.sound:
            QApplication.beep()

    def no(self) -> None:
        """It was not."""
        if self._preferences.sound:
            QApplication.beep()
            self._second.start()
