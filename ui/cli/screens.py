"""Every screen as a PNG, from a data folder and without a desktop."""

import os
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app import output
from app.ports import Store
from ui.cli import waiting

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

SIZES = ((1366, 768), (1920, 1080))
THEMES = ("light", "dark")


def save_screens(
    store: Store, today: date, folder: Path, *, data: Path, sizes: tuple[tuple[int, int], ...] = SIZES
) -> list[Path]:
    """Write each page in each look and size as 01-today-light-1366.png …; return the files.

    data: the open data folder, into which no picture goes.
    """
    target = output.folder_place(folder, data)
    # Pictures need no desktop; one that runs would only show flickering windows.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QEvent, QSettings
    from PySide6.QtWidgets import QApplication

    from ui.bootstrap import build
    from ui.frame.preferences import Preferences
    from ui.frame.tasks import ImmediateTasks
    from ui.pages import PAGES

    target.mkdir(exist_ok=True, mode=0o700)
    files: list[Path] = []
    with tempfile.TemporaryDirectory() as place:
        # Nothing of this PC's settings shows, and none are changed.
        settings = QSettings(str(Path(place) / "screens.ini"), QSettings.Format.IniFormat)
        window = build(store, lambda: today, preferences=Preferences(settings), tasks=ImmediateTasks)
        for theme in THEMES:
            window.dress(theme)
            for width, height in sizes:
                window.resize(width, height)
                window.show()
                for number, page in enumerate(PAGES, start=1):
                    window.go(page.name)
                    window.refresh_counts()
                    QApplication.processEvents()
                    files.append(folder / f"{number:02d}-{page.name}-{theme}-{width}.png")
                    output.place(files[-1], data, output.PNG).write(_png(window))
                    waiting.far(len(files), len(PAGES) * len(THEMES) * len(sizes))
        window.close()
        window.deleteLater()
        # Now, not later: every widget still alive is dressed again with the next window.
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return sorted(files)


def _png(window: "QWidget") -> bytes:
    from PySide6.QtCore import QBuffer

    picture = QBuffer()
    picture.open(QBuffer.OpenModeFlag.WriteOnly)
    window.grab().save(picture, "PNG")
    return bytes(picture.data().data())
