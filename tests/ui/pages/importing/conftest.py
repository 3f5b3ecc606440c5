"""The page of 取込 in a window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.ports import Store
from tests.ui.office import close, window
from ui.pages.importing.page import ImportPage
from ui.pages.roster.page import RosterPage
from ui.window.main_window import MainWindow


@pytest.fixture
def shown(store: Store, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    made = window(store, [RosterPage, ImportPage], tmp_path)
    qtbot.addWidget(made)
    made.go("import_list")
    yield made
    close(made)


@pytest.fixture
def page(shown: MainWindow) -> ImportPage:
    made = shown.findChild(ImportPage)
    assert made is not None
    return made
