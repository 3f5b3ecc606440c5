"""Hands finished PDF pages to the operating system's printers. No Qt here: the CLI uses it too."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass

from app.errors import SystemTrouble, UserError

JOB_TITLE = "資格確認書"
"""What the queue shows; nothing personal, for others read it."""

ANSWER_SECONDS = 30
"""A queue whose server is gone never answers; nobody should wait longer than this."""

# The form's size is fixed: no driver may fit, centre or turn it.
_EXACT = ("print-scaling=none", "media=A4", "sides=one-sided")


@dataclass(frozen=True, slots=True)
class Printer:
    """A queue of this PC. trouble: why it would not print now, empty when it would."""

    name: str
    is_default: bool
    trouble: str


def printers() -> list[Printer]:
    """Return the queues of this PC, the default one first; empty when there are none."""
    if sys.platform == "win32":
        from ui.printing_windows import printer_names

        names, default = printer_names()
        return _ordered(names, default, {})
    if shutil.which("lpstat") is None:
        return []
    names = _ask("lpstat", "-e").split()
    default = _ask("lpstat", "-d").rpartition(":")[2].strip()
    return _ordered(names, default, _stopped(_ask("lpstat", "-p")))


def spool(pages: bytes, printer: str) -> str:
    """Hand the PDF to that queue and return the job's name there.

    The pages travel through a pipe, so that no file with names stays behind. Raises
    SystemTrouble when the queue does not take them, UserError when it does not exist.
    """
    if printer not in {known.name for known in printers()}:
        raise UserError(
            f"プリンター「{printer}」が見つかりません。名前を確かめるか、PDFに書き出してください。"
        )
    if sys.platform == "win32":
        from ui.printing_windows import print_pages

        return print_pages(pages, printer, JOB_TITLE)
    options = [part for option in _EXACT for part in ("-o", option)]
    answer = _run(["lp", "-d", printer, "-t", JOB_TITLE, *options, "-"], pages)
    if answer.returncode != 0:
        raise SystemTrouble(
            f"プリンター「{printer}」が受け付けません。電源と接続を確かめて、もう一度印刷してください。"
            "準備した用紙の記録はそのまま残っています。"
        )
    # "request id is PDF-12 (0 file(s))"; a queue's own name may hold blanks in no CUPS.
    found = re.search(r"\S+-\d+", answer.stdout.decode("utf-8", "replace"))
    return found.group() if found else ""


def _ordered(names: list[str], default: str, stopped: dict[str, str]) -> list[Printer]:
    made = [Printer(name, name == default, stopped.get(name, "")) for name in names]
    return sorted(made, key=lambda printer: (not printer.is_default, printer.name))


def _stopped(listing: str) -> dict[str, str]:
    """Return the queues that a person or an error has stopped."""
    return {
        match.group(1): "止まっています"
        for match in re.finditer(r"^printer (\S+) disabled", listing, re.MULTILINE)
    }


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
        raise SystemTrouble(
            "プリンターの待ち行列から返事がありません。用紙が出ていないか確かめてから、もう一度印刷してください。"
        ) from error
