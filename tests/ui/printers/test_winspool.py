"""Windows' print queue through a stand-in for winspool.drv: jobs watched and cancelled."""

import ctypes
from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest

from tests.ui.printers.windows_stand_in import DELETED, NAME, Windows, windows_printer
from ui.printers import drivers, spool, winspool
from ui.printers.watch import Ending, Report, watch
from ui.printers.winspool import state_of

PAPER_OUT, PRINTED, JAM = 0x40, 0x80, 0x8


@pytest.fixture
def queue() -> Iterator[Windows]:
    with windows_printer() as made:
        yield made


def job(**facts: Any) -> dict[str, Any]:
    return {"Document": "資格確認書", "Status": 0x10, "PagesPrinted": 0, **facts}


def test_paper_out_and_jam_are_said_as_by_a_print_server_and_the_pages_counted(queue: Windows) -> None:
    queue.jobs = {5: job(PagesPrinted=1)}
    told: list[Report] = []
    steps = iter([(0x10 | PAPER_OUT, 1, 0), (0x10, 2, JAM), (PRINTED, 3, 0)])

    def tell(report: Report) -> None:
        told.append(report)
        status, pages, queue.printer_status = next(steps, (PRINTED, 3, 0))
        queue.jobs[5].update(Status=status, PagesPrinted=pages)

    last = watch(f"{NAME}-5", halt=Event(), tell=tell)
    assert (last.ending, last.sheets) == (Ending.DONE, 3)
    assert [(one.sheets, one.trouble[:7], one.needs_person) for one in told] == [
        (1, "", False),
        (1, "用紙がありませ", True),
        (2, "紙づまりです。", True),
        (3, "", False),
    ]


def test_a_cancelled_job_is_taken_out_and_a_forgotten_one_is_never_called_done(queue: Windows) -> None:
    queue.jobs = {5: job(PagesPrinted=2)}
    halt = Event()
    halt.set()
    assert watch(f"{NAME}-5", halt=halt, tell=lambda _: None).ending is Ending.CANCELLED
    assert queue.jobs[5]["Status"] & DELETED
    queue.jobs = {}
    assert state_of(f"{NAME}-5") is None
    assert watch(f"{NAME}-5", halt=Event(), tell=lambda _: None).ending is Ending.UNKNOWN
    # Gone already, it is no trouble.
    spool.cancel_job("ない-5")


def test_a_paused_or_absent_printer_is_told_in_the_list(queue: Windows) -> None:
    assert spool.printers() == [spool.Printer(NAME, is_default=True, trouble="")]
    for status in (0x1, 0x80, 0x1000):
        queue.printer_status = status
        assert spool.printers()[0].trouble == "止まっています"
    # Paper is missing: whoever prints now finds it filled.
    queue.printer_status = 0x10
    assert spool.printers()[0].trouble == ""


def test_where_there_is_no_such_library_nothing_is_told() -> None:
    if hasattr(ctypes, "WinDLL"):
        pytest.skip("Windows has one")
    assert winspool.library() is None
    assert drivers.printer_names() == ([], "")
    assert drivers.fingerprint("a") == ""
    with pytest.raises(OSError, match="OpenPrinter"):
        state_of("a-1")
