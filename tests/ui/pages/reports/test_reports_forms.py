"""Forms in 帳票: chosen by keys, seen as they are printed, written and printed."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.domain.certificate import CertificateStatus
from app.ports import Store
from app.rows import CertificateRow
from app.usecases.counter import certificates
from app.usecases.forms.every_form import FORMS, FormKind
from app.words import label, said
from tests.conftest import TODAY
from tests.golden.papers import texts
from tests.ui.cups_queue import Queue, cups_queue
from tests.ui.office import CTRL, Answers, press, refusal
from ui.pages.reports.page import KINDS as LINES
from ui.pages.reports.page import ReportsPage
from ui.window.main_window import MainWindow

KINDS = list(FORMS)


@pytest.fixture
def page(window: MainWindow) -> ReportsPage:
    window.go("reports")
    made = window.findChild(ReportsPage)
    assert made is not None
    return made


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    with cups_queue(monkeypatch) as made:
        yield made


def lost(office: Store, window: MainWindow, count: int = 2) -> list[CertificateRow]:
    """Lose sheets, each a day earlier than the one before."""
    rows = office.queries.certificate_rows((CertificateStatus.HANDED_OUT,))[:count]
    for days, row in enumerate(rows):
        done = window.commands.run(
            lambda tx, row=row, days=days: certificates.lose(  # type: ignore[misc]
                tx, row.certificate_id, on=TODAY - timedelta(days=days), today=TODAY, reason="置き忘れ"
            )
        )
        assert done is not None
    return rows


def go_to(page: ReportsPage, kind: FormKind) -> None:
    """Walk to a form with the arrows."""
    page.list.setFocus()
    press(page.list, Qt.Key.Key_Home)
    for _ in range(LINES.index(kind) - 1):
        press(page.list, Qt.Key.Key_Down)
    assert page.form_kind is kind


def chosen(page: ReportsPage) -> list[str]:
    return [row.name for row in page.forms.table.selected_rows()]


def saved(page: ReportsPage, path: Path) -> Path:
    page.files = Answers(path)  # type: ignore[assignment]
    press(page.list, Qt.Key.Key_S, modifier=CTRL)
    return path


def test_every_form_is_reached_with_the_arrows_and_named(page: ReportsPage) -> None:
    page.list.setFocus()
    reached = []
    for _ in LINES[1:]:
        if (kind := page.form_kind) is not None:
            reached.append(kind)
            assert page.heading.text() == label(kind)
            assert page.forms.isVisible(), kind
            assert not page.answer.isVisible(), kind
        press(page.list, Qt.Key.Key_Down)
    assert reached == list(KINDS)


def test_the_latest_loss_is_seen_at_once(office: Store, window: MainWindow, page: ReportsPage) -> None:
    first, second = lost(office, window)
    go_to(page, FormKind.LOSS)
    assert chosen(page) == [first.name]
    assert page.subtitle.text() == "2件のうち1件"
    assert page.forms.preview.count == 1
    assert page.forms.print.text() == "1通を印刷"
    press(page.forms.table, Qt.Key.Key_Down)
    assert chosen(page) == [second.name]


def test_several_are_one_file_with_a_page_each(
    office: Store, window: MainWindow, page: ReportsPage, tmp_path: Path
) -> None:
    rows = lost(office, window)
    go_to(page, FormKind.LOSS)
    press(page.forms.table, Qt.Key.Key_A, modifier=CTRL)
    assert page.forms.preview.count == 2
    assert page.forms.print.text() == "2通を印刷"
    pages = texts(saved(page, tmp_path / "loss.pdf").read_bytes())
    assert office.queries.operations(1)[0].label == "書き出し 滅失届 2件 loss.pdf"
    assert [row.issue_number in text for row, text in zip(rows, pages, strict=True)] == [True, True]


def test_copies_are_chosen_with_keys_and_a_receipt_begins_with_two(page: ReportsPage) -> None:
    go_to(page, FormKind.RETURN_RECEIPT)
    assert page.forms.copies.currentText() == "2部"
    assert page.forms.preview.count == 1
    page.forms.copies.setFocus()
    press(page.forms.copies, Qt.Key.Key_Down)
    assert page.forms.copies.currentText() == "3部"
    assert page.forms.preview.count == 2
    go_to(page, FormKind.RECEIPT_LIST)
    assert page.forms.copies.currentText() == "1部"


def test_the_receipt_list_begins_with_what_waits(office: Store, page: ReportsPage) -> None:
    go_to(page, FormKind.RECEIPT_LIST)
    waiting = office.queries.certificate_rows((CertificateStatus.READY,))
    assert sorted(chosen(page)) == sorted(row.name for row in waiting)


def test_lists_go_into_a_spreadsheet_too(office: Store, page: ReportsPage, tmp_path: Path) -> None:
    go_to(page, FormKind.RECEIPT_LIST)
    with saved(page, tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    waiting = office.queries.certificate_rows((CertificateStatus.READY,))
    assert sorted(line[3] for line in lines[5:]) == sorted(row.issue_number for row in waiting)
    go_to(page, FormKind.ELDERLY_LOG)
    assert saved(page, tmp_path / "log.xlsx").stat().st_size > 1000


def test_a_form_on_paper_only_says_so(
    office: Store, window: MainWindow, page: ReportsPage, tmp_path: Path
) -> None:
    lost(office, window)
    go_to(page, FormKind.LOSS)
    saved(page, tmp_path / "loss.csv")
    assert "ファイル名の終わりを .pdf" in refusal(window)
    assert not (tmp_path / "loss.csv").exists()


def test_where_nothing_is_recorded_the_list_says_what_to_do(page: ReportsPage, tmp_path: Path) -> None:
    go_to(page, FormKind.MISDELIVERY)
    assert page.forms.table.empty_text.replace("\n", "") == said(FormKind.MISDELIVERY, "nobody")
    assert not page.forms.preview.isVisible()
    assert not page.export.isEnabled()
    assert not page.forms.print.isEnabled()
    before = sorted(tmp_path.iterdir())
    saved(page, tmp_path / "nothing.pdf")
    assert sorted(tmp_path.iterdir()) == before


def test_what_is_recorded_meanwhile_comes_into_the_list_and_the_choice_stays(
    office: Store, window: MainWindow, page: ReportsPage
) -> None:
    (first,) = lost(office, window, 1)
    go_to(page, FormKind.LOSS)
    other = office.queries.certificate_rows((CertificateStatus.HANDED_OUT,))[0]
    window.commands.run(
        lambda tx: certificates.lose(tx, other.certificate_id, on=TODAY, today=TODAY, reason="紛失")
    )
    assert page.subtitle.text() == "2件のうち1件"
    assert chosen(page) == [first.name]


def test_a_name_that_cannot_be_drawn_is_told_where_the_page_would_stand(
    office: Store, window: MainWindow, page: ReportsPage
) -> None:
    (row,) = lost(office, window, 1)
    with office.transaction("名前") as tx:
        tx.save_person(replace(tx.person(row.person_id), name="架空\u3000\ue000"))
    go_to(page, FormKind.LOSS)
    assert page.forms.preview.count == 0
    assert "外字" in page.forms.refusal
    assert not page.export.isEnabled()


def test_a_list_comes_back_as_a_list(page: ReportsPage) -> None:
    go_to(page, FormKind.LOSS)
    press(page.list, Qt.Key.Key_Home)
    assert page.form_kind is None
    assert not page.forms.isVisible()
    assert page.answer.isVisible()
    assert page.export.isEnabled()


def test_a_form_is_printed_with_one_key(
    queue: Queue, office: Store, window: MainWindow, page: ReportsPage
) -> None:
    (row,) = lost(office, window, 1)
    go_to(page, FormKind.LOSS)
    page.forms.printer.choose(queue.name)
    assert page.forms.print.isEnabled()
    press(page.forms.table, Qt.Key.Key_Return, modifier=CTRL)
    assert row.issue_number in texts(queue.await_pages())[0]
