"""A run nobody confirmed is told when the program starts, with the way there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.domain.ids import SessionId
from app.domain.print_session import SessionStatus
from app.ports import Store
from app.usecases.printing import sessions
from tests.ui.conftest import shown
from tests.ui.office import press
from ui.frame.preferences import Preferences
from ui.pages.printing.page import ACCOUNT, CHOOSE, PrintingPage
from ui.pages.today.page import TodayPage
from ui.window.main_window import MainWindow
from ui.words.unfinished import unfinished


@pytest.fixture
def run(office: Store, today: date) -> SessionId:
    """A run that left for a printer before the program was closed."""
    with office.transaction("準備") as tx:
        people = [row.person_id for row in office.queries.print_candidates(today)[:3]]
        session_id = sessions.plan_session(tx, people, today=today).session_id
    assert session_id is not None
    with office.transaction("出力", undoable=False) as tx:
        sessions.mark_spooled(tx, session_id, printer="総務")
    return session_id


@pytest.fixture
def restarted(
    run: SessionId, office: Store, qtbot: QtBot, today: date, preferences: Preferences
) -> Iterator[MainWindow]:
    """The window opened again with that run."""
    yield from shown(qtbot, office, today, preferences)


def print_page(window: MainWindow) -> PrintingPage:
    page = window.current_page
    assert isinstance(page, PrintingPage)
    return page


def test_the_window_begins_with_what_was_not_confirmed(run: SessionId, restarted: MainWindow) -> None:
    today = restarted.current_page
    assert isinstance(today, TodayPage)
    assert f"印刷作業{run}の3枚は、刷り上がりが" in today.unfinished.notice.text()
    press(today.unfinished.go_on, Qt.Key.Key_Space)
    page = print_page(restarted)
    assert (page.steps.value, page.account.session_id) == (ACCOUNT, run)


def test_where_nothing_waits_nothing_is_told_and_the_step_says_what_to_do(window: MainWindow) -> None:
    today = window.current_page
    assert isinstance(today, TodayPage)
    assert not today.unfinished.isVisible()
    window.go("printing")
    page = print_page(window)
    page._go_on(ACCOUNT)
    seen = [button.text() for button in page.account.findChildren(QPushButton) if button.isVisible()]
    assert seen == ["対象者を選ぶ"]
    press(page.account.go_on, Qt.Key.Key_Space)
    assert page.steps.value == CHOOSE


def test_several_runs_and_what_was_not_sent_are_told_in_one_sentence(run: SessionId, office: Store) -> None:
    (row,) = [row for row in office.queries.session_rows() if row.session_id == run]
    runs = [replace(row, session_id=SessionId(n), spooled=10, queued=0) for n in (5, 4, 3)]
    assert unfinished(runs) == "印刷作業5、印刷作業4ほか1件の30枚は、刷り上がりがまだ確かめられていません。"
    unsent = replace(row, session_id=SessionId(6), spooled=0, queued=3)
    assert unfinished([unsent]) == "印刷作業6は途中です。送っていない用紙が3枚あります。"
    assert unfinished([replace(row, status=SessionStatus.CLOSED)]) == ""
    planned = replace(row, session_id=SessionId(7), status=SessionStatus.PLANNED, spooled=0, queued=3)
    cut_off = replace(row, session_id=SessionId(8), is_leaving=True)
    assert unfinished([cut_off, planned]) == (
        "印刷作業8は、出力の途中で切れています。用紙が出ているか確かめてください。"
        "印刷作業7の3枚は、準備したままで出力していません。"
    )
