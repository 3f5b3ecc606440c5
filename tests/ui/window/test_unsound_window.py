"""What the window says by itself of a folder that is damaged or lies in a bad place."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.ports import untold
from tests.conftest import TODAY
from ui import bootstrap
from ui.bootstrap import backup_care, open_data_folder
from ui.frame.preferences import Preferences
from ui.widgets.message_strip import MessageStrip
from ui.window.from_desktop import FromDesktop


@pytest.fixture
def said(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The sentences in the strip; the first of each kind ends the window."""
    sentences: list[str] = []
    # Once its loop runs: ended before or after, Qt would let no loop of a later test run, either.
    ending = QTimer(interval=0)

    def leave() -> None:
        if qapp.thread().loopLevel():
            ending.stop()
            qapp.exit(0)

    ending.timeout.connect(leave)

    def end(_strip: MessageStrip, sentence: str) -> None:
        sentences.append(sentence)
        ending.start()

    monkeypatch.setattr(MessageStrip, "trouble", end)
    monkeypatch.setattr(MessageStrip, "refuse", end)
    yield sentences
    ending.stop()


def open_window(folder: Path, qapp: QApplication, preferences: Preferences) -> None:
    desktop = FromDesktop(None)
    bootstrap._run(qapp, open_data_folder(folder, None), lambda: TODAY, preferences, "", "", desktop)
    desktop.deleteLater()


def test_damage_is_said_when_the_window_opens(
    sample_folder: Path, tmp_path: Path, qapp: QApplication, preferences: Preferences, said: list[str]
) -> None:
    folder = Path(shutil.copytree(sample_folder, tmp_path / "data"))
    opened = open_data_folder(folder, None)
    good = backup_care(opened).now(None, untold)
    connection = opened.new_connection()
    # A page that nothing shown at first is read from.
    page = connection.value("SELECT rootpage FROM sqlite_master WHERE name = 'given_answer'")
    size = connection.value("PRAGMA page_size")
    connection.close()
    opened.close()
    content = bytearray((folder / "shikaku.db").read_bytes())
    content[page * int(size) - 1000] ^= 4
    (folder / "shikaku.db").write_bytes(content)
    open_window(folder, qapp, preferences)
    assert "データベースに傷があります" in said[0]
    assert str(good) in said[0]


def test_a_folder_that_is_copied_elsewhere_is_said(
    sample_folder: Path, tmp_path: Path, qapp: QApplication, preferences: Preferences, said: list[str]
) -> None:
    folder = Path(shutil.copytree(sample_folder, tmp_path / "OneDrive - 見本商事" / "data"))
    open_window(folder, qapp, preferences)
    assert "OneDrive の同期の中にあります" in said[0]
