"""A list as it was read: headings and rows of text, before anything is understood."""

from dataclasses import dataclass

from app.domain.my_number import find_my_number, is_my_number_column, is_my_number_heading, quotable
from app.errors import MyNumberRefused

_NAMED_ROWS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line. number: as Excel shows it at the left edge. cells may be fewer than headings."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The list of one file. notes: what was left out while reading, as sentences."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def screen(table: Table) -> None:
    """Raise MyNumberRefused if a heading, a column or a single cell holds 個人番号.

    The whole file is refused, so that no copy of a number enters by way of a preview.
    The sentence names column and rows, never the number.
    Source: docs/rules.md, "個人番号".
    """
    for heading in table.headings:
        if is_my_number_heading(heading) or find_my_number(heading):
            raise MyNumberRefused(_whole_column(one_line(heading)))
    width = max((len(row.cells) for row in table.rows), default=0)
    for column in range(width):
        title = one_line(table.headings[column]) if column < len(table.headings) else ""
        title = title or f"左から{column + 1}番目"
        cells = [(row.number, row.cells[column]) for row in table.rows if column < len(row.cells)]
        # Hardly any cell is long enough; only where one is, the column is looked at closely.
        if not any(len(cell) >= 12 for _, cell in cells):
            continue
        if is_my_number_column(cell for _, cell in cells):
            raise MyNumberRefused(_whole_column(title))
        found = [number for number, cell in cells if find_my_number(cell)]
        if found:
            raise MyNumberRefused(
                f"{row_list(found)}の「{title}」に個人番号(マイナンバー)と思われる12桁の数字があります。"
                "個人番号は取り込めません。その数字か「" + title + "」の列を消してから取り込んでください。"
            )


def row_list(numbers: list[int]) -> str:
    """Return row numbers for a sentence: the first few by name, the rest counted.

    >>> row_list([5, 6, 7]), row_list([1, 2, 3, 4, 5, 6, 7])
    ('5、6、7行目', '1、2、3、4、5行目ほか2行')
    """
    named = "、".join(str(number) for number in numbers[:_NAMED_ROWS]) + "行目"
    rest = len(numbers) - _NAMED_ROWS
    return f"{named}ほか{rest}行" if rest > 0 else named


def one_line(heading: str) -> str:
    """Return a heading as sentences name it."""
    return quotable("".join(heading.split()))


def _whole_column(title: str) -> str:
    return (
        f"「{title}」の列に個人番号(マイナンバー)があります。"
        "個人番号は取り込めません。その列を消してから取り込んでください。"
    )
