"""Backups beside the work and before the window closes: shown, skipped, failed, never in the way."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.backups import Plan, Worry
from app.ports import Store, untold
from app.words import label
from tests.ui.held_tasks import HeldTasks
from ui.bootstrap import backup_care, build
from ui.frame import tasks
from ui.frame.preferences import Preferences
from ui.pages.settings.page import SettingsPage
from ui.window.main_window import MainWindow


def backups(store: Store) -> list[Path]:
    return [row.file for row in backup_care(store).rows()]


def leave(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()


@pytest.fixture
def held(qtbot: QtBot, office: Store, today: date, preferences: Preferences) -> Iterator[MainWindow]:
    """A window whose work beside it runs when the test says so."""
    window = build(office, lambda: today, preferences=preferences, tasks=HeldTasks)
    qtbot.addWidget(window)
    window.resize(960, 560)
    with qtbot.waitActive(window):
        window.show()
    aside(window).waiting.clear()
    yield window
    window.close()


def aside(window: MainWindow) -> HeldTasks:
    held = window.backing_up._tasks
    assert isinstance(held, HeldTasks)
    return held


def test_closing_makes_one(window: MainWindow, office: Store) -> None:
    leave(window)
    assert not window.isVisible()
    assert len(backups(office)) == 1


def test_closing_makes_none_where_nothing_is_new(window: MainWindow, office: Store) -> None:
    made = backup_care(office).now(None, untold)
    leave(window)
    assert not window.isVisible()
    assert backups(office) == [made]


def test_it_says_what_it_does_and_closes_by_itself(held: MainWindow, office: Store) -> None:
    leave(held)
    screen = held.backing_up.screen
    assert screen is not None
    assert screen.isVisible()
    assert screen.title.text() == "バックアップしています"
    # An Enter too many does not stop it.
    assert not screen.leave.hasFocus()
    QTest.keyClick(held, Qt.Key.Key_Return)
    assert not aside(held).waiting[0][0].is_cancelled
    job, work, done, _ = aside(held).waiting.pop()
    job.report(40, 100)
    assert (screen.bar.value(), screen.bar.maximum()) == (40, 100)
    # Who presses again and again does not begin it again.
    leave(held)
    assert aside(held).waiting == []
    done(work(job))
    assert not held.isVisible()
    assert len(backups(office)) == 1


def test_who_is_in_a_hurry_closes_without(held: MainWindow, office: Store) -> None:
    leave(held)
    screen = held.backing_up.screen
    assert screen is not None
    ((job, *_),) = aside(held).waiting
    QTest.keyClick(held, Qt.Key.Key_Tab)
    assert screen.leave.hasFocus()
    QTest.keyClick(screen.leave, Qt.Key.Key_Return)
    assert job.is_cancelled
    assert not held.isVisible()
    assert backups(office) == []


def test_a_failure_is_said_and_closing_goes_on(window: MainWindow, office: Store) -> None:
    folder = window.context.folder.path
    (folder / "backups").write_bytes(b"of somebody else")
    leave(window)
    screen = window.backing_up.screen
    assert screen is not None
    assert window.isVisible()
    assert "書き込めません" in screen.sentence.text()
    (folder / "backups").unlink()
    screen.again.click()
    assert not window.isVisible()
    assert len(backups(office)) == 1


def test_a_second_place_that_is_away_does_not_hold_the_window(
    window: MainWindow, office: Store, tmp_path: Path
) -> None:
    stick = tmp_path / "USB"
    stick.mkdir()
    backup_care(office).decide(Plan(place=stick))
    shutil.rmtree(stick)
    leave(window)
    assert not window.isVisible()
    assert len(backups(office)) == 1


def test_the_end_of_the_session_is_not_held_up(held: MainWindow, office: Store) -> None:
    held.backing_up.let_go()
    leave(held)
    assert not held.isVisible()
    assert backups(office) == []


def test_the_program_itself_closes_without(window: MainWindow, office: Store) -> None:
    """After a restore, or to be made anew: nobody left."""
    window.close()
    assert not window.isVisible()
    assert backups(office) == []


def test_closing_behind_the_lock_shows_nothing_of_the_office(held: MainWindow) -> None:
    held.lock()
    held.leave()
    assert held.backing_up.screen is not None
    assert held.backing_up.screen.isVisible()
    assert not held.current_page.isVisible()
    assert not held.current_page.isEnabled()


def test_the_foot_tells_and_leads_to_where_it_is_set_right(window: MainWindow, office: Store) -> None:
    foot = window.bottom_bar
    window.backing_up.look()
    assert foot.worry.isHidden()
    (window.context.folder.path / "backup-plan.json").write_text("{")
    window.backing_up.look()
    assert foot.worry.isVisible()
    assert foot.worry.text() == "◆ バックアップの設定が読めません"
    foot.worry.click()
    page = window.current_page
    assert isinstance(page, SettingsPage)
    assert page.list.currentItem().text() == label(Worry.UNREAD, "place")
    window.backing_up.timer.stop()


def test_each_month_it_is_tried_to_put_one_back(window: MainWindow, office: Store) -> None:
    care = backup_care(office)
    assert care.keep_up(lambda _done, _total: None) == []
    window.backing_up.look()
    assert care.look().trial.at is not None
    assert care.look().trial.problem == ""
    window.backing_up.timer.stop()


def test_work_that_hangs_on_a_share_does_not_hold_the_window(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "PATIENCE", 0.0)
    answers = Event()
    left = tasks.left_behind(window.strip)
    left.start(lambda _: answers.wait(60), done=lambda _: pytest.fail("told after all"))
    left.drain()
    answers.set()
    QApplication.processEvents()
