"""人違い and 回収不能 in the window: filled in by keys, recorded in one step, gone on with later."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from app.changes import Changes
from app.domain.certificate import CertificateStatus
from app.domain.contact import About, Means
from app.domain.duties import DutyKind
from app.domain.person import LossCause, Person
from app.ports import Store
from app.usecases.contacts import outreach
from app.usecases.counter import misdeliveries
from app.usecases.counter.misdeliveries import CaseStep
from app.usecases.people import roster
from tests.ui.office import ENTER, close, people, press, type_into
from tests.usecases.households import TODAY, family, run, sheets_of, snapshot
from ui.bootstrap import build
from ui.dialogs.misdelivery import MisdeliveryForm, ask_misdelivery
from ui.dialogs.uncollectable import UncollectableForm, give_up
from ui.frame.preferences import Preferences
from ui.frame.tasks import ImmediateTasks
from ui.pages.today.page import TodayPage
from ui.window.main_window import MainWindow

S = CertificateStatus
SPACE, TAB, DOWN = Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Down


@pytest.fixture
def home(store: Store) -> tuple[Person, Person, Person]:
    return family(store, papers=(S.HANDED_OUT, S.SUPERSEDED, S.READY))


@pytest.fixture
def shown(
    qtbot: QtBot, store: Store, home: tuple[Person, Person, Person], preferences: Preferences
) -> Iterator[MainWindow]:
    people(store, {"number": "205", "name": "高橋\u3000美帆", "kana": "タカハシ ミホ"})
    window = build(store, lambda: TODAY, preferences=preferences, tasks=ImmediateTasks)
    window.resize(1366, 768)
    with qtbot.waitActive(window):
        window.show()
    yield window
    close(window)


def in_form(act: Callable[[QDialog], None]) -> list[AssertionError]:
    """Do this once a form has opened; it never stays open. Returns what went wrong in it."""
    waiting = QTimer(QApplication.instance())
    wrong: list[AssertionError] = []

    def look() -> None:
        form = QApplication.activeModalWidget()
        if isinstance(form, QDialog) and not form.isActiveWindow():
            form.activateWindow()
        elif isinstance(form, QDialog):
            waiting.stop()
            try:
                act(form)
            except AssertionError as error:
                wrong.append(error)
            finally:
                if form.isVisible():
                    form.done(0)

    waiting.timeout.connect(look)
    waiting.start(5)
    return wrong


def key(form: QDialog, *keys: Qt.Key) -> None:
    for one in keys:
        press(form.focusWidget() or form, one)


def ask(shown: MainWindow, store: Store, who: Person, act: Callable[[MisdeliveryForm], None]) -> None:
    row = store.queries.certificate_by_issue(sheets_of(store, who)[-1].issue_number)
    wrong = in_form(act)  # type: ignore[arg-type]
    ask_misdelivery(shown.current_page.context, row, shown)
    if wrong:
        raise wrong[0]


def test_a_new_case_by_keys_is_one_step(
    shown: MainWindow, store: Store, home: tuple[Person, Person, Person]
) -> None:
    head = home[0]
    before = snapshot(store)

    def fill(form: MisdeliveryForm) -> None:
        # Nobody is taken for granted: Enter at once asks who it was.
        form.save.click()
        assert "受け取った方を選んで" in form.problem.text()
        # Who is easily mistaken stands first; what is typed finds anybody.
        assert form._who.itemText(1).startswith("高橋\u3000美帆")
        type_into(form._search, "ミホ")
        key(form, DOWN)
        form._who.setCurrentIndex(form._who.findText("高橋", Qt.MatchFlag.MatchStartsWith))
        key(form, ENTER)
        assert form.isVisible(), "Enter in the search only takes the choice"
        form._boxes[CaseStep.RECOVERED].setFocus()
        key(form, SPACE, TAB, TAB, SPACE)
        assert form._boxes[CaseStep.TOLD].isChecked()
        key(form, ENTER)
        assert not form.isVisible(), form.problem.text()

    ask(shown, store, head, fill)
    assert "残り: 責任者と健保へ報告する" in shown.bottom_bar.sentence.text()
    (case,) = store.queries.misdeliveries()
    assert (case.given_on, case.noticed_on) == (
        sheets_of(store, head)[-1].ready_on and date(2026, 10, 20),
        TODAY,
    )
    assert (case.recovered_on, case.told_on, case.reported_on) == (TODAY, TODAY, None)
    assert sheets_of(store, head)[-1].status is S.READY
    store.undo()
    assert snapshot(store) == before


def test_an_open_case_is_gone_on_with_and_a_sheet_that_stays_lost_becomes_so(
    shown: MainWindow, store: Store, home: tuple[Person, Person, Person]
) -> None:
    head = home[0]
    sheet = sheets_of(store, head)[-1]
    run(
        store,
        lambda tx: misdeliveries.report(
            tx, sheet.id, given_to=None, given_on=TODAY, noticed_on=TODAY, note="来客", recovered=False,
            today=TODAY,
        ),
    )  # fmt: skip

    def nothing_yet(form: MisdeliveryForm) -> None:
        assert form.windowTitle() == "誤交付の対応"
        form.save.click()
        assert "済んだことに印を" in form.problem.text()

    ask(shown, store, head, nothing_yet)

    def lost(form: MisdeliveryForm) -> None:
        form._stays_lost.setFocus()
        key(form, SPACE)
        assert not form._boxes[CaseStep.RECOVERED].isEnabled()
        for step in (CaseStep.TOLD, CaseStep.REPORTED):
            form._boxes[step].setFocus()
            key(form, SPACE)
        key(form, ENTER)

    ask(shown, store, head, lost)
    assert sheets_of(store, head)[-1].status is S.LOST
    assert misdeliveries.open_cases(store.queries, TODAY) == []
    assert "新しい番号の証を印刷" in shown.bottom_bar.sentence.text()


def test_days_out_of_order_are_refused_in_the_form(
    shown: MainWindow, store: Store, home: tuple[Person, Person, Person]
) -> None:
    def fill(form: MisdeliveryForm) -> None:
        form._who.setCurrentIndex(form._who.count() - 1)
        form.save.click()
        assert "だれに渡ったか" in form.problem.text()
        form._note.setText("来客")
        form._given_on.set_date(TODAY)
        form._noticed_on.set_date(TODAY - timedelta(days=1))
        form.save.click()
        assert "より後です" in form.problem.text()

    ask(shown, store, home[0], fill)
    assert store.queries.misdeliveries() == []


def return_row(shown: MainWindow, who: Person) -> TodayPage:
    page = shown.current_page
    assert isinstance(page, TodayPage)
    shown.events.changed.emit(Changes.ROSTER)
    at = next(n for n, r in enumerate(page.model.rows) if r.person_id == who.id and r.kind is DutyKind.RETURN)
    page.table.select_at(at)
    page.table.setFocus()
    return page


def test_a_paper_that_cannot_be_had_from_today(
    shown: MainWindow, store: Store, home: tuple[Person, Person, Person], qtbot: QtBot
) -> None:
    """U on the return row; without a request on record the form says so and takes one."""
    head = home[0]
    run(
        store,
        lambda tx: roster.leave(
            tx, head.id, cause=LossCause.LEFT, last_day_on=TODAY - timedelta(days=10), today=TODAY
        ),
    )
    page = return_row(shown, head)
    assert page._uncollectable.isVisible()

    def fill(form: QDialog) -> None:
        assert isinstance(form, UncollectableForm)
        type_into(form._reason, "転居先不明")
        form.save.click()
        assert "連絡した日と方法" in form.problem.text()
        form._means.setFocus()
        key(form, DOWN, DOWN)
        assert form._means.currentData() == Means.PHONE
        form.save.click()

    wrong = in_form(fill)
    qtbot.keyClick(page.table, "u")
    assert not wrong, wrong
    sheet = sheets_of(store, head)[-1]
    assert (sheet.status, sheet.reason) == (S.UNCOLLECTABLE, "転居先不明")
    assert head.id is not None
    (contact,) = store.queries.person_detail(head.id, TODAY).contacts
    assert (contact.about, contact.means, contact.on) == (About.RETURN, Means.PHONE, TODAY)


def test_the_requests_on_record_stand_in_the_form(
    shown: MainWindow, store: Store, home: tuple[Person, Person, Person]
) -> None:
    head = home[0]
    for days, about in ((9, About.RETURN), (8, About.REGISTER), (2, About.RETURN)):
        run(
            store,
            lambda tx, d=days, a=about: outreach.log_contact(
                tx, [head.id], means=Means.LETTER, on=TODAY - timedelta(days=d), today=TODAY, about=a
            ),
        )
    assert head.id is not None
    detail = store.queries.person_detail(head.id, TODAY)
    page = shown.current_page
    assert isinstance(page, TodayPage)
    seen: list[str] = []

    def look(form: QDialog) -> None:
        assert isinstance(form, UncollectableForm)
        seen.append(form._logged.text())

    wrong = in_form(look)
    row = next(iter(store.queries.due_rows(TODAY)))
    give_up(
        page.context,
        replace(row, person_id=head.id, certificate_id=detail.certificates[0].id, kind=DutyKind.RETURN),
        shown,
    )
    assert not wrong
    assert seen == ["R8.11.14  郵便  伝えた\nR8.11.21  郵便  伝えた"]
