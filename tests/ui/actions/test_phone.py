"""I8: somebody rings up; find them, read one sentence out, do what they need with one key."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.certificate import CertificateStatus
from app.domain.contact import Means
from app.ports import Store
from app.rows import CertificateRow, PersonDetail
from app.usecases.counter.phone import PhoneAction, likely_actions, phone_sentence
from tests.conftest import TODAY
from tests.ui.keyboard import has_answered
from tests.unit.test_scanned import typed_in_kana, typed_in_romaji
from ui.pages.guide.page import GuidePage
from ui.pages.roster.page import RosterPage
from ui.pages.settings.page import SettingsPage
from ui.widgets.kept_dialog import KeptDialog
from ui.widgets.person_search import PersonSearch
from ui.window.main_window import MainWindow

S = CertificateStatus
A = PhoneAction
ALT = Qt.KeyboardModifier.AltModifier
DIGITS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3)


@pytest.fixture
def search(window: MainWindow, qtbot: QtBot) -> PersonSearch:
    """The search, reached with the one key that reaches it from anywhere."""
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    found = window.top_bar.search
    assert found.hasFocus()
    return found


def ask(search: PersonSearch, text: str, qtbot: QtBot) -> None:
    """Type the text; what no key makes is committed by an input method."""
    search.clear()
    if text.isascii():
        qtbot.keyClicks(search, text)
    else:
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QApplication.sendEvent(search, event)
    qtbot.waitUntil(lambda: has_answered(search))


def detail(office: Store, row: CertificateRow) -> PersonDetail:
    return office.queries.person_detail(row.person_id, TODAY)


def held(office: Store, *, likely: PhoneAction) -> CertificateRow:
    """A sheet whose holder is likely to need that."""
    rows = office.queries.certificate_rows()
    return next(row for row in rows if likely in likely_actions(detail(office, row), TODAY))


def press(search: PersonSearch, action: PhoneAction, qtbot: QtBot) -> None:
    qtbot.keyClick(search, DIGITS[search.results.likely.offered.index(action)], ALT)


def test_the_answer_is_read_out_as_soon_as_somebody_is_found(
    search: PersonSearch, office: Store, qtbot: QtBot
) -> None:
    """One key and the text: no Enter, no other screen."""
    row = office.queries.certificate_rows((S.HANDED_OUT,))[0]
    ask(search, row.issue_number, qtbot)
    assert search.is_open
    assert search.results.sentence.text() == phone_sentence(detail(office, row), TODAY)
    assert 1 <= len(search.results.likely.offered) <= 3
    assert search.hasFocus()


def test_the_arrows_move_the_answer_along(search: PersonSearch, qtbot: QtBot) -> None:
    ask(search, "1", qtbot)
    first = search.results.sentence.text()
    qtbot.keyClick(search, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: has_answered(search))
    assert search.results.sentence.text() != first
    qtbot.keyClick(search, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: has_answered(search))
    assert search.results.sentence.text() == first


@pytest.mark.parametrize("mangled", [str.lower, typed_in_romaji, typed_in_kana])
def test_a_code_is_found_however_the_input_method_spoilt_it(
    search: PersonSearch, office: Store, qtbot: QtBot, mangled: Callable[[str], str]
) -> None:
    row = office.queries.certificate_rows((S.HANDED_OUT,))[0]
    ask(search, mangled(row.issue_number), qtbot)
    assert row.name in search.results.sentence.text()


def test_a_name_is_found_by_romaji(search: PersonSearch, office: Store, qtbot: QtBot) -> None:
    row = next(r for r in office.queries.person_rows(search="ヤマザキ", limit=9))
    ask(search, "yamazaki", qtbot)
    assert row.name in search.results.sentence.text()


def test_nobody_found_offers_nothing(search: PersonSearch, qtbot: QtBot) -> None:
    ask(search, "zzzz", qtbot)
    assert "見つかりません" in search.results.sentence.text()
    assert search.results.likely.offered == ()
    qtbot.keyClick(search, Qt.Key.Key_1, ALT)
    assert search.text() == "zzzz"


@pytest.mark.parametrize(("action", "reached"), [(A.HAND_OUT, S.HANDED_OUT), (A.COLLECT, S.COLLECTED)])
def test_one_key_records_it(
    search: PersonSearch, window: MainWindow, office: Store, qtbot: QtBot,
    action: PhoneAction, reached: CertificateStatus,
) -> None:  # fmt: skip
    row = held(office, likely=action)
    ask(search, row.issue_number, qtbot)
    press(search, action, qtbot)
    after = [c.status for c in detail(office, row).certificates]
    assert reached in after
    page = window.current_page
    assert isinstance(page, RosterPage)
    current = page.table.current_row()
    assert current is not None
    assert current.person_id == row.person_id
    assert not search.is_open


def test_one_key_logs_the_call_and_undo_takes_it_back(
    search: PersonSearch, window: MainWindow, office: Store, qtbot: QtBot
) -> None:
    row = held(office, likely=A.CONTACT)
    before = detail(office, row).contacts
    ask(search, row.issue_number, qtbot)
    press(search, A.CONTACT, qtbot)
    after = detail(office, row).contacts
    assert len(after) == len(before) + 1
    assert after[0].means is Means.PHONE
    window.commands.undo()
    assert detail(office, row).contacts == before


def test_one_key_leads_to_the_slip_with_the_person_chosen(
    search: PersonSearch, window: MainWindow, office: Store, qtbot: QtBot
) -> None:
    row = held(office, likely=A.SLIP)
    ask(search, row.issue_number, qtbot)
    press(search, A.SLIP, qtbot)
    page = window.current_page
    assert isinstance(page, GuidePage)
    assert row.person_id in [one.person_id for one in page.table.selected_rows()]


def test_a_lost_paper_asks_what_must_be_known(
    search: PersonSearch, window: MainWindow, office: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(KeptDialog, "exec", lambda dialog: asked.append(dialog.windowTitle()))
    row = held(office, likely=A.LOST)
    ask(search, row.issue_number, qtbot)
    press(search, A.LOST, qtbot)
    assert len(asked) == 1


def test_the_panel_of_the_roster_has_the_same_actions_on_the_same_keys(
    window: MainWindow, office: Store, qtbot: QtBot
) -> None:
    row = held(office, likely=A.HAND_OUT)
    window.go("roster", row.person_id)
    page = window.current_page
    assert isinstance(page, RosterPage)
    at = page.panel.likely.offered.index(A.HAND_OUT)
    qtbot.keyClick(page.table, DIGITS[at], ALT)
    assert S.HANDED_OUT in [c.status for c in detail(office, row).certificates]


def test_the_search_keeps_its_keys_while_the_panel_stands_behind_it(
    window: MainWindow, office: Store, qtbot: QtBot
) -> None:
    """Alt and a digit mean the person in the search, not the one of the page."""
    behind = held(office, likely=A.HAND_OUT)
    window.go("roster", behind.person_id)
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    search = window.top_bar.search
    other = next(
        r for r in office.queries.certificate_rows((S.HANDED_OUT,)) if r.person_id != behind.person_id
    )
    ask(search, other.issue_number, qtbot)
    offered = search.results.likely.offered
    press(search, A.CONTACT if A.CONTACT in offered else offered[-1], qtbot)
    assert S.READY in [c.status for c in detail(office, behind).certificates]


# -- Everything else that Ctrl+K finds ---------------------------------------------------------------


def offered(search: PersonSearch) -> list[tuple[str, str]]:
    return [(one.words, one.kind) for one in search.results.others.rows_model.rows]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("発送", ("発送", "画面")),
        ("バック", ("バックアップ", "設定")),
        ("滅失", ("滅失届", "帳票")),
        ("声かけ", ("声かけを記録", "操作")),
        ("検品", ("検品", "操作(窓口)")),
        ("紙づ", ("紙づまり・印刷が途中で止まった", "使い方")),
    ],
)
def test_screens_settings_papers_actions_and_help_are_found_by_name(
    search: PersonSearch, text: str, found: tuple[str, str], qtbot: QtBot
) -> None:
    """Ctrl+K and no more than four characters."""
    ask(search, text, qtbot)
    assert found in offered(search)


def test_enter_opens_what_was_found_and_the_arrows_go_through_both_lists(
    window: MainWindow, search: PersonSearch, qtbot: QtBot
) -> None:
    ask(search, "バック", qtbot)
    qtbot.keyClick(search, Qt.Key.Key_Return)
    page = window.current_page
    assert isinstance(page, SettingsPage)
    assert page.list.currentItem().text() == "バックアップ"
    ask(search, "カ", qtbot)
    people_found = len(search.results.model.rows)
    for _ in range(people_found):
        qtbot.keyClick(search, Qt.Key.Key_Down)
    first = search.results.others.current_row()
    assert first is search.results.others.rows_model.rows[0]
    qtbot.keyClick(search, Qt.Key.Key_Up)
    assert search.results.others.current_row() is None
    assert search.results.people.currentIndex().row() == people_found - 1


def test_another_form_of_a_character_and_more_than_eight_are_told(search: PersonSearch, qtbot: QtBot) -> None:
    ask(search, "高橋", qtbot)
    assert {row.found_by for row in search.results.model.rows} == {"表記違い"}
    assert "8名より多く" in search.results.hint.text()
    ask(search, "髙橋 京子", qtbot)
    assert {row.found_by for row in search.results.model.rows} == {""}
    assert "8名より多く" not in search.results.hint.text()
