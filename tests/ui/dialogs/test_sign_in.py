"""Opening a data folder: right and wrong passphrase, recovery code, first start."""

import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.errors import BadValue, DataFolderExists, SystemTrouble, WrongPassphrase
from app.ports import Store
from app.usecases.settings import sample_office
from db.keys import wrong_tries
from db.keys.wrong_tries import FREE_TRIES
from tests.secret_service import secret_service
from tests.ui.keyboard import in_dialog
from tests.ui.office import type_into
from ui.bootstrap import (
    create_data_folder,
    create_sample_folder,
    create_sample_office,
    kept_passphrase,
    office_place,
    open_data_folder,
    open_kept,
    seconds_to_wait,
    user_names,
)
from ui.dialogs.recovery_code import RecoveryCodeDialog
from ui.dialogs.sign_in import FirstStartDialog, SignInDialog, Storage, ask_for_folder
from ui.look.theme import apply_text_size, apply_theme

WORDS = "夕立のあとの虹を見た"


@pytest.fixture
def storage() -> Storage:
    def sample(folder: Path) -> Path:
        create_sample_folder(folder / "sample")
        return folder / "sample"

    return Storage(
        exists=lambda folder: folder.exists(),
        open=lambda folder, words, code, user: open_data_folder(folder, words, recovery_code=code, user=user),
        create=create_data_folder,
        create_sample=sample,
        seconds_to_wait=seconds_to_wait,
        names=user_names,
        kept=kept_passphrase,
        open_kept=open_kept,
        place=office_place,
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


def look_at_sample(dialog: FirstStartDialog, qtbot: QtBot) -> None:
    button = next(b for b in dialog.findChildren(QPushButton) if b.text().startswith("まず見本の"))
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)


@pytest.mark.parametrize(
    "problem",
    [
        SystemTrouble("このデータフォルダーは別の画面またはコマンドで使用中です。"),
        BadValue("書き込めません。"),
    ],
)
def test_a_sample_that_cannot_be_made_is_said_and_what_was_typed_stays(
    storage: Storage, tmp_path: Path, qtbot: QtBot, problem: Exception
) -> None:
    def refuse(folder: Path) -> Path:
        raise problem

    dialog = FirstStartDialog(tmp_path / "new", replace(storage, create_sample=refuse))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.passphrase.setText(WORDS)
    look_at_sample(dialog, qtbot)
    assert dialog.isVisible()
    assert str(problem) in dialog.problem.text()
    assert dialog.passphrase.text() == WORDS
    # The next try is a new one.
    dialog._storage = storage
    look_at_sample(dialog, qtbot)
    assert not dialog.isVisible()
    assert dialog.folder != tmp_path / "new"


def test_a_folder_in_use_is_said_at_sign_in(storage: Storage, tmp_path: Path, qtbot: QtBot) -> None:
    create_data_folder(tmp_path / "data", WORDS)
    held = open_data_folder(tmp_path / "data", WORDS)
    dialog = SignInDialog(tmp_path / "data", storage)
    qtbot.addWidget(dialog)
    dialog.show()
    secrets(dialog)[0].setText(WORDS)
    dialog.accept()
    assert dialog.isVisible()
    assert "使用中" in dialog.problem.text()
    held.close()
    dialog.accept()
    assert closing(dialog.opened)


def test_a_sample_that_breaks_off_leaves_nothing_behind(
    tmp_path: Path, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "data-sample"
    with monkeypatch.context() as broken:
        broken.setattr(sample_office, "sample_list", lambda today: b"\xff")
        with pytest.raises(Exception):  # noqa: B017, PT011 - whatever it is
            create_sample_office(place, today=today)
        assert list(tmp_path.iterdir()) == []
    # A start that was killed left its half; an empty folder is as good as none.
    half = tmp_path / "data-sample.unfinished-0123"
    half.mkdir()
    (half / "sample-in-the-making").touch()
    (half / "shikaku.db").write_bytes(b"half")
    place.mkdir()
    assert "架空" in create_sample_office(place, today=today).sentence
    assert [found.name for found in tmp_path.iterdir()] == ["data-sample"]
    assert not (place / "sample-in-the-making").exists()
    opened = open_data_folder(place, None)
    assert len(opened.queries.people()) > 80
    opened.close()
    with pytest.raises(DataFolderExists, match="すでにデータ"):
        create_sample_office(place, today=today)


@pytest.mark.parametrize("name", ["data-sample.unfinished", "data-sample.unfinished-0123"])
@pytest.mark.parametrize("is_refused", [True, False])
def test_what_the_program_did_not_make_stays_whatever_its_name(
    tmp_path: Path, today: date, name: str, is_refused: bool
) -> None:
    create_sample_folder(tmp_path / name)
    place = tmp_path / "data-sample"
    if is_refused:
        place.mkdir()
        (place / "own.txt").write_text("x")
        with pytest.raises(DataFolderExists, match="空ではありません"):
            create_sample_office(place, today=today)
    else:
        create_sample_office(place, today=today)
    closing(open_data_folder(tmp_path / name, None))


def test_a_sample_is_never_put_where_something_else_lies(tmp_path: Path, today: date) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "one.txt").write_text("mine")
    with pytest.raises(DataFolderExists, match="空ではありません"):
        create_sample_office(tmp_path / "letters", today=today)
    assert [found.name for found in tmp_path.rglob("*")] == ["letters", "one.txt"]


