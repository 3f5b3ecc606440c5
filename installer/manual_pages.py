"""Makes what the manual has from the program: its pictures, what stands on them, and the page of keys.

`python3 run.py manual` writes it; a test compares the words on the screens with the pictures.
"""

import json
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QSettings
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QTableView, QWidget

from app.domain.certificate import CertificateStatus
from app.domain.duties import DutyKind
from app.ports import Store
from app.usecases.forms.every_form import FormKind
from app.usecases.papers.guide_slips import guide_slips
from ui.bootstrap import build, create_sample_office, open_data_folder
from ui.frame.preferences import Preferences
from ui.frame.tasks import ImmediateTasks
from ui.pages.desk.page import DeskPage
from ui.pages.forward.page import ForwardPage
from ui.printers.preview import PdfPages
from ui.window.main_window import MainWindow
from ui.words.key_page import PAGE, key_page

ROOT = Path(__file__).resolve().parents[1]
MANUAL = ROOT / "resources" / "manual"
SCREENS = MANUAL / "screens"
WORDS = "words.json"
"""Of each picture: what stood on it."""
TODAY = date(2026, 11, 23)
SIZE = (1366, 768)
SLIP_DPI = 80
_NUMBER = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")


def window_of(store: Store, folder: Path) -> MainWindow:
    """Return the window over the sample office, as pictures show it."""
    settings = QSettings(str(folder / "pictures.ini"), QSettings.Format.IniFormat)
    preferences = Preferences(settings)
    preferences.theme = "light"
    preferences.sound = False
    window = build(store, lambda: TODAY, preferences=preferences, tasks=ImmediateTasks)
    window.resize(*SIZE)
    window.show()
    return window


def scenes(window: MainWindow) -> Iterator[str]:
    """Bring the window to what each picture shows, and yield its name."""
    # They would follow a moment later.
    window.refresh_counts()
    for name in ("today", "roster", "import_list", "printing", "elderly", "settings", "guide"):
        window.go(name)
        yield name
    window.go("reports")
    yield "reports"
    window.go("reports", FormKind.LOSS)
    yield "forms"
    _half_a_household(window)
    yield "desk"
    _begun_count(window)
    yield "forward"


def words_on(window: QWidget) -> list[str]:
    """Return what is written on the part shown, but for what differs from one sample office to the next."""
    for _ in range(3):  # what is read once the rest is painted, and then painted
        QApplication.processEvents()
    parts = [*window.findChildren(QLabel), *window.findChildren(QAbstractButton)]
    found = [part.text() for part in parts if part.isVisible()]
    found += [one.placeholderText() for one in window.findChildren(QLineEdit) if one.isVisible()]
    for table in window.findChildren(QTableView):
        if table.isVisible():
            model, header = table.model(), table.horizontalHeader().orientation()
            found += [str(model.headerData(at, header) or "") for at in range(model.columnCount())]
    return sorted({_CLOCK.sub("…", _NUMBER.sub("…", text)) for text in found if text.strip()})


def make() -> None:
    """Write the pictures, their words and the page of keys."""
    told = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "office"
        create_sample_office(folder, today=TODAY)
        store = open_data_folder(folder, None)
        window = window_of(store, Path(place))
        for name in scenes(window):
            told[name] = words_on(window)
            (SCREENS / f"{name}.png").write_bytes(_png(window.grab().toImage()))
        (SCREENS / "guide_slip.png").write_bytes(_slip(store))
        window.close()
        store.close()
    lines = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    (SCREENS / WORDS).write_text(f"{lines}\n", "utf-8")
    (MANUAL / PAGE).write_text(key_page(), "utf-8")


def _half_a_household(window: MainWindow) -> None:
    """A household of three at the counter, one of whose papers has not come yet."""
    ready = window.context.store.queries.certificate_rows((CertificateStatus.READY,))
    homes: dict[str, list[str]] = {}
    for row in ready:
        homes.setdefault(row.key.rpartition("-")[0], []).append(row.key)
    home = max(sorted(homes), key=lambda one: len(homes[one]))
    window.go("desk")
    page = window.current_page
    assert isinstance(page, DeskPage)
    page.read(home)
    if len(homes[home]) > 1:
        page.counter.turn(len(homes[home]))


def _begun_count(window: MainWindow) -> None:
    """The drawer while it is counted."""
    window.go("forward")
    page = window.current_page
    assert isinstance(page, ForwardPage)
    ready = window.context.store.queries.certificate_rows((CertificateStatus.READY,))
    for row in sorted(ready, key=lambda one: one.key)[:3]:
        page.drawer.scan.scanned.emit(row.issue_number)


def _slip(store: Store) -> bytes:
    """The guide slip of a household that may still register."""
    from app.printing.papers.slips import draw_slips

    due = [row for row in store.queries.due_rows(TODAY) if row.kind is DutyKind.REGISTER]
    with store.reading() as tx:
        plan = guide_slips(tx, [min(due, key=lambda row: row.key).person_id], on=TODAY)
    out = BytesIO()
    draw_slips(plan.slips, out)
    return _png(PdfPages(out.getvalue()).image_at(0, SLIP_DPI))


def _png(image: QImage) -> bytes:
    made = QBuffer()
    made.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(made, "PNG")
    return bytes(made.data().data())


if __name__ == "__main__":
    make()
