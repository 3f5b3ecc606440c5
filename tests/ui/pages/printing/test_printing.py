"""A print session from choosing people to the account of every sheet, by keys, on real files and queues."""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.changes import Changes
from app.domain.certificate import CertificateStatus
from app.domain.duties import DutyKind
from app.domain.ids import PersonId
from app.domain.print_session import Fault, SessionStatus
from app.errors import BadValue
from app.ports import Store
from app.rows import DueCount
from tests.ui.cups_queue import Queue, cups_queue
from tests.ui.keyboard import Device
from tests.ui.office import CTRL, ENTER, TODAY, Answers, close, people, press, refusal, type_into, window
from ui.frame.tasks import Tasks
from ui.pages.printing.numbers import numbers
from ui.pages.printing.page import ACCOUNT, CHOOSE, OUTPUT, SHRED, PrintingPage
from ui.window.main_window import MainWindow

EXPIRES = date(2029, 11, 30)
THREE = (
    {"name": "髙橋　見本", "kana": "タカハシ ミホン", "certificate_expires_on": EXPIRES},
    {"name": "山﨑　架空", "kana": "ヤマザキ カクウ", "certificate_expires_on": EXPIRES},
    {"name": "𠮷田　仮名", "kana": "ヨシダ カリナ", "certificate_expires_on": EXPIRES},
)
Show = Callable[[], tuple[MainWindow, PrintingPage]]


@pytest.fixture
def show(store: Store, tmp_path: Path, qapp: QApplication) -> Iterator[Show]:
    shown: list[MainWindow] = []

    def open_page() -> tuple[MainWindow, PrintingPage]:
        made = window(store, [PrintingPage], tmp_path)
        shown.append(made)
        made.go("printing")
        page = made.findChild(PrintingPage)
        assert page is not None
        return made, page

    yield open_page
    for made in shown:
        close(made)


def statuses(store: Store) -> list[CertificateStatus]:
    return [row.status for row in store.queries.certificate_rows()]


def text_of(pages: bytes, page: int) -> str:
    document = pypdfium2.PdfDocument(pages)
    text: str = document[page].get_textpage().get_text_range()
    document.close()
    return text


def prepare(page: PrintingPage) -> None:
    press(page.choose.table, ENTER, modifier=CTRL)


def to_file(page: PrintingPage, path: Path) -> None:
    page.output.files = Answers(path)  # type: ignore[assignment]
    page.output.save.click()


def test_all_that_is_due_is_written_and_confirmed_in_three_keys(
    store: Store, show: Show, tmp_path: Path
) -> None:
    people(store, *THREE)
    _, page = show()
    assert page.steps.value == CHOOSE
    prepare(page)
    assert page.steps.value == OUTPUT
    assert page.output.preview.page == 0
    to_file(page, tmp_path / "out.pdf")
    pages = (tmp_path / "out.pdf").read_bytes()
    assert [name["name"] for n, name in enumerate(THREE) if str(name["name"]) in text_of(pages, n)] == [
        person["name"] for person in THREE
    ]
    # Writing the pages proves nothing: a person confirms.
    assert statuses(store) == [CertificateStatus.PLANNED] * 3
    assert page.steps.value == ACCOUNT
    assert page.account.confirm.text() == "3枚すべて良い"
    press(page.account.table, ENTER, modifier=CTRL)
    assert statuses(store) == [CertificateStatus.READY] * 3


def test_spoiled_and_missing_sheets_are_typed_and_the_spoiled_one_is_shredded(
    store: Store, show: Show, tmp_path: Path
) -> None:
    people(store, *THREE)
    _, page = show()
    prepare(page)
    to_file(page, tmp_path / "out.pdf")
    type_into(page.account.spoiled, "2")
    type_into(page.account.missing, "3")
    assert page.account.confirm.text() == "1枚を良、2枚を不良と記録"
    press(page.account.spoiled, ENTER, modifier=CTRL)
    run = store.queries.session_rows()[0]
    assert (run.status, run.good, run.spoiled, run.missing, run.unshredded) == (
        SessionStatus.CLOSED,
        1,
        1,
        1,
        1,
    )
    # Whoever got no good sheet is a candidate again.
    assert len(store.queries.print_candidates(TODAY)) == 2
    page._go_on(SHRED)
    assert page.shred.shred.text() == "1枚を裁断した"
    press(page.shred.table, ENTER, modifier=CTRL)
    assert store.queries.session_rows()[0].unshredded == 0


