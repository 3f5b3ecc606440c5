"""The print queue of Windows: how a job stands, what stops its printer, and how it is taken out.

Written against the documentation of winspool.drv and tried with a stand-in for it; on Windows not yet. No
Qt here. Source: Microsoft, "Print Spooler API": GetJob, SetJob, GetPrinter with JOB_INFO_1 and
PRINTER_INFO_6.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import c_uint32, c_void_p, c_wchar_p
from typing import Any, NamedTuple

_LEVEL, _STATUS_LEVEL, _DELETE = 1, 6, 5
_UNKNOWN_JOB = 87
"""ERROR_INVALID_PARAMETER: no such job."""
_GONE, _DONE = 0x4 | 0x100, 0x80 | 0x1000
"""JOB_STATUS_DELETING, _DELETED; _PRINTED, _COMPLETE."""

# As a print server calls the same over IPP; the first that is set goes first.
_JOB_REASONS = (
    (0x40, "media-empty"),
    (0x400, "cover-open"),
    (0x20, "offline"),
    (0x1, "paused"),
    (0x2 | 0x200, "error"),
)
_PRINTER_REASONS = (
    (0x8, "media-jam"),
    (0x10, "media-empty"),
    (0x20 | 0x40, "media-needed"),
    (0x400000, "door-open"),
    (0x800, "output-area-full"),
    (0x40000, "toner-empty"),
    (0x80 | 0x1000, "offline"),
    (0x1, "paused"),
    (0x2 | 0x100000, "error"),
)
_STOPPED = 0x1 | 0x80 | 0x1000
"""PRINTER_STATUS_PAUSED, _OFFLINE, _NOT_AVAILABLE."""


class _JobInfo(ctypes.Structure):
    _fields_ = (
        ("JobId", c_uint32),
        *((name, c_wchar_p) for name in ("Printer", "Machine", "User", "Document", "Datatype", "StatusText")),
        *((name, c_uint32) for name in ("Status", "Priority", "Position", "TotalPages", "PagesPrinted")),
        ("Submitted", ctypes.c_uint16 * 8),
    )


class Library(NamedTuple):
    """winspool.drv, and the last error of a call to it."""

    calls: Any
    last_error: Callable[[], int]


class JobState(NamedTuple):
    """How a job stands. reasons: why it does not go on, in the words of IPP."""

    pages: int
    reasons: tuple[str, ...]
    is_done: bool
    is_cancelled: bool


def library() -> Library | None:
    """Return Windows' own; None where there is none."""
    load = getattr(ctypes, "WinDLL", None)
    if load is None:
        return None
    try:
        return Library(load("winspool.drv", use_last_error=True), ctypes.get_last_error)  # type: ignore[attr-defined]
    except OSError:
        return None


def state_of(job: str) -> JobState | None:
    """Return how a job stands; None where the queue knows it no more. OSError where it says nothing."""
    printer, _, number = job.rpartition("-")
    with opened(printer) as (found, handle):
        needed = c_uint32()
        found.calls.GetJobW(handle, int(number), _LEVEL, None, 0, ctypes.byref(needed))
        if not needed.value:
            # Nothing to tell: wine names no error for a job that is gone.
            return None
        room = ctypes.create_string_buffer(max(needed.value, ctypes.sizeof(_JobInfo)))
        if not found.calls.GetJobW(handle, int(number), _LEVEL, room, len(room), ctypes.byref(needed)):
            if found.last_error() == _UNKNOWN_JOB:
                return None
            raise OSError(f"GetJob {number}")
        told = _JobInfo.from_buffer(room)
        reasons = (*_set(_PRINTER_REASONS, _status(found, handle)), *_set(_JOB_REASONS, told.Status))
        return JobState(told.PagesPrinted, reasons, bool(told.Status & _DONE), bool(told.Status & _GONE))


def is_stopped(printer: str) -> bool:
    """Return whether a printer would not print now: paused, offline, not there."""
    try:
        with opened(printer) as (found, handle):
            return bool(_status(found, handle) & _STOPPED)
    except OSError:
        return False


def cancel(job: str) -> None:
    """Take a job out of the queue; one that is gone already is no trouble."""
    printer, _, number = job.rpartition("-")
    with opened(printer) as (found, handle):
        found.calls.SetJobW(handle, int(number), 0, None, _DELETE)


@contextmanager
def opened(printer: str) -> Iterator[tuple[Library, c_void_p]]:
    """Open a printer for asking; OSError where there is none of that name."""
    found, handle = library(), c_void_p()
    if found is None or not found.calls.OpenPrinterW(c_wchar_p(printer), ctypes.byref(handle), None):
        raise OSError(f"OpenPrinter {printer}")
    try:
        yield found, handle
    finally:
        found.calls.ClosePrinter(handle)


def _status(found: Library, handle: c_void_p) -> int:
    status, needed = c_uint32(), c_uint32()
    room = ctypes.byref(status), ctypes.sizeof(status), ctypes.byref(needed)
    found.calls.GetPrinterW(handle, _STATUS_LEVEL, *room)
    return status.value


def _set(reasons: tuple[tuple[int, str], ...], flags: int) -> tuple[str, ...]:
    return tuple(word for flag, word in reasons if flags & flag)
