"""Asking for a file; the last folder is remembered on this PC."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.frame.preferences import Preferences

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFileDialog

    from app.printing.values import PaperTable
    from app.usecases.papers.table_file import Wanted

_LAST_FOLDER = "files/last_folder"
_LAST_FORM = "files/last_form"

LISTS = "一覧 (*.csv *.tsv *.txt *.xlsx *.xlsm *.xlsb *.xls *.ods *.zip *.shikaku-parcel)"
IMAGES = "PNG画像 (*.png)"
PICTURES = "文字の画像 (*.png *.jpg *.jpeg *.bmp)"
RULES = "規則ファイル (*.toml)"
LAYOUTS = "様式ファイル (*.toml)"
BACKUPS = "バックアップ (*.shikaku-backup *.zip)"
NOTICES = "新しい版の知らせ (*.toml)"
PDF = "PDF (*.pdf)"
PARCELS = "連携ファイル (*.shikaku-parcel)"
REPORTS = "届書のCSV (*.csv *.CSV)"
BATCHES = "発行データ (*.shikaku-batch *.json)"
SIGNED = "発行報告 (*.json)"
KEYS = "署名の鍵 (*.pem)"
PROFILES = "一覧の読み方 (*.json)"
PAPERS = "PDF (*.pdf);;Excel (*.xlsx);;CSV (*.csv)"


def last_folder(preferences: Preferences) -> Path:
    """Return where a file was chosen last, else the home."""
    return Path(preferences.text(_LAST_FOLDER, str(Path.home())))


def with_ending(chosen: str, kind: str) -> str:
    """Return a name with the first ending of the kind shown, where none was typed."""
    return chosen if Path(chosen).suffix else chosen + kind.partition("*")[2].rstrip(")").split(" ")[0]


class FileDialogs:
    """The system's file dialogs; a page holds one so that a test can answer in its place."""

    def __init__(self, parent: QWidget, preferences: Preferences) -> None:
        self._parent = parent
        self._preferences = preferences

    def to_open(self, title: str, kinds: str) -> Path | None:
        """Return the file chosen, or None."""
        dialog = self._dialog(title, kinds)
        dialog.setFileMode(dialog.FileMode.ExistingFile)
        return self._remember(dialog.selectedFiles()[0] if dialog.exec() else "")

    def to_folder(self, title: str) -> Path | None:
        """Return the folder chosen, or None; it is not where files are asked for next."""
        dialog = self._dialog(title, "")
        dialog.setFileMode(dialog.FileMode.Directory)
        dialog.setOption(dialog.Option.ShowDirsOnly)
        return Path(dialog.selectedFiles()[0]) if dialog.exec() else None

    def to_save(self, title: str, name: str, kinds: str) -> Path | None:
        """Return where to write, with the ending of the kind chosen, or None."""
        dialog = self._dialog(title, kinds)
        dialog.setAcceptMode(dialog.AcceptMode.AcceptSave)
        dialog.selectFile(name)
        if not dialog.exec():
            return None
        chosen = dialog.selectedFiles()[0]
        return self._remember(with_ending(chosen, dialog.selectedNameFilter()))

    def password(self) -> str | None:
        """Return the password for a file with genuine certificates, or None."""
        from ui.dialogs.file_password import FilePasswordDialog

        dialog = FilePasswordDialog(self._parent)
        return dialog.password if dialog.ask() else None

    def key_password(self) -> str | None:
        """Return the password of the office's key, or None."""
        from ui.dialogs.key_password import KeyPasswordDialog

        dialog = KeyPasswordDialog(self._parent)
        return dialog.password if dialog.ask() else None

    def to_export(self, table: "PaperTable", *, in_full: bool = False) -> "tuple[Path, Wanted] | None":
        """Return where to write a list and how, or None. in_full: with its numbers, to begin with.

        How is asked only where somebody is named in it.
        """
        from app.usecases.papers.table_file import PLAIN
        from ui.dialogs.export import ExportDialog

        if not table.tells_of_people:
            path = self.to_save("書き出す", table.file_name, PAPERS)
            return None if path is None else (path, PLAIN)
        last = self._preferences.text(_LAST_FORM)
        dialog = ExportDialog(table, last, in_full=in_full, parent=self._parent)
        if not dialog.ask():
            return None
        form, wanted = dialog.form_chosen, dialog.wanted
        self._preferences.set_text(_LAST_FORM, form.name)
        ending = form.locked_ending if wanted.password else form.ending
        path = self.to_save("書き出す", f"{table.file_name}{ending}", f"{form.word} (*{ending})")
        return None if path is None else (path, wanted)

    def _dialog(self, title: str, kinds: str) -> "QFileDialog":
        from PySide6.QtWidgets import QFileDialog

        made = QFileDialog(self._parent, title, str(last_folder(self._preferences)), kinds)
        # Where Qt draws the dialog itself, its own Japanese lacks these two.
        made.setLabelText(QFileDialog.DialogLabel.LookIn, "場所(&I):")
        made.setLabelText(QFileDialog.DialogLabel.FileType, "ファイルの種類(&T):")
        return made

    def _remember(self, chosen: str) -> Path | None:
        if not chosen:
            return None
        path = Path(chosen)
        self._preferences.set_text(_LAST_FOLDER, str(path.parent))
        return path
