"""The list of a day as it is worked off: its parts one after the other, and since when things are new.

Source: docs/rules.md, "The morning".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from app.domain.duties import DutyKind
from app.domain.eligibility import DAY
from app.domain.rest_days import rest_of
from app.domain.rules import SocietyRules
from app.domain.section import Section, section_of
from app.late import dataclass
from app.ports import EVERYTHING, Queries
from app.rows import DueCount, DueFilter, DueRow

Read = Callable[[DueFilter, int, int | None], Sequence[DueRow]]
"""Reads rows of a part: from that place on, so many, or all when None."""


@dataclass(frozen=True, slots=True)
class DayParts:
    """The parts of a list that are shown, in their order, each with its number of rows."""

    wanted: DueFilter
    sizes: Mapping[Section, int]

    @property
    def total(self) -> int:
        """How many rows are shown."""
        return sum(self.sizes.values())

    def rows(self, read: Read, offset: int, limit: int | None) -> list[DueRow]:
        """Return rows from a place on, reading no part that does not reach there."""
        found: list[DueRow] = []
        begin = 0
        for section, size in self.sizes.items():
            left = None if limit is None else limit - len(found)
            at = max(0, offset - begin)
            if at < size and left != 0:
                found += read(replace(self.wanted, section=section), at, left)
            begin += size
        return found


def parts_of(wanted: DueFilter, counts: Sequence[DueCount], *, is_folded: bool) -> DayParts:
    """Return what is shown of a list. is_folded: without what only waits."""
    shown: list[Section] = [wanted.section] if wanted.section else [Section.TODAY, Section.WEEK]
    if not is_folded and wanted.section is None:
        shown.append(Section.WAITING)
    kinds = [count for count in counts if not wanted.kinds or count.kind in wanted.kinds]
    return DayParts(wanted, {section: sum(one.of(section) for one in kinds) for section in shown})


def day_rows(queries: Queries, today: date, wanted: DueFilter = EVERYTHING) -> list[DueRow]:
    """Return the whole list, its parts in their order."""
    parts = [wanted.section] if wanted.section else list(Section)
    return [row for part in parts for row in queries.due_rows(today, replace(wanted, section=part))]


def part_of(row: DueRow, today: date) -> Section:
    """Return in which part of the day a row stands."""
    return section_of(row.kind, row.detail, row.due_on, today)


def morning_before(today: date, rules: SocietyRules) -> date:
    """Return the last working day before: on Monday that is Friday, unless it was a holiday."""
    on = today - DAY
    while rest_of(on, rules.closing_days) is not None:
        on -= DAY
    return on


def largest_waiting(counts: Sequence[DueCount], *, most: int = 3) -> list[tuple[DutyKind, int]]:
    """Return what the waiting part is made of: its largest kinds with their numbers."""
    found = [(one.kind, one.of(Section.WAITING)) for one in counts if one.of(Section.WAITING)]
    return sorted(found, key=lambda one: -one[1])[:most]
