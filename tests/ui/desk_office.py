"""People and papers at the desk, and a scanner that types."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.certificate import CertificateStatus
from app.domain.ids import PersonId
from app.domain.person import LossCause, PersonKind
from app.ports import Store
from app.rows import CertificateRow
from app.usecases.counter import certificates
from app.usecases.people import life_events, roster
from app.usecases.printing import accounts, sessions
from tests.ui.office import ENTER, TODAY, people
from ui.pages.desk.page import DeskPage
from ui.window.main_window import MainWindow

S = CertificateStatus
EXPIRES = date(2029, 11, 30)
KEY = Qt.Key


class Counted:
    """Presses keys in the desk's line and counts them; what a person types to find is not counted."""

    def __init__(self, page: DeskPage) -> None:
        self.page = page
        self.keys = 0

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            focused = QApplication.focusWidget()
            assert focused is self.page.line, f"the keyboard is in {focused}"
            QTest.keyClick(focused, key, modifier)
            self.keys += 1
        if modifier is Qt.KeyboardModifier.ControlModifier:
            QTest.keyRelease(self.page.line, Qt.Key.Key_Control)

    def type(self, text: str) -> None:
        assert QApplication.focusWidget() is self.page.line
        if text.isascii():
            QTest.keyClicks(self.page.line, text)
        else:
            self.page.line.insert(text)

    def enter(self, text: str) -> None:
        """Type something and Enter, which counts."""
        self.type(text)
        self.press(ENTER)

    def scan(self, text: str) -> None:
        """What a scanner does; no key of the person."""
        QTest.keyClicks(self.page.line, text)
        QTest.keyClick(self.page.line, ENTER)


def desk(window: MainWindow) -> DeskPage:
    window.go("desk")
    shown = window.current_page
    assert isinstance(shown, DeskPage)
    return shown


def family(store: Store, number: int, surname: str, *given: str, **over: Any) -> list[PersonId]:
    """Enter a household: the first is the employee."""
    members = [
        {
            "name": f"{surname}\u3000{name}",
            "kana": f"{over.get('kana', 'ミホン')} {name}",
            "number": str(number),
            "branch_number": f"{branch:02d}",
            "certificate_expires_on": EXPIRES,
            "kind": PersonKind.DEPENDANT if branch else PersonKind.INSURED,
            "relationship": "子" if branch else "本人",
            "employee_code": "" if branch else f"S{number:05d}",
            **{key: value for key, value in over.items() if key != "kana"},
        }
        for branch, name in enumerate(given)
    ]
    return people(store, *members)


def waiting(
    store: Store, ids: Sequence[PersonId], on: date = TODAY - timedelta(days=3)
) -> list[CertificateRow]:
    """Print their certificates and confirm them: they lie in the drawer."""
    with store.transaction("印刷") as tx:
        run = sessions.plan_session(tx, ids, today=on)
        assert run.session_id is not None
        sessions.mark_spooled(tx, run.session_id, printer="見本")
        accounts.confirm(tx, run.session_id, today=on)
    rows = {row.person_id: row for row in store.queries.certificate_rows((S.READY,))}
    return [rows[person_id] for person_id in ids]


def held(store: Store, ids: Sequence[PersonId]) -> list[CertificateRow]:
    """Print and hand out."""
    rows = waiting(store, ids, TODAY - timedelta(days=40))
    with store.transaction("配付") as tx:
        certificates.hand_out(
            tx, [r.certificate_id for r in rows], on=TODAY - timedelta(days=39), today=TODAY
        )
    return [store.queries.certificate_by_issue(row.issue_number) for row in rows]


def renamed(store: Store, ids: Sequence[PersonId]) -> tuple[list[CertificateRow], list[CertificateRow]]:
    """Papers that a new name of the employee made void, still out, and the new ones in the drawer."""
    olds = held(store, ids)
    with store.transaction("氏名変更") as tx:
        life_events.change_name(
            tx,
            ids[0],
            name="改姓\u3000太郎",
            kana="カイセイ タロウ",
            on=TODAY - timedelta(days=5),
            today=TODAY,
        )
    return olds, waiting(store, ids)


def left(store: Store, employee: PersonId, days_ago: int = 3) -> None:
    """The employee left so many days ago."""
    with store.transaction("退職") as tx:
        roster.leave(
            tx, employee, cause=LossCause.LEFT, last_day_on=TODAY - timedelta(days=days_ago), today=TODAY
        )


def status(store: Store, row: CertificateRow) -> CertificateStatus:
    return store.queries.certificate_by_issue(row.issue_number).status


def statuses(store: Store, rows: Sequence[CertificateRow]) -> list[CertificateStatus]:
    return [status(store, row) for row in rows]
