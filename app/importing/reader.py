"""Bytes of a file → table of text, whatever the office's programs made of it.

Excel and CSV alike: title lines above the headings and sum lines below are left out and said
so, and no table with a 個人番号 in it ever leaves this module.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, combinations, islice

from app.domain.accepted_text import quotable
from app.domain.field_kind import FieldKind
from app.domain.my_number import find_my_number, is_my_number_heading
from app.errors import BadValue
from app.importing import other_books, workbooks
from app.importing.fields import Field
from app.importing.heading_line import WITHIN, best_heading, two_lines
from app.importing.lines import in_order, is_sum
from app.importing.reports import is_report, report_table
from app.importing.row_at import RowAt
from app.importing.sheet import Line, Sheet
from app.importing.synonyms import field_of
from app.importing.table import AS_FOUND, Reading, Row, Table, screen
from app.importing.text_files import DELIMITERS, ENCODINGS, decode, delimited

MAX_BYTES = 50_000_000
MAX_UNPACKED_BYTES = 500_000_000
MAX_ROWS = 200_000
MAX_COLUMNS = 500

_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_NO_TABLES = {
    b"%PDF": "PDF",
    b"\x89PNG": "画像",
    b"\xff\xd8\xff": "画像",
    b"GIF8": "画像",
    b"{\\rtf": "文書(RTF)",
    b"7z\xbc\xaf": "7zの書庫",
    b"\x1f\x8b": "gzipの書庫",
}
"""What other files begin with, whatever they are called."""
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype|html|head|body|table|meta)", re.IGNORECASE)
_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\[\s*(?:[\[{\]]|"[^"]*"\s*[,\]])|\{\s*(?:"[^"]*"\s*:|\}))')
_LISTS = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")
_KEY = re.compile(r"[0-9A-Za-z０-９Ａ-Ｚａ-ｚ.\-－]+")
_KEYS = (Field.SYMBOL, Field.NUMBER, Field.SYMBOL_NUMBER, Field.EMPLOYEE_CODE)
_HUMAN = (Field.NAME, Field.FAMILY_NAME, Field.GIVEN_NAME, Field.BORN_ON)
_SHEET_SAMPLE = 200
"""So many lines of a sheet tell whether it names the people of another."""
_REMARK = re.compile(r"^[※*＊注備()(]|^以上$|現在|出力|作成|ページ|頁|。$")
_LONGEST_FOOT = 200
_REPORT_HEAD = 20_000


def read_table(data: bytes, filename: str, *, reading: Reading = AS_FOUND, password: str = "") -> Table:
    """Return the list in a CSV, a text or a spreadsheet file as text.

    Raises MyNumberRefused if it holds 個人番号, PasswordWanted if it is locked, and BadValue with one
    sentence if it is no list that can be read. filename serves only the sentences.
    """
    title = quotable(filename)
    _check(reading)
    if title.startswith("~$"):
        raise BadValue(
            f"「{title}」は、Excelで開いている間だけできる印のファイルです。Excelを閉じ、もとの一覧を選んでください。"
        )
    if not data.strip():
        raise BadValue(f"「{title}」は空です。中身のあるファイルを選んでください。")
    if len(data) > MAX_BYTES:
        raise BadValue(f"「{title}」は大きすぎます。{MAX_BYTES // 1_000_000}MBまでに分けてください。")
    if data.startswith(_OLE):
        data = other_books.unlocked(data, title, password)
    if data.startswith(_ZIP) and (inner := _in_zip(data, title)) is not None:
        name, packed = inner
        table = read_table(packed, name, reading=reading, password=password)
        return replace(table, notes=(f"ZIPの中の「{quotable(name)}」を読みました。", *table.notes))
    if data.startswith((_ZIP, _OLE)):
        if _is_xlsx(data):
            table = _from_sheets(workbooks.sheets(data, title), title, reading)
        else:
            table = _from_sheets(other_books.sheets(data, title), title, reading)
            table = replace(table, notes=(*table.notes, other_books.UNSEEN))
    elif made := next((name for start, name in _NO_TABLES.items() if data.startswith(start)), ""):
        raise BadValue(
            f"「{title}」の中身は{made}で、表ではありません。CSVかExcel(.xlsx)の一覧を選んでください。"
        )
    elif _JSON.match(data[:2000]):
        raise BadValue(
            f"「{title}」の中身はJSON(プログラムどうしで渡す形)で、表ではありません。"
            "送り元に、同じ内容をCSVかExcel(.xlsx)の一覧で出してもらってください。"
        )
    elif _MARKUP.match(data[:2000]):
        table = _from_sheets(other_books.marked_up(data, title), title, reading)
    else:
        # Old programs end a text with this sign.
        table = _from_text(data.rstrip(b"\x1a"), title, reading)
    screen(table)
    return table


def _check(reading: Reading) -> None:
    """Raise BadValue for a way of reading that there is not; it may come from a file."""
    row = reading.heading_row
    if (
        reading.encoding not in (None, *ENCODINGS, "utf-8-sig", "utf-16-le", "utf-16-be")
        or (reading.delimiter is not None and reading.delimiter not in (*DELIMITERS, ""))
        or not (row is None or (0 < row <= MAX_ROWS))
    ):
        raise BadValue(
            "ファイルの読み方(文字コード、区切り、見出しの行)が正しくありません。列の対応のファイルを確かめてください。"
        )


def _no_list(title: str) -> BadValue:
    return BadValue(f"「{title}」は表として読めません。CSVかExcel(.xlsx)のファイルを選んでください。")


def _is_xlsx(data: bytes) -> bool:
    return (
        data.startswith(_ZIP) and b"xl/workbook.bin" not in data and b"opendocument.spreadsheet" not in data
    )


def _in_zip(data: bytes, title: str) -> tuple[str, bytes] | None:
    """Return the one list of a ZIP file with its name, or None if the file is a workbook itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [part for part in package.infolist() if not part.is_dir()]
            if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
                raise BadValue(f"「{title}」は大きすぎます。名簿のシートだけを別のブックに保存してください。")
            if {"[Content_Types].xml", "mimetype"} & {part.filename for part in parts}:
                return None
            lists = [part for part in parts if part.filename.lower().endswith(_LISTS)]
            if any(part.flag_bits & 1 for part in parts):
                raise BadValue(f"「{title}」はパスワードつきのZIPです。開いて、中の一覧を選んでください。")
            if len(lists) != 1 or lists[0].file_size > MAX_BYTES:
                raise BadValue(
                    f"「{title}」はZIPで、中に一覧が{len(lists)}つあります。開いて、取り込む一覧を選んでください。"
                )
            return lists[0].filename, package.read(lists[0])
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, RuntimeError, EOFError) as error:
        raise BadValue(
            f"「{title}」は表として読めません(途中で切れているか、壊れています)。もう一度もらってください。"
        ) from error


