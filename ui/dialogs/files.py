"""Asking for a file; the last folder is remembered on this PC."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ui.frame.preferences import Preferences

_LAST_FOLDER = "files/last_folder"

LISTS = "一覧 (*.csv *.tsv *.txt *.xlsx *.xlsm *.xlsb *.xls *.ods *.zip)"
IMAGES = "PNG画像 (*.png)"
PICTURES = "文字の画像 (*.png *.jpg *.jpeg *.bmp)"
RULES = "規則ファイル (*.toml)"
LAYOUTS = "様式ファイル (*.toml)"
BACKUPS = "バックアップ (*.zip)"
PDF = "PDF (*.pdf)"
SHEETS = "Excel (*.xlsx);;CSV (*.csv)"
PROFILES = "一覧の読み方 (*.json)"
PAPERS = "PDF (*.pdf);;Excel (*.xlsx);;CSV (*.csv)"


def last_folder(preferences: Preferences) -> Path:
    """Return where a file was chosen last, else the home."""
    return Path(preferences.text(_LAST_FOLDER, str(Path.home())))


class FileDialogs:
    """The system's file dialogs; a page holds one so that a test can answer in its place."""

    def __init__(self, parent: QWidget, preferences: Preferences) -> None:
        self._parent = parent
        self._preferences = preferences

    def to_open(self, title: str, kinds: str) -> Path | None:
        """Return the file chosen, or None."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._parent, title, str(last_folder(self._preferences)), kinds
        )
        return self._remember(chosen)

    def to_save(self, title: str, name: str, kinds: str) -> Path | None:
        """Return where to write, with the ending of the kind chosen, or None."""
        start = str(last_folder(self._preferences) / name)
        chosen, kind = QFileDialog.getSaveFileName(self._parent, title, start, kinds)
        if not chosen:
            return None
        ending = kind.partition("*")[2].rstrip(")")
        return self._remember(chosen if Path(chosen).suffix else f"{chosen}{ending}")

    def _remember(self, chosen: str) -> Path | None:
        if not chosen:
            return None
        path = Path(chosen)
        self._preferences.set_text(_LAST_FOLDER, str(path.parent))
        return path
