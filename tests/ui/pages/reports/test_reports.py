"""Every paper can be seen, dated and written."""

import csv
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest

from app.domain.answer import Figure
from app.domain.certificate import CertificateStatus
from app.ports import Store
from app.usecases.counter import certificates
from app.usecases.papers.every_list import ListKind
from tests.conftest import TODAY
from tests.ui.office import CTRL, ENTER, Answers, press, type_into
from ui.look.theme import app_font
from ui.models.row_painter import PADDING
from ui.pages.reports.page import ReportsPage
from ui.window.main_window import MainWindow


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


LISTS = list(ListKind)[1:]
"""All but 状況回答票, which has more to it than lines."""


def of_days(text: str) -> bool:
    """Days, and how many are left of them, stand otherwise in a file for programs."""
    return bool(re.fullmatch(r"[MTSHR][0-9]+\.[0-9]+\.[0-9]+.*|.*日超過|あと[0-9]+日", text))


def test_each_paper_shows_the_lines_that_are_written(page: ReportsPage, tmp_path: Path) -> None:
    for kind in LISTS:
        press(page.list, Qt.Key.Key_Down)
        with save(page, tmp_path / f"{kind.value}.csv").open(encoding="utf-8-sig", newline="") as file:
            written = list(csv.reader(file))
        assert page._view is not None
        model = page._view.model()
        columns = range(model.columnCount())
        headings = [model.headerData(n, Qt.Orientation.Horizontal) for n in columns]
        begin = next(
            at for at, line in enumerate(written) if line[: len(headings)] == headings or len(line) > 3
        )
        places = [written[begin].index(heading) for heading in headings]
        assert len(written[begin + 1 :]) == model.rowCount(), kind
        for row, line in enumerate(written[begin + 1 :]):
            shown = [model.index(row, n).data() for n in columns]
            cells = zip(places, shown, strict=True)
            texts = [(line[place], text) for place, text in cells if not of_days(text)]
            assert [cell.lstrip("'") for cell, _ in texts] == [text for _, text in texts], kind


