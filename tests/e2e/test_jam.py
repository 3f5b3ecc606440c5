"""A printer that stops, feeds two and ends one short: nobody without a sheet, nobody with two.

A real print server with a printer that keeps what it fed; the window is driven by keys.
"""

import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.certificate import CertificateStatus
from app.domain.print_session import SessionStatus
from app.ports import Store
from tests.ui.cups_queue import PRINTER_QUEUE, Queue, cups_queue
from tests.ui.office import CTRL, ENTER, TODAY, close, people, press, type_into, window
from ui.frame.tasks import Tasks
from ui.pages.printing.page import ACCOUNT, PrintingPage
from ui.window.main_window import MainWindow

EXPIRES = date(2029, 11, 30)
HUNDRED_AND_TWENTY = [
    {"name": f"見本　{n:03d}", "kana": f"ミホン {n:03d}", "certificate_expires_on": EXPIRES}
    for n in range(120)
]


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    with cups_queue(monkeypatch) as made:
        subprocess.run(["lpadmin", "-d", PRINTER_QUEUE], check=True, capture_output=True)
        yield made


@pytest.fixture
def shown(store: Store, queue: Queue, tmp_path: Path, qapp: QApplication) -> Iterator[MainWindow]:
    people(store, *HUNDRED_AND_TWENTY)
    made = window(store, [PrintingPage], tmp_path, tasks=Tasks)
    made.go("printing")
    yield made
    close(made)


def page_of(shown: MainWindow) -> PrintingPage:
    page = shown.findChild(PrintingPage)
    assert page is not None
    return page


def print_all(page: PrintingPage, qtbot: QtBot) -> None:
    press(page.choose.table, ENTER, modifier=CTRL)
    qtbot.waitUntil(page.output.print.isEnabled)
    press(page.output.table, ENTER, modifier=CTRL)
    assert page.steps.value == ACCOUNT


def is_resting(page: PrintingPage) -> bool:
    return not page.printing.is_active and page.account.confirm.isEnabled()


def test_i11_stopped_at_37_two_fed_at_58_and_one_short_in_three_inputs(
    store: Store, shown: MainWindow, queue: Queue, qtbot: QtBot
) -> None:
    page = page_of(shown)
    queue.ask(stop="P1-037", twice="P1-058", short="P1-120")
    print_all(page, qtbot)
    qtbot.waitUntil(lambda: "紙づまり" in page.account.strip.notice.text())
    assert len(queue.fed) == 37

    # 1: whoever clears the jam sees that 36 is the last good sheet, and says so.
    # What is left of the job is taken out: CUPS would print it from its first sheet.
    qtbot.waitUntil(lambda: not page.printing.is_active)
    queue.start_again()
    press(page.account.table, Qt.Key.Key_J, modifier=CTRL)
    type_into(page.account.stop.last_good, "36")
    press(page.account.stop.last_good, ENTER)
    assert page.account.stop.go.text() == "14枚を刷り直す  Enter"
    page.account.stop.go.click()
    qtbot.waitUntil(lambda: len(queue.fed) == 120 + 1)
    qtbot.waitUntil(lambda: is_resting(page))

    # 2: a blank sheet lay behind 58, and the stack ends with 119.
    type_into(page.account.doubles, "58")
    type_into(page.account.missing, "120")
    assert page.account.confirm.text() == "119枚を良、1枚を刷り直す"
    press(page.account.missing, ENTER, modifier=CTRL)
    qtbot.waitUntil(lambda: len(queue.fed) == 120 + 2)
    qtbot.waitUntil(lambda: is_resting(page))

    # 3: the one printed again is good.
    press(page.account.table, ENTER, modifier=CTRL)
    (run,) = store.queries.session_rows()
    assert run.status is SessionStatus.CLOSED
    assert (run.sheets, run.good, run.spoiled, run.missing, run.doubles) == (120, 120, 1, 1, 1)

    papers = store.queries.certificate_rows()
    ready = {row.issue_number: row.person_id for row in papers if row.status is CertificateStatus.READY}
    assert len(ready) == len(set(ready.values())) == 120
    # What is good in the record is on paper once; what else is on paper is void.
    on_paper = Counter(line.removeprefix("torn:") for line in queue.fed if line != "blank")
    assert {number: on_paper[number] for number in ready} == dict.fromkeys(ready, 1)
    void = {row.issue_number for row in papers if row.status is not CertificateStatus.READY}
    assert set(on_paper) - set(ready) <= void
    # Every sheet fed is accounted for: good, spoiled, or the blank one that came along.
    assert len(queue.fed) == run.good + run.spoiled + run.doubles
    assert store.queries.print_candidates(TODAY) == []


def test_a_cancelled_run_asks_for_the_last_good_sheet_and_goes_on(
    store: Store, shown: MainWindow, queue: Queue, qtbot: QtBot
) -> None:
    page = page_of(shown)
    queue.ask(empty="20")
    print_all(page, qtbot)
    qtbot.waitUntil(lambda: "用紙がありません" in page.account.strip.notice.text())
    assert not page.account.confirm.isEnabled()
    page.account.strip.cancel.click()
    qtbot.waitUntil(page.account.stop.isVisible)
    assert "取り消しました" in page.account.strip.notice.text()
    queue.ask(empty="")
    # The printer counted 20; all of them are good.
    page.account.stop.last_good.selectAll()
    type_into(page.account.stop.last_good, "20")
    page.account.table.setFocus()
    page.account.table.select_at(20)
    press(page.account.table, Qt.Key.Key_O)
    press(page.account.stop.last_good, ENTER)
    page.account.stop.go.click()
    qtbot.waitUntil(lambda: len(queue.fed) == 120)
    qtbot.waitUntil(lambda: is_resting(page))
    press(page.account.table, ENTER, modifier=CTRL)
    (run,) = store.queries.session_rows()
    assert (run.status, run.good, run.spoiled) == (SessionStatus.CLOSED, 120, 0)


