"""Excel's own file (.xlsx, .xlsm) as a person sees it: zeros of a number format, hidden and struck lines.

openpyxl streams the cells; what it leaves out while streaming (hidden lines, merged cells, formulas without
a result) is looked up in the sheet's own XML.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

from app.errors import BadValue
from app.importing.sheet import NO_RESULT, Line, Sheet, cell_text
from app.importing.table import Look
from app.late import dataclass

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_NUMBER = re.compile(rb'\br="(\d+)"')
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_UNCOUNTED = re.compile(
    rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]+)(\d+)"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ZEROS = re.compile(r"0{2,}")
_MAX_MERGED_ROWS = 200
"""A merged cell longer than a household is layout, not a value for each line."""


@dataclass(frozen=True, slots=True)
class _Marks:
    """What streaming leaves out. merged: line → column → the line above that holds the value."""

    hidden: frozenset[int] = frozenset()
    uncounted: Mapping[int, list[int]] = field(default_factory=dict)
    merged: Mapping[int, dict[int, int]] = field(default_factory=dict)


def sheets(data: bytes, title: str) -> list[Sheet]:
    """Return the sheets of a workbook; raise BadValue if it is damaged."""
    try:
        with warnings.catch_warnings():
            # openpyxl warns of parts it leaves out (filters, drawings); none of them is a cell.
            warnings.simplefilter("ignore", UserWarning)
            return _sheets(data)
    # A damaged package fails anywhere inside zipfile, the XML parser or openpyxl.
    except Exception as error:
        raise _damaged(title) from error


def _damaged(title: str) -> BadValue:
    return BadValue(
        f"「{title}」は表として読めません(途中で切れているか、壊れています)。"
        "Excelで開いて保存し直すか、もう一度もらってください。"
    )


def _sheets(data: bytes) -> list[Sheet]:
    # Loaded with the first Excel file, for a quick start.
    from openpyxl import load_workbook
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    looks = _Looks(book)
    package = zipfile.ZipFile(io.BytesIO(data))
    found = []
    for sheet in book.worksheets:
        marks = _marks(package.read(sheet._worksheet_path))
        found.append(
            Sheet(
                sheet.title,
                sheet.sheet_state == "visible",
                lambda sheet=sheet, marks=marks: _lines(sheet, marks, looks),  # type: ignore[misc]
                book.epoch == CALENDAR_MAC_1904,
            )
        )
    return found


def _marks(xml: bytes) -> _Marks:
    hidden = frozenset(
        int(found[1])
        for row in (_ROW.findall(xml) if b"hidden=" in xml else ())
        if _HIDDEN.search(row) and (found := _NUMBER.search(row))
    )
    uncounted: dict[int, list[int]] = {}
    if b"<f" in xml or b":f>" in xml:
        for match in _UNCOUNTED.finditer(xml):
            uncounted.setdefault(int(match[2]), []).append(_column(match[1]))
    merged: dict[int, dict[int, int]] = {}
    for left, top, right, bottom in _MERGED.findall(xml):
        first, last = int(top), int(bottom)
        if left == right and 0 < last - first < _MAX_MERGED_ROWS:
            for number in range(first + 1, last + 1):
                merged.setdefault(number, {})[_column(left)] = first
    return _Marks(hidden, uncounted, merged)


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1


class _Looks:
    """What the styles of a workbook mean for reading: zeros in front, a line through the text."""

    def __init__(self, book: Any) -> None:
        self._styles: dict[int, tuple[int, bool]] = {}
        self.is_plain = not (
            any(font.strike for font in book._fonts)
            or any(_ZEROS.fullmatch(form.split(";")[0]) for form in book._number_formats)
        )

    def of(self, cell: Any) -> tuple[int, bool]:
        """Return how many digits the number format fills up, and whether the text is struck through."""
        style = getattr(cell, "_style_id", 0)
        if style not in self._styles:
            form = cell.number_format.split(";")[0] if style else ""
            digits = len(form) if _ZEROS.fullmatch(form) else 0
            self._styles[style] = digits, bool(style and cell.font.strike)
        return self._styles[style]


def _lines(sheet: "ReadOnlyWorksheet", marks: _Marks, looks: _Looks) -> Iterator[Line]:
    # The size a file claims is often wrong, and rows beyond it would be lost.
    sheet.reset_dimensions()
    above: dict[tuple[int, int], str] = {}
    tops = {(top, column) for columns in marks.merged.values() for column, top in columns.items()}
    for number, cells in enumerate(sheet.iter_rows(values_only=looks.is_plain), start=1):
        is_struck = False
        if looks.is_plain:
            texts = [cell_text(value) for value in cells]
        else:
            texts = []
            for cell in cells:
                digits, struck = looks.of(cell)
                text = cell_text(cell.value)
                is_struck = is_struck or (struck and bool(text))
                texts.append(text.zfill(digits) if digits and text.isdecimal() else text)
        for column in marks.uncounted.get(number, ()):
            if column < len(texts) and not texts[column]:
                texts[column] = NO_RESULT
        for column, top in marks.merged.get(number, {}).items():
            texts += [""] * (column + 1 - len(texts))
            texts[column] = texts[column] or above.get((top, column), "")
        for column in (
            [column for top, column in tops if top == number and column < len(texts)] if tops else ()
        ):
            above[number, column] = texts[column]
        look = Look.STRUCK if is_struck else Look.PLAIN
        yield Line(number, texts, Look.HIDDEN if number in marks.hidden else look)
