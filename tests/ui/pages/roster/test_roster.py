"""名簿: find, look, and change members; forms store nothing before 保存."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.certificate import CertificateStatus
from app.domain.person import Enrolment, PersonKind
from app.ports import Store
from app.rows import PersonRow
from app.usecases.consequences import Consequences, UseCase
from app.usecases.counter import certificates
from tests.conftest import TODAY
from ui.dialogs.life_events import SpoiltPaperForm
from ui.dialogs.misdelivery import MisdeliveryForm
from ui.dialogs.person_form import PersonForm
from ui.pages.roster.page import RosterPage, by_household
from ui.widgets.choice_popup import ChoicePopup
from ui.widgets.sentence import Sentence
from ui.window.main_window import MainWindow


@pytest.fixture
def page(window: MainWindow) -> RosterPage:
    window.go("roster")
    shown = window.current_page
    assert isinstance(shown, RosterPage)
    return shown


def go_to(page: RosterPage, fits: Callable[[PersonRow], bool]) -> PersonRow:
    row = next(row for row in page.model.rows if fits(row))
    page.table.select_id(row.person_id)
    page.table.setFocus()
    return row


def in_dialog(act: Callable[[QDialog], None]) -> None:
    """Do this once a dialog has opened; it never stays open."""
    waiting = QTimer(QApplication.instance())

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            waiting.stop()
            try:
                act(dialog)
            finally:
                if dialog.isVisible():
                    dialog.done(0)

    waiting.timeout.connect(look)
    waiting.start(5)


def nothing_follows(_work: UseCase, _on: date) -> Consequences:
    """Stands where a form asks what would follow."""
    return Consequences("")


def test_households_stand_together(page: RosterPage) -> None:
    keys = [row.key.rpartition("-")[0] for row in page.model.rows]
    seen = list(dict.fromkeys(keys))
    assert keys == [key for key in seen for _ in range(keys.count(key))]
    for at, row in enumerate(page.model.rows):
        if row.kind is PersonKind.DEPENDANT:
            assert page.model.rows[at - 1].key.rpartition("-")[0] == row.key.rpartition("-")[0]


def test_names_in_sentences_keep_their_wide_space(qtbot: QtBot) -> None:
    shown = Sentence()
    qtbot.addWidget(shown)
    shown.setText("見本　太郎")
    drawn = QTextDocument()
    drawn.setHtml(QLabel.text(shown))
    assert "見本　太郎" in drawn.toPlainText()


def test_typing_narrows_the_list_and_shows_the_first_hit(page: RosterPage, qtbot: QtBot) -> None:
    assert page.search.hasFocus()
    everybody = len(page.model.rows)
    qtbot.keyClicks(page.search, "1")
    assert 0 < len(page.model.rows) < everybody
    assert page.panel.isVisible()
    assert page.model.rows[0].name in page.panel.sentence.text()
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert page.table.hasFocus()


def test_the_panel_follows_the_row(page: RosterPage, qtbot: QtBot) -> None:
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    row = page.table.current_row()
    assert row is not None
    assert row.name in page.panel.sentence.text()
    assert row.key in page.panel.place.text()


@pytest.mark.parametrize("key", "eli")
def test_leaving_a_form_stores_nothing(page: RosterPage, office: Store, qtbot: QtBot, key: str) -> None:
    before, seen = office.last_undoable(), list[QDialog]()
    page.table.setFocus()
    in_dialog(seen.append)
    qtbot.keyClick(page.table, key)
    if key == "e":
        popup = page.window().findChild(ChoicePopup)
        assert popup is not None
        qtbot.keyClick(popup, Qt.Key.Key_1)
    assert len(seen) == 1
    assert office.last_undoable() == before


def test_an_unchanged_form_yields_the_same_person(office: Store, today: date, qtbot: QtBot) -> None:
    for person in office.queries.people():
        form = PersonForm(person, office.queries.offices(), nothing_follows, today)
        form.check()
        assert form.person() == person
        form.deleteLater()


def test_a_changed_name_is_kept_as_typed(page: RosterPage, office: Store, today: date, qtbot: QtBot) -> None:
    row = go_to(page, lambda r: r.kind is PersonKind.INSURED)

    def fill(dialog: QDialog) -> None:
        line = dialog.focusWidget()
        line.setText("𠮷﨑　髙子")  # type: ignore[attr-defined]
        dialog.accept()

    in_dialog(fill)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert office.queries.person_detail(row.person_id, today).person.name == "𠮷﨑　髙子"


def test_a_form_says_what_is_missing(office: Store, today: date, qtbot: QtBot) -> None:
    form = PersonForm(None, office.queries.offices(), nothing_follows, today)
    qtbot.addWidget(form)
    form.show()
    form.accept()
    assert form.isVisible()
    missing = ("氏名", "記号", "番号", "生年月日", "性別")
    said = "".join(one.text() for one in form.findChildren(QLabel) if one.isVisible())
    assert all(f"{name}を" in said for name in missing), "all at once, each below its field"
    lines = [line for line in form.findChildren(QLineEdit) if line.property("state") == "wrong"]
    assert [line.accessibleName() for line in lines] == ["氏名", "記号", "番号", "生年月日"]
    assert form.focusWidget() is field(form, "氏名")
    assert "氏名" in field(form, "氏名").accessibleDescription()
    qtbot.keyClicks(field(form, "氏名"), "x")
    assert not field(form, "氏名").property("state")
    assert form.problem.text() == ""
    words = {one.text() for one in form.findChildren(QLabel) if one.buddy() is not None}
    assert words >= {"番号 必須", "枝番", "性別 必須", "所属", "社員番号", "有効期限"}, "a word at every box"


def field(dialog: QDialog, name: str) -> QLineEdit:
    return next(line for line in dialog.findChildren(QLineEdit) if line.accessibleName() == name)


def test_a_void_paper_is_lost_on_the_same_form_as_any_other(
    page: RosterPage, office: Store, today: date, qtbot: QtBot
) -> None:
    """With the reason, without a 個人番号, and with what was told to the police."""
    row = next(r for r in page.model.rows if r.certificate is CertificateStatus.HANDED_OUT)
    (sheet,) = office.queries.person_detail(row.person_id, today).certificates
    assert sheet.id is not None
    with office.transaction("破損") as tx:
        certificates.damage(tx, sheet.id, on=today, today=today, reason="破れた")
    page.reload()
    go_to(page, lambda r: r.person_id == row.person_id)
    assert [text for text, _ in page.paper_steps()][:2] == ["回収した", "紛失した…"]
    problems: list[str] = []

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, SpoiltPaperForm)
        for reason in ("", "123456789018", "電車に置き忘れた"):
            field(dialog, "理由").setText(reason)
            field(dialog, "警察への届出").setText("見本警察署 受理12")
            dialog.accept()
            if dialog.isVisible():
                problems.append(dialog.problem.text())

    in_dialog(fill)
    qtbot.keyClick(page.table, "p")
    popup = page.window().findChild(ChoicePopup)
    assert popup is not None
    qtbot.keyClick(popup, "2")
    assert len(problems) == 2
    assert "理由を入れて" in problems[0]
    assert "123456789018" not in problems[1]
    (lost,) = office.queries.person_detail(row.person_id, today).certificates
    assert (lost.status, lost.reason) == (CertificateStatus.LOST, "電車に置き忘れた")
    assert lost.police_report == "見本警察署 受理12"


def test_stage_of_registration_with_two_keys(page: RosterPage, office: Store, qtbot: QtBot) -> None:
    row = go_to(page, lambda r: r.enrolment is Enrolment.NOT_REGISTERED)
    qtbot.keyClick(page.table, "r")
    popup = page.window().findChild(ChoicePopup)
    assert popup is not None
    assert popup.hasFocus()
    qtbot.keyClick(popup, str(list(Enrolment).index(Enrolment.DECLINED) + 1))
    after = {one.person_id: one.enrolment for one in office.queries.person_rows()}
    assert after[row.person_id] is Enrolment.DECLINED
    assert page.table.hasFocus()


def test_escape_leaves_the_choices(page: RosterPage, office: Store, qtbot: QtBot) -> None:
    before = office.last_undoable()
    go_to(page, lambda r: r.certificate is CertificateStatus.HANDED_OUT)
    qtbot.keyClick(page.table, "p")
    popup = page.window().findChild(ChoicePopup)
    assert popup is not None
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert page.table.hasFocus()
    assert office.last_undoable() == before


def test_arrows_and_enter_choose_as_well_as_digits(page: RosterPage, office: Store, qtbot: QtBot) -> None:
    go_to(page, lambda r: r.enrolment is Enrolment.UNKNOWN)
    row = page.table.current_row()
    assert row is not None
    qtbot.keyClick(page.table, "r")
    popup = page.window().findChild(ChoicePopup)
    assert popup is not None
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert popup.isVisible()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(popup, key)
    assert not popup.isVisible()
    stage = office.queries.person_detail(row.person_id, TODAY).person.enrolment
    assert stage is list(Enrolment)[1]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (CertificateStatus.READY, ["配付した", "回収した", "紛失した…", "破れた・汚れた…"]),
        (
            CertificateStatus.HANDED_OUT,
            ["回収した", "紛失した…", "破れた・汚れた…", "回収できない…", "別の方に渡していた…"],
        ),
        (None, ["印刷する", "以前に配付済みとして記録…"]),
    ],
)
def test_only_steps_that_are_possible_are_offered(
    page: RosterPage, state: CertificateStatus | None, words: list[str]
) -> None:
    go_to(page, lambda r: r.certificate is state)
    assert [text for text, _ in page.paper_steps()] == words


def test_a_paper_given_to_somebody_else_is_recorded_from_the_roster(page: RosterPage, qtbot: QtBot) -> None:
    row = go_to(page, lambda r: r.certificate is CertificateStatus.HANDED_OUT)
    seen: list[QDialog] = []
    in_dialog(seen.append)
    qtbot.keyClick(page.table, "p")
    popup = page.window().findChild(ChoicePopup)
    assert popup is not None
    qtbot.keyClick(popup, str(len(page.paper_steps())))
    (form,) = seen
    assert isinstance(form, MisdeliveryForm)
    assert any(row.name in shown.text() for shown in form.findChildren(QLabel))


def test_an_empty_roster_shows_the_first_step(empty_window: MainWindow) -> None:
    empty_window.go("roster")
    assert empty_window.current_page.is_empty


def test_by_household_knows_numbers_without_branch() -> None:
    def row(key: str, kana: str, kind: PersonKind) -> PersonRow:
        return PersonRow(
            person_id=hash(key), key=key, name=kana, kana=kana, kind=kind, relationship="",
            born_on=date(1980, 1, 1), office="", office_code="", department="", employee_code="",
            qualified_on=date(2010, 1, 1), disqualified_on=None, enrolment=Enrolment.UNKNOWN,
            certificate=None, certificate_expires_on=None, ends_on=date(2055, 1, 1),
        )  # type: ignore[arg-type]  # fmt: skip

    rows = [
        row("2001-5-01", "アア", PersonKind.DEPENDANT),
        row("2001-4", "イイ", PersonKind.INSURED),
        row("2001-5", "ウウ", PersonKind.INSURED),
    ]
    assert [r.key for r in by_household(rows)] == ["2001-4", "2001-5", "2001-5-01"]
