"""What every test may rely on: no window on the screen, no trace outside its own folder, one day."""

import logging
import os
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from app.ports import Store

# Machines of different speed must agree on what passes.
settings.register_profile("office", deadline=None, print_blob=True)
settings.load_profile("office")

TODAY = date(2026, 11, 23)


def pytest_configure(config: pytest.Config) -> None:
    """Keep tests away from the screen, the settings, the data and the key ring of the person."""
    home = tempfile.TemporaryDirectory(prefix="shikaku-tests-")
    config.add_cleanup(home.cleanup)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        os.environ[name] = str(Path(home.name) / name.lower())


@pytest.fixture
def today() -> date:
    """The day on which all tests take place: Monday, 令和8年11月23日."""
    return TODAY


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty, encrypted, migrated data folder of a sample office."""
    from ui.bootstrap import create_sample_folder, open_data_folder

    folder = tmp_path / "data"
    create_sample_folder(folder)
    opened = open_data_folder(folder, None)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def nothing_goes_wrong_in_silence(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A test fails when the program logs an error that the test did not ask for.

    A test that provokes one takes the records out: caplog.clear().
    """
    yield
    errors = [r for r in caplog.get_records("call") if r.levelno >= logging.ERROR]
    assert not errors, [r.getMessage() for r in errors]


@pytest.fixture(autouse=True)
def no_key_stays_down() -> Iterator[None]:
    """A key pressed in one test is up before the next: Qt remembers Ctrl for the whole process.

    A shortcut that closes its own window takes the release of its modifier with it.
    """
    yield
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication

    if not isinstance(QGuiApplication.instance(), QGuiApplication):
        return
    if QGuiApplication.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QWidget

        anywhere = QWidget()
        QTest.keyRelease(anywhere, Qt.Key.Key_Shift)
        anywhere.deleteLater()
        assert QGuiApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier
