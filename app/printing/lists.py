"""A4 lists to sign, enclose or file: a title, a ruled table over as many pages as it takes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from app.errors import PaperRefused
from app.printing.fonts import Typeface
from app.printing.glyphs import refusal_reason
from app.printing.page import A4_HEIGHT, A4_WIDTH, LINE_SPACING, MM, Fitted, Sheet, document, fit, wrap
from app.printing.values import ListColumn

_MARGIN = 15.0
LIST_WIDTH = A4_WIDTH - 2 * _MARGIN
_TOP, _TOP_CONTINUED = 42.0, 30.0
_BOTTOM = A4_HEIGHT - 20
_SIZE, _NOTE_SIZE, _SMALLEST_HEADING = 9.5, 9.0, 7.5
_PADDING, _PADDING_ABOVE = 1.8, 1.2
_HEADING_HEIGHT = 9.0
_HAIRLINE, _RULE = 0.1, 0.35


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[list[str], ...]
    height: float


def draw_list(
    title: str,
    subtitle: str,
    columns: Sequence[ListColumn],
    rows: Sequence[Sequence[str]],
    out: BinaryIO,
    notes: Sequence[str] = (),
    *,
    row_height_mm: float = 7.5,
) -> None:
    """Write the rows to out in the order given, each page with headings and its number.

    Long cells wrap and their row grows; empty cells (受領印) keep row_height_mm. The notes
    follow the table. Raises PaperRefused when a character cannot be drawn exactly.
    """
    with document(out, title) as sheet:
        put_list(sheet, title, subtitle, columns, rows, notes, row_height_mm=row_height_mm)


def put_list(
    sheet: Sheet,
    title: str,
    subtitle: str,
    columns: Sequence[ListColumn],
    rows: Sequence[Sequence[str]],
    notes: Sequence[str] = (),
    *,
    row_height_mm: float = 7.5,
    running: str = "",
    on_page: Callable[[], None] = lambda: None,
) -> None:
    """Draw a list on the next pages of a document; see draw_list.

    running: what further pages say besides the title. on_page: called after each page.
    """
    if sum(column.width_mm for column in columns) > LIST_WIDTH + 0.01:
        raise ValueError(f"columns are wider than {LIST_WIDTH} mm")
    if any(len(row) != len(columns) for row in rows):
        raise ValueError("every row needs one cell per column")
    texts = (
        title,
        running,
        subtitle,
        *(c.heading for c in columns),
        *(t for row in rows for t in row),
        *notes,
    )
    _refuse_undrawable(texts, sheet.fonts.label)
    laid_out = [_lay_out(row, columns, sheet.fonts.label, row_height_mm) for row in rows]
    pages = list(_pages(laid_out, _notes_height(notes, sheet.fonts.label)))
    for number, page in enumerate(pages, 1):
        shown = title if number == 1 else f"{title}\u3000{running}".strip()
        _draw_head(sheet, shown, subtitle, number)
        y = _draw_table(sheet, columns, page, _TOP if number == 1 else _TOP_CONTINUED)
        if number == len(pages):
            _draw_notes(sheet, notes, y, is_empty=not rows)
        place = f"{number} / {len(pages)}"
        sheet.text(A4_WIDTH / 2, A4_HEIGHT - 11, place, sheet.fonts.label, 9, align="center")
        sheet.end()
        on_page()


def _refuse_undrawable(texts: Sequence[str], face: Typeface) -> None:
    for text in texts:
        bad = face.undrawable(text.replace("\n", ""))
        if bad:
            raise PaperRefused(f"一覧の「{text}」を印刷できません。{refusal_reason(bad[0])}")


def _lay_out(row: Sequence[str], columns: Sequence[ListColumn], face: Typeface, height: float) -> _Row:
    cells = tuple(
        wrap(text, face, width=column.width_mm - 2 * _PADDING, size=_SIZE)
        for text, column in zip(row, columns, strict=True)
    )
    needed = max(len(lines) for lines in cells) * _SIZE * LINE_SPACING / MM + 2 * _PADDING_ABOVE
    return _Row(cells, max(height, needed))


def _pages(rows: Sequence[_Row], notes_height: float) -> Iterator[list[_Row]]:
    """Yield the rows of each page; the notes stay with the end of the table."""
    page: list[_Row] = []
    room = _BOTTOM - _TOP - _HEADING_HEIGHT
    for n, row in enumerate(rows):
        needed = row.height + (notes_height if n == len(rows) - 1 else 0)
        if page and needed > room:
            yield page
            page, room = [], _BOTTOM - _TOP_CONTINUED - _HEADING_HEIGHT
        page.append(row)
        room -= row.height
    yield page


def _draw_head(sheet: Sheet, title: str, subtitle: str, number: int) -> None:
    heading, label = sheet.fonts.heading, sheet.fonts.label
    if number == 1:
        _put_line(sheet, 22, title, heading, 18)
        _put_line(sheet, 32.6, subtitle, label, 10.5)
    else:
        _put_line(sheet, 22.5, title, heading, 11)


def _put_line(sheet: Sheet, middle: float, text: str, face: Typeface, size: float) -> None:
    fitted = fit(text, face, width=LIST_WIDTH, height=10, size=size, min_size=min(size, 7))
    if fitted is None:
        raise PaperRefused(f"一覧の「{text}」は1行に入りません。短い名前に直してください。")
    sheet.fitted(_MARGIN, middle, fitted, face)


def _draw_table(sheet: Sheet, columns: Sequence[ListColumn], rows: Sequence[_Row], top: float) -> float:
    """Draw headings and rows; return where the table ends."""
    right = _MARGIN + sum(column.width_mm for column in columns)
    sheet.panel(_MARGIN, top, right - _MARGIN, _HEADING_HEIGHT, grey=0.93)
    _draw_headings(sheet, columns, top)
    y = top + _HEADING_HEIGHT
    sheet.line(_MARGIN, top, right, top, _RULE)
    sheet.line(_MARGIN, y, right, y, _RULE)
    for row in rows:
        _draw_row(sheet, columns, row, y, sheet.fonts.label)
        y += row.height
        sheet.line(_MARGIN, y, right, y, _HAIRLINE, grey=0.45)
    sheet.line(_MARGIN, y, right, y, _RULE)
    x = _MARGIN
    for column in columns[:-1]:
        x += column.width_mm
        sheet.line(x, top, x, y, _HAIRLINE, grey=0.45)
    return y


def _draw_headings(sheet: Sheet, columns: Sequence[ListColumn], top: float) -> None:
    x = _MARGIN
    for column in columns:
        fitted = fit(
            column.heading,
            sheet.fonts.heading,
            width=column.width_mm - 2 * _PADDING,
            height=_HEADING_HEIGHT - 1,
            size=_SIZE,
            min_size=_SMALLEST_HEADING,
        )
        if fitted is None:
            raise ValueError(f"the heading {column.heading} is wider than its column")
        at = x + _anchor(column)
        sheet.fitted(at, top + _HEADING_HEIGHT / 2, fitted, sheet.fonts.heading, align=column.align)
        x += column.width_mm


def _anchor(column: ListColumn) -> float:
    return {"left": _PADDING, "center": column.width_mm / 2, "right": column.width_mm - _PADDING}[
        column.align
    ]


def _draw_row(sheet: Sheet, columns: Sequence[ListColumn], row: _Row, top: float, face: Typeface) -> None:
    x = _MARGIN
    for column, lines in zip(columns, row.cells, strict=True):
        fitted = Fitted(tuple(lines), _SIZE)
        sheet.fitted(x + _anchor(column), top + row.height / 2, fitted, face, align=column.align)
        x += column.width_mm


def _notes_height(notes: Sequence[str], face: Typeface) -> float:
    lines = sum(len(wrap(note, face, width=LIST_WIDTH, size=_NOTE_SIZE)) for note in notes)
    return 7 + lines * _NOTE_SIZE * 1.55 / MM if notes else 0.0


def _draw_notes(sheet: Sheet, notes: Sequence[str], table_end: float, *, is_empty: bool) -> None:
    y = table_end + 7
    if is_empty:
        sheet.text(_MARGIN + _PADDING, y, "該当する方はいません。", sheet.fonts.label, _SIZE)
        y += 8
    for note in notes:
        y = sheet.paragraph(_MARGIN, y, note, sheet.fonts.label, _NOTE_SIZE, width=LIST_WIDTH, grey=0.2)