def test_a_paper_is_a_real_pdf(page: ReportsPage, tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument(save(page, tmp_path / "paper.pdf").read_bytes())
    assert "状況回答票" in document[0].get_textpage().get_text_range()
    document.close()


def test_the_ledger_of_a_past_day_tells_of_nothing_done_later(
    office: Store, window: MainWindow, page: ReportsPage
) -> None:
    page.list.setCurrentRow(list(ListKind).index(ListKind.LEDGER))
    set_day(page, "R8.11.22")
    assert page._table is not None
    before = page._table.rows
    collect_one(office, window)
    page.reload()
    assert page._table.rows == before


def test_texts_of_a_paper_can_be_read_whole(page: ReportsPage) -> None:
    face = QFontMetrics(app_font())
    for kind in LISTS:
        page.list.setCurrentRow(list(ListKind).index(kind))
        assert page._view is not None
        model = page._view.model()
        # The last takes the room that is left; what records were and became is read whole in its file.
        long = 3 if kind is ListKind.CHANGES else 1
        for column in range(model.columnCount() - long):
            room = page._view.columnWidth(column) - 2 * PADDING
            texts = {model.index(row, column).data() for row in range(model.rowCount())}
            assert all(face.horizontalAdvance(text) <= room for text in texts), (kind, column)


# -- 状況回答票 ---------------------------------------------------------------


def shown_figures(page: ReportsPage) -> dict[str, list[str]]:
    """The lines of figures as a person reads them."""
    model = page.answer.figures.model()
    columns = range(1, model.columnCount())
    return {
        model.index(row, 0).data(): [model.index(row, n).data() for n in columns]
        for row in range(model.rowCount())
    }


def names(page: ReportsPage) -> list[str]:
    return [line.counted.person.name for line in page.answer.names.rows_model.rows]


def go_to(page: ReportsPage, line: str, figure: Figure) -> None:
    """Walk to a number with the arrows."""
    table = page.answer.figures
    table.setFocus()
    press(table, Qt.Key.Key_Home, modifier=CTRL)
    for _ in range(list(shown_figures(page)).index(line)):
        press(table, Qt.Key.Key_Down)
    while table.figure is not figure:
        press(table, Qt.Key.Key_Right)


def set_day(page: ReportsPage, text: str) -> None:
    page.on.setFocus()
    page.on.selectAll()
    type_into(page.on, text)
    press(page.on, Qt.Key.Key_Return)


def keep(page: ReportsPage) -> None:
    press(page.list, Qt.Key.Key_Return, modifier=CTRL)


def collect_one(office: Store, window: MainWindow) -> str:
    row = office.queries.certificate_rows((CertificateStatus.HANDED_OUT,))[0]
    done = window.commands.run(
        lambda tx: certificates.collect(tx, [row.certificate_id], on=TODAY, today=TODAY)
    )
    assert done is not None
    return row.name


def test_the_answer_to_the_society_is_made_for_another_day_in_three_steps(
    office: Store, page: ReportsPage, tmp_path: Path
) -> None:
    set_day(page, "R8.4.1")
    answer = office.queries.status_answer(date(2026, 4, 1))
    assert page.subtitle.text() == "令和8年4月1日 現在"
    assert shown_figures(page)["合計"] == [str(answer.total(figure)) for figure in Figure]
    book = openpyxl.load_workbook(save(page, tmp_path / "answer.xlsx"))
    lines = list(book.worksheets[0].iter_rows(values_only=True))
    assert lines[-1][:2] == ("合計", answer.total(Figure.COVERED))
    headings = next(at for at, line in enumerate(lines) if line[1] is not None)
    assert [line[0] for line in lines[headings + 1 : -1]] == [row.office for row in answer.offices]
    book.close()


def test_the_keyboard_walks_the_numbers_and_enter_goes_to_the_names(office: Store, page: ReportsPage) -> None:
    first = office.queries.status_answer(TODAY).offices[0]
    go_to(page, first.office, Figure.HANDED_OUT)
    assert page.answer.names_heading.text() == f"配付済 {first.office} {first.handed_out}枚"
    behind = office.queries.status_behind(TODAY, Figure.HANDED_OUT, first.office_id)
    assert names(page) == [one.person.name for one in behind.behind(Figure.HANDED_OUT)]
    press(page.answer.figures, ENTER)
    assert page.answer.names.hasFocus()
    assert len(page.answer.names.selected_rows()) == 1


def test_where_nobody_is_behind_a_number_the_keyboard_stays(office: Store, page: ReportsPage) -> None:
    first = office.queries.status_answer(TODAY).offices[0]
    assert first.handed_out
    assert not first.forwarded
    go_to(page, first.office, Figure.HANDED_OUT)
    press(page.answer.figures, ENTER)
    press(page.answer.names, Qt.Key.Key_Escape)
    assert page.answer.figures.hasFocus()
    go_to(page, first.office, Figure.FORWARDED)
    press(page.answer.figures, ENTER)
    assert page.answer.figures.hasFocus()


def test_a_click_on_a_number_shows_its_people(office: Store, page: ReportsPage) -> None:
    table = page.answer.figures
    at = table.model().index(0, 1 + list(Figure).index(Figure.TO_COME_BACK))
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(at).center())
    assert len(names(page)) == office.queries.status_answer(TODAY).total(Figure.TO_COME_BACK) > 0
    assert page.answer.names_heading.text().startswith("要返却 合計")


