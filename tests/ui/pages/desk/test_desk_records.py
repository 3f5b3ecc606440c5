"""窓口: the running list, its undo, the three channels, the papers, the other modes."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.ids import PersonId
from app.ports import Store
from app.rows import CertificateRow
from app.usecases.counter import certificates
from app.usecases.printing import accounts, sessions
from tests.ui.desk_office import KEY, Counted, S, desk, family, held, left, status, statuses, waiting
from tests.ui.office import CTRL, ENTER, TODAY
from ui.frame.answer import Heard
from ui.look.theme import Tone
from ui.pages.desk.lookup import DeskMode
from ui.pages.desk.page import DeskPage
from ui.pages.printing.inspect import Inspected
from ui.pages.printing.page import ACCOUNT, PrintingPage
from ui.window.main_window import MainWindow

MANY = 50


@pytest.fixture
def rows(store: Store) -> list[CertificateRow]:
    ids = [family(store, 501 + n, f"見本{n}", "太郎", kana=f"ミホン{n}")[0] for n in range(MANY)]
    return waiting(store, ids)


@pytest.fixture
def page(rows: list[CertificateRow], empty_window: MainWindow) -> DeskPage:
    return desk(empty_window)


@pytest.fixture
def keys(page: DeskPage) -> Counted:
    return Counted(page)


@pytest.fixture
def heard(page: DeskPage, monkeypatch: pytest.MonkeyPatch) -> list[Heard]:
    """What the ear is told."""
    told: list[Heard] = []
    monkeypatch.setattr(page._sound, "say", told.append)
    return told


def test_fifty_lines_are_taken_back_one_key_each(
    store: Store, rows: list[CertificateRow], page: DeskPage, keys: Counted
) -> None:
    """I7: ≥ 50 levels, one key for the last action."""
    for row in rows:
        keys.scan(row.issue_number)
    assert statuses(store, rows) == [S.HANDED_OUT] * MANY
    before = keys.keys
    for _ in rows:
        keys.press(KEY.Key_Delete, KEY.Key_Down)
    # The line below is chosen with the second key; the newest one needs the first alone.
    assert keys.keys - before == 2 * MANY
    assert statuses(store, rows) == [S.READY] * MANY
    assert all(entry.is_undone for entry in page.entries.entries)


def test_the_last_one_is_taken_back_with_one_key(
    store: Store, rows: list[CertificateRow], page: DeskPage, keys: Counted
) -> None:
    keys.scan(rows[0].issue_number)
    keys.scan(rows[1].issue_number)
    keys.press(KEY.Key_Delete)
    assert keys.keys == 1
    assert statuses(store, rows[:2]) == [S.HANDED_OUT, S.READY]
    assert page.banner.headline.text().startswith("取り消しました")
    keys.press(KEY.Key_Delete)
    assert "すでに取り消してあります" in page.banner.sentence.text()


def test_an_older_line_is_chosen_with_the_arrows_and_taken_back_alone(
    store: Store, rows: list[CertificateRow], page: DeskPage, keys: Counted
) -> None:
    for row in rows[:3]:
        keys.scan(row.issue_number)
    keys.press(KEY.Key_Down, KEY.Key_Down, KEY.Key_Delete)
    assert statuses(store, rows[:3]) == [S.READY, S.HANDED_OUT, S.HANDED_OUT]
    assert [entry.is_undone for entry in page.entries.entries] == [False, False, True]


def test_a_line_that_something_was_built_upon_says_so(
    store: Store, rows: list[CertificateRow], page: DeskPage, keys: Counted
) -> None:
    keys.scan(rows[0].issue_number)
    page.context.commands.run(
        lambda tx: certificates.collect(tx, [rows[0].certificate_id], on=TODAY, today=TODAY)
    )
    keys.press(KEY.Key_Delete)
    assert status(store, rows[0]) is S.COLLECTED
    assert page.banner.tone is Tone.LATE
    assert "元に戻せません" in page.banner.headline.text()
    assert "あとに別の記録" in page.entries.entries[0].place


def test_an_undo_elsewhere_and_its_redo_are_marked(
    store: Store, rows: list[CertificateRow], page: DeskPage, keys: Counted, empty_window: MainWindow
) -> None:
    keys.scan(rows[0].issue_number)
    empty_window.go("today")
    empty_window.commands.undo()
    empty_window.go("desk")
    assert page.entries.entries[0].result == "← 取り消し"
    empty_window.commands.redo()
    assert page.entries.entries[0].result == "✓ 配付"


def test_a_line_tells_time_result_name_number_and_place(
    rows: list[CertificateRow], page: DeskPage, keys: Counted
) -> None:
    keys.scan(rows[0].issue_number)
    keys.scan("0000-0000")
    refused, done = page.entries.entries
    assert (done.what, done.who, done.issue_number) == ("✓ 配付", rows[0].name, rows[0].issue_number)
    assert "総務部" in done.place
    assert refused.what.startswith("! ")
    assert refused.place.endswith("。")


def test_the_ear_tells_three_answers_apart(
    rows: list[CertificateRow], page: DeskPage, keys: Counted, heard: list[Heard]
) -> None:
    keys.scan(rows[0].issue_number)
    keys.scan(rows[0].issue_number)
    keys.scan("0000-0000")
    assert heard == [Heard.YES, Heard.ALREADY, Heard.PROBLEM]


def test_three_answers_have_three_shapes_and_colours(
    rows: list[CertificateRow], page: DeskPage, keys: Counted
) -> None:
    seen = []
    for code in (rows[0].issue_number, rows[0].issue_number, "0000-0000"):
        keys.scan(code)
        seen.append((page.banner._shape.text(), page.banner.tone))
    assert seen == [("✓", Tone.DONE), ("●", Tone.SOON), ("!", Tone.LATE)]


def test_a_sheet_of_another_office_is_served_and_flagged(
    store: Store, rows: list[CertificateRow], page: DeskPage, keys: Counted
) -> None:
    from app.domain.person import Office

    with store.transaction("事業所") as tx:
        other = tx.save_office(Office(None, "2002", "四日市工場"))
    assert other.id is not None
    page.context.choose_office(other.id)
    keys.scan(rows[0].issue_number)
    assert status(store, rows[0]) is S.HANDED_OUT
    assert "見本本社の証です" in page.banner.warning.text()
    assert "四日市工場" in page._place.text()


def test_f9_writes_the_return_receipt_without_a_dialog(
    store: Store, page: DeskPage, keys: Counted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no printer a PDF stands in the folder used last, two copies of one form."""
    ids = family(store, 801, "返却", "太郎", "花子", kana="ヘンキャク")
    sheets = held(store, ids)
    left(store, ids[0])
    page.context.preferences.set_text("files/last_folder", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))  # no lpstat: a PC without a print system
    keys.press(KEY.Key_F3)
    keys.enter("801")
    keys.press(ENTER)
    assert statuses(store, sheets) == [S.COLLECTED] * 2
    before = keys.keys
    keys.press(KEY.Key_F9)
    assert keys.keys - before == 1
    (made,) = tmp_path.glob("*.pdf")
    assert made.name.startswith("返却受領書")
    assert made.name in page.banner.sentence.text()
    assert page.banner.tone is Tone.DONE
    assert page.line.hasFocus()


