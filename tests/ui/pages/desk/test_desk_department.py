"""窓口, 所属まとめて: a department with exceptions in four keys and one for each."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.domain.person import LossCause
from app.ports import Store
from app.rows import CertificateRow
from tests.ui.desk_office import KEY, Counted, S, desk, family, left, status, statuses, waiting
from tests.ui.office import ENTER, TODAY
from ui.pages.desk.page import DeskPage
from ui.window.main_window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier
SIZE = 80


@pytest.fixture
def rows(store: Store) -> list[CertificateRow]:
    """Eighty papers of one department and one of another."""
    ids = [family(store, 500 + n, "見本", f"その{n}", department="製造一課")[0] for n in range(SIZE)]
    family(store, 900, "別", "所属", department="営業部")
    other = [p.person_id for p in store.queries.person_rows(search="900")]
    waiting(store, other)
    return waiting(store, ids)


@pytest.fixture
def page(rows: list[CertificateRow], empty_window: MainWindow) -> DeskPage:
    return desk(empty_window)


@pytest.fixture
def keys(page: DeskPage) -> Counted:
    return Counted(page)


def open_department(keys: Counted) -> None:
    keys.press(KEY.Key_F7)
    keys.type("製造")
    keys.press(ENTER)


def test_a_department_with_two_exceptions_in_four_keys_and_two(
    store: Store, rows: list[CertificateRow], page: DeskPage, keys: Counted
) -> None:
    """I6: ≤ 4 + 1 per exception; one line, one undo."""
    open_department(keys)
    assert len(page.department.going) == SIZE
    keys.enter("503")
    keys.scan(rows[7].issue_number)
    assert len(page.department.going) == SIZE - 2
    keys.press(ENTER, modifier=CTRL)
    assert keys.keys <= 4 + 2
    stay = {rows[3].certificate_id, rows[7].certificate_id}
    wanted = [S.READY if row.certificate_id in stay else S.HANDED_OUT for row in rows]
    assert statuses(store, rows) == wanted
    assert [e.what for e in page.entries.entries] == ["✓ 配付"]
    assert f"{SIZE - 2}枚" in page.banner.headline.text()
    assert page.line.hasFocus()
    keys.press(KEY.Key_Delete)
    assert statuses(store, rows) == [S.READY] * SIZE


def test_several_troubles_are_shown_at_once_and_the_rest_goes(
    store: Store, rows: list[CertificateRow], page: DeskPage, keys: Counted
) -> None:
    """Each with its reason before anything is asked; one press records all the others."""
    lost, expired = rows[:2], rows[2]
    with store.transaction("喪失") as tx:
        for row in lost:
            gone = tx.person(row.person_id)
            tx.save_person(replace(gone, disqualified_on=TODAY, loss_cause=LossCause.LEFT))
        tx.save_certificate(replace(tx.certificate(expired.certificate_id), expires_on=date(2026, 11, 1)))
    open_department(keys)
    refused = {s.row.certificate_id for s in page.department.sheets_model.rows if s.refusal}
    assert refused == {row.certificate_id for row in rows[:3]}
    assert "渡せない3枚は外してあります" in page.banner.sentence.text()
    keys.press(ENTER, modifier=CTRL)
    assert statuses(store, rows) == [S.READY] * 3 + [S.HANDED_OUT] * (SIZE - 3)


def test_what_means_several_papers_marks_none(page: DeskPage, keys: Counted) -> None:
    open_department(keys)
    keys.enter("見本")
    assert len(page.department.going) == SIZE
    assert "枚あります" in page.banner.headline.text()


def test_arrows_and_space_mark_too(
    store: Store, rows: list[CertificateRow], page: DeskPage, keys: Counted
) -> None:
    open_department(keys)
    keys.press(KEY.Key_Down, KEY.Key_Space)
    second = page.department.sheets_model.rows[1].row
    assert page.department.sheets_model.rows[1].stays
    keys.press(ENTER, modifier=CTRL)
    assert status(store, second) is S.READY


def test_a_number_or_the_arrows_choose_the_department(page: DeskPage, keys: Counted) -> None:
    keys.press(KEY.Key_F7)
    assert [d.name for d in page.department.departments_model.rows] == ["営業部", "製造一課"]
    keys.press(KEY.Key_Down, ENTER)
    assert len(page.department.going) == SIZE
    keys.press(KEY.Key_Escape)
    keys.enter("1")
    assert len(page.department.going) == 1
    keys.press(KEY.Key_Escape, KEY.Key_Escape)
    assert not page.department.isVisible()
    assert page.line.hasFocus()


def test_whoever_lost_cover_is_left_out(
    store: Store, rows: list[CertificateRow], page: DeskPage, keys: Counted
) -> None:
    left(store, rows[5].person_id)
    open_department(keys)
    assert len(page.department.going) == SIZE - 1
    keys.scan(rows[5].issue_number)
    assert "資格喪失" in page.banner.sentence.text()
    keys.press(ENTER, modifier=CTRL)
    assert status(store, rows[5]) is S.READY
    assert status(store, rows[6]) is S.HANDED_OUT


def test_with_nothing_waiting_the_panel_says_what_comes_first(store: Store, empty_window: MainWindow) -> None:
    family(store, 600, "見本", "太郎")
    page = desk(empty_window)
    Counted(page).press(KEY.Key_F7)
    assert "印刷して" in page.department.departments.empty_text
    assert page.hint.text() == "Esc 窓口に戻る"
