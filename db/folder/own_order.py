"""Rows put in order here, where the order is one of texts that the server holds sealed and cannot tell.

What a statement sorts by is read with it, as columns more, and taken away again. As in a file, nothing
comes before everything, and texts stand as their characters do.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from app.late import dataclass
from db.folder.sealed import SPEAKS_OF_SEALED

Row = tuple[Any, ...]

_PIECES = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|[()]|,|\b(?:ORDER BY|FROM|LIMIT|OFFSET|UNION|DESC|ASC)\b")


@dataclass(frozen=True, slots=True)
class Ordered:
    """A statement that reads what its rows are to be sorted by behind their columns.

    falling: of each of those whether the highest comes first.
    """

    text: str
    falling: tuple[bool, ...]


class RowsInOrder:
    """The answer to such a statement, as a cursor gives it."""

    def __init__(self, cursor: Any, falling: Sequence[bool]) -> None:
        self.description = cursor.description[: -len(falling)]
        self._rows = in_order(cursor.fetchall(), falling)

    def fetchall(self) -> list[Row]:
        """Return the rows."""
        return self._rows

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)


def in_order(rows: list[Row], falling: Sequence[bool]) -> list[Row]:
    """Return rows in the order of their last columns, and without those."""
    count = len(falling)
    columns = [_comparable(column) for column in zip(*(row[-count:] for row in rows), strict=True)]
    places = list(range(len(rows)))
    if any(falling):
        # The last one first: those that are the same stay as they were.
        for column, falls in [*zip(columns, falling, strict=False)][::-1]:
            places.sort(key=column.__getitem__, reverse=falls)
    elif rows:
        places.sort(key=list(zip(*columns, strict=True)).__getitem__)
    return [rows[place][:-count] for place in places]


def _comparable(column: Sequence[Any]) -> Sequence[Any]:
    return [(value is not None, value) for value in column] if None in column else column


@lru_cache(maxsize=2000)
def ordered_here(statement: str) -> Ordered | None:
    """Return how a statement is asked whose rows are put in order here; None where the server can do that.

    Raises TypeError where neither can: a part of rows whose order only we know must be asked for by id. A
    name that the statement itself gives to what it reads is none to sort by here.

    >>> ordered_here('SELECT a FROM t ORDER BY t.kana_key, t.id DESC')
    Ordered(text='SELECT a, t.kana_key, t.id FROM t ', falling=(False, True))
    """
    if "ORDER BY" not in statement:
        return None
    depth, source, order, end, is_joined = 0, -1, -1, len(statement), False
    commas: list[int] = []
    for piece in _PIECES.finditer(statement):
        word, at = piece[0], piece.start()
        depth += (word == "(") - (word == ")")
        if (
            word == "ORDER BY"
            and (depth or order >= 0)
            and SPEAKS_OF_SEALED(_until_closed(statement[at + 8 :]))
        ):
            raise TypeError(f"the server cannot sort by sealed texts: {statement}")
        if depth:
            continue
        if word == "FROM" and source < 0:
            source = at
        elif word == "ORDER BY":
            order = at
        elif word == "," and order >= 0:
            commas.append(at)
        elif word == "UNION":
            is_joined = True
        elif word in ("LIMIT", "OFFSET") and order >= 0:
            end = min(end, at)
    if order < 0:
        return None
    ends = [*commas, end]
    starts = [order + len("ORDER BY"), *(comma + 1 for comma in commas)]
    terms = [statement[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    if not any(SPEAKS_OF_SEALED(term) for term in terms):
        return None
    if is_joined or end < len(statement) or source < 0:
        raise TypeError(f"the server cannot sort by sealed texts: {statement}")
    bare = ", ".join(term.removesuffix(" DESC").removesuffix(" ASC") for term in terms)
    text = f"{statement[:source].rstrip()}, {bare} {statement[source:order]}"
    return Ordered(text, tuple(term.endswith(" DESC") for term in terms))


def _until_closed(text: str) -> str:
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return text[:at]
    return text
