"""The desk and the phone by keys in the real window, p95 at 5,000 and at 100,000 members.

Each is timed from the key to the answer on the screen's side, the scan also until the sound: what
it records is on disk then. The floors do the least of the same work in the same run: for what
records, one bare update of one row with its commit; for what only reads, one bare query by hand.
"""

import dataclasses
import gc
import itertools
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.certificate import Certificate, CertificateOrigin, CertificateStatus
from app.domain.issue_number import new_issue_number
from app.domain.person import Enrolment, Office
from app.rows import CertificateRow
from benchmarks.population import TODAY, fill
from db.folder.connection import Connection
from db.store import SqliteStore
from ui.bootstrap import build
from ui.frame.preferences import Preferences
from ui.frame.tasks import ImmediateTasks
from ui.pages.desk.page import DeskPage
from ui.pages.today.page import TodayPage
from ui.window.main_window import MainWindow

MEMBERS, MANY = 5_000, 100_000
ROUNDS = 100
DEPARTMENT = 80
"""People of the department that is handed its papers at once."""
ENTER, CTRL = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
SEARCH_FLOOR = "select id, name, kana from person where kana_key like ? order by kana_key, id limit 8"
ASKED = ("yamazaki", "hama", "1234", "b00120", "tokunaga", "igara", "kakuu", "2077")
"""What is typed into the search: readings, tails and 社員番号, every key timed."""

Spent = dict[str, list[float]]


def main() -> None:
    """Measure desk and search at both sizes."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    for members in (MEMBERS, MANY):
        with tempfile.TemporaryDirectory() as place:
            store = fill(Path(place) / "data", members)
            _add_department(store)
            window = _window(store, Path(place))
            # A second connection that writes would make the program read every page of the file anew.
            sql = store.queries.connection
            ask = partial(sql.rows, SEARCH_FLOOR, ("%ヤマザキ%",))
            _report(f"search, {members:,} members", _search(window, ask), "a bare query")
            sheets = itertools.cycle(store.queries.certificate_rows()[-50:])
            write = partial(_update, sql, sheets)
            _report(f"desk, {members:,} members", _desk(window, store, write), "a bare update")
            window.close()
            window.deleteLater()
            app.processEvents()
            store.close()


def _update(sql: Connection, sheets: Iterator[CertificateRow]) -> None:
    """Write one column of one row and commit."""
    with sql.transaction():
        sql.rows("UPDATE certificate SET reason = reason || '' WHERE id = ?", (next(sheets).certificate_id,))


def _desk(window: MainWindow, store: SqliteStore, floor: Callable[[], object]) -> Spent:
    """Time every interaction by turns with the floor."""
    window.go("desk")
    page = window.current_page
    assert isinstance(page, DeskPage)
    _press(page, Qt.Key.Key_F3)
    out = store.queries.certificate_rows((CertificateStatus.HANDED_OUT,))
    sheets, families = iter(_homes(out, 1)), iter(_homes(out, 2))
    spent: Spent = {}
    sounds: list[float] = []
    page.counter.sounded.connect(lambda _: sounds.append(time.perf_counter()))

    def scan() -> None:
        _type(page.line, next(sheets).issue_number)
        _press(page.line, ENTER)

    def tail() -> None:
        _type(page.line, next(families).key.split("-")[1])
        _press(page.line, ENTER)

    def household() -> None:
        _press(page.line, ENTER)

    def undo() -> None:
        _press(page.line, Qt.Key.Key_Z, CTRL)

    for _ in range(ROUNDS):
        _time(spent, "a bare update", floor)
        start = time.perf_counter()
        _time(spent, "I3 scan, collected and answered", scan)
        spent.setdefault("I3 scan until the sound", []).append(sounds[-1] - start)
        _press(page.line, Qt.Key.Key_Escape)
        _time(spent, "I4 tail and Enter, answered", tail)
        _time(spent, "I5 Enter, household recorded", household)
        _press(page.line, Qt.Key.Key_Escape)
        _time(spent, "I7 undo", undo)
        _settle()
    _press(page, Qt.Key.Key_F2)
    for _ in range(ROUNDS // 5):
        _press(page, Qt.Key.Key_F7)
        _press(page.line, ENTER)
        assert len(page.department.going) == DEPARTMENT, "the first department is the one made for this"
        _time(spent, f"I6 department of {DEPARTMENT}", lambda: _press(page.line, ENTER, CTRL))
        left = len(store.queries.certificate_rows((CertificateStatus.READY,)))
        _time(spent, f"I7 undo of {DEPARTMENT}", undo)
        assert len(store.queries.certificate_rows((CertificateStatus.READY,))) == left + DEPARTMENT
        _settle()
    window.go("today")
    today = window.current_page
    assert isinstance(today, TodayPage)
    for _ in range(ROUNDS // 2):
        _time(spent, "I15 声かけ on the selection", lambda: _press(today.table, Qt.Key.Key_C))
        _settle()
    return spent


def _search(window: MainWindow, floor: Callable[[], object]) -> Spent:
    """Time every key typed into the search, and the whole of a call: Ctrl+K, text, sentence."""
    field = window.top_bar.search
    spent: Spent = {}
    for text in ASKED * 6:
        _time(spent, "a bare query", floor)
        _press(window, Qt.Key.Key_K, CTRL)
        for char in text:
            _time(spent, "I2 one key, rows and sentence", partial(_type, field, char))
        spent.setdefault("I8 last key until the sentence", []).append(
            spent["I2 one key, rows and sentence"][-1]
        )
        assert field.is_open
        _press(field, Qt.Key.Key_Escape)
        _settle()
    return spent


def _add_department(store: SqliteStore) -> None:
    """Add a department of 80 whose papers all wait, the first in the list of departments."""
    with store.transaction("所属") as tx:
        office_id = tx.save_office(Office(None, "0000", "000事業所")).id
        like = next(
            one
            for one in tx.people()
            if one.disqualified_on is None
            and one.certificate_expires_on
            and one.enrolment is Enrolment.NO_CARD
        )
        for at in range(DEPARTMENT):
            holder = tx.save_person(
                dataclasses.replace(
                    like,
                    id=None,
                    office_id=office_id,
                    department="00課",
                    symbol="9000",
                    number=str(at + 1),
                    # Nobody is the same human as the next.
                    born_on=like.born_on + timedelta(days=at),
                )
            )
            assert holder.id is not None
            tx.save_certificate(
                Certificate(
                    id=None,
                    person_id=holder.id,
                    issue_number=new_issue_number(),
                    status=CertificateStatus.PLANNED,
                    origin=CertificateOrigin.PRINTED,
                    issued_on=TODAY,
                    expires_on=like.certificate_expires_on,
                ).confirm_good(TODAY)
            )


def _homes(rows: Sequence[CertificateRow], members: int) -> list[CertificateRow]:
    """Return one sheet of each household with so many, whose number nobody else's ends with."""
    homes: dict[str, list[CertificateRow]] = {}
    for row in rows:
        homes.setdefault(row.key.rpartition("-")[0], []).append(row)
    found = [home[0] for home in homes.values() if len(home) == members]
    # A number of the greatest length is the end of no other.
    longest = max(len(row.key.split("-")[1]) for row in found)
    return [row for row in found if len(row.key.split("-")[1]) == longest]


