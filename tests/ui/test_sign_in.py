"""Opening a data folder: right and wrong passphrase, recovery code, first start."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.errors import WrongPassphrase
from app.ports import Store
from db import wrong_tries
from db.wrong_tries import FREE_TRIES
from tests.ui.office import type_into
from ui.bootstrap import create_data_folder, create_sample_folder, open_data_folder, seconds_to_wait
from ui.dialogs.sign_in import FirstStartDialog, RecoveryCodeDialog, SignInDialog, Storage

WORDS = "夕立のあとの虹を見た"


@pytest.fixture
def storage() -> Storage:
    def sample(folder: Path) -> Path:
        create_sample_folder(folder / "sample")
        return folder / "sample"

    return Storage(
        exists=lambda folder: folder.exists(),
        asks=lambda folder: True,
        open=lambda folder, words, code: open_data_folder(folder, words, recovery_code=code),
        create=create_data_folder,
        create_sample=sample,
        seconds_to_wait=seconds_to_wait,
    )


def secrets(dialog: SignInDialog | FirstStartDialog) -> list[QLineEdit]:
    return dialog.findChildren(QLineEdit)


def closing(opened: Store | None) -> bool:
    if opened is None:
        return False
    opened.close()
    return True


def test_a_wrong_passphrase_keeps_the_dialog_open(storage: Storage, tmp_path: Path, qtbot: QtBot) -> None:
    create_data_folder(tmp_path / "data", WORDS)
    dialog = SignInDialog(tmp_path / "data", storage)
    qtbot.addWidget(dialog)
    dialog.show()
    passphrase = secrets(dialog)[0]
    passphrase.setText("wrong words")
    dialog.accept()
    assert dialog.isVisible()
    assert "パスフレーズが違います" in dialog.problem.text()
    assert passphrase.selectedText() == "wrong words"
    QTest.keyClicks(passphrase, "x")
    assert not dialog.problem.isVisible()  # while one corrects it, nothing is wrong
    passphrase.setText(WORDS)
    dialog.accept()
    assert not dialog.isVisible()
    assert closing(dialog.opened)


def test_the_recovery_code_opens_as_well(storage: Storage, tmp_path: Path, qtbot: QtBot) -> None:
    code = create_data_folder(tmp_path / "data", WORDS)
    dialog = SignInDialog(tmp_path / "data", storage)
    qtbot.addWidget(dialog)
    secrets(dialog)[1].setText(code.lower())
    dialog.accept()
    assert closing(dialog.opened)


def test_after_wrong_tries_the_button_waits_also_in_the_next_dialog(
    storage: Storage, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [datetime(2026, 11, 23, 9, 0, tzinfo=UTC)]
    monkeypatch.setattr(wrong_tries, "now", lambda: clock[0])
    create_data_folder(tmp_path / "data", WORDS)
    first = SignInDialog(tmp_path / "data", storage)
    qtbot.addWidget(first)
    first.show()
    for _ in range(FREE_TRIES + 1):
        secrets(first)[0].setText("wrong words")
        first.accept()
    first.close()
    dialog = SignInDialog(tmp_path / "data", storage)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
    assert "あと1秒待って" in dialog.problem.text()
    assert not dialog.save.isEnabled()
    passphrase = secrets(dialog)[0]
    type_into(passphrase, WORDS)
    qtbot.keyClick(passphrase, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert "あと1秒待って" in dialog.problem.text()
    clock[0] += timedelta(seconds=1)
    qtbot.waitUntil(dialog.save.isEnabled)
    assert not dialog.problem.isVisible()
    qtbot.keyClick(passphrase, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert closing(dialog.opened)


def test_a_wrong_recovery_code_is_selected_for_retyping(
    storage: Storage, tmp_path: Path, qtbot: QtBot
) -> None:
    create_data_folder(tmp_path / "data", WORDS)
    dialog = SignInDialog(tmp_path / "data", storage)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "パスフレーズを忘れたとき").click()
    code = secrets(dialog)[1]
    QTest.keyClicks(code, "AAAAA-BBBBB")
    qtbot.keyClick(code, Qt.Key.Key_Return)
    assert "復旧コードが違います" in dialog.problem.text()
    assert code.selectedText() == "AAAAA-BBBBB"
    assert code.hasFocus()


def test_a_weak_passphrase_is_refused_with_advice_at_the_first_start(
    storage: Storage, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = FirstStartDialog(tmp_path / "new", storage)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
    first, again = secrets(dialog)
    first.setText("password")
    again.setText("password")
    dialog.accept()
    assert "関係のない言葉を4つ" in dialog.problem.text()
    assert (first.selectedText(), again.text()) == ("password", "")
    assert first.hasFocus()
    assert not (tmp_path / "new").exists()
    type_into(first, WORDS)
    assert not dialog.problem.isVisible()


def test_first_start_makes_a_folder_that_opens_with_these_words(
    storage: Storage, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = FirstStartDialog(tmp_path / "new", storage)
    qtbot.addWidget(dialog)
    dialog.show()
    first, again = secrets(dialog)
    first.setText(WORDS)
    again.setText("other words")
    dialog.accept()
    assert dialog.isVisible()
    again.setText(WORDS)
    dialog.accept()
    assert dialog.recovery_code
    assert closing(open_data_folder(tmp_path / "new", WORDS))
    with pytest.raises(WrongPassphrase):
        open_data_folder(tmp_path / "new", "other words")


def test_first_start_begins_in_the_passphrase(storage: Storage, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = FirstStartDialog(tmp_path / "new", storage)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
    assert dialog.passphrase.hasFocus()


def test_only_its_button_closes_the_recovery_code(qtbot: QtBot) -> None:
    """It cannot be seen again, and the Enter that made the folder may still be held."""
    dialog = RecoveryCodeDialog("AAAAA-BBBBB-CCCCC-DDDDD-EEEEE")
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        qtbot.keyClick(dialog.focusWidget() or dialog, key)
        assert dialog.isVisible()
    assert "BBBBB" in dialog.code.text()
    dialog.written.click()
    assert not dialog.isVisible()


def test_a_storage_that_fails_is_said_in_the_dialog(storage: Storage, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = SignInDialog(tmp_path / "nowhere", replace(storage))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.problem.text()
