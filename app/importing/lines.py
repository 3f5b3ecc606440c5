"""The lines below the headings as they are meant: 〃 repeats what stands above, headings may come again.

A list printed in parts repeats its headings, sometimes in another order; from there on each cell is put under
its own heading. Where the parts have other columns, that is refused by the line.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from app.domain import typed
from app.errors import BadValue
from app.importing.sheet import Line
from app.importing.synonyms import field_of

_DITTO = frozenset({"〃", "〻", "″", "”", '"', "''", "同上", "〃〃", "々"})
_HEADINGS = 3
"""So many headings, and nothing else, make a line of headings; a row of a person has none."""
_SUM_WORDS = re.compile(r"(?:合計|小計|総計|総合計|総数|計)(?:[:(].*|人数|件数|[0-9]+[名人件]?)?")
_COUNT = re.compile(r"[0-9][名人件]$")
_COUNTED = re.compile(r"(?:本人|家族|被保険者|被扶養者|男|女|男性|女性)?(?:[0-9]+[名人件])?")


def in_order(lines: Iterable[Line], headings: Sequence[str], title: str, notes: list[str]) -> Iterator[Line]:
    """Yield the lines of people; what is put right is told in notes. Raises BadValue for other columns."""
    order: Sequence[int] | None = None
    above: Sequence[str] = ()
    repeated: list[int] = []
    known = frozenset(filter(None, headings))
    for line in lines:
        cells = line.cells
        if not known.isdisjoint(cells) and _is_heading(cells, known):
            order = _order(cells, headings, title, line.number)
            continue
        if order is not None:
            cells = [cells[n] if n < len(cells) else "" for n in order]
        if not _DITTO.isdisjoint(cells) and above:
            cells = [_above(above, n) if cell in _DITTO else cell for n, cell in enumerate(cells)]
            repeated.append(line.number)
        if any(cells):
            above = cells
        yield line if cells is line.cells else replace(line, cells=cells)
    if repeated:
        more = f"ほか{len(repeated) - 1}行" if len(repeated) > 1 else ""
        notes.append(f"{repeated[0]}行目{more}の「〃」「同上」は、すぐ上の行と同じと読みました。")


def _above(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _is_heading(cells: Sequence[str], headings: Collection[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) >= _HEADINGS and all(cell in headings or field_of(cell) for cell in filled)


def _order(cells: Sequence[str], headings: Sequence[str], title: str, number: int) -> Sequence[int] | None:
    """Return where each column of the list stands from here on; None: where it stood."""
    here = [cell.strip() for cell in cells]
    wanted = [heading.strip() for heading in headings]
    while here and not here[-1]:
        here.pop()
    if here == wanted:
        return None
    nowhere = len(here)
    places = []
    for heading in wanted:
        same = [n for n, cell in enumerate(here) if cell and cell == heading]
        same = same or [n for n, cell in enumerate(here) if _means(cell, heading)]
        places.append(same[0] if len(same) == 1 else nowhere)
    if sorted(n for n in places if n < nowhere) != [n for n, cell in enumerate(here) if cell]:
        raise BadValue(
            f"「{title}」は{number}行目から見出しが変わっています。そこで二つの表に分け、一つずつ取り込んでください。"
        )
    return places


def _means(cell: str, heading: str) -> bool:
    return field_of(cell) is not None and field_of(cell) is field_of(heading)


def is_sum(filled: Sequence[str]) -> bool:
    """Return whether a line is a sum: 合計 somewhere, or nothing but counts (本人 3名, 男1 女1)."""
    texts = [typed.code(cell) for cell in filled]
    if any(_SUM_WORDS.fullmatch(text) for text in texts):
        return True
    return any(map(_COUNT.search, texts)) and all(map(_COUNTED.fullmatch, texts))
