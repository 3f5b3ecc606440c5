"""Watches a job in the print queue, page by page, until it ends. No Qt here: the CLI uses it too."""

import time
from collections.abc import Callable, Sequence
from enum import StrEnum
from threading import Event

from app.errors import SystemTrouble
from app.late import dataclass
from ui.printers import winspool
from ui.printers.ipp import Attributes, IppFailed, IppUnknown, ask_job, ask_printer
from ui.printers.spool import cancel_job, followed, server

POLL_SECONDS = 0.4
ANSWER_SECONDS = 5.0
"""For one question; a server that is slower counts as silent for that time."""

PATIENCE_SECONDS = 90.0
"""How long nothing at all may happen before a printer counts as one that never answers."""

CANCEL_SECONDS = 15.0


class Ending(StrEnum):
    """How a job left the queue. SILENT: nothing happened for too long, so it was cancelled.

    UNKNOWN: it is in nobody's hands any more, and nobody tells how it ended: only the paper does.
    """

    DONE = "done"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    FAILED = "failed"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Report:
    """How a job stands. sheets: fed so far, as the printer counts. trouble: a sentence, or empty.

    needs_person: it goes on by itself as soon as somebody helps the printer. is_cut_off: it waits to be
    printed again from its first sheet, as soon as anybody starts the printer.
    """

    ending: Ending | None = None
    sheets: int = 0
    trouble: str = ""
    needs_person: bool = False
    is_cut_off: bool = False


# A reason ends in -error, -warning or -report; the first found is said, the gravest first.
_REASONS: tuple[tuple[str, str, bool], ...] = (
    ("media-jam", "紙づまりです。プリンターの表示に従って紙を取り除いてください。", True),
    ("media-empty", "用紙がありません。補給すると続きます。", True),
    ("media-needed", "用紙の補給を待っています。用紙とトレイを確かめてください。", True),
    ("input-tray-missing", "用紙トレイが外れています。", True),
    ("cover-open", "カバーが開いています。閉じると続きます。", True),
    ("door-open", "扉が開いています。閉じると続きます。", True),
    ("interlock-open", "カバーか扉が開いています。閉じると続きます。", True),
    ("output-area-full", "排紙トレイがいっぱいです。用紙を取り除いてください。", True),
    ("toner-empty", "トナーがありません。交換すると続きます。", True),
    ("marker-supply-empty", "トナーかインクがありません。交換すると続きます。", True),
    ("offline", "プリンターにつながりません。電源とケーブルを確かめてください。", False),
    ("connecting-to-device", "プリンターにつなごうとしています。電源とケーブルを確かめてください。", False),
    ("timed-out", "プリンターから返事がありません。電源とケーブルを確かめてください。", False),
    ("shutdown", "プリンターの電源が切れています。", False),
    ("paused", "プリンターが止められています。再開すると続きます。", True),
    ("moving-to-paused", "プリンターが止められています。再開すると続きます。", True),
    ("spool-area-full", "印刷の待ち行列がいっぱいです。ほかの印刷が終わるのを待ってください。", False),
)
_STOPPED = "プリンターが止まっています。プリンターの表示を確かめてください。"
_PRINTER_STOPPED = 5
_PENDING = 3
_ENDED = {7: Ending.CANCELLED, 8: Ending.FAILED, 9: Ending.DONE}


def watch(
    job: str,
    *,
    halt: Event,
    tell: Callable[[Report], None],
    patience: float = PATIENCE_SECONDS,
    is_left: Callable[[], bool] = lambda: False,
) -> Report:
    """Wait until the job ended and return its last report; tell() hears of every change.

    halt: set by whoever wants the job cancelled. is_left: the program is being closed; the job
    then goes on alone. Raises SystemTrouble when that fails: the
    pages may still come out. The server forgets what has ended.
    """
    with followed(job):
        return _watched(job, halt, tell, patience, is_left)


