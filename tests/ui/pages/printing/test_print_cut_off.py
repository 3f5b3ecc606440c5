"""A run cut off while leaving: the window says so at the start, on today, and asks for the paper first."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app import files
from app.domain.certificate import CertificateStatus
from app.domain.ids import SessionId
from app.domain.print_session import SessionStatus, SheetStatus
from app.ports import Store
from app.usecases.printing import sessions
from tests.ui.keyboard import Device
from tests.ui.office import CTRL, ENTER, TODAY, close, people, press, type_into, window
from tests.ui.pages.printing.test_printing import THREE, Show, prepare, show, to_file  # noqa: F401 - the fixture
from ui.pages.printing.page import ACCOUNT, OUTPUT, PrintingPage
from ui.pages.today.page import TodayPage
from ui.window.main_window import MainWindow


@pytest.fixture
def cut_off(store: Store) -> SessionId:
    """A run of three sheets: killed after it was noted that they leave, and before anything else."""
    ids = people(store, *THREE)
    with store.transaction("準備") as tx:
        run = sessions.plan_session(tx, ids, today=TODAY).session_id
    assert run is not None
    with store.transaction("出力", undoable=False) as tx:
        sessions.begin_output(tx, run)
    return run


@pytest.fixture
def opened(store: Store, cut_off: SessionId, tmp_path: Path, qapp: QApplication) -> Iterator[MainWindow]:
    made = window(store, [TodayPage, PrintingPage], tmp_path)
    yield made
    close(made)


def to_print(shown: MainWindow) -> PrintingPage:
    today = shown.current_page
    assert isinstance(today, TodayPage)
    press(today.unfinished.go_on, Qt.Key.Key_Space)
    page = shown.current_page
    assert isinstance(page, PrintingPage)
    return page


def states(store: Store, run: SessionId) -> list[SheetStatus]:
    return [row.status for row in store.queries.sheet_rows(run)]


def test_nothing_came_out_and_every_sheet_waits_again(
    store: Store, opened: MainWindow, cut_off: SessionId
) -> None:
    opened.go("today")
    today = opened.current_page
    assert isinstance(today, TodayPage)
    assert f"印刷作業{cut_off}は、出力の途中で切れています" in today.unfinished.notice.text()
    page = to_print(opened)
    assert (page.steps.value, page.account.session_id) == (ACCOUNT, cut_off)
    assert "途中で切れています" in page.account.strip.notice.text()
    assert page.account.strip.notice.isVisible()
    assert page.account.stop.last_good.hasFocus()
    assert not page.account.confirm.isEnabled()
    press(page.account.table, ENTER, modifier=CTRL)
    assert states(store, cut_off) == [SheetStatus.SPOOLED] * 3
    type_into(page.account.stop.last_good, "0")
    device = Device()
    device.key(opened, ENTER, "\r", after=300)
    assert states(store, cut_off) == [SheetStatus.SPOOLED] * 3
    device.key(opened, ENTER, "\r", after=900)
    # Nothing is spoiled, for nothing was on paper; each has a new number and waits.
    assert states(store, cut_off) == [SheetStatus.CANCELLED, SheetStatus.QUEUED] * 3
    assert page.steps.value == OUTPUT


def test_all_of_it_came_out_and_is_confirmed_like_any_run(
    store: Store, opened: MainWindow, cut_off: SessionId
) -> None:
    opened.go("today")
    page = to_print(opened)
    type_into(page.account.stop.last_good, "3")
    assert page.account.stop.go.text() == "全部出ている  Enter"
    press(page.account.stop.last_good, ENTER)
    assert not page.account.strip.isVisible()
    assert page.account.confirm.text() == "3枚すべて良い"
    press(page.account.table, ENTER, modifier=CTRL)
    assert [row.status for row in store.queries.certificate_rows()] == [CertificateStatus.READY] * 3
    opened.go("today")
    today = opened.current_page
    assert isinstance(today, TodayPage)
    assert not today.unfinished.isVisible()


def test_a_run_that_leaves_just_now_is_not_called_cut_off(
    store: Store,
    show: Show,  # noqa: F811
    tmp_path: Path,
) -> None:
    people(store, *THREE)
    _, page = show()
    prepare(page)
    to_file(page, tmp_path / "out.pdf")
    assert not page.account.strip.isVisible()
    assert page.account.confirm.isEnabled()
    assert store.queries.session_rows()[0].is_leaving is False


def test_a_file_the_disk_may_forget_is_looked_at_first(
    store: Store,
    show: Show,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people(store, *THREE)
    shown, page = show()
    prepare(page)

    def forgetful(_: Path) -> None:
        raise OSError(5, "I/O error")

    monkeypatch.setattr(files, "sync_folder", forgetful)
    to_file(page, tmp_path / "out.pdf")
    (run,) = store.queries.session_rows()
    assert (run.status, run.is_leaving) == (SessionStatus.SPOOLED, True)
    assert "中身を確かめてください" in shown.strip.sentence
    assert page.steps.value == ACCOUNT
    assert "途中で切れています" in page.account.strip.notice.text()
    assert not page.account.confirm.isEnabled()


def test_a_prepared_run_is_told_on_today_until_it_left(
    store: Store, tmp_path: Path, qapp: QApplication
) -> None:
    ids = people(store, *THREE)
    with store.transaction("準備") as tx:
        sessions.plan_session(tx, ids, today=TODAY)
    made = window(store, [TodayPage, PrintingPage], tmp_path)
    made.go("today")
    today = made.current_page
    assert isinstance(today, TodayPage)
    assert today.unfinished.notice.text() == "▲ 印刷作業1の3枚は、準備したままで出力していません。"
    assert to_print(made).steps.value == OUTPUT
    close(made)
