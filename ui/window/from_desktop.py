"""A file that was double-clicked: the window comes to the front and shows where it is used.

The click alone puts nothing back and takes nothing over: a person does, where it is explained.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QFileSystemWatcher, QObject, Qt
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from ui.frame.own_files import page_of
from ui.window.main_window import MainWindow


class FromDesktop(QObject):
    """Keeps a file until a window is open: of this start, of a second one, or as macOS names it."""

    def __init__(self, file: Path | None, *, asks_by_event: bool = sys.platform == "darwin") -> None:
        """file: what this program was started with. asks_by_event: the system names a file later, too.

        Only then every event of the program is looked at: it costs each of them.
        """
        super().__init__(QApplication.instance())
        self._file = file
        self._window: MainWindow | None = None
        self._taken: Callable[[], tuple[Path | None] | None] = lambda: None
        app = QApplication.instance()
        assert app is not None
        if asks_by_event:
            app.installEventFilter(self)

    def serve(self, window: MainWindow, folder: Path, taken: Callable[[], tuple[Path | None] | None]) -> None:
        """Show files in this window from now on.

        folder: where a note may appear. taken: what it says, once.
        """
        self._window, self._taken = window, taken
        window.unlocked.connect(self._show)
        watcher = QFileSystemWatcher([str(folder)], window)
        watcher.directoryChanged.connect(self._look)
        self._show()

    def leave(self) -> None:
        """The window goes: keep what comes for the next one."""
        self._window = None

    def open(self, file: Path) -> None:
        """Show where the file is used, as soon as a window is open and not locked."""
        form = QApplication.activeModalWidget()
        if self._window is not None and form is not None:
            from ui.dialogs.form import FormDialog

            if isinstance(form, FormDialog):
                form.say(
                    f"「{file.name}」は、この画面を閉じてから、もう一度開いてください。入力は残っています。"
                )
            return
        self._file = file
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the file that macOS names."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.open(Path(event.file()))
            return True
        return super().eventFilter(watched, event)

    def _show(self) -> None:
        window, file = self._window, self._file
        if window is None or file is None or not window.current_page.isEnabled():  # locked
            return
        self._file = None
        page = page_of(file)
        if page is None or not file.is_file():
            window.strip.refuse(f"「{file.name}」を開けません。場所と名前を確かめてください。")
        else:
            window.go(page, file)

    def _look(self) -> None:
        found, window = self._taken(), self._window
        if found is None or window is None:
            return
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.activateWindow()
        for file in found:
            if file is not None:
                self.open(file)
