"""A file that was double-clicked: the window comes to the front and shows where it is used.

The click alone puts nothing back and takes nothing over: a person does, where it is explained.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QFileSystemWatcher, QObject, Qt
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from ui.dialogs.form import FormDialog
from ui.frame.own_files import page_of
from ui.widgets.lock_screen import LockScreen
from ui.window.main_window import MainWindow


class FromDesktop(QObject):
    """Takes what a second start handed over, and what macOS tells a program that runs."""

    def __init__(
        self, window: MainWindow, folder: Path, taken: Callable[[], tuple[Path | None] | None]
    ) -> None:
        """folder: where a note may appear. taken: what it says, once."""
        super().__init__(window)
        self._window, self._taken = window, taken
        self._waiting: Path | None = None
        lock = window.findChild(LockScreen)
        assert lock is not None
        self._lock = lock
        self._lock.opened.connect(self._unlocked)
        self._watcher = QFileSystemWatcher([str(folder)], self)
        self._watcher.directoryChanged.connect(self._look)
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def open(self, file: Path) -> None:
        """Show where the file is used; after the passphrase where the window is locked."""
        form = QApplication.activeModalWidget()
        if form is not None:
            if isinstance(form, FormDialog):
                form.say(
                    f"「{file.name}」は、この画面を閉じてから、もう一度開いてください。入力は残っています。"
                )
            return
        if self._lock.isVisible():
            self._waiting = file
            return
        page = page_of(file)
        if page is None or not file.is_file():
            self._window.strip.refuse(f"「{file.name}」を開けません。場所と名前を確かめてください。")
            return
        self._window.go(page, file)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the file that macOS names."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.open(Path(event.file()))
            return True
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        found = self._taken()
        if found is None:
            return
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.activateWindow()
        for file in found:
            if file is not None:
                self.open(file)

    def _unlocked(self) -> None:
        file, self._waiting = self._waiting, None
        if file is not None:
            self.open(file)