def test_numbers_of_the_list_are_masked_until_asked_for(page: ReportsPage, tmp_path: Path) -> None:
    page.files = Answers(tmp_path / "names.csv")  # type: ignore[assignment]
    press(page.list, Qt.Key.Key_S, modifier=CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert "**" in (tmp_path / "names.csv").read_text("utf-8-sig")
    page.answer.in_full.setFocus()
    press(page.answer.in_full, Qt.Key.Key_Space)
    press(page.list, Qt.Key.Key_S, modifier=CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert "**" not in (tmp_path / "names.csv").read_text("utf-8-sig")
    cells = page.answer.names.model()
    assert "*" not in cells.index(0, 3).data()


def test_an_answer_is_kept_with_one_key_and_does_not_change_any_more(
    office: Store, window: MainWindow, page: ReportsPage
) -> None:
    before = shown_figures(page)["合計"]
    keep(page)
    assert page.subtitle.text() == "令和8年11月23日 現在(R8.11.23 に回答した控え)"
    assert (page.answer.give.text(), page.answer.give.isEnabled()) == ("控えてあります", False)
    assert not page.answer.notice.isVisible()
    keep(page)
    assert len(office.queries.given_answers()) == 1
    name = collect_one(office, window)
    assert shown_figures(page)["合計"] == before
    assert "配付済 −1、回収済 +1" in page.answer.notice.text()
    go_to(page, "数え直しの差", Figure.COLLECTED)
    assert names(page) == [name]
    assert page.answer.names.rows_model.rows[0].sign == "増"
    keep(page)
    assert [row.is_correction for row in office.queries.given_answers()] == [True, False]
    assert shown_figures(page)["合計"] != before
    assert not page.answer.notice.isVisible()


def test_the_difference_to_the_last_answer_has_its_names(
    office: Store, window: MainWindow, page: ReportsPage
) -> None:
    set_day(page, "R8.11.22")
    keep(page)
    name = collect_one(office, window)
    set_day(page, "R8.11.23")
    words = dict(zip(Figure, shown_figures(page)["前回との差"], strict=True))
    assert (words[Figure.HANDED_OUT], words[Figure.COVERED]) == ("−1", "±0")
    go_to(page, "前回との差", Figure.HANDED_OUT)
    assert names(page) == [name]
    assert page.answer.names_heading.text() == "配付済 前回 R8.11.22 の回答との差 −1"


def test_an_earlier_answer_is_opened_from_the_list_of_those_given(
    office: Store, window: MainWindow, page: ReportsPage
) -> None:
    keep(page)
    first = shown_figures(page)["合計"]
    collect_one(office, window)
    keep(page)
    set_day(page, "R8.11.1")
    page.answer.given.setFocus()
    press(page.answer.given, Qt.Key.Key_End, ENTER)
    assert page.on.value == TODAY
    assert shown_figures(page)["合計"] == first
    assert page.answer.notice.isVisible()


def test_a_kept_answer_can_be_taken_back(office: Store, window: MainWindow, page: ReportsPage) -> None:
    keep(page)
    press(page.list, Qt.Key.Key_Z, modifier=CTRL)
    assert office.queries.given_answers() == []
    assert page.answer.give.isEnabled()
    assert page.subtitle.text() == "令和8年11月23日 現在"


def test_a_day_to_come_can_be_seen_but_not_answered(office: Store, page: ReportsPage) -> None:
    set_day(page, "R9.3.31")
    assert not page.answer.give.isEnabled()
    keep(page)
    assert office.queries.given_answers() == []


def test_an_answer_by_the_record_of_an_earlier_day_is_called_so_and_cannot_be_kept(
    office: Store, window: MainWindow, page: ReportsPage, tmp_path: Path
) -> None:
    def total() -> list[str]:
        return shown_figures(page)["合計"]

    def days_before(number: int) -> None:
        on = TODAY - timedelta(days=number)
        office._clock = lambda: datetime(on.year, on.month, on.day, 9, tzinfo=UTC)  # type: ignore[attr-defined]

    days_before(3)
    office.note("一覧を見た")
    then = total()
    days_before(0)
    collect_one(office, window)
    page.reload()
    now = total()
    assert now != then
    type_into(page.recorded, "R8.11.20")
    press(page.recorded, ENTER)
    assert total() == then
    assert "R8.11.20 の終わりまでの記録" in page.answer.notice.text()
    assert page.subtitle.text().startswith("令和8年11月23日 現在(R8.11.20 の記録による")
    assert not page.answer.give.isEnabled()
    with save(page, tmp_path / "answer.csv").open(encoding="utf-8-sig") as file:
        assert "R8.11.20 の記録による" in file.read()
    # Looking changed nothing, and without the day it is counted by today's knowledge again.
    page.recorded.selectAll()
    press(page.recorded, Qt.Key.Key_Delete)
    press(page.recorded, ENTER)
    assert total() == now
    assert page.answer.give.isEnabled()


def test_only_the_chosen_office_is_listed(office: Store, window: MainWindow, page: ReportsPage) -> None:
    chosen = office.queries.offices()[1]
    window.top_bar.offices.setFocus()
    press(window.top_bar.offices, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert list(shown_figures(page)) == ["合計", chosen.name]


def test_figures_can_be_read_whole(page: ReportsPage) -> None:
    keep(page)
    set_day(page, "R8.11.24")
    table, face = page.answer.figures, QFontMetrics(app_font())
    for column, texts in enumerate(zip(*shown_figures(page).values(), strict=True), 1):
        room = table.columnWidth(column) - 2 * PADDING
        assert all(face.horizontalAdvance(text) <= room for text in texts)
    assert all(face.horizontalAdvance(n) <= table.columnWidth(0) - 2 * PADDING for n in shown_figures(page))
    assert not table.horizontalScrollBar().isVisible()


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
