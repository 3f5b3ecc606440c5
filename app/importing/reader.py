"""Bytes of a file → table of text, whatever the office's programs made of it.

Excel and CSV alike: title lines above the headings and sum lines below are left out and said
so, and no table with a 個人番号 in it ever leaves this module.
"""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING

from app.domain import typed
from app.domain.accepted_text import quotable
from app.domain.field_kind import FieldKind
from app.domain.formula_text import unguarded
from app.domain.my_number import find_my_number, is_my_number_heading
from app.errors import BadValue
from app.importing.mapping import field_of
from app.importing.table import Row, Table, screen

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MAX_BYTES = 50_000_000
MAX_UNPACKED_BYTES = 500_000_000
MAX_ROWS = 200_000
MAX_COLUMNS = 500
_HEADING_WITHIN = 30
"""Title lines above the headings fit into this many lines."""

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_NOT_LISTS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"7z\xbc\xaf", b"\x1f\x8b")
_ENCODINGS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = ",\t;"
_SUM_WORDS = re.compile(r"(?:合計|小計|総計|総合計|総数|計)(?:[:(].*|人数|件数|[0-9]+[名人件])?")
_FORMS = {
    "2200700": "資格取得届",
    "2201700": "資格喪失届",
    "2202700": "被扶養者(異動)届",
}


def read_table(data: bytes, filename: str) -> Table:
    """Return the list in a CSV, TSV or Excel (.xlsx) file as text.

    Raises MyNumberRefused if it holds 個人番号, and BadValue with one sentence if it is no
    list that can be read. filename serves only the sentences.
    """
    title = quotable(filename)
    if not data.strip():
        raise BadValue(f"「{title}」は空です。中身のあるファイルを選んでください。")
    if len(data) > MAX_BYTES:
        raise BadValue(f"「{title}」は大きすぎます。{MAX_BYTES // 1_000_000}MBまでに分けてください。")
    if data.startswith(_ZIP):
        table = _excel(data, title)
    elif data.startswith(_OLD_EXCEL):
        raise BadValue(
            f"「{title}」は古い形式(.xls)かパスワードつきのExcelです。"
            "Excelで「Excelブック(.xlsx)」としてパスワードなしで保存し直してください。"
        )
    elif data.startswith(_NOT_LISTS):
        raise _no_list(title)
    else:
        table = _delimited(_decode(data, title), title)
    screen(table)
    return table


def _no_list(title: str) -> BadValue:
    return BadValue(f"「{title}」は表として読めません。CSVかExcel(.xlsx)のファイルを選んでください。")


def _decode(data: bytes, title: str) -> str:
    encoding = next((name for mark, name in _ENCODINGS if data.startswith(mark)), None)
    if encoding is None and b"\0" in data[:4096]:
        # UTF-16 without its mark: of each sign of the ASCII range one half is zero.
        encoding = "utf-16-le" if data[1:4096:2].count(0) > data[:4096:2].count(0) else "utf-16-be"
    # Strict and in this order: Shift_JIS text is practically never valid UTF-8 by accident.
    for candidate in [encoding] if encoding else ["utf-8", "cp932"]:
        try:
            text = data.decode(candidate)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise _no_list(title)
        return text
    raise BadValue(f"「{title}」の文字コードが分かりません。Excelで「CSV UTF-8」として保存し直してください。")


def _delimited(text: str, title: str) -> Table:
    _refuse_report_file(text, title)
    # Quotes are not judged here: they pair up only with the right delimiter.
    delimiter = max(_DELIMITERS, key=lambda sign: _heading(_records(text, sign, title, strict=False))[:2])
    return _table(_records(text, delimiter, title), title)


def _refuse_report_file(text: str, title: str) -> None:
    """届書 CSV has no headings and may hold 個人番号 at fixed places; it is no roster."""
    if re.search(r"^\[(?:kanri|data)\]\s*$", text, re.MULTILINE):
        form = re.search(r"^\[data\]\s*(\d{7}),", text, re.MULTILINE)
        name = _FORMS.get(form[1], "届書") if form else "届書"
        raise BadValue(
            f"「{title}」は年金機構・健保へ出す{name}のCSVです。名簿としては取り込めません。"
            "健保から届いた加入者の一覧を選んでください。"
        )


def _records(text: str, delimiter: str, title: str, *, strict: bool = True) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    try:
        yield from ([unguarded(cell) for cell in cells] for cells in reader)
    except csv.Error as error:
        raise BadValue(
            f'「{title}」の{reader.line_num}行目あたりで引用符(")の組が合いません。'
            "Excelで開いて保存し直してください。"
        ) from error


