"""The stack and the envelopes, by a scanner that types: a sound only when something is wrong."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.ids import SessionId
from app.domain.inspection import Finding
from app.domain.person import PersonKind
from app.domain.sheet_faces import back_code
from app.ports import Store
from app.usecases.counter import certificates
from app.usecases.printing import accounts, sessions
from tests.ui.office import ENTER, TODAY, close, people, press, type_into, window
from ui.pages.printing.inspect import ENCLOSE
from ui.pages.printing.page import ACCOUNT, INSPECT, PrintingPage
from ui.window.main_window import MainWindow

EXPIRES = date(2029, 11, 30)


@pytest.fixture
def run(store: Store) -> SessionId:
    """Eight sheets sent to a printer; the last two are of one household."""
    members = [
        {"name": f"見本　{n}", "kana": f"ミホン {n}", "certificate_expires_on": EXPIRES} for n in range(1, 8)
    ]
    child = {
        **members[-1],
        "name": "見本　子",
        "kana": "ミホン コ",
        "kind": PersonKind.DEPENDANT,
        "number": "107",
        "branch_number": "01",
    }
    ids = people(store, *members, child)
    with store.transaction("印刷の準備") as tx:
        planned = sessions.plan_session(tx, ids, today=TODAY)
    assert planned.session_id is not None
    with store.transaction("出力", undoable=False) as tx:
        sessions.mark_spooled(tx, planned.session_id, printer="office")
    return planned.session_id


@pytest.fixture
def shown(store: Store, run: SessionId, tmp_path: Path, qapp: QApplication) -> Iterator[MainWindow]:
    made = window(store, [PrintingPage], tmp_path)
    made.go("printing")
    yield made
    close(made)


@pytest.fixture
def page(shown: MainWindow) -> PrintingPage:
    found = shown.findChild(PrintingPage)
    assert found is not None
    found._go_on(INSPECT)
    return found


@pytest.fixture
def beeps(page: PrintingPage, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    monkeypatch.setattr(page.inspect._sound, "say", lambda _: heard.append("!"))
    return heard


Scan = Callable[[str], None]


@pytest.fixture
def scan(page: PrintingPage, shown: MainWindow) -> Scan:
    """A scanner types into whatever has the keyboard, never stopping to look."""

    def read(code: str) -> None:
        focused = QApplication.focusWidget()
        assert focused is page.inspect.line
        type_into(focused, code)
        press(focused, ENTER)

    return read


def codes(store: Store, run: SessionId) -> list[str]:
    return [row.issue_number for row in store.queries.sheet_rows(run)]


@pytest.mark.parametrize("is_reversed", [False, True])
def test_a_right_stack_passes_in_silence(
    store: Store, run: SessionId, page: PrintingPage, scan: Scan, beeps: list[str], is_reversed: bool
) -> None:
    stack = codes(store, run)
    for code in reversed(stack) if is_reversed else stack:
        scan(code)
    assert beeps == []
    assert page.inspect.inspection.unseen == ()
    press(page.inspect.line, ENTER)
    assert page.steps.value == ACCOUNT
    assert page.account.confirm.text() == "8枚すべて良い"


def test_a_back_on_another_sheet_is_found_and_filled_in_as_spoiled(
    store: Store, run: SessionId, page: PrintingPage, scan: Scan, beeps: list[str]
) -> None:
    """While the backs were printed the printer took two sheets at once before the third."""
    page.inspect.mode.choose("faces")
    page.inspect.mode.chosen.emit("faces")
    stack = codes(store, run)
    for code in stack[:2]:
        scan(code)
        scan(back_code(code))
    assert beeps == []
    for front, back in pairwise(stack[2:]):
        scan(front)
        scan(back_code(back))
    assert "表と裏が違う" in page.inspect.banner.headline.text()
    assert len(beeps) == 5
    press(page.inspect.line, ENTER)
    assert page.steps.value == ACCOUNT
    assert page.account.spoiled.text() == "3,4,5,6,7,8"
    assert page.account.missing.text() == ""


def test_what_is_not_in_the_stack_is_filled_in_as_missing(
    store: Store, run: SessionId, page: PrintingPage, scan: Scan, beeps: list[str]
) -> None:
    stack = codes(store, run)
    for code in [*stack[:3], *stack[4:7]]:
        scan(code)
    assert beeps == ["!"]
    # Later readings took the banner, and it is still there.
    assert page.inspect.troubles.text() == "! 注意 1件  用紙4が抜けています"
    press(page.inspect.line, ENTER)
    assert page.account.missing.text() == "4,8"
    assert page.account.confirm.text() == "6枚を良、2枚を刷り直す"


def test_sheets_that_do_not_belong_are_named(
    store: Store, run: SessionId, page: PrintingPage, scan: Scan, beeps: list[str]
) -> None:
    stack = codes(store, run)
    with store.transaction("紙づまり") as tx:
        accounts.settle_stop(tx, run, last_good=6, today=TODAY)
    with store.transaction("追加") as tx:
        listed = people_listed(tx)
    page.reload()
    for code in stack[:2]:
        scan(code)
    scan(stack[6])
    assert "書き損じ" in page.inspect.banner.sentence.text()
    scan(stack[1])
    assert "二度目" in page.inspect.banner.headline.text()
    scan(listed)
    assert "別の印刷作業" in page.inspect.banner.sentence.text()
    scan("ZZZZ-ZZZZ")
    assert "記録にありません" in page.inspect.banner.sentence.text()
    assert len(beeps) == 4
    # And the stack goes on where it was.
    scan(stack[2])
    assert len(beeps) == 4


def people_listed(tx: object) -> str:
    """A sheet handed out long ago; its number."""
    from app.domain.certificate import listed
    from app.ports import Transaction
    from tests.factories import person

    store: Transaction = tx  # type: ignore[assignment]
    office = store.offices()[0]
    holder = store.save_person(
        person(id=None, office_id=office.id, number="999", certificate_expires_on=None)
    )
    assert holder.id is not None
    number = certificates.unused_issue_number(store)
    store.save_certificate(listed(holder.id, number, EXPIRES, TODAY))
    return number


def test_slip_and_certificate_must_match(
    store: Store, run: SessionId, page: PrintingPage, scan: Scan, beeps: list[str]
) -> None:
    stack = codes(store, run)
    page.inspect.mode.choose(ENCLOSE)
    page.inspect.mode.chosen.emit(ENCLOSE)
    scan(f"P{run}-001")
    scan(stack[0])
    assert beeps == []
    scan(f"P{run}-002")
    scan(stack[2])
    assert beeps == ["!"]
    assert "封入が違います" in page.inspect.banner.headline.text()
    scan(stack[1])
    # A family in one envelope: one slip, two certificates.
    for code in (f"P{run}-007", stack[6], stack[7]):
        scan(code)
    assert beeps == ["!"]
    assert page.inspect.enclosure.left == (2, 3, 4, 5)
    page.inspect.mode.chosen.emit(ENCLOSE)
    assert page.inspect.troubles.text() == ""


def test_a_scanner_behind_a_japanese_input_method_is_read(
    store: Store, run: SessionId, page: PrintingPage, shown: MainWindow
) -> None:
    (first, *_) = codes(store, run)
    type_into(page.inspect.line, "".join(chr(ord(c) + 0xFEE0) for c in first))
    press(page.inspect.line, ENTER)
    assert page.inspect.inspection.seen == {0}
    assert page.inspect.inspection.read(first)[1].finding is Finding.TWICE
