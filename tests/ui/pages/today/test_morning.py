"""The morning page: parts that add up, what is new since, who was asked last, offices and the course."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.duties import DutyKind
from app.domain.section import Section
from app.morning import Since
from app.ports import Store
from app.usecases.calendar.morning import part_of
from tests.conftest import TODAY
from tests.ui.office import press
from ui.models.bands import BAND_HEIGHT
from ui.pages.today.page import TodayPage
from ui.pages.today.side import SidePanel
from ui.pages.today.since import since_words
from ui.window.main_window import MainWindow

FRIDAY = date(2026, 11, 20)


@pytest.fixture
def page(window: MainWindow) -> TodayPage:
    shown = window.current_page
    assert isinstance(shown, TodayPage)
    return shown


def sizes(page: TodayPage) -> dict[Section, int]:
    """What the chips of the parts say."""
    return {part: int(chip.text().split()[1].replace(",", "")) for part, chip in page.filter.sections.items()}


def test_the_parts_add_up_to_the_list_and_the_navigation_counts_two_of_them(
    page: TodayPage, window: MainWindow, office: Store
) -> None:
    every, said = office.queries.due_rows(TODAY), sizes(page)
    assert sum(said.values()) == len(every) > len(page.model.rows)
    assert len(page.model.rows) == said[Section.TODAY] + said[Section.WEEK] == page.model.total
    window.refresh_counts()
    told = window.navigation._buttons["today"].accessibleName()
    assert told == f"今日やること {len(page.model.rows)}件(今日中と今週)"
    assert page.fold.count.text().startswith(f"全{len(every)}件のうち{len(page.model.rows)}件を表示")
    kinds = [chip.accessibleName() for chip in page.filter.chips.values()]
    assert sum(int(name.split()[1].split("件")[0]) for name in kinds) == len(every)


def test_what_only_waits_is_folded_and_comes_with_one_key(page: TodayPage, qtbot: QtBot) -> None:
    assert {part_of(row, TODAY) for row in page.model.rows} == {Section.TODAY, Section.WEEK}
    waits = sizes(page)[Section.WAITING]
    assert page.fold.button.text() == f"▷ 待っているだけ {waits}件を見る  F"
    qtbot.keyClick(page.table, "f")
    assert [part_of(row, TODAY) for row in page.model.rows].count(Section.WAITING) == waits
    bands = [at for at in range(len(page.model.rows)) if page.table.bands.title(at)]
    assert [page.table.bands.title(at).split()[0] for at in bands] == [
        "今日中",
        "今週(7日以内)",
        "待っているだけ",
    ]
    assert {page.table.rowHeight(at) for at in bands} == {page.table.rowHeight(1) + BAND_HEIGHT}
    qtbot.keyClick(page.table, "f")
    assert len(page.model.rows) == sum(sizes(page).values()) - waits


def test_a_part_is_chosen_by_its_letter_and_its_kinds_add_up(page: TodayPage, qtbot: QtBot) -> None:
    week = sizes(page)[Section.WEEK]
    qtbot.keyClick(page.table, "j")
    assert {part_of(row, TODAY) for row in page.model.rows} == {Section.WEEK}
    assert len(page.model.rows) == week
    kinds = [chip.accessibleName() for chip in page.filter.chips.values()]
    assert sum(int(name.split()[1].split("件")[0]) for name in kinds) == week
    # One part at a time; the same letter again shows all.
    qtbot.keyClick(page.table, "t")
    assert {part_of(row, TODAY) for row in page.model.rows} == {Section.TODAY}
    qtbot.keyClick(page.table, "t")
    assert len({part_of(row, TODAY) for row in page.model.rows}) == 2


def test_a_kind_that_only_waits_is_seen_without_unfolding(page: TodayPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.table, "9")
    assert {row.kind for row in page.model.rows} == {DutyKind.REGISTER}
    assert not page.fold.button.isVisible()


def test_who_was_asked_last_how_and_about_what_stands_in_the_row(page: TodayPage, qtbot: QtBot) -> None:
    column = next(at for at, one in enumerate(page.model.columns) if one.heading == "最終声かけ")
    at = page.table.currentIndex().row()
    assert page.model.index(at, column).data() == ""
    qtbot.keyClick(page.table, "c")
    assert page.model.index(at, column).data() == "R8.11.23 対面"
    assert "最終声かけ R8.11.23 対面(受け取りの連絡)" in page.why.contact.text()


def test_a_bar_narrows_to_its_office_and_pressed_again_widens(
    page: TodayPage, window: MainWindow, office: Store
) -> None:
    bar = page.side.bars.bars[1]
    press(bar, Qt.Key.Key_Space)
    assert window.context.office_id() == bar.bar.office_id
    assert {row.office for row in page.model.rows} == {bar.bar.name}
    (only,) = page.side.bars.bars
    QTest.mouseClick(only, Qt.MouseButton.LeftButton)
    assert window.context.office_id() is None
    assert len(page.side.bars.bars) == len(office.queries.offices())


def test_what_became_of_the_list_since_friday(page: TodayPage, office: Store, qtbot: QtBot) -> None:
    before = office.queries.since_counts(FRIDAY, TODAY)
    assert page.views.figures.words == since_words(FRIDAY, TODAY, before)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)  # hands out a paper
    after = office.queries.since_counts(FRIDAY, TODAY)
    assert after[Since.DONE] == before[Since.DONE] + 1
    assert f"済んだ {after[Since.DONE]}" in page.views.figures.words
    qtbot.keyClick(page.table, "s")
    assert page.views.since.table.hasFocus()
    assert len(page.views.since.model.rows) == sum(after.values()) == page.views.figures.total
    assert {row.user for row in page.views.since.model.rows if row.what is Since.DONE} >= {office.user}
    qtbot.keyClick(page.views.since.table, Qt.Key.Key_Escape)
    assert page.table.hasFocus()


def test_the_day_before_is_called_yesterday_and_nothing_is_said_of_nothing() -> None:
    counts = dict.fromkeys(Since, 0)
    assert since_words(TODAY - timedelta(days=1), TODAY, counts) == "きのうから変わりなし"
    assert since_words(FRIDAY, TODAY, counts | {Since.NEW: 3}) == "R8.11.20(金)から: 新しい 3"


def test_the_course_is_read_once_the_list_is_painted_and_nothing_where_there_is_no_room(
    page: TodayPage, qtbot: QtBot
) -> None:
    at_once, without_room = SidePanel(page.context), SidePanel(page.context)
    for side in (at_once, without_room):
        qtbot.addWidget(side)
        side.read()
        assert (side.bars.bars, side.course.accessibleName()) == ([], "")
    at_once.show()
    assert at_once.bars.bars
    assert at_once.course.accessibleName() == ""
    qtbot.waitUntil(lambda: at_once.course.accessibleName() == page.side.course.accessibleName())
    assert [day.count for day in without_room.days] == [day.count for day in page.side.days]


def test_the_course_is_told_by_keys_and_as_a_table(page: TodayPage, qtbot: QtBot) -> None:
    line, now = page.side.course, sizes(page)[Section.TODAY]
    assert f"今日 R8.11.23(月) {now}件" in line.accessibleName()
    press(line, Qt.Key.Key_Right)
    assert line.accessibleDescription().startswith("R8.11.24(火) このままなら ")
    press(line, Qt.Key.Key_Return)
    assert page.views.course.isVisible()
    row = page.views.course.table.current_row()
    assert row is not None
    assert (row.on, row.count) == (TODAY, now)
    assert len(page.views.course.model.rows) == 8 * 7 + 1 + 30
    qtbot.keyClick(page.views.course.table, Qt.Key.Key_Escape)
    assert page.table.hasFocus()
