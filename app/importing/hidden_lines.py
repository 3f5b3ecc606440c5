"""Which lines a .ods or .xls file hides: the library that reads their cells does not say so."""

import io
import re
import zipfile
from struct import unpack_from

_ODS = re.compile(
    rb'<table:table\s[^>]*?table:name="(?P<name>[^"]*)"|<table:table-row\b(?P<row>[^>]*)>', re.DOTALL
)
_REPEATED = re.compile(rb'table:number-rows-repeated="(\d+)"')
_INVISIBLE = re.compile(rb'table:visibility="(?:collapse|filter)"')
_LIMIT = 1_048_576
_SHEET, _ROW, _END = 0x0085, 0x0208, 0x000A
_NO_HEIGHT = 0x20


def hidden_in_ods(data: bytes) -> list[frozenset[int]]:
    """Return the numbers of the hidden lines of each table, in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        xml = package.read("content.xml")
    found: list[set[int]] = []
    number = 0
    for match in _ODS.finditer(xml):
        if match["name"] is not None:
            found.append(set())
            number = 0
            continue
        repeated = _REPEATED.search(match["row"])
        first, number = number + 1, min(number + (int(repeated[1]) if repeated else 1), _LIMIT)
        if found and _INVISIBLE.search(match["row"]):
            found[-1] |= set(range(first, number + 1))
    return [frozenset(lines) for lines in found]


def hidden_in_xls(data: bytes) -> list[frozenset[int]]:
    """Return the numbers of the hidden lines of each sheet, in their order."""
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as file:
        name = next(one for one in ("Workbook", "Book") if file.exists(one))
        stream = file.openstream(name).read()
    starts = []
    at = 0
    while at + 4 <= len(stream):
        kind, length = unpack_from("<HH", stream, at)
        if kind == _SHEET:
            starts.append(unpack_from("<I", stream, at + 4)[0])
        if kind == _END:
            break
        at += 4 + length
    return [_hidden_from(stream, start) for start in starts]


def _hidden_from(stream: bytes, at: int) -> frozenset[int]:
    found = set()
    while at + 4 <= len(stream):
        kind, length = unpack_from("<HH", stream, at)
        if kind == _END:
            break
        if kind == _ROW and length >= 16:
            number, flags = unpack_from("<H", stream, at + 4)[0], unpack_from("<H", stream, at + 16)[0]
            if flags & _NO_HEIGHT:
                found.add(number + 1)
        at += 4 + length
    return frozenset(found)
