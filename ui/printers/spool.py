"""Hands finished PDF pages to the operating system's printers. No Qt here: the CLI uses it too."""

import getpass
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from app.errors import SystemTrouble, UserError
from app.late import dataclass
from ui.printers import winspool
from ui.printers.ipp import (
    Attributes,
    IppFailed,
    ask_default,
    ask_finished,
    ask_printer,
    ask_printers,
    forget_job,
)
from ui.printers.media import media_for
from ui.printers.paper import A4, PLAIN, Paper, QueueSilent, Taken, no_such_paper

JOB_TITLE = "資格確認書"
"""What the queue shows; nothing personal, for others read it."""

_QUESTION_SECONDS = 5.0
_STATE = ("printer-name", "printer-state", "printer-is-accepting-jobs")
_STOPPED, _IS_STOPPED = 5, "止まっています"
ANSWER_SECONDS = 30
"""A queue whose server is gone never answers; nobody should wait longer than this."""


@dataclass(frozen=True, slots=True)
class Printer:
    """A queue of this PC. trouble: why it would not print now, empty when it would."""

    name: str
    is_default: bool
    trouble: str


def printers() -> list[Printer]:
    """Return the queues of this PC, the default one first; empty when there are none."""
    if sys.platform == "win32":
        from ui.printers.drivers import printer_names

        names, default = printer_names()
        stopped = {name: _IS_STOPPED for name in names if winspool.is_stopped(name)}
        return _ordered(names, default, stopped)
    if shutil.which("lpstat") is None:
        return []
    # Bare names, one a line: also of printers nearby, of which the server makes a queue when it is used.
    names = _ask("lpstat", "-e").split()
    place = server()
    try:
        queues = ask_printers(place, _STATE, seconds=_QUESTION_SECONDS)
        default = users_default(os.environ, Path.home()) or ask_default(place, seconds=_QUESTION_SECONDS)
    except IppFailed:
        queues, default = [], ""
    known = {str(told["printer-name"][0]): _trouble(told) for told in queues if "printer-name" in told}
    return _ordered([*names, *(name for name in known if name not in names)], default, known)


def users_default(surroundings: Mapping[str, str], home: Path) -> str:
    """Return the queue that the person chose as the usual one, as CUPS' own programs look for it."""
    for name in ("LPDEST", "PRINTER"):
        if (chosen := surroundings.get(name, "")) not in ("", "lp"):
            return chosen
    for file in (home / ".cups" / "lpoptions", Path("/etc/cups/lpoptions")):
        try:
            lines = file.read_text("utf-8", "replace").splitlines()
        except OSError:
            continue
        for line in lines:
            word, _, rest = line.strip().partition(" ")
            if word.lower() == "default" and rest:
                return rest.split()[0].partition("/")[0]
    return ""


def check_printer(printer: str, paper: Paper) -> None:
    """Refuse a printer that is not there or cannot be opened for that paper: before a session begins."""
    if printer not in {known.name for known in printers()}:
        raise UserError(
            f"プリンター「{printer}」が見つかりません。名前を確かめるか、PDFに書き出してください。"
        )
    if sys.platform == "win32":
        from ui.printers.windows import check

        check(printer, paper)


def spool(pages: bytes, printer: str, *, paper: Paper = PLAIN) -> Taken:
    """Hand the PDF to that queue and return what it made of it; without a job where there are none.

    The pages travel through a pipe, so that no file with names stays behind. Raises UserError when
    the queue does not exist, SystemTrouble when it surely took nothing, QueueSilent when nobody knows.
    """
    forget_finished()
    paper = paper.for_pages(pages)
    check_printer(printer, paper)
    if sys.platform == "win32":
        from ui.printers.windows import print_pages

        return print_pages(pages, printer, JOB_TITLE, paper=paper)
    paper = _known_to(printer, paper)
    options = [part for option in paper.options for part in ("-o", option)]
    answer = _run(["lp", "-d", printer, "-t", JOB_TITLE, *options, "-"], pages)
    if answer.returncode != 0:
        raise SystemTrouble(
            f"プリンター「{printer}」が受け付けません。電源と接続を確かめて、もう一度印刷してください。"
            "準備した用紙の記録はそのまま残っています。"
        )
    # "request id is PDF-12 (0 file(s))"; a queue's own name may hold blanks in no CUPS.
    found = re.search(r"\S+-\d+", answer.stdout.decode("utf-8", "replace"))
    return Taken(found.group() if found else "")


