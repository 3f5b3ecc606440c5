"""A stack of scans for the desk, and a process that dies while it reads them; used by test_scan_burst.

As a program (`python -m tests.e2e.scan_rounds FOLDER AFTER SECONDS`): hands out the stack in the real
window over the office in FOLDER and writes each number to its output as soon as it was answered.
After so many answers, or so many seconds of reading if that is more than 0, the kernel ends it.
"""

import itertools
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication

from app.domain.certificate import CertificateStatus
from app.domain.issue_number import new_issue_number, parse_issue_number
from app.domain.person import Office
from app.ports import Store
from tests.factories import certificate, person
from tests.unit.test_scanned import typed_in_kana, typed_in_romaji
from ui.pages.desk.page import DeskPage
from ui.window.main_window import MainWindow

S = CertificateStatus
TODAY = date(2026, 11, 23)
READY, OLD = 120, 12
ENTER, TAB, LINE_FEED = (Qt.Key.Key_Return, "\r"), (Qt.Key.Key_Tab, "\t"), (Qt.Key.Key_J, "\n")


@dataclass(frozen=True, slots=True)
class Stack:
    """Numbers to read. ready: wait for their holders. old: void. unknown: of no sheet here."""

    ready: tuple[str, ...]
    old: tuple[str, ...]
    unknown: tuple[str, ...]


def fill(store: Store) -> Stack:
    """Enter households of one with a sheet each."""
    chance = random.Random(120)
    with store.transaction("見本") as tx:
        office_id = tx.save_office(Office(None, "2001", "見本本社")).id
        numbers = {S.READY: [""] * READY, S.SUPERSEDED: [""] * OLD}
        for at, status in enumerate([S.READY] * READY + [S.SUPERSEDED] * OLD):
            holder = tx.save_person(
                person(
                    id=None, office_id=office_id, number=str(301 + at), name=f"架空\u3000{at + 1}郎",
                    kana=f"カクウ {at + 1}ロウ", certificate_expires_on=date(2029, 11, 30),
                )
            )  # fmt: skip
            number = new_issue_number(chance.randrange)
            numbers[status][at % READY] = number
            is_out = status is S.SUPERSEDED
            tx.save_certificate(
                certificate(
                    id=None, person_id=holder.id, issue_number=number, status=status,
                    ready_on=date(2026, 10, 10),
                    handed_out_on=date(2026, 10, 20) if is_out else None,
                    closed_on=date(2026, 11, 1) if is_out else None,
                    closed_as=S.SUPERSEDED if is_out else None,
                )
            )  # fmt: skip
    unknown = tuple(new_issue_number(chance.randrange) for _ in range(OLD))
    return Stack(tuple(numbers[S.READY]), tuple(numbers[S.SUPERSEDED]), unknown)


def mixed(stack: Stack) -> list[str]:
    """Return the reading order: every tenth is followed by itself, an old and an unknown one."""
    order: list[str] = []
    for at, number in enumerate(stack.ready):
        order.append(number)
        if at % 10 == 9:
            order += [number, stack.old[at // 10], stack.unknown[at // 10]]
    return order


class Scanner:
    """Puts readings into the event queue of a window, all at once, as bad days mangle them.

    Keys go to the window and find the focused field by themselves; an input method talks to the line.
    """

    def __init__(self, window: MainWindow, line: QObject) -> None:
        """line: what an input method is attached to."""
        self._window, self._line = window.windowHandle(), line
        self._ways: Sequence[Callable[[str], None]] = (
            lambda number: self._keys(number, ENTER),
            lambda number: self._keys(number.lower(), ENTER, LINE_FEED),
            lambda number: self._keys(f"]Q1{number}", TAB),
            lambda number: self._committed(typed_in_romaji(number)),
            lambda number: self._keys(number.replace("-", ""), ENTER, ENTER),
            lambda number: self._committed(typed_in_kana(number)),
            lambda number: self._committed(number.lower(), ENTER),
            lambda number: self._keys(f"\x02{number}", ENTER),
        )

    def read(self, numbers: Sequence[str]) -> None:
        """Queue the readings, each mangled in another way."""
        for number, way in zip(numbers, itertools.cycle(self._ways), strict=False):
            way(number)

    def _keys(self, text: str, *ends: tuple[Qt.Key, str]) -> None:
        for key, typed in (*_keys_of(text), *ends):
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, typed)
                event.setTimestamp(1)
                QApplication.postEvent(self._window, event)

    def _committed(self, text: str, *ends: tuple[Qt.Key, str]) -> None:
        for length in range(1, len(text) + 1):
            QApplication.postEvent(self._line, QInputMethodEvent(text[:length], []))
        commit = QInputMethodEvent("", [])
        commit.setCommitString(text)
        QApplication.postEvent(self._line, commit)
        self._keys("", *ends)


def _keys_of(text: str) -> Iterator[tuple[Qt.Key, str]]:
    for char in text:
        if char.isupper():
            yield Qt.Key.Key_Shift, ""
        yield (Qt.Key.Key_B if char == "\x02" else Qt.Key(ord(char.upper()))), char


def desk_of(window: MainWindow) -> DeskPage:
    """Go to the desk."""
    window.go("desk")
    page = window.current_page
    assert isinstance(page, DeskPage)
    return page


def main(folder: Path, after: int, seconds: float) -> None:
    """Read the stack until the kernel ends this process."""
    from PySide6.QtCore import QSettings

    from ui.bootstrap import build, open_data_folder
    from ui.frame.preferences import Preferences
    from ui.frame.tasks import ImmediateTasks

    app = QApplication([])
    store = open_data_folder(folder, None)
    preferences = Preferences(QSettings(str(folder.parent / "window.ini"), QSettings.Format.IniFormat))
    preferences.sound = False
    window = build(store, lambda: TODAY, preferences=preferences, tasks=ImmediateTasks)
    window.show()
    page = desk_of(window)
    answered = itertools.count(1)

    def tell(number: str) -> None:
        # Read without its hyphen, it is told without one.
        code = parse_issue_number(number)
        os.write(1, f"{code}\n".encode())
        if not seconds and next(answered) == after:
            os.kill(os.getpid(), signal.SIGKILL)

    # Connected after the page: told once the page has answered.
    page.line.scanned.connect(tell)
    rows = store.queries.certificate_rows((S.READY,))
    Scanner(window, page.line).read([row.issue_number for row in rows])
    if seconds:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