def test_what_is_to_be_printed_again_comes_next_once_the_rest_is_confirmed(
    store: Store, show: Show, tmp_path: Path
) -> None:
    people(store, *THREE)
    _, page = show()
    prepare(page)
    to_file(page, tmp_path / "out.pdf")
    page.account.begin_stop()
    type_into(page.account.stop.last_good, "2")
    page.account.stop.go.click()
    assert page.account.stop.go.text() == "1枚を刷り直す  Enter"
    page.account.stop.go.click()
    assert page.steps.value == ACCOUNT
    assert page.account.confirm.text() == "2枚すべて良い"
    press(page.account.table, ENTER, modifier=CTRL)
    assert page.steps.value == OUTPUT
    assert page.output.table.model().rowCount() == 1


def test_bad_sheets_of_a_printer_may_be_recorded_without_printing_them_again(
    store: Store, show: Show, queue: Queue
) -> None:
    """The button stands there only where there is something to print again and a printer to do it."""
    people(store, *THREE)
    _, page = show()
    prepare(page)
    press(page.output.table, ENTER, modifier=CTRL)
    assert not page.account.just_record.isVisible()
    type_into(page.account.spoiled, "2")
    assert page.account.just_record.isVisible()
    assert "刷り直す" in page.account.confirm.text()
    page.account.just_record.click()
    good, bad = CertificateStatus.READY, CertificateStatus.SPOILED
    assert sorted(statuses(store)) == [good, good, bad]
    (run,) = store.queries.session_rows()
    assert run.queued == 0


def test_a_file_has_no_such_button(store: Store, show: Show, tmp_path: Path) -> None:
    people(store, *THREE)
    _, page = show()
    prepare(page)
    to_file(page, tmp_path / "out.pdf")
    type_into(page.account.spoiled, "2")
    assert not page.account.just_record.isVisible()


@pytest.mark.parametrize("second", [60, 400, None])
def test_i11_the_doubtful_sheets_are_seen_before_anything_leaves(
    store: Store, show: Show, tmp_path: Path, second: int | None
) -> None:
    """Budget 3; now the digits and 2: one Enter shows them with their count, the second prints."""
    people(store, *THREE)
    made, page = show()
    prepare(page)
    to_file(page, tmp_path / "out.pdf")
    page.account.begin_stop()
    stop, device, before = page.account.stop, Device(), store.last_undoable()
    device.type(made, "1", after=200)
    for after in (300,) if second is None else (300, second):
        device.key(made, ENTER, "\r", after=after)
    assert store.last_undoable() == before
    assert stop.isVisible()
    assert stop.go.text() == "2枚を刷り直す  Enter"
    told = [one.text() for one in stop.findChildren(QLabel)]
    assert any("用紙2から3まで: 汚損1枚、出ていない1枚" in one for one in told)
    assert [row.sheet_number for row in page.account.table.selected_rows()] == [2]
    device.key(made, ENTER, "\r", after=900)
    assert store.last_undoable() != before


def test_another_number_is_looked_at_anew(store: Store, show: Show, tmp_path: Path) -> None:
    people(store, *THREE)
    made, page = show()
    prepare(page)
    to_file(page, tmp_path / "out.pdf")
    page.account.begin_stop()
    device, before = Device(), store.last_undoable()
    device.type(made, "1", after=200)
    device.key(made, ENTER, "\r", after=300)
    page.account.stop.last_good.selectAll()
    device.type(made, "2", after=200)
    device.key(made, ENTER, "\r", after=300)
    assert store.last_undoable() == before
    device.key(made, ENTER, "\r", after=900)
    assert store.last_undoable() != before


