"""Work off the UI thread: results come back there, failures are said, nothing is left running."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.errors import BadValue, SystemTrouble
from ui.frame.tasks import ImmediateTasks, Job, TaskRunner, Tasks
from ui.widgets.message_strip import MessageStrip

Runner = Callable[[MessageStrip], TaskRunner]


@pytest.fixture
def strip(qtbot: QtBot) -> MessageStrip:
    made = MessageStrip()
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize("runner", [Tasks, ImmediateTasks])
def test_results_and_progress_arrive_on_the_ui_thread(
    strip: MessageStrip, runner: Runner, qtbot: QtBot
) -> None:
    told: list[object] = []
    tasks = runner(strip)

    def work(job: Job) -> str:
        for step in range(3):
            job.report(step, 3)
        return "ready"

    def done(result: str) -> None:
        told.append((result, threading.current_thread() is threading.main_thread()))

    tasks.start(work, done=done, progress=lambda so_far, total: told.append((so_far, total)))
    qtbot.waitUntil(lambda: len(told) == 4)
    assert told == [(0, 3), (1, 3), (2, 3), ("ready", True)]


@pytest.mark.parametrize("runner", [Tasks, ImmediateTasks])
@pytest.mark.parametrize("error", [BadValue("直してください。"), SystemTrouble("記録は無事です。")])
def test_refusals_are_said(strip: MessageStrip, runner: Runner, error: Exception, qtbot: QtBot) -> None:
    failed: list[bool] = []

    def work(job: Job) -> None:
        raise error

    runner(strip).start(work, done=lambda _: pytest.fail("no result"), failed=lambda: failed.append(True))
    qtbot.waitUntil(lambda: failed == [True])
    assert strip.sentence == str(error)


def test_a_mistake_of_ours_is_not_swallowed(strip: MessageStrip) -> None:
    def work(job: Job) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ImmediateTasks(strip).start(work, done=lambda _: None)


def test_cancelled_work_ends_without_a_result(strip: MessageStrip, qtbot: QtBot) -> None:
    tasks, begun, go_on, told = Tasks(strip), threading.Event(), threading.Event(), list[object]()

    def work(job: Job) -> str:
        begun.set()
        go_on.wait(60)
        job.report(1, 2)
        return "too late"

    job = tasks.start(work, done=told.append)
    assert begun.wait(60)
    job.cancel()
    go_on.set()
    tasks.drain()
    QApplication.processEvents()
    assert told == []


def test_closing_waits_for_work_under_way(strip: MessageStrip) -> None:
    tasks, begun, ended = Tasks(strip), threading.Event(), threading.Event()

    def work(job: Job) -> None:
        begun.set()
        while not job.is_cancelled:
            threading.Event().wait(0.001)
        ended.set()

    tasks.start(work, done=lambda _: pytest.fail("drained work has no result"))
    assert begun.wait(60)
    tasks.drain()
    assert ended.is_set()
