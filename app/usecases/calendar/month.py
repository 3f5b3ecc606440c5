"""What will be due in a month, day by day.

Source: docs/rules.md, "What will be due".
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date

from app.domain.duties import DutyKind
from app.domain.eligibility import DAY, months_after
from app.domain.rest_days import RestDay, rest_day
from app.late import dataclass
from app.ports import EVERYTHING, Queries
from app.rows import DueFilter


@dataclass(frozen=True, slots=True)
class OfficeDay:
    """One day: how much of each kind is due. rest: where nobody works on it."""

    on: date
    rest: RestDay | None
    counts: Mapping[DutyKind, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many rows are due on it."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class OfficeMonth:
    """All days of a month, the first of them its first."""

    days: tuple[OfficeDay, ...]

    @property
    def total(self) -> int:
        """How many rows are due in it."""
        return sum(day.total for day in self.days)


def office_month(queries: Queries, month: date, today: date, wanted: DueFilter = EVERYTHING) -> OfficeMonth:
    """Return what will be due in the month of a day, seen from today."""
    first = month.replace(day=1)
    last = months_after(first, 1) - DAY
    counts: dict[date, dict[DutyKind, int]] = {}
    for day in queries.due_days(first, last, today, wanted):
        counts.setdefault(day.on, {})[day.kind] = day.total
    rules = queries.rules_at(today)
    dates = (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
    return OfficeMonth(tuple(OfficeDay(on, rest_day(on, rules), counts.get(on, {})) for on in dates))
