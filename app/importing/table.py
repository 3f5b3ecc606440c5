"""A list as it was read: headings and rows of text, before anything is understood."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from app.domain.accepted_text import quotable
from app.domain.field_kind import FieldKind
from app.domain.my_number import (
    LENGTH,
    are_parts_of_my_number,
    find_my_number,
    has_mostly_instants,
    is_identifier_heading,
    is_my_number_column,
    is_my_number_heading,
    is_twelve_digits,
)
from app.errors import MyNumberRefused
from app.importing.row_at import RowAt, row_list
from app.late import dataclass


class Look(StrEnum):
    """How a line looks in its spreadsheet: such a line is asked about before it is read."""

    PLAIN = "plain"
    HIDDEN = "hidden"
    STRUCK = "struck"


@dataclass(frozen=True, slots=True)
class Row:
    """One line. at: where it stands in the file. cells may be fewer than headings."""

    at: RowAt
    cells: tuple[str, ...]
    look: Look = Look.PLAIN

    def holds(self, place: int) -> bool:
        """Return whether anything stands in the cell at that place."""
        return place < len(self.cells) and bool(self.cells[place].strip())


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is read; None or nothing: as it is found. Afterwards in the table: as it was read."""

    encoding: str | None = None
    delimiter: str | None = None
    sheets: tuple[str, ...] = ()
    heading_row: int | None = None


AS_FOUND = Reading()


@dataclass(frozen=True, slots=True)
class Table:
    """The list of one file. notes: what was left out while reading, as sentences.

    preamble: the lines above the headings; foot: the lines below that are no people. Both say whose
    list it is and of which day. sheets: those that hold the same kind of list as the one that was read;
    all_sheets: that can be chosen; sheets_repeat: they name the same people, as those of several years do.
    counts_from_1904: see app.importing.sheet.
    """

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    preamble: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    all_sheets: tuple[str, ...] = ()
    reading: Reading = AS_FOUND
    counts_from_1904: bool = False
    sheets_repeat: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """What each column is called, no name twice: 生年月日, 生年月日(2つ目), (5列目)."""
        seen: dict[str, int] = {}
        found = []
        for place, heading in enumerate(self.headings, start=1):
            name = "".join(heading.split()) or f"({place}列目)"
            seen[name] = seen.get(name, 0) + 1
            found.append(name if seen[name] == 1 else f"{name}({seen[name]}つ目)")
        return tuple(found)

    def filled(self, place: int) -> Iterator[str]:
        """The cells of a column that are not blank."""
        for row in self.rows:
            if place < len(row.cells) and (cell := row.cells[place].strip()):
                yield cell


def corrected(table: Table, cells: Mapping[tuple[RowAt, int], str]) -> Table:
    """Return the list with other texts in some cells, by row and column; screened as if so read."""
    if not cells:
        return table
    by_row: dict[RowAt, dict[int, str]] = {}
    for (at, place), text in cells.items():
        by_row.setdefault(at, {})[place] = text
    rows = tuple(_corrected(row, by_row.get(row.at)) for row in table.rows)
    found = replace(table, rows=rows)
    screen(found)
    return found


def _corrected(row: Row, typed: Mapping[int, str] | None) -> Row:
    if typed is None:
        return row
    width = max(len(row.cells), max(typed) + 1)
    cells = (*row.cells, *[""] * (width - len(row.cells)))
    return replace(row, cells=tuple(typed.get(place, cell) for place, cell in enumerate(cells)))


def screen(table: Table) -> None:
    """Raise MyNumberRefused if a heading, a column, its neighbours together or a cell holds 個人番号.

    The whole file is refused, so that no copy of a number enters by way of a preview.
    The sentence names column and rows, never the number.
    Source: docs/rules.md, "個人番号".
    """
    for heading in table.headings:
        if is_my_number_heading(heading) or find_my_number(heading):
            raise MyNumberRefused(_whole_column(one_line(heading)))
    width = max((len(row.cells) for row in table.rows), default=0)
    titles = [*table.headings, *[""] * (width - len(table.headings))]
    decimals = []
    for column in range(width):
        cells = [row.cells[column] if column < len(row.cells) else "" for row in table.rows]
        decimals.append(any(map(str.isdecimal, cells)))
        # Hardly any cell is long enough; only where one is, the column is looked at closely.
        if max(map(len, cells)) >= LENGTH:
            title = one_line(titles[column]) or f"左から{column + 1}番目"
            _screen_column(
                titles[column],
                title,
                [(row.at, cell) for row, cell in zip(table.rows, cells, strict=True)],
            )
    for column in range(width):
        title = one_line(titles[column]) or f"左から{column + 1}番目"
        for following in (2, 3):
            if not all(decimals[column : column + following]):
                continue
            parts = [row.cells[column : column + following] for row in table.rows]
            if are_parts_of_my_number(part for part in parts if len(part) == following):
                raise MyNumberRefused(
                    f"「{title}」からの{following}列を合わせると個人番号(マイナンバー)になります。"
                    "個人番号は取り込めません。その列を消してから取り込んでください。"
                )


def _screen_column(heading: str, title: str, cells: Sequence[tuple[RowAt, str]]) -> None:
    if is_my_number_column(heading, (cell for _, cell in cells)):
        raise MyNumberRefused(_whole_column(title))
    # In a column of codes or of instants, twelve digits are one of them, whatever their check digit.
    is_coded = is_identifier_heading(heading) or has_mostly_instants(cell for _, cell in cells)
    found = [
        at
        for at, cell in cells
        if not (is_coded and is_twelve_digits(cell)) and find_my_number(cell, FieldKind.FREE_TEXT)
    ]
    if found:
        raise MyNumberRefused(
            f"{row_list(found)}の「{title}」に個人番号(マイナンバー)と思われる12桁の数字があります。"
            "個人番号は取り込めません。その数字か「" + title + "」の列を消してから取り込んでください。"
        )


def one_line(heading: str) -> str:
    """Return a heading as sentences name it."""
    return quotable("".join(heading.split()))


def _whole_column(title: str) -> str:
    return (
        f"「{title}」の列に個人番号(マイナンバー)があります。"
        "個人番号は取り込めません。その列を消してから取り込んでください。"
    )