def _excel(data: bytes, title: str) -> Table:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            unpacked = sum(part.file_size for part in package.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise BadValue(f"「{title}」は大きすぎます。名簿のシートだけを別のブックに保存してください。")
        with warnings.catch_warnings():
            # openpyxl warns of parts it leaves out (filters, drawings); none of them is a cell.
            warnings.simplefilter("ignore", UserWarning)
            return _read_workbook(data, title)
    except BadValue:
        raise
    # A damaged package fails anywhere inside zipfile, the XML parser or openpyxl.
    except Exception as error:
        raise _no_list(title) from error


def _read_workbook(data: bytes, title: str) -> Table:
    # Loaded with the first Excel file, for a quick start.
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise _no_list(title)

        # Of equally good sheets max() keeps the first.
        chosen = max(sheets, key=lambda sheet: _heading(_sheet_records(sheet))[0])
        table = _table(_sheet_records(chosen), title)
        others = [sheet for sheet in book.worksheets if sheet is not chosen]
        notes = tuple(_notes_on(chosen.title, others))
    finally:
        book.close()
    return Table(table.headings, table.rows, (*notes, *table.notes))


def _notes_on(chosen: str, others: Sequence["ReadOnlyWorksheet"]) -> Iterator[str]:
    """Tell which sheets were left out, and first which of them hold 個人番号."""
    held = "、".join(f"「{quotable(sheet.title)}」" for sheet in others if _holds_my_number(sheet))
    if held:
        yield (
            f"読んでいないシート{held}に個人番号(マイナンバー)があります。"
            "個人番号は取り込みません。そのシートは、このファイルから消してください。"
        )
    if others:
        left_out = "、".join(f"「{quotable(sheet.title)}」" for sheet in others)
        yield f"シート「{quotable(chosen)}」を読みました。ほかのシート{left_out}は読んでいません。"


def _holds_my_number(sheet: "ReadOnlyWorksheet") -> bool:
    """Return whether a cell of a sheet nobody reads is a 個人番号 or announces it."""
    for cells in islice(_sheet_records(sheet), MAX_ROWS):
        for cell in cells:
            if cell and (find_my_number(cell, FieldKind.FREE_TEXT) or is_my_number_heading(cell)):
                return True
    return False


def _sheet_records(sheet: "ReadOnlyWorksheet") -> Iterator[list[str]]:
    # The size a file claims is often wrong, and rows beyond it would be lost.
    sheet.reset_dimensions()
    return ([_cell(value) for value in row] for row in sheet.iter_rows(values_only=True))


def _cell(value: object) -> str:
    """Return what the cell says; Excel keeps whole numbers as 102.0 and dates as instants."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        midnight = value.time().isoformat() == "00:00:00"
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _heading(records: Iterable[list[str]]) -> tuple[int, int, int]:
    """Return (known headings, filled cells, index) of the line that looks most like headings.

    Where no heading is known, it is the first line with the most cells filled.
    """
    best = (0, 0, 0)
    for index, cells in enumerate(islice(records, _HEADING_WITHIN)):
        known = len({field for field in map(field_of, cells) if field is not None})
        score = (known, sum(1 for cell in cells if cell.strip()))
        # One known word may stand in any title line or data row.
        if known < 2:
            score = (0, score[1])
        if score > best[:2]:
            best = (*score, index)
    return best


def _table(records: Iterable[list[str]], title: str) -> Table:
    lines = iter(records)
    first = list(islice(lines, _HEADING_WITHIN))
    _, filled, at = _heading(first)
    if filled < 2:
        raise BadValue(f"「{title}」に見出しの行が見つかりません。見出しのある一覧を選んでください。")
    headings = _trim_right(first[at])
    if len(headings) > MAX_COLUMNS:
        raise BadValue(f"「{title}」は列が多すぎます。名簿の列だけを残してください。")
    rows: list[Row] = []
    sums: list[int] = []
    rest = (line for part in (first[at + 1 :], lines) for line in part)
    for number, cells in enumerate(rest, start=at + 2):
        if not any(cell.strip() for cell in cells) or _trim_right(cells) == headings:
            continue
        if _is_sum(cells, headings):
            sums.append(number)
            continue
        rows.append(Row(number, tuple(cells)))
        if len(rows) > MAX_ROWS:
            raise BadValue(f"「{title}」は行が多すぎます。{MAX_ROWS:,}行までに分けてください。")
    if not rows:
        raise BadValue(
            f"「{title}」には人の行がありません。見出しの行と人の行があるか、ファイルを確かめてください。"
        )
    notes = tuple(f"{number}行目は合計の行なので読んでいません。" for number in sums)
    return Table(tuple(headings), tuple(rows), notes)


def _trim_right(cells: list[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _is_sum(cells: list[str], headings: list[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) * 2 > len(headings):
        return False
    return any(_SUM_WORDS.fullmatch(typed.code(c)) for c in filled)
