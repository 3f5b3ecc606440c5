"""窓口: keys only, nothing modal, the keyboard always back in the line."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.certificate import CertificateStatus
from app.domain.person import LossCause
from app.ports import Store
from app.rows import CertificateRow
from app.usecases.counter import certificates
from app.usecases.people import roster
from tests.ui.office import people
from ui.look.theme import Tone
from ui.pages.desk.lookup import DeskMode
from ui.pages.desk.page import DeskPage
from ui.window.main_window import MainWindow

S = CertificateStatus
ENTER = Qt.Key.Key_Return


@pytest.fixture
def page(window: MainWindow) -> DeskPage:
    window.go("desk")
    shown = window.current_page
    assert isinstance(shown, DeskPage)
    return shown


def scan(page: DeskPage, text: str, qtbot: QtBot) -> None:
    """What a scanner does: the characters, then Enter."""
    qtbot.keyClicks(page.line, text)
    qtbot.keyClick(page.line, ENTER)


def sheets(office: Store, *statuses: CertificateStatus) -> list[CertificateRow]:
    """Those of people first whom nobody is called like: one reading of theirs records."""
    readings = [row.kana for row in office.queries.person_rows()]
    return sorted(office.queries.certificate_rows(statuses), key=lambda row: readings.count(row.kana) > 1)


def status(office: Store, row: CertificateRow) -> CertificateStatus:
    return office.queries.certificate_by_issue(row.issue_number).status


def household(row: CertificateRow) -> str:
    return row.key.rpartition("-")[0]


def test_a_scan_hands_out_and_the_line_is_ready_again(page: DeskPage, office: Store, qtbot: QtBot) -> None:
    row = sheets(office, S.READY)[0]
    scan(page, row.issue_number, qtbot)
    assert status(office, row) is S.HANDED_OUT
    assert row.name in page.banner.headline.text()
    assert page.banner.tone is Tone.DONE
    assert page.line.hasFocus()
    assert page.line.text() == ""


def test_scanner_alone_collects_one_after_the_other(page: DeskPage, office: Store, qtbot: QtBot) -> None:
    """I3: no key besides what the scanner types."""
    qtbot.keyClick(page, Qt.Key.Key_F3)
    rows = sheets(office, S.HANDED_OUT)[:5]
    for row in rows:
        scan(page, row.issue_number.replace("-", ""), qtbot)
    assert {status(office, row) for row in rows} == {S.COLLECTED}
    listed = [entry.issue_number for entry in page.entries.rows_model.rows]
    assert listed == [row.issue_number for row in reversed(rows)]


def test_a_tail_and_enter_collects(page: DeskPage, office: Store, qtbot: QtBot) -> None:
    """I4: digits and Enter, where only one sheet fits."""
    rows = sheets(office, S.HANDED_OUT)
    alone = next(r for r in rows if sum(household(o) == household(r) for o in rows) == 1)
    number = alone.key.split("-")[1]
    qtbot.keyClick(page, Qt.Key.Key_F3)
    scan(page, number, qtbot)
    assert status(office, alone) is S.COLLECTED


def test_several_sheets_are_offered_and_a_digit_chooses(page: DeskPage, office: Store, qtbot: QtBot) -> None:
    qtbot.keyClick(page, Qt.Key.Key_F3)
    scan(page, "1", qtbot)
    assert page.offers.isVisible()
    offered = [home for _, home in page.offers_model.rows]
    assert 1 < len(offered) <= 9
    qtbot.keyClick(page.line, "2")
    assert {status(office, row) for home in offered for row in home} == {S.HANDED_OUT}
    qtbot.keyClick(page.line, ENTER)
    assert {status(office, row) for row in offered[1]} == {S.COLLECTED}
    assert {status(office, row) for row in offered[0]} == {S.HANDED_OUT}
    assert not page.offers.isVisible()
    assert page.line.hasFocus()


def test_a_household_takes_all_its_papers_with_one_key(page: DeskPage, office: Store, qtbot: QtBot) -> None:
    """I5: after the first sheet, Enter hands over what remains for the family."""
    rows = sheets(office, S.HANDED_OUT)
    families = {household(r) for r in rows if sum(household(o) == household(r) for o in rows) > 1}
    family = [r for r in rows if household(r) == min(families)]
    qtbot.keyClick(page, Qt.Key.Key_F3)
    scan(page, family[0].issue_number, qtbot)
    assert page.chips.isVisible()
    assert f"Enter 残り{len(family) - 1}枚を回収" in page.hint.text()
    qtbot.keyClick(page.line, ENTER)
    assert {status(office, row) for row in family} == {S.COLLECTED}


def test_an_old_sheet_is_called_invalid_with_what_to_do(
    page: DeskPage, office: Store, today: date, qtbot: QtBot
) -> None:
    row = sheets(office, S.HANDED_OUT)[0]
    page.context.commands.run(
        lambda tx: certificates.lose(tx, row.certificate_id, on=today, today=today, reason="紛失")
    )
    scan(page, row.issue_number, qtbot)
    assert page.banner.headline.text() == "無効・第1版、返納"
    assert "渡さずに受け取ります" in page.banner.sentence.text()
    assert page.banner.tone is Tone.LATE
    assert page.line.hasFocus()


def test_a_leavers_sheet_is_not_handed_over(page: DeskPage, office: Store, today: date, qtbot: QtBot) -> None:
    row = sheets(office, S.READY)[0]
    with office.transaction("退職") as tx:
        person = tx.household(*row.key.split("-")[:2])[0]
        assert person.id is not None
        roster.leave(tx, person.id, cause=LossCause.LEFT, last_day_on=today - timedelta(days=3), today=today)
    scan(page, row.issue_number, qtbot)
    assert status(office, row) is S.READY
    assert "渡さずに回収" in page.banner.sentence.text()


@pytest.mark.parametrize("typed", ["0000-0000", "ABC", "99999", "9999-9999"])
def test_what_is_unknown_is_said_and_nothing_stops(page: DeskPage, qtbot: QtBot, typed: str) -> None:
    scan(page, typed, qtbot)
    assert page.banner.tone is Tone.LATE
    assert page.banner.sentence.text().endswith("。")
    assert page.line.hasFocus()


def test_a_second_scan_of_the_same_sheet_is_refused(page: DeskPage, office: Store, qtbot: QtBot) -> None:
    row = sheets(office, S.READY)[0]
    scan(page, row.issue_number, qtbot)
    scan(page, row.issue_number, qtbot)
    assert "すでに配付済み" in page.banner.sentence.text()
    assert [entry.what for entry in page.entries.entries] == ["● 配付済みです", "✓ 配付"]


def test_a_day_in_the_past_is_recorded(page: DeskPage, office: Store, today: date, qtbot: QtBot) -> None:
    qtbot.keyClick(page, Qt.Key.Key_F6)
    qtbot.keyClicks(page.day, "11/22")
    qtbot.keyClick(page.day, ENTER)
    assert page.line.hasFocus()
    row = next(r for r in sheets(office, S.READY) if r.ready_on and r.ready_on <= date(2026, 11, 22))
    scan(page, row.issue_number, qtbot)
    assert office.queries.certificate_by_issue(row.issue_number).handed_out_on == date(2026, 11, 22)


def test_a_day_ahead_is_refused_in_the_banner(
    page: DeskPage, office: Store, today: date, qtbot: QtBot
) -> None:
    page.day.set_date(today + timedelta(days=1))
    row = sheets(office, S.READY)[0]
    scan(page, row.issue_number, qtbot)
    assert status(office, row) is S.READY
    assert "今日より先" in page.banner.sentence.text()


def test_undo_shows_in_the_running_list(page: DeskPage, office: Store, qtbot: QtBot) -> None:
    row = sheets(office, S.READY)[0]
    scan(page, row.issue_number, qtbot)
    qtbot.keyClick(page.line, "z", Qt.KeyboardModifier.ControlModifier)
    assert status(office, row) is S.READY
    assert page.entries.rows_model.rows[0].is_undone


def test_receipt_can_be_left_out(page: DeskPage, office: Store, qtbot: QtBot) -> None:
    qtbot.keyClick(page, Qt.Key.Key_F8)
    row = sheets(office, S.READY)[0]
    scan(page, row.issue_number, qtbot)
    assert status(office, row) is S.HANDED_OUT
    detail = office.queries.person_detail(row.person_id, page.context.clock())
    assert [c.receipt for c in detail.certificates if c.issue_number == row.issue_number] == [False]


def test_an_empty_office_is_shown_the_first_step(empty_window: MainWindow) -> None:
    empty_window.go("desk")
    assert empty_window.current_page.is_empty


def test_with_nothing_to_hand_out_the_desk_says_what_comes_first(
    store: Store, empty_window: MainWindow
) -> None:
    people(store, {"name": "見本　太郎"})
    empty_window.go("desk")
    page = empty_window.current_page
    assert isinstance(page, DeskPage)
    assert not page.is_empty
    assert "印刷して" in page.banner.sentence.text()
    page.set_mode(DeskMode.COLLECT)
    assert "番号の末尾" in page.banner.sentence.text()
