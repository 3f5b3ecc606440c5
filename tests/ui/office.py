"""A small office in a real window: people in the store, files answered, keys pressed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.ids import PersonId
from app.domain.person import Office
from app.ports import Store
from app.printing.values import PaperTable
from app.usecases.papers.table_file import PLAIN, Wanted
from tests.conftest import PATIENCE_MS
from tests.factories import person
from ui.bootstrap import data_folder
from ui.frame.page import Page
from ui.frame.place import PagePlace
from ui.frame.preferences import Preferences
from ui.frame.tasks import ImmediateTasks, TaskRunner
from ui.pages import PAGES
from ui.widgets.message_strip import MessageStrip
from ui.window.application import dressed
from ui.window.main_window import MainWindow

TODAY = date(2026, 11, 23)
CTRL = Qt.KeyboardModifier.ControlModifier
ENTER = Qt.Key.Key_Return


@dataclass
class Answers:
    """Stands where the system's file dialogs would open: answers what the test laid out."""

    answer: Path | None = None
    asked: list[str] = field(default_factory=list)
    wanted: Wanted = PLAIN

    def to_open(self, title: str, kinds: str) -> Path | None:
        self.asked.append(title)
        return self.answer

    def to_folder(self, title: str) -> Path | None:
        self.asked.append(title)
        return self.answer

    def to_save(self, title: str, name: str, kinds: str) -> Path | None:
        self.asked.append(name)
        return self.answer

    def to_export(self, table: PaperTable, *, in_full: bool = False) -> tuple[Path, Wanted] | None:
        self.asked.append(table.file_name)
        return None if self.answer is None else (self.answer, replace(self.wanted, in_full=in_full))


def preferences(folder: Path) -> Preferences:
    return Preferences(QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat))


def window(
    store: Store,
    pages: Iterable[PagePlace | type[Page]],
    folder: Path,
    *,
    tasks: Callable[[MessageStrip], TaskRunner] = ImmediateTasks,
) -> MainWindow:
    """Return a shown window with these pages; work runs at once unless said otherwise."""
    chosen = preferences(folder)
    dressed(["tests"], chosen)
    loaded = dict(_loaded(page) for page in pages)
    made = MainWindow(store, lambda: TODAY, loaded, chosen, data_folder(store, lambda: None), tasks=tasks)
    made.resize(1366, 768)
    made.show()
    assert QTest.qWaitForWindowActive(made, PATIENCE_MS)
    return made


def _loaded(page: PagePlace | type[Page]) -> tuple[PagePlace, Callable[[], type[Page]]]:
    return (page, PAGES[page]) if isinstance(page, PagePlace) else (page.place, lambda: page)


def close(shown: MainWindow) -> None:
    """Close a window for good; every widget still alive is dressed again with the next one."""
    shown.close()
    shown.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def people(store: Store, *members: dict[str, Any]) -> list[PersonId]:
    """Enter members of one office; each dict overrides the factory's person."""
    with store.transaction("名簿") as tx:
        office = next(iter(tx.offices()), None) or tx.save_office(Office(None, "2001", "見本本社"))
        ids = []
        for number, over in enumerate(members, start=1):
            facts = {"id": None, "office_id": office.id, "number": str(100 + number), "department": "総務部"}
            made = tx.save_person(person(**facts | over))
            assert made.id is not None
            ids.append(made.id)
        return ids


def press(
    widget: QWidget, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Press keys one after the other, and let go of the modifier."""
    for key in keys:
        QTest.keyClick(widget, key, modifier)
    if modifier is CTRL:
        QTest.keyRelease(widget, Qt.Key.Key_Control)


def type_into(widget: QWidget, text: str) -> None:
    """Type the text; what no key stands for arrives as from an input method."""
    if text.isascii():
        QTest.keyClicks(widget, text)
    else:
        committed = QInputMethodEvent()
        committed.setCommitString(text)
        QApplication.sendEvent(widget, committed)


def refusal(shown: MainWindow) -> str:
    """Return the sentence that stands under the top bar."""
    return shown.strip.sentence
