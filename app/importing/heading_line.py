"""Which line of a file is its headings: the one with the most known words, or two lines that are one."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from app.importing.synonyms import family_of, field_of, part_of

WITHIN = 30
"""Title lines above the headings fit into this many lines."""
_SEPARATORS = re.compile(r"[,\t;|]")
_DATA = re.compile(r"[0-9０-９][0-9０-９/.\-年月日]*")


def known_in(text: str) -> int:
    """Return how many headings are known in a text whose separator is not yet found."""
    lines = islice(text.splitlines(), WITHIN)
    return best_heading([cell.strip('"') for cell in _SEPARATORS.split(line)] for line in lines)[0]


def best_heading(records: Iterable[Sequence[str]]) -> tuple[int, int, int]:
    """Return (known headings, filled cells, index) of the line that looks most like headings.

    Where no heading is known, it is the first line with the most cells filled.
    """
    best = (0, 0, 0)
    for index, cells in enumerate(islice(records, WITHIN)):
        known = _known(cells)
        score = (known, sum(1 for cell in cells if cell.strip()))
        # One known word may stand in any title line or data row.
        if known < 2:
            score = (0, score[1])
        if score > best[:2]:
            best = (*score, index)
    return best


def two_lines(lines: Sequence[Sequence[str]], at: int) -> tuple[list[str], int, int]:
    """Return the headings, and the first and last line they stand in: two lines may be one heading.

    The upper line names groups (被保険者証 over 記号 and 番号) or what the lower one leaves blank.
    """
    alone = (list(lines[at]), at, at)
    best, most = alone, _known(lines[at])
    for upper, lower in ((at - 1, at), (at, at + 1)):
        if upper < 0 or lower >= len(lines) or any(map(_DATA.fullmatch, lines[lower])):
            continue
        joined = _joined(lines[upper], lines[lower])
        if _known(joined) > most:
            best, most = (joined, upper, lower), _known(joined)
    return best


def _known(cells: Sequence[str]) -> int:
    return len(
        {found for cell in cells if cell and (found := family_of(cell) or field_of(cell) or part_of(cell))}
    )


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    joined, group = [], ""
    for place in range(max(len(upper), len(lower))):
        above = upper[place].strip() if place < len(upper) else ""
        below = lower[place].strip() if place < len(lower) else ""
        group = above or group
        both = group + below
        if not below:
            joined.append(above)
        elif group and (family_of(both) or part_of(both) or (field_of(both) and not field_of(below))):
            joined.append(both)
        else:
            joined.append(below)
    return joined