def _watched(
    job: str,
    halt: Event,
    tell: Callable[[Report], None],
    patience: float,
    is_left: Callable[[], bool],
) -> Report:
    place = server()
    last, changed_at = Report(), time.monotonic()
    while True:
        if halt.is_set():
            return _cancelled(place, job, last, Ending.CANCELLED)
        report = _report(place, job, last.sheets)
        if report is not None and report != last:
            last, changed_at = report, time.monotonic()
            tell(report)
        if last.ending is not None or is_left():
            return last
        if last.is_cut_off:
            # What came out is good, and would come out twice.
            return _cancelled(place, job, last, Ending.FAILED)
        is_waiting = report is not None and report.needs_person
        if not is_waiting and time.monotonic() - changed_at > patience:
            return _cancelled(place, job, last, Ending.SILENT)
        halt.wait(POLL_SECONDS)


def _cancelled(place: str, job: str, last: Report, ending: Ending) -> Report:
    cancel_job(job)
    end = time.monotonic() + CANCEL_SECONDS
    while time.monotonic() < end:
        report = _report(place, job, last.sheets)
        if report is not None and report.ending is not None:
            # It may have come to its end while we asked for another.
            is_over = report.ending in (Ending.DONE, Ending.UNKNOWN)
            return Report(report.ending if is_over else ending, report.sheets, last.trouble)
        time.sleep(POLL_SECONDS)
    raise SystemTrouble(
        "印刷を取り消せません。プリンターの待ち行列を開いて、残っている印刷を取り消してください。"
        "送った用紙の記録は残っています。"
    )


def _report(place: str, job: str, fed: int) -> Report | None:
    """Return how the job stands; None when the server does not say. fed: sheets it fed as of before."""
    if not place:
        return _windows_report(job, fed)
    printer, _, number = job.rpartition("-")
    try:
        wanted = ("job-state", "job-media-sheets-completed", "job-impressions-completed")
        told = ask_job(place, int(number), wanted, seconds=ANSWER_SECONDS)
        state = told.get("job-state", (0,))[0]
        sheets = _count(told, "job-media-sheets-completed") or _count(told, "job-impressions-completed")
        sheets = max(fed, sheets)
        if state in _ENDED:
            return Report(_ENDED[state], sheets)
        return Report(None, sheets, *trouble_of(place, printer), is_cut_off=state == _PENDING and sheets > 0)
    except IppUnknown:
        # The server has forgotten it: it may have been printed, or thrown away.
        return Report(Ending.UNKNOWN, fed)
    except (IppFailed, ValueError):
        return None


def _windows_report(job: str, fed: int) -> Report | None:
    try:
        told = winspool.state_of(job)
    except (OSError, ValueError):
        return None
    if told is None:
        # Windows forgets what it printed and what was thrown away alike.
        return Report(Ending.UNKNOWN, fed)
    sheets = max(fed, told.pages)
    if told.is_cancelled or told.is_done:
        return Report(Ending.CANCELLED if told.is_cancelled else Ending.DONE, sheets)
    return Report(None, sheets, *_sentence_of(told.reasons, is_stopped="error" in told.reasons))


def _count(told: Attributes, name: str) -> int:
    value = told.get(name, (0,))[0]
    return value if isinstance(value, int) else 0


def trouble_of(place: str, printer: str) -> tuple[str, bool]:
    """Return why a printer does not print, and whether somebody at the printer can help it."""
    wanted = ("printer-state", "printer-state-reasons")
    told = ask_printer(place, printer, wanted, seconds=ANSWER_SECONDS)
    reasons = [str(reason) for reason in told.get("printer-state-reasons", ())]
    grave = [reason for reason in reasons if not reason.endswith(("-warning", "-report"))]
    return _sentence_of(grave, is_stopped=told.get("printer-state", (0,))[0] == _PRINTER_STOPPED)


def _sentence_of(reasons: Sequence[str], *, is_stopped: bool) -> tuple[str, bool]:
    for known, sentence, needs_person in _REASONS:
        if any(reason.removesuffix("-error") == known for reason in reasons):
            return sentence, needs_person
    return (_STOPPED, True) if is_stopped else ("", False)
