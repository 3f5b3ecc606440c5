"""A duty is an interval on the calendar; a rule is a function that gives the duties of a case.

Each rule says since when it is law and where that is written. Of several rules about the same reasons the
one begun last counts on a day; before its first start the earliest stands, so that a past day has an
answer too. So do the versions of the entries of a society's rules file.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from app.domain.duties import Why
from app.domain.ids import CertificateId
from app.domain.law.days import ALWAYS, MAX, MIN, Days, between
from app.domain.law.facts import Sheet

if TYPE_CHECKING:
    from app.domain.law.case import Case


class Duty(NamedTuple):
    """One thing to do about a person, from the day it appears to the day before it is gone.

    sheet_id: the sheet it is about. due_on: the last day to do it; None where nobody set one. since,
    detail: what its sentence names (app.domain.duties.sentence). begins: of what is about no sheet, the day
    since which it is this duty and no earlier one of its kind; of a sheet that is only announced, the day
    from which it is owed. moved_from, moved_because, hidden_until: what the office decided about it: the
    rule's own day, the reason, and when it is shown again.
    """

    why: Why
    sheet_id: CertificateId | None
    appears_on: date
    gone_on: date
    due_on: date | None = None
    since: date | None = None
    detail: str = ""
    begins: date | None = None
    moved_from: date | None = None
    moved_because: str | None = None
    hidden_until: date | None = None


Judgement = Callable[["Case"], Iterator[Duty]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the law, as it is told in docs/rules.md.

    judge: the function that says it. whys: the reasons it gives. source: where it is written. since: the
    first day it is law.
    """

    judge: Judgement
    whys: tuple[Why, ...]
    source: str
    since: date


def rule(*whys: Why, source: str, since: date) -> Callable[[Judgement], Rule]:
    """Make a function the rule behind these reasons, law from that day on."""
    return lambda judge: Rule(judge, whys, source, since)


def in_force(rules: Sequence[Rule]) -> list[tuple[Rule, Days]]:
    """Return each rule with the days on which it is applied."""
    found = []
    for one in rules:
        starts = sorted(other.since for other in rules if other.whys == one.whys)
        first = MIN if one.since == starts[0] else one.since
        after = min((start for start in starts if start > one.since), default=MAX)
        found.append((one, ALWAYS if (first, after) == (MIN, MAX) else between(first, after)))
    return found


def each(
    days: Days,
    why: Why,
    sheet: Sheet | None = None,
    *,
    due_on: date | None = None,
    since: date | None = None,
    detail: str = "",
    begins: date | None = None,
) -> list[Duty]:
    """Return one duty for each span of days."""
    sheet_id = None if sheet is None else sheet.id
    return [Duty(why, sheet_id, first, after, due_on, since, detail, begins) for first, after in days]
