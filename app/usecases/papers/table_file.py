"""A list as a file: in which form, with or without numbers, for whom with a password."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from app.domain.formula_text import guarded
from app.domain.insured_number import masked_key, masked_number
from app.domain.marked_text import marked
from app.late import dataclass
from app.output import CSV, LOCKED_TABLES, PDF, TABLES, XLSX, ZIP, Kind, Place
from app.printing.holds import Holds
from app.printing.values import Cell, PaperTable, Said
from app.usecases.papers.cp932 import LOST, Unwritten, in_cp932, unwritten
from app.usecases.papers.locking import check_password, locked_pdf, locked_xlsx, locked_zip
from app.usecases.papers.spreadsheet import as_xlsx

MASKED = "番号は下2桁だけを出しています。"
_NAMED = 30
"""So many of those whose characters got lost are named in a sentence; a program gets all."""


class Encoding(StrEnum):
    """How the characters of a CSV are stored."""

    UTF8 = "utf8"
    CP932 = "cp932"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a list is to be written. in_full: with the numbers of the insured. password: "" for none."""

    in_full: bool = False
    encoding: Encoding = Encoding.UTF8
    password: str = ""

    def __post_init__(self) -> None:
        check_password(self.password)


PLAIN = Wanted()


def kinds(wanted: Wanted) -> tuple[Kind, ...]:
    """Return what a list can be written as; with a password a CSV goes into a ZIP."""
    found = LOCKED_TABLES if wanted.password else TABLES
    return found if wanted.encoding is Encoding.UTF8 else found[-1:]


def write_table(table: PaperTable, place: Place, wanted: Wanted = PLAIN) -> tuple[Unwritten, ...]:
    """Write the list as the kind of file the place is for; return what could not be written as it is.

    A CSV is UTF-8 with a mark in front, so that Excel shows every character of every name.
    """
    table = for_a_file(table, in_full=wanted.in_full)
    place.write(_MAKERS[place.kind](table, wanted))
    return unwritten(table) if wanted.encoding is Encoding.CP932 else ()


def for_a_file(table: PaperTable, *, in_full: bool) -> PaperTable:
    """Return the list as it may leave the office: with its numbers if they were asked for."""
    if in_full:
        return table
    table = table.only(lambda column: column.holds is not Holds.KEY_ON_WISH)
    masks = [_MASKS.get(column.holds) for column in table.columns]
    if not any(masks):
        return table
    rows = tuple(
        tuple(
            mask(cell) if mask and isinstance(cell, str) else cell
            for mask, cell in zip(masks, row, strict=True)
        )
        for row in table.rows
    )
    return replace(table, rows=rows, notes=(*table.notes, MASKED))


_MASKS: Mapping[Holds, Callable[[str], str]] = {Holds.KEY: masked_key, Holds.NUMBER: masked_number}


def for_the_clipboard(text: str, holds: Holds) -> str:
    """Return a cell as it may leave by a copy: as in a file that nobody asked the numbers for."""
    mask = _MASKS.get(holds)
    return guarded(marked(mask(text) if mask else text))


# The libraries that write are loaded on first use, for a quick start.
def _pdf(table: PaperTable, wanted: Wanted) -> bytes:
    from app.printing.papers.lists import draw_list

    out = io.BytesIO()
    draw_list(table, out)
    return locked_pages(out.getvalue(), wanted)


def locked_pages(pages: bytes, wanted: Wanted) -> bytes:
    """Return the pages of a PDF with the password, if one was wanted."""
    return locked_pdf(pages, wanted.password) if wanted.password else pages


def _xlsx(table: PaperTable, wanted: Wanted) -> bytes:
    made = as_xlsx(table)
    return locked_xlsx(made, wanted.password) if wanted.password else made


def _csv(table: PaperTable, wanted: Wanted) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([guarded(marked(text))] for text in table.head)
    writer.writerow(column.heading for column in table.columns)
    writer.writerows([_data(cell) for cell in row] for row in table.rows)
    if wanted.encoding is Encoding.UTF8:
        return out.getvalue().encode("utf-8-sig")
    return in_cp932(out.getvalue())


def _zip(table: PaperTable, wanted: Wanted) -> bytes:
    return locked_zip(f"{table.file_name}.csv", _csv(table, wanted), wanted.password)


_MAKERS: Mapping[Kind, Callable[[PaperTable, Wanted], bytes]] = {PDF: _pdf, XLSX: _xlsx, CSV: _csv, ZIP: _zip}


def written_label(what: str, count: int, path: Path, *remarks: str) -> str:
    """Return the line of the history about a file that left: what, how many, its name without its folder."""
    return " ".join((f"書き出し {what} {count:,}件", *remarks, path.name))


def table_label(table: PaperTable, path: Path, wanted: Wanted) -> str:
    """Return the line of the history about a list that left."""
    remarks = ("番号あり",) * wanted.in_full + ("パスワードあり",) * bool(wanted.password)
    return written_label(table.title, len(table.rows), path, *remarks)


def table_sentence(path: Path, lost: Sequence[Unwritten]) -> str:
    """Say where the list is, and who stands in it with characters that its encoding has not."""
    said = f"{path} に書き出しました。"
    if not lost:
        return said
    names = "、".join(f"{one.name}({one.characters})" for one in lost[:_NAMED])
    others = f" ほか{len(lost) - _NAMED}行" if len(lost) > _NAMED else ""
    return f"{said}Shift_JISにない文字を{LOST}にしました({len(lost)}行): {names}{others}。"


def _data(cell: Cell) -> str:
    """Return a cell as programs read it: days as year, month and day."""
    value = cell.value if isinstance(cell, Said) else cell
    return "" if value is None else guarded(marked(value)) if isinstance(value, str) else str(value)
