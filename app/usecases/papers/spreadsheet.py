"""A list as an Excel file: days and numbers as such, text as text, ready to filter and to print."""

import io
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from unicodedata import east_asian_width

from app.domain.formula_text import begins_like_a_formula
from app.domain.marked_text import marked
from app.printing.values import Cell, PaperTable, Said, shown

_CREATOR = "資格確認書デスク"
_A4 = 9
_NARROWEST, _WIDEST = 6, 60
_FIRST_DAY = date(1900, 3, 1)
"""Before it, Excel's calendar has a day too many; an earlier one is text."""


def as_xlsx(table: PaperTable) -> bytes:
    """Return the list as a workbook of one sheet.

    Above the headings stand title, day, office, society and notes; headings stay in view and are
    repeated on every page.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    book.properties.creator = _CREATOR
    book.properties.title = table.title
    sheet = book.create_sheet(table.title)
    heading_row = len(table.head) + 1
    last = get_column_letter(len(table.columns))
    for number, width in enumerate(_widths(table), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = f"A{heading_row + 1}"
    sheet.auto_filter.ref = f"A{heading_row}:{last}{heading_row + len(table.rows)}"
    sheet.print_title_rows = f"{heading_row}:{heading_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&P / &N"

    def strong(text: str, size: int = 11) -> Any:
        cell = WriteOnlyCell(sheet, value=text)
        cell.font = Font(bold=True, size=size)
        return cell

    def value(cell: Cell) -> Any:
        found = cell.value if isinstance(cell, Said) else cell
        if isinstance(found, datetime):
            return found.replace(tzinfo=None, microsecond=0)
        if isinstance(found, date) and found < _FIRST_DAY:
            return shown(found)
        if not isinstance(found, str):
            return found
        text = marked(found)
        if not begins_like_a_formula(text):
            return text
        # Text in any case: it is no formula now, and becomes none when it is edited.
        made = WriteOnlyCell(sheet, value=text)
        made.data_type, made.quotePrefix = "s", True
        return made

    for number, text in enumerate(table.head):
        sheet.append([strong(text, 14) if number == 0 else value(text)])
    sheet.append([strong(column.heading) for column in table.columns])
    for row in table.rows:
        sheet.append([value(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _widths(table: PaperTable) -> Iterable[int]:
    """How wide each column is in half-width signs, so that nothing is cut off within reason."""
    for at, column in enumerate(table.columns):
        # Room for the button of the filter beside the heading.
        needed = max((_width(shown(row[at])) for row in table.rows), default=0)
        yield max(_NARROWEST, min(_WIDEST, max(needed, _width(column.heading) + 3) + 2))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in text)