def test_first_start_begins_in_the_passphrase(storage: Storage, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = FirstStartDialog(tmp_path / "new", storage)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
    assert dialog.passphrase.hasFocus()


CODE = "AAAAA-BBBBB-CCCCC-DDDDD-EEEE7"


@pytest.fixture
def recovery(qtbot: QtBot, tmp_path: Path) -> RecoveryCodeDialog:
    dialog = RecoveryCodeDialog(CODE, tmp_path)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
    return dialog


def test_only_its_button_closes_the_recovery_code_once_its_end_was_typed(
    recovery: RecoveryCodeDialog, qtbot: QtBot
) -> None:
    """It cannot be seen again, and the Enter that made the folder may still be held."""
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        qtbot.keyClick(recovery.focusWidget() or recovery, key)
        assert recovery.isVisible()
    assert "BBBBB" in recovery.code.text()
    recovery.written.click()
    assert recovery.isVisible()
    recovery.proof.setText("eeee1")
    assert not recovery.written.isEnabled()
    recovery.proof.setText(" ｅｅｅｅ7")
    recovery.written.click()
    assert not recovery.isVisible()


def test_the_recovery_code_is_copied_whole_and_printing_says_when_it_cannot(
    recovery: RecoveryCodeDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    recovery.copy.click()
    assert QGuiApplication.clipboard().text() == CODE
    monkeypatch.setenv("PATH", "")  # no print system at all
    recovery.print.click()
    assert "紙に書き写してください" in recovery.told.text()


def test_no_sign_of_the_recovery_code_is_cut_off_in_large_text(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    """Who copies it by hand sees it this once."""
    try:
        apply_text_size(qapp, 200)
        apply_theme(qapp, "light")
        dialog = RecoveryCodeDialog(CODE, tmp_path)
        qtbot.addWidget(dialog)
        dialog.show()
        assert dialog.code.width() >= dialog.code.fontMetrics().horizontalAdvance(CODE)
    finally:
        apply_text_size(qapp, 100)
        apply_theme(qapp, "light")


def test_a_passphrase_that_is_to_be_kept_is_no_draft(storage: Storage, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = SignInDialog(tmp_path / "data", storage)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.keep.toggle()
    assert not dialog.unsaved.isVisible()
    dialog.reject()
    assert not dialog.isVisible()


def test_a_storage_that_fails_is_said_in_the_dialog(storage: Storage, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = SignInDialog(tmp_path / "nowhere", replace(storage))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.problem.text()


def test_who_lets_the_pc_keep_the_passphrase_is_not_asked_again_but_another_user_is(
    storage: Storage, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder, asked = tmp_path / "data", []
    create_data_folder(folder, WORDS)

    def sign_in(dialog: QDialog) -> None:
        assert isinstance(dialog, SignInDialog)
        asked.append(dialog.keep.isChecked())
        type_into(secrets(dialog)[0], WORDS)
        if len(asked) == 1:
            dialog.keep.click()
            assert "次からパスフレーズなしで開けます" in dialog._meaning.text()
            assert dialog._meaning.isVisible()
        dialog.save.click()

    with secret_service(tmp_path, monkeypatch):
        in_dialog(sign_in)
        first, told = ask_for_folder(folder, storage)
        assert (closing(first), told, asked) == (True, "", [False])
        again, told = ask_for_folder(folder, storage)
        assert (closing(again), told, asked) == (True, "", [False])
        # Off again for everybody else, and after a lock.
        in_dialog(sign_in)
        other, _ = ask_for_folder(folder, storage, is_for_other=True)
        kept_passphrase(folder).lock(is_on=True)
        assert closing(other)
        in_dialog(sign_in)
        locked, _ = ask_for_folder(folder, storage)
        assert (closing(locked), asked) == (True, [False, False, False])
    # The keyring is away: it is said, and the passphrase is asked for.
    in_dialog(sign_in)
    without, _ = ask_for_folder(folder, storage)
    assert (closing(without), len(asked)) == (True, 4)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="this system always has a keyring")
def test_where_no_keyring_answers_nothing_is_promised(storage: Storage, tmp_path: Path, qtbot: QtBot) -> None:
    create_data_folder(tmp_path / "data", WORDS)
    dialog = SignInDialog(tmp_path / "data", storage)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.keep.click()
    assert (dialog.keep.isChecked(), dialog._meaning.isVisible()) == (False, False)
    assert "パスワード保管庫" in dialog.problem.text()
    type_into(secrets(dialog)[0], WORDS)
    dialog.save.click()
    assert closing(dialog.opened)
