"""記録の場所: a wrong address is refused where it is typed; the server is asked, and the office moves."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from app.ports import Report, Store
from tests.conftest import PATIENCE_MS
from tests.postgres import Server
from tests.ui.office import close, type_into, window
from ui.bootstrap import (
    OPEN_AGAIN,
    create_data_folder,
    data_folder,
    office_place,
    open_data_folder,
    user_names,
)
from ui.dialogs.join_office import JoinOfficeDialog
from ui.pages.places import SETTINGS
from ui.pages.settings.office_place import OfficePlacePanel
from ui.window.moving import MovingDialog

WORDS = "夕立のあとの虹を見た"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("place") / "data"
    create_data_folder(folder, WORDS)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    return shutil.copytree(made, tmp_path / "data")


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    opened = open_data_folder(folder, WORDS)
    yield opened
    opened.close()


@contextmanager
def panel_of(store: Store, folder: Path) -> Iterator[OfficePlacePanel]:
    shown = window(store, [SETTINGS], folder)
    shown.go("settings", "記録の場所")
    panel = shown.findChild(OfficePlacePanel)
    assert panel is not None
    assert panel.isVisible()
    yield panel
    close(shown)


def test_what_will_not_do_is_said_where_it_is_typed_and_nothing_is_closed(
    store: Store, folder: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    went: list[Any] = []
    monkeypatch.setattr(OfficePlacePanel, "_move", lambda _, server: went.append(server))
    with panel_of(store, folder) as panel:
        assert panel.where.text() == "今は、このPCのファイルにあります。"
        panel.bring.click()
        assert "サーバーのアドレスを" in panel.address.accessibleDescription()
        assert "パスフレーズを入れて" in panel.words.accessibleDescription()
        for address, said in (
            ("postgresql://clerk:secret@db.example/office", "パスワードを書かないで"),
            ("postgresql://db.example/office?sslmode=require", "sslmode=verify-full"),
        ):
            panel.address.setText(address)
            panel.address.editingFinished.emit()
            assert said in panel.address.accessibleDescription()
        address = postgres.address(postgres.empty())
        panel.address.setText(address)
        type_into(panel.words, "ちがう言葉をならべておく")
        panel.bring.click()
        assert "パスフレーズが違います" in panel.told.text()
        panel.words.setText(WORDS)
        panel.address.setText(address.replace(f"port={postgres.port}", "port=1"))
        panel.bring.click()
        assert "つながりません" in panel.told.text()
        panel.address.setText(address)
        panel.look.click()
        assert "ここへ移せます" in panel.told.text()
        assert went == []
        panel.bring.click()
        assert len(went) == 1


def test_there_and_back_while_the_window_waits(folder: Path, postgres: Server) -> None:
    told: list[tuple[str, int]] = []

    def move(server: Any) -> None:
        store = open_data_folder(folder, WORDS)
        with panel_of(store, folder) as panel:
            assert panel.where.text().startswith("今は、サーバー" if server is None else "今は、このPC")
            data_folder(store, lambda said, code: told.append((said, code))).move(server, WORDS)
            assert not any(timer.isActive() for timer in panel.window().findChildren(QTimer))

    address = postgres.address(postgres.empty())
    move(office_place(folder).check(address))
    assert office_place(folder).server
    assert "へ移し、同じであることを確かめました" in told[0][0]
    move(None)
    assert not office_place(folder).server
    assert "このPCのファイルに移し" in told[1][0]
    assert [code for _, code in told] == [OPEN_AGAIN] * 2
    open_data_folder(folder, WORDS).close()


class Halting:
    """A move that goes on once it is let."""

    def __init__(self) -> None:
        self.let = Event()

    def to_server(self, _words: str, _server: object, *, user: str, report: Report) -> str:
        report(1, 2)
        self.let.wait()
        report(2, 2)
        return user


def test_a_move_that_is_not_wanted_any_more_is_stopped(qtbot: QtBot) -> None:
    place = Halting()
    dialog = MovingDialog(place, "somewhere", WORDS, "管理者", None)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: "1行" in dialog.far.text(), timeout=PATIENCE_MS)
    dialog.stop.click()
    place.let.set()
    qtbot.waitUntil(lambda: "取り消しました" in dialog.said, timeout=PATIENCE_MS)
    assert not dialog.isVisible()


def test_an_office_that_lies_on_a_server_is_opened_on_one_more_pc(
    folder: Path, postgres: Server, qtbot: QtBot
) -> None:
    address = postgres.address(postgres.empty())
    other = folder.with_name("other")

    def asked(address: str, said: str) -> JoinOfficeDialog:
        dialog = JoinOfficeDialog(office_place(other))
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.address.setText(address)
        dialog.accept()
        if said:
            qtbot.waitUntil(lambda: said in dialog.problem.text(), timeout=PATIENCE_MS)
        return dialog

    assert "形で入れてください" in asked("", "").problem.text()
    asked(address, "空で、事業所の記録がありません")
    place = office_place(folder)
    place.to_server(WORDS, place.named(address))
    dialog = asked(address, "")
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=PATIENCE_MS)
    assert dialog.result() == 1
    assert user_names(other) == ["管理者"]
    open_data_folder(other, WORDS).close()
