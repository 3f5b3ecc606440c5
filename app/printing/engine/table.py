"""Ruled tables, laid out row by row, so that lists and forms can break them over pages."""

from collections.abc import Sequence

from app.late import dataclass
from app.printing.engine.fonts import Typeface
from app.printing.engine.page import LINE_SPACING, MM, Fitted, Sheet, fit, wrap
from app.printing.values import ListColumn

SIZE, _SMALLEST_HEADING, _SMALLEST_NAME = 9.5, 7.5, 8.0
PADDING, _PADDING_ABOVE = 1.8, 1.2
HEADING_HEIGHT = 9.0
HAIRLINE, RULE = 0.1, 0.35
GREY = 0.45


@dataclass(frozen=True, slots=True)
class Cell:
    """Text and the face it is drawn in. is_name: set smaller before it wraps."""

    text: str
    face: Typeface
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row, laid out: the lines of each cell with their face, and the height in mm."""

    cells: tuple[tuple[Fitted, Typeface], ...]
    height: float


def lay_out(cells: Sequence[Cell], columns: Sequence[ListColumn], least_height: float) -> Row:
    """Return the row with every text in full; it grows with its highest cell."""
    laid_out = tuple(
        (_lines(cell, column.width_mm - 2 * PADDING), cell.face)
        for cell, column in zip(cells, columns, strict=True)
    )
    needed = max(len(fitted.lines) * fitted.size for fitted, _ in laid_out) * LINE_SPACING / MM
    return Row(laid_out, max(least_height, needed + 2 * _PADDING_ABOVE))


def _lines(cell: Cell, width: float) -> Fitted:
    if cell.is_name:
        fitted = fit(cell.text, cell.face, width=width, height=20, size=SIZE + 1, min_size=_SMALLEST_NAME)
        if fitted is not None:
            return fitted
    return Fitted(tuple(wrap(cell.text, cell.face, width=width, size=SIZE)), SIZE)


def width_of(columns: Sequence[ListColumn]) -> float:
    """Return how wide the table is, in mm."""
    return sum(column.width_mm for column in columns)


def draw_headings(sheet: Sheet, columns: Sequence[ListColumn], left: float, top: float) -> None:
    """Draw the headings on grey between two rules, as the first row of the table that is open."""
    with sheet.tagged("TR"):
        _draw_headings(sheet, columns, left, top)


def draw_headings_again(sheet: Sheet, columns: Sequence[ListColumn], left: float, top: float) -> None:
    """Draw the headings of a table that goes on; who hears it knows them already."""
    with sheet.artifact():
        _draw_headings(sheet, columns, left, top)


def _draw_headings(sheet: Sheet, columns: Sequence[ListColumn], left: float, top: float) -> None:
    fonts, right = sheet.fonts, left + width_of(columns)
    sheet.panel(left, top, right - left, HEADING_HEIGHT, grey=0.93)
    x = left
    for column in columns:
        fitted = fit(
            column.heading,
            fonts.heading,
            width=column.width_mm - 2 * PADDING,
            height=HEADING_HEIGHT - 1,
            size=SIZE,
            min_size=_SMALLEST_HEADING,
        )
        if fitted is None:
            raise ValueError(f"the heading {column.heading} is wider than its column")
        at = x + _anchor(column)
        with sheet.heading(column.heading, "column"):
            sheet.fitted(at, top + HEADING_HEIGHT / 2, fitted, fonts.heading, align=column.align)
        x += column.width_mm
    sheet.line(left, top, right, top, RULE)
    sheet.line(left, top + HEADING_HEIGHT, right, top + HEADING_HEIGHT, RULE)


def draw_row(sheet: Sheet, columns: Sequence[ListColumn], row: Row, left: float, top: float) -> None:
    """Draw the texts of a row and the hairline under it."""
    x = left
    with sheet.tagged("TR"):
        for column, (fitted, face) in zip(columns, row.cells, strict=True):
            with sheet.tagged("TD"):
                sheet.fitted(x + _anchor(column), top + row.height / 2, fitted, face, align=column.align)
            x += column.width_mm
    sheet.line(left, top + row.height, x, top + row.height, HAIRLINE, grey=GREY)


def draw_uprights(
    sheet: Sheet, columns: Sequence[ListColumn], left: float, top: float, bottom: float
) -> None:
    """Draw the rule that ends a table and the hairlines between its columns."""
    sheet.line(left, bottom, left + width_of(columns), bottom, RULE)
    x = left
    for column in columns[:-1]:
        x += column.width_mm
        sheet.line(x, top, x, bottom, HAIRLINE, grey=GREY)


def _anchor(column: ListColumn) -> float:
    middle, right = column.width_mm / 2, column.width_mm - PADDING
    return {"left": PADDING, "center": middle, "right": right}[column.align]
