"""The rows that stay outside, with their reasons: as a list to correct and to read again."""

import json
from collections.abc import Sequence

from app.domain.accepted_text import visible
from app.domain.field_kind import FieldKind
from app.domain.my_number import masked
from app.importing.listed import Quarantined
from app.importing.row_at import RowAt
from app.importing.table import Table

WHY = "理由"
"""The column that the rows held back have more than the list they are from."""
Lines = Sequence[Sequence[str]]


def held_lines(table: Table, held: Sequence[Quarantined]) -> tuple[Sequence[str], Lines]:
    """Return headings and rows of what is held back, each row once, all its reasons behind it."""
    reasons: dict[RowAt, list[str]] = {}
    cells: dict[RowAt, tuple[str, ...]] = {}
    for one in held:
        reasons.setdefault(one.row, []).append(f"{one.column}: {one.reason}")
        cells.setdefault(one.row, one.cells)
    width = len(table.names)
    rows = [
        (*_as_wide(cells[row], width), f"{row} {' '.join(told)}")
        for row, told in reasons.items()
        if cells[row]
    ]
    return (*table.names, WHY), rows


def as_text(headings: Sequence[str], lines: Lines) -> str:
    """Return headings and rows as they are kept; what may not be stored is shown by its name."""
    kept = [[visible(masked(cell), FieldKind.DOCUMENT) for cell in line] for line in (headings, *lines)]
    return json.dumps(kept, ensure_ascii=False)


def of_text(text: str) -> tuple[Sequence[str], Lines]:
    """Return headings and rows that as_text() kept."""
    headings, *lines = json.loads(text)
    return headings, lines


def _as_wide(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells[:width], *[""] * (width - len(cells)))
