"""Several people, one folder, in the window: added, changed, removed; and who sits before it."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.roles import User, UserRole
from app.ports import Store
from db.keys.keys import Unlock, open_keys
from db.keys.keys_file import read_keys
from db.keys.wrong_tries import WrongTries
from db.store import open_store
from tests.conftest import TODAY as DAY
from tests.secret_service import secret_service
from tests.ui.keyboard import in_dialog
from tests.ui.office import close, refusal, type_into, window
from ui.bootstrap import (
    create_data_folder,
    kept_passphrase,
    office_place,
    open_data_folder,
    open_kept,
    user_names,
)
from ui.dialogs.recovery_code import RecoveryCodeDialog
from ui.dialogs.sign_in import SignInDialog, Storage
from ui.dialogs.user import RemoveUserDialog, UserDialog, UserPassphraseDialog
from ui.pages.places import SETTINGS, TODAY
from ui.pages.settings.passphrase import PassphrasePanel
from ui.pages.settings.users import UsersPanel
from ui.window.main_window import MainWindow

WORDS, THEIRS, NEW = "夕立のあとの虹を見た", "えんぴつ灯台みかん自転車", "さつまいも望遠鏡毛布切手"
HANAKO = User("見本 花子", UserRole.CLERK)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office") / "data"
    create_data_folder(folder, WORDS)
    store = open_data_folder(folder, WORDS)
    store.users.add(HANAKO, THEIRS)
    store.close()
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return shutil.copytree(made, tmp_path / "data")


@pytest.fixture
def office(folder: Path) -> Iterator[Store]:
    """On the day of the tests: a stand-in's last day is still to come."""
    morning = datetime.combine(DAY, time(9), UTC)
    opened = open_store(folder, Unlock(WORDS, user="管理者"), clock=lambda: morning)
    yield opened
    opened.close()


@pytest.fixture
def shown(office: Store, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    made = window(office, [SETTINGS], tmp_path)
    made.go("settings", "利用者")
    yield made
    close(made)


@pytest.fixture
def panel(shown: MainWindow) -> UsersPanel:
    found = shown.findChild(UsersPanel)
    assert found is not None
    return found


def test_somebody_is_added_gets_another_role_and_is_removed(
    office: Store, shown: MainWindow, panel: UsersPanel
) -> None:
    def add(dialog: QDialog) -> None:
        assert isinstance(dialog, UserDialog)
        type_into(dialog._name, "三好 次郎")
        dialog._role.setCurrentIndex(dialog._role.findData(UserRole.STAND_IN))
        type_into(dialog._passphrase.first, NEW)
        type_into(dialog._passphrase.again, NEW)
        dialog.save.click()
        assert "最後の日を決めて" in dialog.problem.text()
        type_into(dialog._until, "2026-12-28")
        dialog.save.click()

    in_dialog(add)
    panel.new.click()
    jiro = User("三好 次郎", UserRole.STAND_IN, date(2026, 12, 28))
    assert jiro in office.users.all()
    assert "代行(令和8年12月28日まで)" in panel.told.text()

    panel.table.select_id("三好 次郎")

    def change(dialog: QDialog) -> None:
        assert isinstance(dialog, UserDialog)
        dialog._role.setCurrentIndex(dialog._role.findData(UserRole.READER))
        dialog.save.click()

    in_dialog(change)
    panel.role.click()
    assert User("三好 次郎", UserRole.READER) in office.users.all()

    def prove(dialog: QDialog) -> None:
        assert isinstance(dialog, RecoveryCodeDialog)
        type_into(dialog.proof, dialog.code.text()[-5:])
        dialog.written.click()

    def remove(dialog: QDialog) -> None:
        assert isinstance(dialog, RemoveUserDialog)
        in_dialog(prove)
        dialog.save.click()

    panel.table.select_id("三好 次郎")
    in_dialog(remove)
    panel.remove.click()
    assert [user.name for user in office.users.all()] == ["管理者", HANAKO.name]
    assert "次に閉じるとき" in panel.told.text()
    assert "閉じるとき" in panel.due.text()


def test_nobody_touches_the_own_role(panel: UsersPanel) -> None:
    panel.table.select_id("管理者")
    assert not any(button.isEnabled() for button in (panel.role, panel.remove, panel.passphrase))
    panel.table.select_id(HANAKO.name)
    assert all(button.isEnabled() for button in (panel.role, panel.remove, panel.passphrase))


def test_a_forgotten_passphrase_is_set_anew(office: Store, panel: UsersPanel, folder: Path) -> None:
    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, UserPassphraseDialog)
        type_into(dialog._passphrase.first, NEW)
        type_into(dialog._passphrase.again, "ちがう")
        dialog.save.click()
        assert "2つのパスフレーズが違います" in dialog.problem.text()
        dialog._passphrase.again.clear()
        type_into(dialog._passphrase.again, NEW)
        dialog.save.click()

    panel.table.select_id(HANAKO.name)
    in_dialog(fill)
    panel.passphrase.click()
    assert "付け直しました" in panel.told.text()
    keys = open_keys(read_keys(folder), Unlock(NEW, user=HANAKO.name), WrongTries(folder))
    assert keys.user == HANAKO


