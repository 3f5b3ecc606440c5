"""The calendar of a person (暦) on A4: the picture above, the same in a table below.

Its texts stand in resources/papers/life.toml. Source: docs/rules.md, "The calendar of a person".
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, BinaryIO

from app.domain.eligibility import DAY
from app.domain.hidden import full
from app.domain.life_calendar import (
    Lane,
    LaneKind,
    LifeCalendar,
    LifeLine,
    MarkKind,
    Span,
    Weight,
    Window,
    days_words,
    lane_words,
    lines,
    span_words,
)
from app.domain.rest_days import marked_day
from app.domain.wareki import wareki, wareki_short
from app.errors import PaperRefused
from app.printing.engine.flow import refuse_undrawable
from app.printing.engine.page import A4_HEIGHT, A4_WIDTH, Sheet, document, fit
from app.printing.engine.table import (
    HEADING_HEIGHT,
    Cell,
    Row,
    draw_headings,
    draw_headings_again,
    draw_row,
    draw_uprights,
    lay_out,
)
from app.printing.values import ListColumn
from app.words import texts

_LEFT, _RIGHT = 15.0, A4_WIDTH - 15
_AXIS = _LEFT + 30
"""Where the first day stands; before it the names of the lanes."""
_TOP, _BOTTOM = 42.0, A4_HEIGHT - 15
_RULER, _LANE, _BAR = 10.0, 7.6, 4.8
_SIZE, _SMALLEST = 7.5, 5.5
_GREY = {Weight.FULL: 0.74, Weight.PART: 0.88, Weight.FAINT: 0.96}
_GRID, _INSIDE, _BESIDE = 0.85, 1.0, 1.8
_ROOM_MONTHS, _ROOM_YEARS = 36, 18


def _words() -> Mapping[str, Any]:
    return texts("papers/life.toml")


def draw_life_sheet(calendar: LifeCalendar, out: BinaryIO) -> None:
    """Write picture and table; what the sheet does not hold of the table goes on on the next.

    PaperRefused names the person whose name cannot be drawn exactly.
    """
    text = _words()
    columns = tuple(ListColumn(*column) for column in text["columns"])
    with document(out, text["title"]) as sheet:
        refuse_undrawable(sheet.fonts, text["title"], [calendar.name], [])
        face = sheet.fonts.label
        rows = [lay_out([Cell(t, face) for t in _cells(line)], columns, 6.2) for line in lines(calendar)]
        _draw_head(sheet, calendar)
        bottom = _TOP + _RULER + _LANE * len(calendar.lanes)
        with sheet.figure(text["picture_means"], (_LEFT, _TOP - 4, _RIGHT - _LEFT, bottom - _TOP + 4)):
            y = _draw_picture(sheet, calendar) + 5
        with sheet.tagged("P"):
            sheet.text(_LEFT, y, text["legend"], face, _SIZE)
        with sheet.tagged("Table"):
            draw_headings(sheet, columns, _LEFT, y + 3)
            rows = _draw_rows(sheet, columns, rows, y + 3)
            sheet.end()
            while rows:
                draw_headings_again(sheet, columns, _LEFT, 20)
                rows = _draw_rows(sheet, columns, rows, 20)
                sheet.end()


def _draw_head(sheet: Sheet, calendar: LifeCalendar) -> None:
    text, window, fonts = _words(), calendar.window, sheet.fonts
    with sheet.tagged("H1"):
        sheet.text(_LEFT, 18, text["title"], fonts.heading, 15)
    who = text["who"].format(name=calendar.name, key=full(calendar.key))
    fitted = fit(who, fonts.value, width=_RIGHT - _LEFT, height=9, size=12, min_size=6)
    if fitted is None:
        raise PaperRefused(f"{calendar.name} さんのお名前が暦に入りません。")
    with sheet.tagged("P"):
        sheet.fitted(_LEFT, 24.5, fitted, fonts.value)
    days = {"first": wareki_short(window.first), "last": wareki_short(window.after - DAY)}
    with sheet.tagged("P"):
        sheet.text(_LEFT, 32, text["about"].format(day=wareki(calendar.today), **days), fonts.label, 9)


def _draw_picture(sheet: Sheet, calendar: LifeCalendar) -> float:
    """Draw the lanes under the months; return where they end."""
    window = calendar.window
    lanes = _TOP + _RULER
    bottom = lanes + _LANE * len(calendar.lanes)
    _draw_months(sheet, window, bottom)
    for number, lane in enumerate(calendar.lanes):
        _draw_lane(sheet, window, lane, lanes + number * _LANE)
    sheet.line(_LEFT, bottom, _RIGHT, bottom, 0.2)
    if window.shows(calendar.today, calendar.today + DAY):
        x = _at(window, calendar.today)
        sheet.line(x, _TOP, x, bottom, 0.5)
        sheet.text(x, _TOP - 1, _words()["today"], sheet.fonts.heading, _SIZE, align="center")
    return bottom


def _draw_months(sheet: Sheet, window: Window, bottom: float) -> None:
    """Draw a line and a number at the months, and the years above them."""
    for month in window.numbered(_ROOM_MONTHS):
        x = _at(window, month)
        sheet.line(x, _TOP + 5, x, bottom, 0.1, grey=_GRID)
        sheet.text(x + 0.4, _TOP + 8.6, str(month.month), sheet.fonts.label, _SIZE)
    for day in window.years(_ROOM_YEARS):
        x = _at(window, day)
        sheet.line(x, _TOP + 1, x, bottom, 0.3, grey=_GRID)
        sheet.text(x + 0.4, _TOP + 4, wareki_short(day).partition(".")[0], sheet.fonts.heading, _SIZE)
    sheet.line(_LEFT, _TOP + _RULER, _RIGHT, _TOP + _RULER, 0.2)


def _draw_lane(sheet: Sheet, window: Window, lane: Lane, top: float) -> None:
    fonts, middle = sheet.fonts, top + _LANE / 2
    face = fonts.label if lane.kind is LaneKind.SHEET else fonts.heading
    name = fit(lane_words(lane), face, width=_AXIS - _LEFT - 2, height=_LANE, size=8.5, min_size=4)
    if name is not None:
        sheet.fitted(_LEFT, middle, name, face)
    for span in lane.spans:
        _draw_bar(sheet, window, lane, span, middle)
    for mark in lane.marks:
        x = _at(window, mark.on)
        if mark.kind is MarkKind.DUE:
            sheet.line(x, middle - _BAR / 2 - 0.8, x, middle + _BAR / 2 + 0.8, 0.9)
        else:
            sheet.circle(x, middle, 1.0, 0.4)
    sheet.line(_LEFT, top + _LANE, _RIGHT, top + _LANE, 0.05, grey=_GRID)


def _draw_bar(sheet: Sheet, window: Window, lane: Lane, span: Span, middle: float) -> None:
    """Draw a bar, with its words where they have room in it, beside the marks of its lane."""
    left, right = _at(window, span.first), _at(window, span.after)
    top = middle - _BAR / 2
    sheet.panel(left, top, right - left, _BAR, grey=_GREY[span.weight])
    sheet.frame(left, top, right - left, _BAR, 0.1)
    face = sheet.fonts.label
    begin, end = (_AXIS + (_RIGHT - _AXIS) * share for share in lane.room(span, window))
    inside = _INSIDE if begin == left else _BESIDE
    words = fit(
        span_words(span), face, width=end - begin - inside - _INSIDE, height=0, size=_SIZE, min_size=_SMALLEST
    )
    if words is not None:
        sheet.fitted(begin + inside, middle, words, face)


def _draw_rows(sheet: Sheet, columns: Sequence[ListColumn], rows: list[Row], top: float) -> list[Row]:
    """Draw as many rows under their headings as the sheet holds; return the others."""
    y = top + HEADING_HEIGHT
    at = 0
    while at < len(rows) and (at == 0 or y + rows[at].height <= _BOTTOM):
        draw_row(sheet, columns, rows[at], _LEFT, y)
        y += rows[at].height
        at += 1
    draw_uprights(sheet, columns, _LEFT, top, y)
    return rows[at:]


def _cells(line: LifeLine) -> tuple[str, ...]:
    now = _words()["now"] if line.is_now else ""
    days = days_words(line.first, line.last)
    return now, line.lane, line.what, days, marked_day(line.due_on, line.rest)


def _at(window: Window, day: date) -> float:
    return _AXIS + (_RIGHT - _AXIS) * window.share(day)
