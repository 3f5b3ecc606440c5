"""When we made a mistake: write down where, tell the user what is safe, carry on.

The log holds places in the code, never a message or a value: those could name a person.
"""

import logging
import sys
import traceback
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from app import __version__

_LOG = logging.getLogger("shikaku.crash")


def install(log_file: Path, parent: Callable[[], QWidget | None]) -> None:
    """Send every unexpected exception to the log file and a dialog."""
    handler = RotatingFileHandler(log_file, maxBytes=200_000, backupCount=2, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    _LOG.addHandler(handler)

    def hook(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.exit(130)
        told = report(error)
        _LOG.error(told)
        _show(told, log_file, parent())

    sys.excepthook = hook


def report(error: BaseException) -> str:
    """Return kind and places of an exception, without its message and values."""
    places = [
        f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return "\n".join([f"shikaku-desk {__version__} {type(error).__name__}", *places])


def _show(told: str, log_file: Path, parent: QWidget | None) -> None:
    box = QMessageBox(parent)
    box.setWindowTitle("プログラムの誤り")
    box.setText(
        "プログラムの誤りで、今の操作を終えられませんでした。記録は操作の前のまま無事です。"
        "「写す」を押して、内容を開発元に送ってください(個人の情報は含まれません)。"
    )
    box.setInformativeText(f"控え: {log_file}")
    box.setDetailedText(told)
    copy = box.addButton("写す", QMessageBox.ButtonRole.ActionRole)
    box.addButton("閉じる", QMessageBox.ButtonRole.AcceptRole)
    box.exec()
    if box.clickedButton() is copy:
        QGuiApplication.clipboard().setText(told)