def test_sheets_are_marked_in_the_list_by_one_letter(store: Store, show: Show, tmp_path: Path) -> None:
    people(store, *THREE)
    _, page = show()
    prepare(page)
    to_file(page, tmp_path / "out.pdf")
    table = page.account.table
    press(table, Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_S)
    assert page.account.spoiled.text() == "2"
    press(table, Qt.Key.Key_M)
    assert (page.account.spoiled.text(), page.account.missing.text()) == ("", "2")


def test_what_exactly_was_wrong_is_marked_by_another_letter(store: Store, show: Show, tmp_path: Path) -> None:
    people(store, *THREE)
    _, page = show()
    prepare(page)
    to_file(page, tmp_path / "out.pdf")
    table = page.account.table
    press(table, Qt.Key.Key_Home, Qt.Key.Key_S, Qt.Key.Key_W)
    assert page.account.spoiled.text() == "1"
    press(table, Qt.Key.Key_Down, Qt.Key.Key_T, Qt.Key.Key_T)
    assert page.account.spoiled.text() == "1"
    press(table, Qt.Key.Key_T)
    press(table, ENTER, modifier=CTRL)
    run = store.queries.session_rows()[0]
    assert [row.fault for row in store.queries.sheet_rows(run.session_id)] == [
        Fault.BLANK,
        Fault.WRONG_PAPER,
        None,
    ]
    # A blank sheet shows nothing and is not shredded.
    assert run.unshredded == 1


