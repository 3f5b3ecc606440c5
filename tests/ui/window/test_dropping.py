"""A file dropped anywhere on the window goes to the screen that is for it; strangers are refused by name."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication

import resources
from app.ports import Store, untold
from app.usecases.settings.sample_office import sample_list
from tests.conftest import TODAY
from ui.frame.dropped import dropped_file
from ui.pages.importing.page import ImportPage
from ui.pages.settings.page import SettingsPage
from ui.window.main_window import MainWindow

PNG = b"\x89PNG\r\n\x1a\n"


def drop(window: MainWindow, *files: Path) -> bool:
    """Let the desktop drop files in the middle of the window; return whether they were taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(600, 300), copy, data, left, Qt.KeyboardModifier.NoModifier)
    event.setAccepted(False)
    QApplication.sendEvent(window.windowHandle(), event)
    return event.isAccepted()


def test_a_list_is_read_from_any_screen_and_nothing_is_recorded(
    window: MainWindow, office: Store, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(sample_list(TODAY))
    window.go("desk")
    before = office.last_undoable()
    assert drop(window, file)
    page = window.current_page
    assert isinstance(page, ImportPage)
    assert page.heading.text() == "list.csv"
    assert office.last_undoable() == before


def test_a_seal_rules_a_form_and_a_notice_come_to_their_settings(window: MainWindow, tmp_path: Path) -> None:
    seal, notice = tmp_path / "seal.png", tmp_path / "news.toml"
    seal.write_bytes(PNG)
    notice.write_text('newest_version = "99.0.0"\n', "utf-8")
    rules, layout = resources.path("rules/mihon.toml"), resources.path("layouts/card-a4.toml")
    for file, subject in ((seal, "健保"), (rules, "規則"), (layout, "様式"), (notice, "版")):
        window.go("today")
        assert drop(window, file)
        page = window.current_page
        assert isinstance(page, SettingsPage)
        assert page.list.currentItem().text() == subject
        assert window.strip.isHidden(), window.strip.sentence


def test_a_backup_and_a_list_in_a_zip_are_told_apart_and_asked_about(
    window: MainWindow, tmp_path: Path
) -> None:
    backup = window.context.folder.backups().now(tmp_path / "kept.shikaku-backup", untold)
    assert drop(window, backup)
    page = window.current_page
    assert isinstance(page, SettingsPage)
    assert page.list.currentItem().text() == "バックアップ"
    assert backup.name in page.backup.restoring.warning.text()
    other = tmp_path / "other.zip"
    other.write_bytes(b"PK\x05\x06" + bytes(18))
    assert dropped_file(other, is_backup=False) == dropped_file(other, is_backup=False)
    assert getattr(dropped_file(other, is_backup=False), "page", "") == "import_list"


@pytest.mark.parametrize("ending", [".shikaku-batch", ".json"])
def test_what_the_society_signed_goes_to_printing(window: MainWindow, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"R8-11{ending}"
    file.write_text("{}", "utf-8")
    assert drop(window, file)
    assert window.current_page.name == "printing"


@pytest.mark.parametrize("name", ["letter.docx", "photo.heic", "noending"])
def test_a_stranger_is_refused_by_name_and_the_screen_stays(
    window: MainWindow, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(b"?")
    window.go("roster")
    drop(window, tmp_path / name)
    assert name in window.strip.sentence
    assert window.current_page.name == "roster"


def test_two_files_a_folder_and_a_locked_window(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a")
    (tmp_path / "b.csv").write_bytes(b"b")
    drop(window, tmp_path / "a.csv", tmp_path / "b.csv")
    assert "1つずつ" in window.strip.sentence
    drop(window, tmp_path)
    assert "フォルダー" in window.strip.sentence
    window.go("today")
    window.lock()
    assert not drop(window, tmp_path / "a.csv")