def test_f9_makes_the_receipt_list_of_a_hand_out(
    rows: list[CertificateRow], page: DeskPage, keys: Counted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.context.preferences.set_text("files/last_folder", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    keys.press(KEY.Key_F9)
    assert "記録がありません" in page.banner.headline.text()
    keys.scan(rows[0].issue_number)
    keys.press(KEY.Key_F9)
    assert [path.name.split()[0] for path in tmp_path.glob("*.pdf")] == ["受領簿"]


def test_the_stack_is_inspected_from_the_same_line(store: Store, page: DeskPage, keys: Counted) -> None:
    ids: list[PersonId] = [family(store, 850 + n, "検品", f"その{n}")[0] for n in range(3)]
    with store.transaction("印刷") as tx:
        run = sessions.plan_session(tx, ids, today=TODAY)
        assert run.session_id is not None
        sessions.mark_spooled(tx, run.session_id, printer="見本")
    codes = [sheet.issue_number for sheet in store.queries.sheet_rows(run.session_id)]
    keys.press(KEY.Key_F4)
    assert page.mode is DeskMode.INSPECT
    assert page.inspect.isVisible()
    keys.scan(codes[0])
    assert page.banner.tone is Tone.DONE
    keys.scan(codes[2])
    assert "抜けています" in page.banner.headline.text()
    keys.press(ENTER)
    assert "検品を終えました" in page.banner.headline.text()
    assert page.line.hasFocus()
    window = page.window()
    assert isinstance(window, MainWindow)
    window.go("printing")
    account = window.page("printing")
    assert isinstance(account, PrintingPage)
    assert (account.steps.value, account.account.missing.text()) == (ACCOUNT, "2")
    assert account.account.missing.hasFocus()
    session = run.session_id
    window.commands.run(lambda tx: accounts.confirm(tx, session, missing=[2], today=TODAY))
    window.leave_for("printing", Inspected(run.session_id, (2,)))
    window.go("printing")
    assert account.account.missing.text() == ""


def test_the_drawer_is_counted_from_the_same_line(
    rows: list[CertificateRow], page: DeskPage, keys: Counted
) -> None:
    keys.press(KEY.Key_F5)
    keys.scan(rows[0].issue_number)
    assert page.banner.tone is Tone.DONE
    keys.scan(rows[0].issue_number)
    assert "照合済み" in page.banner.headline.text()
    assert page.line.hasFocus()
    keys.press(KEY.Key_F2)
    assert page.entries.isVisible()


def test_the_keyboard_stays_in_the_line_after_every_key(page: DeskPage, keys: Counted) -> None:
    for key in (KEY.Key_F2, KEY.Key_F3, KEY.Key_F4, KEY.Key_F5, KEY.Key_F2, KEY.Key_F7, KEY.Key_F7):
        keys.press(key)
    for key in (KEY.Key_F8, KEY.Key_F9, KEY.Key_F12, KEY.Key_Escape, KEY.Key_Delete):
        keys.press(key)
    assert QApplication.focusWidget() is page.line


def test_the_global_undo_still_works_from_the_line(
    store: Store, rows: list[CertificateRow], page: DeskPage, keys: Counted
) -> None:
    keys.scan(rows[0].issue_number)
    keys.press(KEY.Key_Z, modifier=CTRL)
    assert status(store, rows[0]) is S.READY
    assert page.entries.entries[0].is_undone


def test_the_answer_to_a_return_gives_the_reason_of_the_due_list(
    store: Store, page: DeskPage, keys: Counted
) -> None:
    ids = family(store, 802, "退職", "太郎")
    (sheet,) = held(store, ids)
    left(store, ids[0])
    keys.press(KEY.Key_F3)
    keys.scan(sheet.issue_number)
    assert "資格喪失" in page.banner.sentence.text()
    assert "退職" in page.banner.sentence.text()
    assert date(2026, 11, 23) == TODAY
