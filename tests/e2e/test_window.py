"""The whole window by keyboard alone: work, close, open again, still there."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from app.domain.certificate import CertificateStatus
from app.ports import Store
from app.usecases.settings import sample_office
from tests.conftest import TODAY
from ui.bootstrap import build, create_sample_folder, open_data_folder
from ui.frame.preferences import Preferences
from ui.window.main_window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier


def opened(folder: Path, qtbot: QtBot) -> tuple[Store, MainWindow]:
    """Open folder and window as the program does, with its own worker threads."""
    store = open_data_folder(folder, None)
    settings = Preferences(QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat))
    settings.sound = False
    window = build(store, lambda: TODAY, preferences=settings)
    with qtbot.waitActive(window):
        window.show()
    return store, window


def press(window: MainWindow, keys: str, qtbot: QtBot) -> None:
    for key in keys:
        qtbot.keyClick(window.focusWidget(), key)


def test_a_morning_by_keyboard_survives_closing(tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "data"
    create_sample_folder(folder)
    store = open_data_folder(folder, None)
    with store.transaction("見本の事業所", undoable=False) as tx:
        sample_office.fill(tx, today=TODAY)
    # Of people whom nobody is called like: one reading records.
    readings = [row.kana for row in store.queries.person_rows()]
    ready = store.queries.certificate_rows((CertificateStatus.READY,))
    waiting = [row for row in ready if readings.count(row.kana) == 1][:3]
    store.close()

    store, window = opened(folder, qtbot)
    # To the desk: two sheets go out, the second is taken back again.
    qtbot.keyClick(window, "3", CTRL)
    for row in waiting[:2]:
        press(window, row.issue_number, qtbot)
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    qtbot.keyClick(window.focusWidget(), "z", CTRL)
    # Back to the due list: one 声かけ on the current row.
    qtbot.keyClick(window, "1", CTRL)
    press(window, "c", qtbot)
    window.close()
    window.deleteLater()
    store.close()

    store, window = opened(folder, qtbot)
    status = {row.issue_number: row for row in store.queries.certificate_rows()}
    assert status[waiting[0].issue_number].status is CertificateStatus.HANDED_OUT
    assert status[waiting[0].issue_number].handed_out_on == date(2026, 11, 23)
    assert status[waiting[1].issue_number].status is CertificateStatus.READY
    assert window.bottom_bar.latest.text().startswith("直前: 声かけ")
    labels = [operation.label for operation in store.queries.operations(limit=4)]
    assert any(label.startswith("声かけ") for label in labels)
    window.close()
    window.deleteLater()
    store.close()
