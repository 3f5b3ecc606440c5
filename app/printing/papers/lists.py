"""A4 lists to sign, enclose or file: a title, a ruled table over as many pages as it takes."""

from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from app.domain.marked_text import MARKED, is_marked, mark
from app.errors import PaperRefused
from app.printing.engine.fonts import Typeface
from app.printing.engine.glyphs import clusters
from app.printing.engine.page import A4_HEIGHT, A4_WIDTH, MM, Sheet, document, fit, wrap
from app.printing.engine.table import (
    HEADING_HEIGHT,
    PADDING,
    SIZE,
    Cell,
    Row,
    draw_headings,
    draw_headings_again,
    draw_row,
    draw_uprights,
    lay_out,
    width_of,
)
from app.printing.values import ListColumn, PaperTable

_MARGIN = 15.0
LIST_WIDTH = A4_WIDTH - 2 * _MARGIN
"""The room for the columns of a sheet upright; a wider list lies across."""
_TOP, _TOP_CONTINUED = 42.0, 30.0
_BOTTOM = 20.0
_NOTE_SIZE = 9.0


def draw_list(table: PaperTable, out: BinaryIO) -> None:
    """Write the rows to out in the order given, each page with headings and its number.

    Long cells wrap and their row grows; empty cells (受領印) keep row_height_mm. The notes
    follow the table. A character that cannot be drawn exactly stands as its name, and a note says so.
    """
    on_paper = table.only(lambda column: column.width_mm > 0)
    is_wide = width_of(on_paper.columns) > LIST_WIDTH + 0.01
    with document(
        out, table.title, size=(A4_HEIGHT, A4_WIDTH) if is_wide else (A4_WIDTH, A4_HEIGHT)
    ) as sheet:
        put_list(sheet, on_paper)


def put_list(
    sheet: Sheet, table: PaperTable, *, running: str = "", on_page: Callable[[], None] = lambda: None
) -> None:
    """Draw a list on the next pages of a document; see draw_list.

    running: what further pages say besides the title. on_page: called after each page.
    """
    columns, room = table.columns, sheet.width - 2 * _MARGIN
    if width_of(columns) > room + 0.01:
        raise ValueError(f"columns are wider than {room} mm")
    if any(len(row) != len(columns) for row in table.rows):
        raise ValueError("every row needs one cell per column")
    face = sheet.fonts.label
    heads = (table.title, running, table.subtitle, table.owner, *table.notes)
    title, running, subtitle, owner, *notes = (_drawable(text, face) for text in heads)
    rows = [[_drawable(text, face) for text in line] for line in table.lines]
    if any(is_marked(text) for text in (title, running, subtitle, owner, *(t for row in rows for t in row))):
        notes = [*notes, MARKED]
    laid_out = [lay_out([Cell(text, face) for text in row], columns, table.row_height_mm) for row in rows]
    bottom = sheet.height - _BOTTOM
    pages = list(_pages(laid_out, _notes_height(notes, sheet.fonts.label, room), bottom))
    for number, page in enumerate(pages, 1):
        if number == 1:
            _draw_head(sheet, title, subtitle, owner)
            sheet.open("Table")
            draw_headings(sheet, columns, _MARGIN, _TOP)
        else:
            with sheet.artifact():
                _put_line(sheet, 22.5, f"{title}\u3000{running}".strip(), sheet.fonts.heading, 11)
            draw_headings_again(sheet, columns, _MARGIN, _TOP_CONTINUED)
        y = _draw_rows(sheet, columns, page, _TOP if number == 1 else _TOP_CONTINUED)
        with sheet.artifact():
            place = f"{number} / {len(pages)}"
            sheet.text(sheet.width / 2, sheet.height - 11, place, sheet.fonts.label, 9, align="center")
        if number == len(pages):
            sheet.close()
            _draw_notes(sheet, notes, y, is_empty=not rows)
        sheet.end()
        on_page()


def _drawable(text: str, face: Typeface) -> str:
    """Return the text with whatever cannot be drawn exactly marked by its name."""
    bad = face.undrawable(text.replace("\n", ""))
    if not bad:
        return text
    return "".join(mark(cluster) if cluster in bad else cluster for cluster in clusters(text))


def _pages(rows: Sequence[Row], notes_height: float, bottom: float) -> Iterator[list[Row]]:
    """Yield the rows of each page; the notes stay with the end of the table."""
    page: list[Row] = []
    room = bottom - _TOP - HEADING_HEIGHT
    for n, row in enumerate(rows):
        needed = row.height + (notes_height if n == len(rows) - 1 else 0)
        if page and needed > room:
            yield page
            page, room = [], bottom - _TOP_CONTINUED - HEADING_HEIGHT
        page.append(row)
        room -= row.height
    yield page


def _draw_head(sheet: Sheet, title: str, subtitle: str, owner: str) -> None:
    with sheet.tagged("H1"):
        _put_line(sheet, 22, title, sheet.fonts.heading, 18)
    for middle, text, size in ((32.6, subtitle, 10.5), (38.2, owner, 9.0)):
        if text:
            with sheet.tagged("P"):
                _put_line(sheet, middle, text, sheet.fonts.label, size)


def _put_line(sheet: Sheet, middle: float, text: str, face: Typeface, size: float) -> None:
    fitted = fit(text, face, width=sheet.width - 2 * _MARGIN, height=10, size=size, min_size=min(size, 7))
    if fitted is None:
        raise PaperRefused(f"一覧の「{text}」は1行に入りません。短い名前に直してください。")
    sheet.fitted(_MARGIN, middle, fitted, face)


def _draw_rows(sheet: Sheet, columns: Sequence[ListColumn], rows: Sequence[Row], top: float) -> float:
    """Draw the rows under their headings; return where the table ends."""
    y = top + HEADING_HEIGHT
    for row in rows:
        draw_row(sheet, columns, row, _MARGIN, y)
        y += row.height
    draw_uprights(sheet, columns, _MARGIN, top, y)
    return y


def _notes_height(notes: Sequence[str], face: Typeface, width: float) -> float:
    lines = sum(len(wrap(note, face, width=width, size=_NOTE_SIZE)) for note in notes)
    return 7 + lines * _NOTE_SIZE * 1.55 / MM if notes else 0.0


def _draw_notes(sheet: Sheet, notes: Sequence[str], table_end: float, *, is_empty: bool) -> None:
    y = table_end + 7
    if is_empty:
        with sheet.tagged("P"):
            sheet.text(_MARGIN + PADDING, y, "該当する方はいません。", sheet.fonts.label, SIZE)
        y += 8
    for note in notes:
        with sheet.tagged("P"):
            width = sheet.width - 2 * _MARGIN
            y = sheet.paragraph(_MARGIN, y, note, sheet.fonts.label, _NOTE_SIZE, width=width, grey=0.2)
