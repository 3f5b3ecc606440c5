"""Run as a program, for a screen of its own: opens the window as a person would and tells what is wrong.

Arguments: data folder, file of the settings; a remembered geometry in hexadecimal asks for the place alone.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from app.domain.certificate import CertificateStatus
from tests.ui.fitting import faults, out_of_reach
from ui.bootstrap import build, open_data_folder
from ui.frame.preferences import Preferences
from ui.frame.tasks import ImmediateTasks
from ui.pages import PAGES
from ui.pages.roster.page import RosterPage
from ui.window.main_window import MainWindow
from ui.window.window_place import show_within


def _pages(window: MainWindow) -> Iterator[str]:
    """Open every page."""
    for page in PAGES:
        window.go(page.name)
        for _ in range(3):
            QApplication.processEvents()
        for fault in (*faults(window), *out_of_reach(window)):
            yield f"{page.name}: {fault}"


def _dialogs(window: MainWindow) -> list[str]:
    """Open the forms of the roster and of 今日 one after the other."""
    found: list[str] = []

    def look() -> None:
        form = QApplication.activeModalWidget()
        if form is None:
            return
        for _ in range(3):
            QApplication.processEvents()
        room = form.screen().availableGeometry()
        found.extend(f"{type(form).__name__}: {fault}" for fault in faults(form))
        if not room.contains(form.geometry()):
            found.append(f"{type(form).__name__}: {form.geometry().getRect()} in {room.getRect()}")
        form.close()

    looking = QTimer(window)
    looking.timeout.connect(look)
    looking.start(10)
    window.go("roster")
    roster = window.current_page
    assert isinstance(roster, RosterPage)
    rows = [row for row in roster.model.rows if row.certificate is CertificateStatus.HANDED_OUT]
    roster.open_with(max(rows, key=lambda row: len(row.name)).person_id)
    forms = [action for _, action in roster.events.choices()]
    forms += [action for words, action in roster.paper_steps() if words.endswith("…")]
    for open_form in (*forms, roster.events.correct, roster.events.add):
        open_form()
    looking.stop()
    return found


def main(folder: str, settings: str, remembered: str | None = None) -> None:
    """Print what was seen as JSON."""
    chosen = Preferences(QSettings(settings, QSettings.Format.IniFormat))
    chosen.sound = False
    opened = open_data_folder(Path(folder), None)
    window = build(opened, lambda: date(2026, 11, 23), preferences=chosen, tasks=ImmediateTasks)
    show_within(window, QByteArray.fromHex((remembered or "").encode()))
    found: list[str] = []
    QApplication.processEvents()
    if remembered is None:
        found += [*_pages(window), *_dialogs(window)]
    room, place = window.screen().availableGeometry(), window.geometry()
    print(
        json.dumps(
            {
                "room": room.getRect(),
                "place": place.getRect(),
                "maximised": window.isMaximized(),
                "smallest": window.minimumSize().toTuple(),
                "icons": window.navigation.width() < 100,
                "geometry": bytes(window.saveGeometry().toHex().data()).decode(),
                "faults": found,
            }
        )
    )
    window.close()
    opened.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