def _known_to(printer: str, paper: Paper) -> Paper:
    """Return the paper as the queue calls it; UserError where it has none of that size.

    A driver that does not know a size takes its usual one and prints into the middle of it.
    """
    if tuple(sorted(paper.sheet)) == A4:
        return paper
    try:
        told = ask_printer(server(), printer, ("media-supported",), seconds=_QUESTION_SECONDS)
    except IppFailed:
        return paper
    supported = [str(name) for name in told.get("media-supported", ())]
    # A queue without a driver hands on what it gets, and knows of no paper.
    if not supported:
        return paper
    media = media_for(paper.sheet, supported)
    if media is None:
        raise no_such_paper(printer, paper)
    return replace(paper, media=media)


def server() -> str:
    """Return where this PC's print server listens: a socket's path or host:port; empty on Windows."""
    if sys.platform == "win32":
        return ""
    return _ask("lpstat", "-H").strip() or "localhost:631"


def cancel_job(job: str) -> None:
    """Take a job out of the queue; one that is gone already is no trouble."""
    if sys.platform == "win32":
        with suppress(OSError):
            winspool.cancel(job)
        return
    _run(["cancel", job], b"")


def forget_finished() -> None:
    """Have the server forget our jobs that have ended, of earlier days too: CUPS keeps the pages for a day.

    What it refuses stays. Windows removes a printed job by itself.
    """
    # Only when something else is asked too, CUPS tells the names of all.
    wanted = ("job-id", "job-name", "job-sheets")
    with suppress(OSError, KeyError, SystemTrouble):
        if not (place := server()):
            return
        user = getpass.getuser()
        for job in ask_finished(place, user, wanted, seconds=_QUESTION_SECONDS):
            number = job["job-id"][0]
            if job.get("job-name") == (JOB_TITLE,) and str(number) not in _followed:
                forget_job(place, user, number, seconds=_QUESTION_SECONDS)


_followed: list[str] = []
"""The numbers of jobs of which somebody still waits to hear how they end."""


@contextmanager
def followed(job: str) -> Iterator[None]:
    """Keep what the server knows of a job until it was heard how it ended."""
    number = job.rpartition("-")[2]
    _followed.append(number)
    try:
        yield
    finally:
        _followed.remove(number)
        forget_finished()


def _ordered(names: list[str], default: str, stopped: dict[str, str]) -> list[Printer]:
    made = [Printer(name, name == default, stopped.get(name, "")) for name in names]
    return sorted(made, key=lambda printer: (not printer.is_default, printer.name))


def _trouble(told: Attributes) -> str:
    """Return why a queue would not print: a person or an error has stopped it, or it takes nothing."""
    if told.get("printer-state", (0,))[0] == _STOPPED:
        return _IS_STOPPED
    return "" if told.get("printer-is-accepting-jobs", (True,))[0] else "受け付けていません"


def _ask(*command: str) -> str:
    answer = _run(list(command), b"")
    return answer.stdout.decode("utf-8", "replace") if answer.returncode == 0 else ""


def _run(command: list[str], data: bytes) -> subprocess.CompletedProcess[bytes]:
    # English answers to parse, but UTF-8 for the Japanese title.
    plain = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    program = shutil.which(command[0])
    if program is None:
        raise SystemTrouble("このPCに印刷の仕組み(CUPS)がありません。PDFに書き出して印刷してください。")
    try:
        return subprocess.run(  # noqa: S603 - fixed program, no shell, arguments as a list
            [program, *command[1:]],
            input=data,
            capture_output=True,
            timeout=ANSWER_SECONDS,
            env={**os.environ, "LC_ALL": plain},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise QueueSilent(
            "プリンターの待ち行列から返事がありません。用紙が出ていないか確かめてから、もう一度印刷してください。"
        ) from error
