"""A double click on a file of ours: the open window shows where it is used, and does nothing by itself."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from app.ports import Store, untold
from db.folder import handing
from tests.ui.office import ENTER, close, press, refusal, window
from ui.bootstrap import backup_care
from ui.dialogs.form import FormDialog
from ui.frame.own_files import PAGES
from ui.pages import PAGES as EVERY_PAGE
from ui.pages.importing.page import ImportPage
from ui.pages.settings.page import SettingsPage
from ui.window.from_desktop import FromDesktop
from ui.window.main_window import MainWindow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """That of the store."""
    return tmp_path / "data"


@pytest.fixture
def shown(store: Store, tmp_path: Path, qapp: QApplication) -> Iterator[MainWindow]:
    made = window(store, EVERY_PAGE, tmp_path)
    made.go("today")
    yield made
    close(made)


@pytest.fixture
def desktop(shown: MainWindow, folder: Path) -> Iterator[FromDesktop]:
    made = FromDesktop(None, asks_by_event=True)
    made.serve(shown, folder, lambda: handing.taken(folder))
    yield made
    made.leave()
    made.deleteLater()


def file(folder: Path, name: str) -> Path:
    made = folder / name
    made.write_bytes(b"of ours")
    return made


def test_every_kind_has_a_page() -> None:
    assert set(PAGES.values()) <= {page.name for page in EVERY_PAGE}


def test_a_backup_is_offered_to_be_put_back(
    store: Store, shown: MainWindow, desktop: FromDesktop, tmp_path: Path
) -> None:
    backup = backup_care(store).now(tmp_path / "控え.shikaku-backup", untold)
    desktop.open(backup)
    page = shown.current_page
    assert isinstance(page, SettingsPage)
    assert page.shown.currentWidget() is page.backup
    assert page.backup.restoring.restore.isVisible()
    assert "控え.shikaku-backup に戻すと" in page.backup.restoring.warning.text()


def test_what_is_no_backup_is_said_where_backups_are(
    shown: MainWindow, desktop: FromDesktop, tmp_path: Path
) -> None:
    desktop.open(file(tmp_path, "一覧.zip"))
    page = shown.current_page
    assert isinstance(page, SettingsPage)
    assert page.backup.restoring.told.text()
    assert not page.backup.restoring.restore.isVisible()


def test_a_parcel_lies_ready_for_enter(shown: MainWindow, desktop: FromDesktop, tmp_path: Path) -> None:
    parcel = file(tmp_path, "支店 4.shikaku-parcel")
    desktop.open(parcel)
    page = shown.current_page
    assert isinstance(page, ImportPage)
    assert page.path.text() == str(parcel)
    assert page.told.text() == "「支店 4.shikaku-parcel」を読むには Enter を押してください。"
    press(page.path, ENTER)
    assert page.told.text() != "「支店 4.shikaku-parcel」を読むには Enter を押してください。"


def test_a_batch_where_the_society_signs_none_is_refused(
    shown: MainWindow, desktop: FromDesktop, tmp_path: Path
) -> None:
    desktop.open(file(tmp_path, "発行データ-1.shikaku-batch"))
    assert shown.current_page.name == "printing"
    assert "batch_key" in refusal(shown)


@pytest.mark.parametrize("name", ["消えた.shikaku-backup", "別.pdf"])
def test_what_is_not_there_or_not_ours_is_said(
    shown: MainWindow, desktop: FromDesktop, tmp_path: Path, name: str
) -> None:
    desktop.open(tmp_path / name)
    assert name in refusal(shown)
    assert shown.current_page.name == "today"


def test_a_form_that_is_open_keeps_what_was_typed(
    shown: MainWindow, desktop: FromDesktop, tmp_path: Path
) -> None:
    form = FormDialog("試し", "保存")
    form.open()
    try:
        desktop.open(file(tmp_path, "a.shikaku-parcel"))
        assert shown.current_page.name == "today"
        assert "入力は残っています" in form.problem.text()
    finally:
        form.done(QDialog.DialogCode.Rejected)
        form.deleteLater()


def test_macos_names_the_file_before_a_window_is_open(
    request: pytest.FixtureRequest, qapp: QApplication, tmp_path: Path
) -> None:
    desktop = FromDesktop(None, asks_by_event=True)
    qapp.sendEvent(qapp, QFileOpenEvent(str(file(tmp_path, "a.shikaku-parcel"))))
    shown = request.getfixturevalue("shown")
    desktop.serve(shown, tmp_path, lambda: None)
    assert shown.current_page.name == "import_list"
    shown.go("today")
    desktop.leave()
    desktop.open(tmp_path / "a.shikaku-parcel")
    assert shown.current_page.name == "today"
    desktop.deleteLater()


@pytest.mark.usefixtures("desktop")
def test_macos_names_the_file_in_an_event(shown: MainWindow, tmp_path: Path) -> None:
    app = QApplication.instance()
    assert app is not None
    app.sendEvent(app, QFileOpenEvent(str(file(tmp_path, "a.shikaku-parcel"))))
    assert shown.current_page.name == "import_list"


@pytest.mark.usefixtures("desktop")
def test_a_second_start_hands_its_file_to_the_open_window(
    shown: MainWindow, qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    parcel = file(tmp_path, "b.shikaku-parcel")
    told: list[bool] = []
    second = Thread(target=lambda: told.append(handing.handed_over(folder, parcel, seconds=20)))
    second.start()
    qtbot.waitUntil(lambda: told == [True])
    assert shown.current_page.name == "import_list"
    assert not (folder / "to-open.txt").exists()