def _from_text(data: bytes, title: str, reading: Reading) -> Table:
    decoded = decode(data, title, reading.encoding)
    if is_report(decoded.lines().read(_REPORT_HEAD)):
        return report_table(decoded.lines().read(), title, decoded.encoding)
    delimiter, records = delimited(decoded, title, reading)
    table = _table((Line(n, cells) for n, cells in enumerate(records, start=1)), title, reading.heading_row)
    cut: tuple[str, ...] = ()
    if len(table.rows[-1].cells) < len(table.headings) and not data.endswith((b"\n", b"\r", b"\0")):
        told = (
            f"最後の{table.rows[-1].at}が途中で終わっています。"
            "ファイルの受け渡しが途中で切れたかもしれません。"
            "人数を確かめ、足りなければもう一度もらってください。"
        )
        cut = (told,)
    used = Reading(decoded.encoding, delimiter, (), table.reading.heading_row)
    return replace(table, notes=(*decoded.notes, *cut, *table.notes), reading=used)


def _from_sheets(book: Sequence[Sheet], title: str, reading: Reading) -> Table:
    """Read the sheet that looks most like a list, or those that were chosen, as one list."""
    visible = [sheet for sheet in book if sheet.is_visible]
    if not visible:
        raise _no_list(title)
    scores = {sheet.name: best_heading(sheet.head(WITHIN)) for sheet in visible}
    chosen = [sheet for sheet in visible if sheet.name in reading.sheets]
    # Of equally good sheets max() keeps the first.
    chosen = chosen or [max(visible, key=lambda sheet: scores[sheet.name][0])]
    table = _table(chosen[0].lines(), title, reading.heading_row)
    alike = tuple(
        sheet.name
        for sheet in visible
        if sheet in chosen
        or (scores[sheet.name][0] >= 2 and set(_headings(sheet)) == set(map(str.strip, table.headings)))
    )
    if len(chosen) > 1:
        parts = [(chosen[0], table), *((one, _table(one.lines(), title, None)) for one in chosen[1:])]
        table = _as_one(parts, title)
    others = [sheet for sheet in book if sheet not in chosen]
    told = _notes_on([sheet.name for sheet in chosen], others, alike)
    return replace(
        table,
        notes=(*told, *table.notes),
        sheets=alike if len(alike) > 1 else (),
        all_sheets=tuple(sheet.name for sheet in visible),
        sheets_repeat=len(alike) > 1 and _repeat([one for one in visible if one.name in alike]),
        counts_from_1904=chosen[0].counts_from_1904,
        reading=replace(table.reading, sheets=tuple(sheet.name for sheet in chosen)),
    )


