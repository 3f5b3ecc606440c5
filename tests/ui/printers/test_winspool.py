"""Windows' print queue through a stand-in for winspool.drv: found by title, watched, cancelled."""

import ctypes
from collections.abc import Iterator
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from ui.printers import spool, winspool
from ui.printers.watch import Ending, Report, watch
from ui.printers.winspool import Library, job_of, state_of

NAME = "2階-複合機"
PAPER_OUT, DELETED, PRINTED, JAM = 0x40, 0x100, 0x80, 0x8


class Spooler:
    """Keeps jobs as Windows does: fills the caller's room, and says how much it needs."""

    def __init__(self) -> None:
        self.jobs: dict[int, dict[str, Any]] = {}
        self.printer_status, self.opened, self.error = 0, 0, 0
        self.texts: list[Any] = []

    def OpenPrinterW(self, name: Any, handle: Any, _defaults: None) -> int:  # noqa: N802
        if name.value != NAME:
            return 0
        handle._obj.value = 7
        self.opened += 1
        return 1

    def ClosePrinter(self, handle: Any) -> int:  # noqa: N802
        assert handle.value == 7
        self.opened -= 1
        return 1

    def EnumJobsW(self, _handle: Any, *rest: Any) -> int:  # noqa: N802
        _first, _most, level, room, size, needed, count = rest
        assert level == 1
        needed._obj.value = len(self.jobs) * ctypes.sizeof(winspool._JobInfo)
        if room is None or size < needed._obj.value:
            return 0
        count._obj.value = len(self.jobs)
        for at, number in enumerate(self.jobs):
            self._fill((winspool._JobInfo * len(self.jobs)).from_buffer(room)[at], number)
        return 1

    def GetJobW(self, _handle: Any, number: int, level: int, room: Any, size: int, needed: Any) -> int:  # noqa: N802
        assert level == 1
        if number not in self.jobs:
            self.error = 87
            return 0
        needed._obj.value = ctypes.sizeof(winspool._JobInfo)
        if room is None or size < needed._obj.value:
            self.error = 122
            return 0
        self._fill(winspool._JobInfo.from_buffer(room), number)
        return 1

    def GetPrinterW(self, _handle: Any, level: int, room: Any, size: int, _needed: Any) -> int:  # noqa: N802
        assert (level, size) == (6, 4)
        room._obj.value = self.printer_status
        return 1

    def SetJobW(self, _handle: Any, number: int, _level: int, _job: None, command: int) -> int:  # noqa: N802
        assert command == 5
        self.jobs[number]["Status"] |= DELETED
        return 1

    def _fill(self, job: Any, number: int) -> None:
        job.JobId = number
        for name, value in self.jobs[number].items():
            if isinstance(value, str):
                # Windows puts it into the caller's room; here it lives as long as the queue.
                self.texts.append(ctypes.create_unicode_buffer(value))
                setattr(job, name, ctypes.cast(self.texts[-1], ctypes.c_wchar_p))
            else:
                setattr(job, name, value)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[Spooler]:
    made = Spooler()
    monkeypatch.setattr(winspool, "library", lambda: Library(made, lambda: made.error))
    monkeypatch.setattr(spool, "sys", SimpleNamespace(platform="win32"))
    yield made
    assert made.opened == 0


def job(**facts: Any) -> dict[str, Any]:
    return {"Document": "資格確認書 1234", "Status": 0x10, "PagesPrinted": 0, **facts}


def test_a_job_is_found_by_its_title_the_newest_of_them(queue: Spooler) -> None:
    assert job_of(NAME, "資格確認書 1234") == ""
    queue.jobs = {3: job(), 4: job(Document="別の人の書類"), 5: job()}
    assert job_of(NAME, "資格確認書 1234") == f"{NAME}-5"
    with pytest.raises(OSError, match="OpenPrinter"):
        job_of("ない", "資格確認書 1234")


def test_paper_out_and_jam_are_said_as_by_a_print_server_and_the_pages_counted(queue: Spooler) -> None:
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


def test_a_cancelled_job_is_taken_out_and_a_forgotten_one_is_never_called_done(queue: Spooler) -> None:
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


def test_where_there_is_no_such_library_the_queue_says_nothing() -> None:
    if hasattr(ctypes, "WinDLL"):
        pytest.skip("Windows has one")
    assert winspool.library() is None
    with pytest.raises(OSError, match="OpenPrinter"):
        state_of("a-1")