def test_the_frame_says_who_sits_there_and_what_is_not_for_them_is_not_there(
    folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    store = open_data_folder(folder, THEIRS, user=HANAKO.name)
    made = window(store, [TODAY, SETTINGS], tmp_path)
    made.go("settings")
    words = made.top_bar.findChildren(type(made.top_bar._words[1]))
    assert "見本 花子(担当者)" in [word.text() for word in words]
    page = made.current_page
    assert [page.list.item(row).text() for row in range(page.list.count())] == [  # type: ignore[attr-defined]
        *(
            "プリンター",
            "バックアップ",
            "2つ目の場所",
            "引継ぎ",
            "本社・事業所",
            "表示と音",
            "パスフレーズ",
            "版",
        )
    ]
    made.go("roster")
    assert "この画面は担当者の方にはありません" in refusal(made)
    close(made)
    store.close()


def test_the_lock_asks_for_the_one_who_locked_and_lets_another_sign_in(
    office: Store, shown: MainWindow
) -> None:
    from ui.widgets.lock_screen import LockScreen

    left: list[bool] = []
    object.__setattr__(shown.context.folder, "open_for_other", lambda: left.append(True))
    shown.lock()
    lock = shown.findChild(LockScreen)
    assert lock is not None
    assert "管理者 さんがロック" in lock._title.text()
    type_into(lock._passphrase, THEIRS)
    lock._button.click()
    assert "パスフレーズが違います" in lock._problem.text()
    lock._others.click()
    assert left == [True]


def test_the_sign_in_asks_who_it_is(folder: Path, qtbot: QtBot) -> None:
    storage = Storage(
        exists=lambda _: True,
        open=lambda place, words, code, user: open_data_folder(place, words, recovery_code=code, user=user),
        create=lambda _place, _words: "",
        create_sample=lambda place: place,
        seconds_to_wait=lambda _: 0,
        names=user_names,
        kept=kept_passphrase,
        open_kept=open_kept,
        place=office_place,
    )
    dialog = SignInDialog(folder, storage)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog._names.setCurrentText(HANAKO.name)
    type_into(dialog._passphrase, WORDS)
    button = next(one for one in dialog.findChildren(QPushButton) if one.text() == "開く")
    button.click()
    assert "パスフレーズが違います" in dialog.problem.text()
    dialog._passphrase.clear()
    type_into(dialog._passphrase, THEIRS)
    button.click()
    assert dialog.opened is not None
    assert dialog.opened.user == HANAKO.name
    dialog.opened.close()


def test_what_the_pc_keeps_is_shown_locked_and_forgotten(
    folder: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with secret_service(tmp_path, monkeypatch):
        kept = kept_passphrase(folder)
        kept.keep(HANAKO.name, THEIRS)
        hers = open_kept(folder)
        assert hers is not None
        shown = window(hers, [SETTINGS], tmp_path)
        shown.go("settings", "パスフレーズ")
        panel = shown.findChild(PassphrasePanel)
        assert panel is not None
        assert "見本 花子 さんのパスフレーズを覚えて" in panel.kept.text()
        shown.lock()
        # Whoever ends the locked window and starts anew is asked.
        hers.close()
        assert open_kept(folder) is None
        hers = open_data_folder(folder, THEIRS, user=HANAKO.name)
        shown._unlock()
        panel.forget.click()
        assert "忘れさせました" in panel.forgotten.text()
        assert (kept.user, panel.forget.isVisible()) == ("", False)
        close(shown)
        hers.close()
