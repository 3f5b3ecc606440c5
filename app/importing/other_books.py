"""Spreadsheets of other makes: .xls, .ods and .xlsb, locked ones, and web pages that call themselves .xls."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

from app.errors import BadValue
from app.importing.hidden_lines import hidden_in_ods, hidden_in_xls
from app.importing.sheet import Line, Sheet, cell_text
from app.importing.table import Look
from app.importing.text_files import decode

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_CHARSET = re.compile(rb"charset=[\"']?\s*([A-Za-z0-9_\-]+)", re.IGNORECASE)
UNSEEN = (
    "このファイルの形式(.xls、.ods、.xlsb)では、表示形式でつけた先頭の0と取り消し線、.xlsbの隠れた行は分かりません。"
    "番号の0と人数を確かめてください。"
)
"""What is said of every list in such a file."""
_MAX_SPAN = 500


class PasswordWanted(BadValue):
    """The workbook is locked; with the right password it can be read."""


def unlocked(data: bytes, title: str, password: str) -> bytes:
    """Return the workbook inside a locked one; an old workbook that is not locked stays as it is."""
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError

    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        is_locked = file.is_encrypted()
    # What is no Office file at all fails anywhere inside.
    except Exception as error:
        raise _unknown(title) from error
    if not is_locked:
        return data
    if not password:
        raise PasswordWanted(
            f"「{title}」はパスワードがかかっています。パスワードを入れるか、"
            "Excelの「ブックの保護」からパスワードを外して保存し直してください。"
        )
    opened = io.BytesIO()
    try:
        file.load_key(password=password)
        file.decrypt(opened)
    except (DecryptionError, InvalidKeyError) as error:
        raise PasswordWanted(f"「{title}」のパスワードが違います。もう一度入れてください。") from error
    except (FileFormatError, OSError, ValueError) as error:
        raise BadValue(
            f"「{title}」の鍵のかけ方は読めません。Excelでパスワードを外して保存し直してください。"
        ) from error
    return opened.getvalue()


def sheets(data: bytes, title: str) -> list[Sheet]:
    """Return the sheets of a .xls, .ods or .xlsb file."""
    import python_calamine as calamine

    try:
        hidden = _hidden(data)
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = calamine.SheetVisibleEnum.Visible
        found = []
        for place, one in enumerate(book.sheets_metadata):
            if one.typ == calamine.SheetTypeEnum.WorkSheet:
                rows = book.get_sheet_by_name(one.name).to_python(skip_empty_area=False)
                lines = _lines(rows, hidden[place] if place < len(hidden) else frozenset())
                found.append(Sheet(one.name, one.visible == visible, lines.__iter__))
        book.close()
    except calamine.PasswordError as error:
        raise PasswordWanted(
            f"「{title}」はパスワードがかかっています。外して保存し直してください。"
        ) from error
    # A damaged file fails anywhere inside the readers of its parts.
    except Exception as error:
        raise _unknown(title) from error
    return found


def _hidden(data: bytes) -> list[frozenset[int]]:
    if b"opendocument.spreadsheet" in data:
        return hidden_in_ods(data)
    # A .xlsb keeps its lines in a form of its own; what is not seen there is told of.
    return [] if data.startswith(b"PK") else hidden_in_xls(data)


def _unknown(title: str) -> BadValue:
    return BadValue(
        f"「{title}」は古い形式のExcel(.xls)として読めません。"
        "Excelで「Excelブック(.xlsx)」としてパスワードなしで保存し直してください。"
    )


def _lines(rows: Iterable[Sequence[object]], hidden: frozenset[int] = frozenset()) -> list[Line]:
    return [
        Line(
            number,
            [cell_text(value) for value in row],
            Look.HIDDEN if number in hidden else Look.PLAIN,
        )
        for number, row in enumerate(rows, start=1)
    ]


def marked_up(data: bytes, title: str) -> list[Sheet]:
    """Return the tables of a web page or of Excel's XML of 2003, both of which go about as .xls."""
    if b"urn:schemas-microsoft-com:office:spreadsheet" in data[:4000]:
        return _xml_sheets(data, title)
    charset = _CHARSET.search(data[:2000])
    named = {"shift_jis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932", "euc-jp": "euc_jp"}
    known = charset[1].decode("ascii").lower() if charset else ""
    decoded = decode(data, title, named.get(known))
    page = _Page()
    page.feed(decoded.lines().read())
    if not page.tables:
        raise BadValue(f"「{title}」は表のないWebページかXMLです。CSVかExcel(.xlsx)で保存し直してください。")
    return [
        Sheet(f"表{n}", True, lines.__iter__)
        for n, lines in enumerate((_lines(table) for table in page.tables), start=1)
    ]


class _Page(HTMLParser):
    """Collects the rows of each table of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self._close()
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self._close()
            span = dict(attrs).get("colspan") or "1"
            self._cell, self._span = [], min(int(span), _MAX_SPAN) if span.isdecimal() else 1
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._close()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _close(self) -> None:
        if self._cell is not None:
            self.tables[-1][-1] += ["".join(self._cell).strip(), *[""] * (self._span - 1)]
            self._cell = None


def _xml_sheets(data: bytes, title: str) -> list[Sheet]:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise _broken_xml(title)
    try:
        root = ET.fromstring(data)  # noqa: S314  # entities are refused above
    except ET.ParseError as error:
        raise _broken_xml(title) from error
    return [
        Sheet(
            one.get(f"{_SS}Name") or f"シート{n}",
            one.find(f"{_SS}WorksheetOptions/{_SS}Visible") is None,
            list(_xml_lines(one)).__iter__,
        )
        for n, one in enumerate(root.iter(f"{_SS}Worksheet"), start=1)
    ]


def _xml_lines(sheet: ET.Element) -> Iterator[Line]:
    number = 0
    for row in sheet.iter(f"{_SS}Row"):
        number = _index(row, number)
        cells: list[str] = []
        for cell in row.iter(f"{_SS}Cell"):
            cells += [""] * (_index(cell, len(cells)) - 1 - len(cells))
            told = cell.find(f"{_SS}Data")
            text = "".join(told.itertext()) if told is not None else ""
            is_instant = told is not None and told.get(f"{_SS}Type") == "DateTime"
            cells.append(text.removesuffix("T00:00:00.000") if is_instant else text)
        yield Line(number, cells, Look.HIDDEN if row.get(f"{_SS}Hidden") == "1" else Look.PLAIN)


def _index(element: ET.Element, before: int) -> int:
    """Return the place an element names, or the next one."""
    named = element.get(f"{_SS}Index", "")
    return min(int(named), before + 10_000) if named.isdecimal() and int(named) > before else before + 1


def _broken_xml(title: str) -> BadValue:
    return BadValue(
        f"「{title}」はExcel 2003のXMLですが、壊れています。Excelで開いて .xlsx で保存し直してください。"
    )
