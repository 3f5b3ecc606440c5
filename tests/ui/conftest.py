"""The sample office behind a window, without threads and without this PC's settings."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QShowEvent
from pytestqt.qtbot import QtBot

from app.ports import Store
from app.usecases.settings import sample_office
from tests.conftest import TODAY
from tests.ui.told import ways_untold
from ui.bootstrap import build, create_sample_folder, open_data_folder
from ui.dialogs.form import FormDialog
from ui.frame.preferences import Preferences
from ui.frame.tasks import ImmediateTasks
from ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from tests.postgres import Server


class Opened(QObject):
    """Takes what would be shown by another program."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[Path] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        """Keep where it leads."""
        self.paths.append(Path(url.toLocalFile()))


@pytest.fixture(autouse=True)
def handed_over() -> Iterator[Opened]:
    """What the program wanted to open: nothing appears on anybody's screen."""
    taken = Opened()
    # PySide takes a text only, whatever its stub says.
    QDesktopServices.setUrlHandler("file", taken, cast(bytes, "take"))
    yield taken
    QDesktopServices.unsetUrlHandler("file")


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    """Settings that nobody else uses; silent."""
    chosen = Preferences(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    chosen.sound = False
    chosen.theme = "light"
    return chosen


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed sample office, made once; tests work on copies."""
    folder = tmp_path_factory.mktemp("office") / "data"
    create_sample_folder(folder)
    opened = open_data_folder(folder, None)
    with opened.transaction("見本の事業所", undoable=False) as tx:
        sample_office.fill(tx, today=TODAY)
    opened.close()
    return folder


@pytest.fixture
def office(sample_folder: Path, tmp_path: Path, server: "Server | None") -> Iterator[Store]:
    """The sample office: three offices, some forty households, every kind of duty."""
    copy = tmp_path / "office"
    shutil.copytree(sample_folder, copy)
    if server is not None:
        with server.opened(sample_folder, copy) as there:
            yield there
        return
    opened = open_data_folder(copy, None)
    yield opened
    opened.close()


@pytest.fixture
def window(qtbot: QtBot, office: Store, today: date, preferences: Preferences) -> Iterator[MainWindow]:
    """The window over the sample office, shown."""
    yield from shown(qtbot, office, today, preferences)


@pytest.fixture
def empty_window(qtbot: QtBot, store: Store, today: date, preferences: Preferences) -> Iterator[MainWindow]:
    """The window over a data folder without people."""
    yield from shown(qtbot, store, today, preferences)


@pytest.fixture(autouse=True)
def every_dialog_is_told(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever dialog a test opens, each of its controls has a name and a role for a screen reader."""
    untold: list[str] = []
    show = FormDialog.showEvent

    def look(dialog: FormDialog, event: QShowEvent) -> None:
        show(dialog, event)
        untold.extend(f"{dialog.windowTitle()}: {way}" for way in ways_untold(dialog))

    monkeypatch.setattr(FormDialog, "showEvent", look)
    yield
    assert untold == []


def shown(qtbot: QtBot, store: Store, today: date, preferences: Preferences) -> Iterator[MainWindow]:
    """Build, show, and close a window."""
    window = build(store, lambda: today, preferences=preferences, tasks=ImmediateTasks)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    with qtbot.waitActive(window):
        window.show()
    yield window
    window.close()
    window.deleteLater()
    # Now, not later: every widget still alive is dressed again with the next window.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