def test_numbers_that_cannot_be_read_are_refused_before_anything_is_recorded(
    store: Store, show: Show, tmp_path: Path
) -> None:
    people(store, *THREE)
    shown, page = show()
    prepare(page)
    to_file(page, tmp_path / "out.pdf")
    type_into(page.account.spoiled, "two")
    press(page.account.spoiled, ENTER, modifier=CTRL)
    assert "37,58" in refusal(shown)
    assert statuses(store) == [CertificateStatus.PLANNED] * 3


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("37,58", [37, 58]),
        ("３７、５８", [37, 58]),
        ("2-4 9", [2, 3, 4, 9]),
        ("20ー22", [20, 21, 22]),
    ],
)
def test_sheet_numbers_are_read_as_people_write_them(text: str, found: list[int]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize("text", ["x", "1,x", "1-", "-3", "1-99999", "123456"])
def test_other_sheet_numbers_are_refused(text: str) -> None:
    with pytest.raises(BadValue):
        numbers(text)


def test_a_prepared_run_is_given_up_and_its_people_are_candidates_again(store: Store, show: Show) -> None:
    people(store, *THREE)
    _, page = show()
    prepare(page)
    assert store.queries.print_candidates(TODAY) == []
    page.output.give_up.click()
    assert len(store.queries.print_candidates(TODAY)) == 3
    assert len(page.choose.checks.ids) == 3


def test_preparing_can_be_undone_but_output_cannot(store: Store, show: Show, tmp_path: Path) -> None:
    people(store, *THREE)
    shown, page = show()
    prepare(page)
    shown.commands.undo()
    assert store.queries.session_rows() == []
    prepare(page)
    to_file(page, tmp_path / "out.pdf")
    assert shown.commands.undo() is None
    assert store.queries.session_rows()[0].status is SessionStatus.SPOOLED


def test_another_page_preselects_a_person(store: Store, show: Show) -> None:
    ids = people(store, *THREE)
    shown, page = show()
    shown.go("printing", ids[1])
    assert page.choose.checks.ids == {ids[1]}
    assert page.choose.prepare.text() == "1枚を準備"


def test_whoever_is_no_candidate_is_said(store: Store, show: Show) -> None:
    people(store, *THREE)
    shown, page = show()
    page.open_with([PersonId(999)])
    assert "印刷の対象でない" in refusal(shown)


def test_without_people_the_page_says_what_to_do_next(show: Show) -> None:
    _, page = show()
    assert page.is_empty


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    with cups_queue(monkeypatch) as made:
        yield made


def test_a_run_reaches_a_real_printer_in_two_keys(store: Store, show: Show, queue: Queue) -> None:
    people(store, *THREE)
    _, page = show()
    prepare(page)
    press(page.output.table, ENTER, modifier=CTRL)
    assert "𠮷田　仮名" in text_of(queue.await_pages(), 2)
    run = store.queries.session_rows()[0]
    assert (run.status, run.printer) == (SessionStatus.SPOOLED, queue.name)
    assert page.steps.value == ACCOUNT


def test_a_printer_that_refuses_leaves_the_run_ready_for_another_try(
    store: Store, show: Show, queue: Queue
) -> None:
    people(store, *THREE)
    shown, page = show()
    prepare(page)
    subprocess.run(["cupsreject", queue.name], check=True)
    press(page.output.table, ENTER, modifier=CTRL)
    assert "受け付けません" in refusal(shown)
    assert store.queries.session_rows()[0].status is SessionStatus.PLANNED
    subprocess.run(["cupsaccept", queue.name], check=True)
    # As after a restart: the sheets are read again from the store.
    _, again = show()
    assert again.steps.value == OUTPUT
    press(again.output.table, ENTER, modifier=CTRL)
    assert "髙橋　見本" in text_of(queue.await_pages(), 0)


def test_pages_are_drawn_and_written_beside_the_window(store: Store, tmp_path: Path, qtbot: QtBot) -> None:
    people(store, *THREE)
    shown = window(store, [PrintingPage], tmp_path, tasks=Tasks)
    shown.go("printing")
    page = shown.findChild(PrintingPage)
    assert page is not None
    prepare(page)
    assert not page.output.save.isEnabled()
    qtbot.waitUntil(page.output.save.isEnabled)
    to_file(page, tmp_path / "out.pdf")
    qtbot.waitUntil(lambda: page.steps.value == ACCOUNT)
    qtbot.waitUntil((tmp_path / "out.pdf").exists)
    assert "山﨑　架空" in text_of((tmp_path / "out.pdf").read_bytes(), 1)
    close(shown)


def test_the_preview_shows_the_sheet_of_the_current_row(store: Store, show: Show) -> None:
    people(store, *THREE)
    _, page = show()
    prepare(page)
    page.output.table.selectRow(2)
    assert page.output.preview.page == 2
    page.output.preview.show_page(1)
    row: Any = page.output.table.current_row()
    assert row.sheet_number == 2


SPECIMEN = "資格確認書として使えません"


def set_seal(store: Store, seal: bytes | None) -> None:
    with store.transaction("印影", undoable=False) as tx:
        tx.save_society(replace(tx.society(), seal_png=seal, is_sample=False))


def seal() -> bytes:
    out = BytesIO()
    Image.new("RGB", (64, 64), "red").save(out, "png")
    return out.getvalue()


def test_a_seal_taken_back_after_drawing_stops_every_way_out(store: Store, show: Show) -> None:
    """見本 cannot be had off by drawing first: what would only be a try never leaves as an issue."""
    people(store, *THREE)
    set_seal(store, seal())
    shown, page = show()
    type_into(page.choose.issued_on, "R8.11.20")
    prepare(page)
    assert SPECIMEN not in text_of(page.output._batches[0].pages, 0)
    set_seal(store, None)
    shown.events.changed.emit(Changes.SETTINGS)
    assert page.output._batches == []
    assert not page.output.save.isEnabled()
    assert "shikaku society set --seal" in refusal(shown)
    set_seal(store, seal())
    shown.events.changed.emit(Changes.SETTINGS)
    assert SPECIMEN not in text_of(page.output._batches[0].pages, 0)


def test_a_file_of_genuine_sheets_asks_for_a_password(store: Store, show: Show, tmp_path: Path) -> None:
    people(store, *THREE)
    set_seal(store, seal())
    shown, page = show()
    prepare(page)
    assert "交付年月日" in refusal(shown)
    assert page.steps.value == CHOOSE
    type_into(page.choose.issued_on, "R8.11.20")
    prepare(page)
    answers = Answers(tmp_path / "out.pdf")
    page.output.files = answers  # type: ignore[assignment]
    answers.password = lambda: None  # type: ignore[attr-defined]
    page.output.save.click()
    assert page.steps.value == OUTPUT
    answers.password = lambda: "akai-kutsu-8"  # type: ignore[attr-defined]
    page.output.save.click()
    assert page.steps.value == ACCOUNT
    with pypdfium2.PdfDocument(tmp_path / "out.pdf", password="akai-kutsu-8") as document:
        assert SPECIMEN not in document[0].get_textpage().get_text_bounded()


def test_without_a_seal_sheets_are_tries_that_nobody_counts(
    store: Store, show: Show, queue: Queue, tmp_path: Path
) -> None:
    people(store, *THREE)
    set_seal(store, None)
    _, page = show()
    assert not page.choose.to_seal.isHidden()
    assert page.choose.prepare.text() == "3枚を見本にする"
    press(page.choose.table, ENTER, modifier=CTRL)
    assert page.tries.isVisible()
    assert page.tries.print.text() == "見本3枚を印刷"
    assert SPECIMEN in text_of(page.tries._batches[0].pages, 0)
    page.tries.print.click()
    printed = queue.await_pages()
    assert SPECIMEN in text_of(printed, 2)
    assert "MIHON" in text_of(printed, 2)
    page.tries.files = Answers(tmp_path / "tries.pdf")  # type: ignore[assignment]
    page.tries.save.click()
    assert SPECIMEN in text_of((tmp_path / "tries.pdf").read_bytes(), 2)
    page.tries.back.click()
    assert page.steps.value == CHOOSE
    assert len(store.queries.print_candidates(TODAY)) == 3
    assert store.queries.session_rows() == []
    assert "見本の印刷 3枚 tries.pdf" in [row.label for row in store.queries.operations()]


def test_a_file_that_cannot_be_written_leaves_the_run_as_it_was(
    store: Store, show: Show, tmp_path: Path
) -> None:
    people(store, *THREE)
    shown, page = show()
    prepare(page)
    to_file(page, tmp_path / "nowhere" / "out.pdf")
    assert "がありません" in refusal(shown)
    (run,) = store.queries.session_rows()
    assert (run.status, run.queued, run.spooled) == (SessionStatus.PLANNED, 3, 0)
    assert page.steps.value == OUTPUT
    to_file(page, tmp_path / "out.pdf")
    assert page.steps.value == ACCOUNT


def test_a_long_run_leaves_in_parts_and_is_one_file(store: Store, show: Show, tmp_path: Path) -> None:
    people(
        store,
        *[
            {"name": f"架空　{n}", "kana": f"カクウ {n:03d}", "certificate_expires_on": EXPIRES}
            for n in range(70)
        ],
    )
    _, page = show()
    prepare(page)
    assert [len(batch.numbers) for batch in page.output._batches] == [50, 20]
    assert page.output.preview.count == 70
    page.output.table.select_at(60)
    assert page.output.preview.page == 60
    to_file(page, tmp_path / "out.pdf")
    pages = (tmp_path / "out.pdf").read_bytes()
    assert "P1-070" in text_of(pages, 69)


def test_people_are_printed_in_the_order_of_handing_out_or_by_number(store: Store, show: Show) -> None:
    people(
        store,
        {**THREE[0], "department": "総務部"},
        {**THREE[1], "department": "製造部"},
        {**THREE[2], "department": "総務部"},
    )
    _, page = show()

    def order() -> list[str]:
        return [row.name for row in page.choose.table.rows_model.rows]

    assert order() == ["髙橋　見本", "𠮷田　仮名", "山﨑　架空"]
    chosen = next(chip for chip in page.choose.order.findChildren(QPushButton) if chip.isChecked())
    press(chosen, Qt.Key.Key_Right)
    assert order() == ["髙橋　見本", "山﨑　架空", "𠮷田　仮名"]


def test_the_badge_counts_who_gets_a_sheet_in_the_place_of_one_that_expires() -> None:
    counts = [DueCount(DutyKind.PRINT, 2, 0, 0, 0), DueCount(DutyKind.RENEW, 5, 0, 0, 0, to_renew=3)]
    assert PrintingPage.place.nav_count(counts) == 5


def test_looking_at_a_candidate_changes_no_mark_and_after_a_part_the_rest_is_marked(
    store: Store, show: Show
) -> None:
    ids = people(store, *THREE)
    _, page = show()
    table = page.choose.table
    assert page.choose.checks.ids == set(ids)
    QTest.mouseClick(
        table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=table.visualRect(table.rows_model.index(1, 1)).center(),
    )
    assert page.choose.checks.ids == set(ids)
    press(table, Qt.Key.Key_X)
    assert not page.choose.prepare.isEnabled()
    press(table, Qt.Key.Key_Space)
    QTest.mouseClick(
        table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=table.visualRect(table.rows_model.index(0, 0)).center(),
    )
    assert page.choose.prepare.text() == "2枚を準備"
    prepare(page)
    page._go_on("choose")
    assert page.choose.checks.ids == {row.person_id for row in table.rows_model.rows}
    assert page.choose.prepare.text() == "1枚を準備"


def test_a_part_of_the_candidates_is_found_marked_and_printed_with_those_out_of_sight(
    store: Store, show: Show
) -> None:
    people(store, *THREE)
    _, page = show()
    choose = page.choose
    QTest.keyClick(choose.table, Qt.Key.Key_X)
    press(choose.table, Qt.Key.Key_F, modifier=CTRL)
    assert choose.part.line.hasFocus()
    for typed in ("よしだ", "高橋"):
        choose.part.line.clear()
        type_into(choose.part.line, typed)
        press(choose.part.line, ENTER)
        assert choose._model.rowCount() == 1
        QTest.keyClick(choose.table, Qt.Key.Key_A)
    assert choose.prepare.text() == "2枚を準備"
    assert "うち1名は、しぼりこみで見えていません" in choose._told.text()
    prepare(page)
    faces = [row.name for row in store.queries.sheet_rows(store.queries.session_rows()[0].session_id)]
    assert sorted(faces) == ["髙橋　見本", "𠮷田　仮名"]


def test_the_name_stands_in_large_beside_the_filed_one_cut_out_of_the_page(store: Store, show: Show) -> None:
    people(store, *THREE)
    _, page = show()
    prepare(page)
    told = page.output.name
    row = page.output.table.current_row()
    assert row is not None
    assert told.isVisible()
    texts = [label.text() for label in told.findChildren(QLabel)]
    assert row.name in texts
    rare = {"髙": "U+9AD9", "﨑": "U+FA11", "𠮷": "U+20BB7"}
    (expected,) = [f"{one} {code}" for one, code in rare.items() if one in row.name]
    assert expected in texts
    sample = told.printed._sample
    assert sample is not None
    document = pypdfium2.PdfDocument(sample.pages)
    height = document[sample.page].get_height()
    box = [v * 72 / 25.4 for v in (sample.x, sample.y, sample.x + sample.width, sample.y + sample.height)]
    inside = (
        document[sample.page]
        .get_textpage()
        .get_text_bounded(box[0], height - box[3], box[2], height - box[1])
    )
    document.close()
    assert row.name in inside


def test_the_missing_seal_leads_to_where_it_is_set(store: Store, tmp_path: Path, qapp: QApplication) -> None:
    from ui.pages.settings.page import SettingsPage

    people(store, *THREE)
    set_seal(store, None)
    made = window(store, [PrintingPage, SettingsPage], tmp_path)
    made.go("printing")
    page = made.findChild(PrintingPage)
    assert page is not None
    page.choose.to_seal.click()
    settings = made.findChild(SettingsPage)
    assert settings is not None
    assert settings.society.load_seal.hasFocus()
    close(made)