def _headings(sheet: Sheet) -> list[str]:
    head = sheet.head(WITHIN)
    return [cell.strip() for cell in _trim_right(head[best_heading(head)[2]])]


def _repeat(sheets: Sequence[Sheet]) -> bool:
    """Return whether half of the people of one of these sheets stand on another too."""
    people = [_humans(sheet) for sheet in sheets]
    return any(
        len(one & other) * 2 >= min(len(one), len(other)) > 0 for one, other in combinations(people, 2)
    )


def _humans(sheet: Sheet) -> set[tuple[str, ...]]:
    places = [n for n, heading in enumerate(_headings(sheet)) if field_of(heading) in _HUMAN]
    lines = islice(sheet.lines(), WITHIN + _SHEET_SAMPLE)
    rows = (tuple("".join(line.cells[n : n + 1]).strip() for n in places) for line in lines)
    return {row for row in rows if row and all(row) and not any(map(field_of, row))}


def _as_one(parts: Sequence[tuple[Sheet, Table]], title: str) -> Table:
    """Put the people of several sheets into one list, each cell under its own heading."""
    first = parts[0][1]
    rows: list[Row] = []
    for sheet, table in parts:
        order = [table.names.index(name) if name in table.names else None for name in first.names]
        if any(name not in first.names and any(table.filled(n)) for n, name in enumerate(table.names)):
            raise BadValue(
                f"「{title}」のシート「{quotable(sheet.name)}」は見出しが違います。シートを一つずつ取り込んでください。"
            )
        for row in table.rows:
            cells = tuple(row.cells[n] if n is not None and n < len(row.cells) else "" for n in order)
            rows.append(Row(RowAt(row.at.number, sheet.name), cells, row.look))
    return replace(
        first,
        rows=tuple(rows),
        notes=tuple(note for _, table in parts for note in table.notes),
        foot=tuple(line for _, table in parts for line in table.foot),
    )


def _notes_on(chosen: Sequence[str], others: Sequence[Sheet], alike: Sequence[str]) -> Iterator[str]:
    """Tell which sheets were left out, and first which of them hold 個人番号."""
    held = "、".join(f"「{quotable(sheet.name)}」" for sheet in others if _holds_my_number(sheet))
    if held:
        yield (
            f"読んでいないシート{held}に個人番号(マイナンバー)があります。"
            "個人番号は取り込みません。そのシートは、このファイルから消してください。"
        )
    if others:
        read = "、".join(f"「{quotable(name)}」" for name in chosen)
        left_out = "、".join(f"「{quotable(sheet.name)}」" for sheet in others)
        people = "(同じ見出しの名簿があります)" if len(alike) > len(chosen) else ""
        yield f"シート{read}を読みました。ほかのシート{left_out}は読んでいません{people}。"


