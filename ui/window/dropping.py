"""A file dropped anywhere on the window goes to the screen that is for it; a stranger is refused by name."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.errors import SystemTrouble, UserError
from ui.frame.context import Context
from ui.frame.dropped import dropped_file
from ui.frame.own_files import page_of

_WHICH = (
    "置けるのは、一覧(CSV・Excel)、連携ファイル、バックアップ、規則・様式のファイル(TOML)、発行データ(JSON)、"
    "印影(PNG)です。"
)


class Dropping(QObject):
    """Watches the window as the desktop sees it: no field or list can take a file for a text before."""

    def __init__(self, window: QWidget, context: Context, is_open: Callable[[], bool]) -> None:
        """is_open: whether the window may be worked with: it is not locked."""
        super().__init__(window)
        self._window, self._context, self._is_open = window, context, is_open
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take files, and nothing else, wherever they are over the window."""
        if event.type() is QEvent.Type.Show and watched is self._window:
            # The desktop's window is there from now on.
            handle = self._window.windowHandle()
            if handle is not None:
                handle.installEventFilter(self)
        elif isinstance(event, QDropEvent) and watched is self._window.windowHandle():
            paths = _files(event)
            if not paths:
                return False
            if not self._is_open() or QApplication.activeModalWidget() is not None:
                event.ignore()
                return True
            event.acceptProposedAction()
            if not isinstance(event, QDragMoveEvent):
                self.take(paths)
            return True
        return False

    def take(self, paths: list[Path]) -> None:
        """Open the screen for a file; nothing is recorded that its own button would not record."""
        messages = self._context.messages
        path = paths[0]
        if len(paths) > 1:
            messages.refuse("ファイルは1つずつ置いてください。")
            return
        if path.is_dir():
            messages.refuse(f"「{path.name}」はフォルダーです。中のファイルを1つ置いてください。")
            return
        found = dropped_file(path, is_backup=self._is_backup(path))
        if found is None:
            messages.refuse(f"「{path.name}」は、ここに置いても読めないファイルです。{_WHICH}")
        else:
            # What the society signed is read by its own button, as when the desktop opened it.
            self._context.go(found.page, path if found.page == "printing" else found)

    def _is_backup(self, path: Path) -> bool:
        if page_of(path) != "settings":
            return False
        try:
            self._context.folder.is_of_other(path)
        except (UserError, SystemTrouble):
            return False
        return True


def _files(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