def test_a_printer_that_never_answers_leaves_the_run_to_the_person(
    store: Store, shown: MainWindow, queue: Queue, qtbot: QtBot
) -> None:
    page = page_of(shown)
    page.printing.patience = 1.0
    queue.ask(silent="1")
    print_all(page, qtbot)
    qtbot.waitUntil(lambda: "返事がない" in page.account.strip.notice.text())
    assert page.account.stop.isVisible()
    (run,) = store.queries.session_rows()
    # What was not yet handed over is still ours; only the first part is in doubt.
    assert (run.spooled, run.queued) == (50, 70)
    assert queue.fed == []


def test_after_a_restart_the_run_is_still_there_and_its_old_job_is_cancelled_first(
    store: Store, shown: MainWindow, queue: Queue, tmp_path: Path, qtbot: QtBot
) -> None:
    queue.ask(empty="10")
    print_all(page_of(shown), qtbot)
    qtbot.waitUntil(lambda: store.queries.session_rows()[0].job != "")
    qtbot.waitUntil(lambda: len(queue.fed) == 10)
    # The power goes: nobody is told, and the queue still holds the job.
    printing = page_of(shown).printing
    printing.halt = lambda: None  # type: ignore[method-assign]
    again = window(store, [PrintingPage], tmp_path, tasks=Tasks)
    again.go("printing")
    page = page_of(again)
    assert page.steps.value == ACCOUNT
    press(page.account.table, Qt.Key.Key_J, modifier=CTRL)
    type_into(page.account.stop.last_good, "10")
    press(page.account.stop.last_good, ENTER)
    page.account.stop.go.click()
    qtbot.waitUntil(lambda: store.queries.session_rows()[0].job == f"{PRINTER_QUEUE}-2")
    queue.ask(empty="")
    qtbot.waitUntil(lambda: len(queue.fed) == 120)
    qtbot.waitUntil(lambda: is_resting(page))
    assert len(set(queue.fed)) == 120
    close(again)
    # A power cut ends the threads too; here the first window must end its own before it goes.
    del printing.halt


def test_separators_are_no_sheets_and_a_jam_behind_one_is_counted_right(
    store: Store, shown: MainWindow, queue: Queue, qtbot: QtBot
) -> None:
    page = page_of(shown)
    page.output.separators.click()
    queue.ask(stop="P1-037")
    print_all(page, qtbot)
    qtbot.waitUntil(lambda: "紙づまり" in page.account.strip.notice.text())
    assert (len(queue.fed), queue.fed[0]) == (38, "separator")
    # What is left of the job is taken out: CUPS would print it from its first sheet.
    qtbot.waitUntil(lambda: not page.printing.is_active)
    queue.start_again()
    press(page.account.table, Qt.Key.Key_J, modifier=CTRL)
    # The printer has counted 38 papers, of which one was a separator: 36 is offered as it is.
    assert page.account.stop.last_good.text() == "36"
    press(page.account.stop.last_good, ENTER)
    page.account.stop.go.click()
    qtbot.waitUntil(lambda: sum(line != "separator" for line in queue.fed) == 121)
    qtbot.waitUntil(lambda: is_resting(page))
    press(page.account.table, ENTER, modifier=CTRL)
    (run,) = store.queries.session_rows()
    assert (run.status, run.good, run.spoiled) == (SessionStatus.CLOSED, 120, 1)


def test_the_window_stays_awake_while_it_draws_and_prints(
    shown: MainWindow, queue: Queue, qtbot: QtBot
) -> None:
    """Events go on while 120 sheets are drawn and printed; how long a turn takes is benchmarked."""
    from PySide6.QtCore import QTimer

    page = page_of(shown)
    press(page.choose.table, ENTER, modifier=CTRL)
    beat, turns = QTimer(), []
    beat.timeout.connect(lambda: turns.append(len(queue.fed)))
    qtbot.waitUntil(page.output.print.isEnabled)
    press(page.output.table, ENTER, modifier=CTRL)
    beat.start(0)
    qtbot.waitUntil(lambda: len(queue.fed) == 120)
    qtbot.waitUntil(lambda: is_resting(page))
    beat.stop()
    # The printer was seen at work from the window, many times before it had done.
    assert sum(fed < 120 for fed in turns) > 50


def test_closing_the_window_waits_for_no_printer_and_leaves_the_run_to_be_confirmed(
    store: Store, queue: Queue, tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    people(store, *HUNDRED_AND_TWENTY[:60])
    queue.ask(empty="5")
    made = window(store, [PrintingPage], tmp_path, tasks=Tasks)
    made.go("printing")
    print_all(page_of(made), qtbot)
    qtbot.waitUntil(lambda: store.queries.session_rows()[0].job != "")
    close(made)
    (run,) = store.queries.session_rows()
    assert (run.status, run.spooled, run.queued) == (SessionStatus.SPOOLED, 50, 10)
    queue.ask(empty="")
    qtbot.waitUntil(lambda: len(queue.fed) == 50)