def _holds_my_number(sheet: Sheet) -> bool:
    """Return whether a cell of a sheet nobody reads is a 個人番号 or announces it."""
    for line in islice(sheet.lines(), MAX_ROWS):
        for cell in line.cells:
            if cell and (find_my_number(cell, FieldKind.FREE_TEXT) or is_my_number_heading(cell)):
                return True
    return False


def _table(records: Iterable[Line], title: str, heading_row: int | None) -> Table:
    lines = iter(records)
    first = list(islice(lines, max(WITHIN, heading_row or 0)))
    head = [line.cells for line in first]
    _, filled, at = best_heading(head)
    if heading_row is not None:
        at = min(heading_row, len(first)) - 1
        filled = sum(1 for cell in head[at] if cell.strip()) if first else 0
    if filled < 2:
        raise BadValue(f"「{title}」に見出しの行が見つかりません。見出しのある一覧を選んでください。")
    cells, upper, lower = two_lines(head, at) if heading_row is None else (list(head[at]), at, at)
    headings = _trim_right(cells)
    if len(headings) > MAX_COLUMNS:
        raise BadValue(f"「{title}」は列が多すぎます。名簿の列だけを残してください。")
    if _is_twice(headings):
        raise BadValue(
            f"「{title}」には同じ見出しの表が横に二つ並んでいます。一つずつのシートかファイルに分けてください。"
        )
    may_be_wider = len(cells)
    keys = {n for n, heading in enumerate(headings) if field_of(heading) in _KEYS}
    rows: list[Row] = []
    sums: list[int] = []
    foot: list[str] = []
    others: list[int] = []
    same: dict[str, str] = {}
    below: list[str] = []
    for line in in_order(chain(first[lower + 1 :], lines), headings, title, below):
        if sum(map(bool, line.cells)) * 2 > len(headings) and any(map(str.strip, line.cells)):
            filled_cells = line.cells
        else:
            filled_cells = [cell for cell in line.cells if cell.strip()]
        if not filled_cells:
            continue
        if len(filled_cells) * 2 <= len(headings) and is_sum(filled_cells):
            sums.append(line.number)
        elif len(headings) > 3 and len(filled_cells) == 1 and _is_remark(line.cells, keys):
            foot.append(filled_cells[0].strip()[:_LONGEST_FOOT])
            if not _REMARK.search(filled_cells[0].strip()):
                others.append(line.number)
        else:
            # Equal texts are kept once: lists repeat their words on every line.
            cells = [same.setdefault(c, c) for c in line.cells]
            rows.append(Row(RowAt(line.number), tuple(cells), line.look))
            if len(rows) > MAX_ROWS:
                raise BadValue(f"「{title}」は行が多すぎます。{MAX_ROWS:,}行までに分けてください。")
    if not rows:
        raise BadValue(
            f"「{title}」には人の行がありません。見出しの行と人の行があるか、ファイルを確かめてください。"
        )
    # A column without a heading counts where the line of headings has a place for it.
    beyond = [n for n in range(len(headings), may_be_wider) if any(row.holds(n) for row in rows)]
    headings += [""] * (max(beyond) + 1 - len(headings) if beyond else 0)
    notes = (
        *below,
        *(f"{number}行目は合計の行なので読んでいません。" for number in sums),
        *(f"{number}行目は一つの言葉だけの行なので読んでいません。" for number in others),
    )
    above = (" ".join(filter(None, map(str.strip, cells))) for cells in head[:upper])
    return Table(
        tuple(headings),
        tuple(rows),
        notes,
        preamble=tuple(line[:_LONGEST_FOOT] for line in above if line),
        foot=tuple(foot),
        reading=Reading(heading_row=at + 1),
    )


def _is_twice(headings: Sequence[str]) -> bool:
    named = [heading.strip() for heading in headings if heading.strip()]
    half = len(named) // 2
    return half > 2 and len(named) == 2 * half and named[:half] == named[half:]


def _trim_right(cells: Sequence[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return list(cells[:end])


def _is_remark(cells: Sequence[str], keys: set[int]) -> bool:
    """A line with one text in it is a remark where it looks like one, or stands where numbers stand."""
    place = next(n for n, cell in enumerate(cells) if cell.strip())
    text = cells[place].strip()
    return _REMARK.search(text) is not None or (place in keys and not _KEY.fullmatch(text))