def _window(store: SqliteStore, place: Path) -> MainWindow:
    chosen = Preferences(QSettings(str(place / "window.ini"), QSettings.Format.IniFormat))
    chosen.sound = False
    window = build(store, lambda: TODAY, preferences=chosen, tasks=ImmediateTasks)
    window.resize(1366, 768)
    window.show()
    _settle()
    return window


def _time(spent: Spent, name: str, step: Callable[[], object]) -> None:
    start = time.perf_counter()
    step()
    spent.setdefault(name, []).append(time.perf_counter() - start)


def _type(widget: QWidget, text: str) -> None:
    QTest.keyClicks(widget, text)


def _press(
    widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(widget, key, modifier)
    if modifier == CTRL:
        QTest.keyRelease(widget, Qt.Key.Key_Control)


def _settle() -> None:
    """Let what follows an answer a little later be done before the next is timed."""
    QApplication.processEvents()
    gc.collect()


def _report(title: str, spent: Spent, floor: str) -> None:
    """Print median and p95 of each, and how many times the floor's p95 that is."""
    print(f"\n{title}")
    width = max(map(len, spent))
    base = _p95(spent[floor])
    for name, times in spent.items():
        middle, high = statistics.median(times) * 1000, _p95(times)
        print(
            f"  {name:<{width}}  median {middle:7.2f} ms  p95 {high * 1000:7.2f} ms"
            f"   {high / base:7.1f} x {floor}   n = {len(times)}"
        )


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
