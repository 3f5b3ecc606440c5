"""Message boxes for what has no window to be said in: before a data folder is open, or after a mistake."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from ui.window import crash
from ui.window.application import dressed, user_preferences


def show_sentence(sentence: str) -> None:
    """Say one sentence and wait until it was read."""
    from PySide6.QtWidgets import QMessageBox

    QMessageBox.warning(_window(), "資格確認書デスク", sentence)


def show_crash(told: str, log_file: Path) -> None:
    """Say that we made a mistake, and let the report be copied."""
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(_window())
    box.setWindowTitle("プログラムの誤り")
    box.setText(f"{crash.SENTENCE}「写す」を押して、内容を開発元に送ってください(個人の情報は含まれません)。")
    box.setInformativeText(f"控え: {log_file}")
    box.setDetailedText(told)
    copy = box.addButton("写す", QMessageBox.ButtonRole.ActionRole)
    box.setEscapeButton(box.addButton("閉じる", QMessageBox.ButtonRole.AcceptRole))
    box.exec()
    if box.clickedButton() is copy:
        QGuiApplication.clipboard().setText(told)


def _window() -> QWidget | None:
    """Return the window to stand before, if there is one; see to it that boxes can be shown at all."""
    if QApplication.instance() is None:
        dressed([], user_preferences())
    return QApplication.activeWindow()
