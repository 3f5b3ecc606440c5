"""窓口: a sheet that went to the wrong person comes back for its holder, not for the society."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from app.domain.certificate import CertificateOrigin
from app.ports import Store, Transaction
from app.rows import CertificateRow
from app.usecases.counter import misdeliveries
from tests.ui.desk_office import KEY, Counted, S, desk, family, held, statuses
from tests.ui.office import ENTER, TODAY
from tests.usecases.households import run
from ui.look.theme import Tone
from ui.pages.desk.page import DeskPage
from ui.window.main_window import MainWindow

F2, F3 = Qt.Key.Key_F2, Qt.Key.Key_F3


@pytest.fixture
def page(store: Store, empty_window: MainWindow) -> DeskPage:
    held(store, family(store, 201, "濵田", "太郎", "花子"))
    return desk(empty_window)


@pytest.fixture
def keys(page: DeskPage) -> Counted:
    return Counted(page)


def sheet_of(store: Store, given: str) -> CertificateRow:
    rows = store.queries.certificate_rows((S.HANDED_OUT,))
    return next(row for row in rows if row.name.endswith(given))


@pytest.fixture
def misdelivered(store: Store, page: DeskPage) -> CertificateRow:
    """The employee's sheet, which a visitor was given."""
    row = sheet_of(store, "太郎")
    run(
        store,
        lambda tx: misdeliveries.report(
            tx, row.certificate_id, given_to=None, given_on=TODAY - timedelta(days=1), noticed_on=TODAY,
            note="受付の来客", recovered=False, today=TODAY,
        ),
    )  # fmt: skip
    return row


def test_read_at_the_collecting_it_waits_for_its_holder_again(
    store: Store, page: DeskPage, keys: Counted, misdelivered: CertificateRow
) -> None:
    keys.press(F3)
    keys.enter(misdelivered.issue_number)
    assert statuses(store, [misdelivered]) == [S.READY]
    (case,) = store.queries.misdeliveries()
    assert case.recovered_on == TODAY
    assert page.banner.headline.text().startswith("誤交付の証が戻りました")
    said = page.banner.sentence.text()
    assert "配付待ち" in said
    assert "残り: 本人へ連絡する、責任者と健保へ報告する" in said
    assert page.banner.tone is Tone.DONE
    assert "Delete" in page.hint.text()
    assert "F9" not in page.hint.text()
    # Nobody asks for the rest of the household.
    assert not page.chips.isVisible()
    # The scanner read it twice.
    keys.enter(misdelivered.issue_number)
    assert statuses(store, [misdelivered]) == [S.READY]
    assert page.banner.headline.text() == "取り戻し済みです"
    # Now its holder may have it.
    keys.press(F2)
    keys.enter(misdelivered.issue_number)
    assert statuses(store, [misdelivered]) == [S.HANDED_OUT]


def test_one_key_takes_it_back(
    store: Store, page: DeskPage, keys: Counted, misdelivered: CertificateRow
) -> None:
    keys.press(F3)
    keys.enter(misdelivered.issue_number)
    keys.press(KEY.Key_Delete)
    assert statuses(store, [misdelivered]) == [S.HANDED_OUT]
    assert store.queries.misdeliveries()[0].recovered_on is None


def test_found_with_its_household_it_is_recovered_and_nobody_elses_is_taken(
    store: Store, page: DeskPage, keys: Counted, misdelivered: CertificateRow
) -> None:
    keys.press(F3)
    keys.enter("201")
    assert [chip.words for chip in page.chips.chips] == ["● 受け取る", "− 返却の予定なし"]
    keys.press(ENTER)
    assert statuses(store, [misdelivered]) == [S.READY]


def test_the_rest_of_the_household_does_not_bring_it(
    store: Store, page: DeskPage, keys: Counted, misdelivered: CertificateRow
) -> None:
    row = sheet_of(store, "花子")
    keys.press(F3)
    keys.enter(row.issue_number)
    assert statuses(store, [row, misdelivered]) == [S.COLLECTED, S.HANDED_OUT]
    assert not page.chips.isVisible()


def test_at_the_hand_out_it_is_called_by_its_name(
    store: Store, page: DeskPage, keys: Counted, misdelivered: CertificateRow
) -> None:
    keys.enter(misdelivered.issue_number)
    assert page.banner.headline.text() == "誤交付"
    assert "F3 で取り戻しを記録してください" in page.banner.sentence.text()
    assert page.banner.tone is Tone.LATE
    assert statuses(store, [misdelivered]) == [S.HANDED_OUT]


def test_one_from_before_the_account_read_twice_is_not_collected(
    store: Store, page: DeskPage, keys: Counted, misdelivered: CertificateRow
) -> None:
    def age(tx: Transaction) -> None:
        sheet = tx.certificate(misdelivered.certificate_id)
        tx.save_certificate(replace(sheet, origin=CertificateOrigin.LISTED, ready_on=None))

    run(store, age)
    keys.press(F3)
    keys.enter(misdelivered.issue_number)
    keys.enter(misdelivered.issue_number)
    assert statuses(store, [misdelivered]) == [S.HANDED_OUT]
    assert page.banner.headline.text() == "取り戻し済みです"
