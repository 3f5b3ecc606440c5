"""Where somebody stands in a file: the number a spreadsheet shows, and the sheet where several are read."""

from collections.abc import Sequence
from typing import NamedTuple

from app.domain.accepted_text import quotable

_NAMED = 5


class RowAt(NamedTuple):
    """One row of a list. sheet: of several that are read as one list; or who on a line of several people.

    >>> str(RowAt(5)), str(RowAt(5, "家族"))
    ('5行目', '「家族」の5行目')
    """

    number: int
    sheet: str = ""

    def __str__(self) -> str:
        return f"{self._sheet}{self.number}行目"

    @property
    def short(self) -> str:
        """As a column of rows shows it, and as the command line takes it."""
        return f"{self.sheet}!{self.number}" if self.sheet else str(self.number)

    @property
    def order(self) -> tuple[str, int]:
        """By what rows are sorted: those of a sheet together."""
        return self.sheet, self.number

    @property
    def _sheet(self) -> str:
        return f"「{quotable(self.sheet)}」の" if self.sheet else ""

    @classmethod
    def of_text(cls, text: str) -> "RowAt":
        """Read what `short` wrote; raise ValueError for what is no row.

        >>> RowAt.of_text("家族!5")
        RowAt(number=5, sheet='家族')
        """
        sheet, _, number = text.rpartition("!")
        return cls(int(number), sheet)


def row_list(rows: Sequence[RowAt]) -> str:
    """Return rows for a sentence: the first few by name, the rest counted.

    >>> row_list([RowAt(5), RowAt(6), RowAt(7)]), row_list([RowAt(n) for n in range(1, 8)])
    ('5、6、7行目', '1、2、3、4、5行目ほか2行')
    >>> row_list([RowAt(2, "本人"), RowAt(2, "家族"), RowAt(3, "家族")])
    '「本人」の2行目、「家族」の2、3行目'
    """
    by_sheet: dict[str, list[RowAt]] = {}
    for row in rows[:_NAMED]:
        by_sheet.setdefault(row.sheet, []).append(row)
    named = "、".join(
        f"{found[0]._sheet}{'、'.join(str(row.number) for row in found)}行目" for found in by_sheet.values()
    )
    rest = len(rows) - _NAMED
    return f"{named}ほか{rest}行" if rest > 0 else named
