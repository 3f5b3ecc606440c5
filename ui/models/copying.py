"""Rows as they go into a spreadsheet by copy and paste: as text with tabs, and as a table."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QMimeData

from app.printing.holds import Holds
from ui.models.column import Column

READING = "カナ"
"""The heading of what stands small behind a name."""


def copied(columns: Iterable[Column[Any]], rows: Sequence[Any]) -> QMimeData:
    """Return the rows with their headings; numbers of the insured are hidden as in a file."""
    shown = [column for column in columns if column.heading]
    lines = [_headings(shown), *(_cells(shown, row) for row in rows)]
    made = QMimeData()
    made.setText("\n".join("\t".join(line) for line in lines) + "\n")
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in line) for line in lines)
    made.setHtml("<table>" + "".join(f"<tr>{line}</tr>" for line in cells) + "</table>")
    return made


def hides_numbers(columns: Iterable[Column[Any]]) -> bool:
    """Return whether anything is hidden."""
    return any(column.holds is not Holds.NOTHING for column in columns)


def _headings(columns: Sequence[Column[Any]]) -> list[str]:
    found = []
    for column in columns:
        found += [column.heading, f"{column.heading} {READING}"] if column.minor else [column.heading]
    return found


def _cells(columns: Sequence[Column[Any]], row: Any) -> list[str]:
    from app.usecases.papers.table_file import for_the_clipboard

    found = []
    for column in columns:
        texts = [column.text(row), column.minor(row)] if column.minor else [column.text(row)]
        # A tab or a line break within a cell would be taken for the next one.
        found += [for_the_clipboard(" ".join(text.split()), column.holds) for text in texts]
    return found
