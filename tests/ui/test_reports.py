"""Every paper can be seen, dated and written."""

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from app.ports import Store
from tests.ui.office import CTRL, Answers, press, type_into
from ui.main_window import MainWindow
from ui.models.row_painter import PADDING
from ui.pages.reports import REPORTS, ReportsPage
from ui.theme import app_font


@pytest.fixture
def page(window: MainWindow) -> ReportsPage:
    window.go("reports")
    made = window.findChild(ReportsPage)
    assert made is not None
    return made


def save(page: ReportsPage, path: Path) -> Path:
    page.files = Answers(path)  # type: ignore[assignment]
    press(page.list, Qt.Key.Key_S, modifier=CTRL)
    return path


@pytest.mark.parametrize("at", range(len(REPORTS)))
def test_each_paper_shows_the_lines_that_are_written(page: ReportsPage, at: int, tmp_path: Path) -> None:
    for _ in range(at):
        press(page.list, Qt.Key.Key_Down)
    with save(page, tmp_path / "paper.csv").open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.reader(file))
    assert page._view is not None
    model = page._view.model()
    columns = range(model.columnCount())
    assert written[0] == [model.headerData(n, Qt.Orientation.Horizontal) for n in columns]
    shown = [[model.index(row, n).data() for n in columns] for row in range(model.rowCount())]
    assert [[cell.lstrip("'") for cell in line] for line in written[1:]] == shown


def test_the_answer_to_the_society_is_made_for_another_day_in_three_steps(
    office: Store, page: ReportsPage, tmp_path: Path
) -> None:
    page.on.setFocus()
    page.on.selectAll()
    type_into(page.on, "R8.4.1")
    press(page.on, Qt.Key.Key_Return)
    answer = office.queries.status_answer(date(2026, 4, 1))
    assert page.subtitle.text() == "令和8年4月1日 現在"
    book = openpyxl.load_workbook(save(page, tmp_path / "answer.xlsx"))
    lines = list(book.worksheets[0].iter_rows(values_only=True))
    assert lines[-1][1] == str(sum(row.covered for row in answer.offices))
    book.close()


def test_a_paper_is_a_real_pdf(page: ReportsPage, tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument(save(page, tmp_path / "paper.pdf").read_bytes())
    assert "状況回答票" in document[0].get_textpage().get_text_range()
    document.close()


def test_the_ledger_has_no_date_to_choose(page: ReportsPage) -> None:
    names = [report.name for report in REPORTS]
    page.list.setCurrentRow(names.index("交付台帳"))
    assert not page.on.isVisible()
    page.list.setCurrentRow(names.index("期限一覧"))
    assert page.on.isVisible()


@pytest.mark.parametrize("at", range(len(REPORTS)))
def test_texts_of_a_paper_can_be_read_whole(page: ReportsPage, at: int) -> None:
    page.list.setCurrentRow(at)
    assert page._view is not None
    model, face = page._view.model(), QFontMetrics(app_font())
    for column in range(model.columnCount() - 1):  # the last takes the room that is left
        room = page._view.columnWidth(column) - 2 * PADDING
        texts = {model.index(row, column).data() for row in range(model.rowCount())}
        assert all(face.horizontalAdvance(text) <= room for text in texts)


def test_leaving_the_file_dialog_writes_nothing(page: ReportsPage, tmp_path: Path) -> None:
    page.files = Answers(None)  # type: ignore[assignment]
    before = sorted(tmp_path.iterdir())
    page.export.click()
    assert sorted(tmp_path.iterdir()) == before


def test_without_people_the_page_says_what_to_do_next(empty_window: MainWindow) -> None:
    empty_window.go("reports")
    page = empty_window.findChild(ReportsPage)
    assert page is not None
    assert page.is_empty
