"""Figures of the list of the day that are counted once and then follow what steps write.

To count them, every row that stands must be looked at; a step changes few. Kept is what was asked last, of
one day and one office each. Where something else may have been written than is told here, it is counted
again: by another connection, in a step that was rolled back, or more than can soon be followed. On a server,
where others write at any time, and for a user of some offices nothing is kept.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

from app.late import dataclass
from db.folder.connection import Connection, Row
from db.tables.table import Line

K = TypeVar("K", bound=Hashable)

_MOST_ROWS, _MOST_PEOPLE = 1_000, 40
"""So much is followed row by row, and person by person; where there is more, all is counted again."""
_OF_THE_ROSTER = frozenset({"person", "stage"})


@dataclass(slots=True)
class _Figures:
    """What was asked, the answer, and what a row, or a person, has a share of in it."""

    asked: Hashable
    told: Counter[Any]
    share: Callable[[Any], Mapping[Any, int]]


class Kept:
    """What a connection keeps. elsewhere: what it said of the other connections when this was counted."""

    def __init__(self, elsewhere: int) -> None:
        self.elsewhere = elsewhere
        self._of_rows: dict[str, _Figures] = {}
        self._of_people: _Figures | None = None
        self._left_out: set[int] = set()
        """Of whom it is not told in the figures of people, since their papers may have changed."""

    def of_rows(
        self,
        name: str,
        asked: Hashable,
        count: Callable[[], Counter[K]],
        share: Callable[[Row], Mapping[K, int]],
    ) -> Counter[K]:
        """Return sums over rows of `duty`. share: of one row, in the order of its columns."""
        known = self._of_rows.get(name)
        if known is None or known.asked != asked:
            known = self._of_rows[name] = _Figures(asked, count(), share)
        return known.told

    def of_people(
        self, asked: Hashable, count: Callable[[], Counter[K]], share: Callable[[int], Mapping[K, int]]
    ) -> Counter[K]:
        """Return sums over the people of the roster and their papers. share: of one person, read now."""
        known = self._of_people
        if known is None or known.asked != asked:
            known = self._of_people = _Figures(asked, count(), share)
        elif self._left_out:
            for person_id in self._left_out:
                known.told.update(known.share(person_id))
        self._left_out.clear()
        return known.told

    def about_to_change(self, lines: Iterable[Line]) -> None:
        """Hear of lines before they are written."""
        if (known := self._of_people) is None:
            return
        lines = list(lines)
        people = {
            line.person_id for line in lines if line.table == "certificate" and line.person_id is not None
        }
        if len(people) > _MOST_PEOPLE or not _OF_THE_ROSTER.isdisjoint(line.table for line in lines):
            self._of_people = None
            return
        for person_id in people - self._left_out:
            known.told.subtract(known.share(person_id))
            self._left_out.add(person_id)

    def changed(self, gone: Iterable[Row], new: Iterable[Row]) -> None:
        """Hear of rows of `duty` that were written."""
        gone, new = list(gone), list(new)
        if len(gone) + len(new) > _MOST_ROWS:
            self._of_rows.clear()
        for known in self._of_rows.values():
            for row in gone:
                known.told.subtract(known.share(row))
            for row in new:
                known.told.update(known.share(row))


def kept(connection: Connection) -> Kept | None:
    """Return what may be kept; None where nothing may be."""
    elsewhere = connection.elsewhere
    if elsewhere is None or connection.narrowing is not None:
        return None
    held: Kept | None = connection.kept
    if held is None or held.elsewhere != elsewhere:
        connection.kept = held = Kept(elsewhere)
    return held
