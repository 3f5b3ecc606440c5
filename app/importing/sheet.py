"""A sheet of a workbook of whatever make: its lines as a person sees them."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

from app.importing.table import Look
from app.late import dataclass

NO_RESULT = "#RESULT?"
"""Stands in a cell whose formula has no stored result."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: its number as a spreadsheet shows it, and its cells."""

    number: int
    cells: list[str]
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; its lines are read anew each time they are asked for.

    counts_from_1904: whether its numbers of days begin there, as in books that were begun on an old Mac.
    """

    name: str
    is_visible: bool
    lines: Callable[[], Iterator[Line]]
    counts_from_1904: bool = False

    def head(self, lines: int) -> list[list[str]]:
        return [line.cells for line in islice(self.lines(), lines)]


def cell_text(value: object) -> str:
    """Return what a cell says; Excel keeps whole numbers as 102.0 and dates as instants."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)
