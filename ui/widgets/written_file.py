"""The way to the file that was just written."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from ui.look.layout import across
from ui.look.parts import plain_button


class WrittenFile(QWidget):
    """Two buttons beside the sentence that says where the file is; hidden while none was written."""

    def __init__(self) -> None:
        super().__init__()
        self._path = Path()
        self.open_file = plain_button("開く", lambda: _open(self._path))
        self.open_folder = plain_button("フォルダー", lambda: _open(self._path.parent))
        across(self.open_file, self.open_folder, gap=0, of=self)
        self.hide()

    def show_file(self, path: Path) -> None:
        """Offer to open it, or the folder it lies in."""
        self._path = path
        self.open_file.setAccessibleName(f"{path.name} を開く")
        self.open_folder.setAccessibleName(f"{path.name} のあるフォルダーを開く")
        self.open_file.setToolTip(str(path))
        self.open_folder.setToolTip(str(path.parent))
        self.show()


def _open(path: Path) -> None:
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
