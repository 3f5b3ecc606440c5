"""A duty is an interval on the calendar; a rule is a function that gives the duties of a case.

Each rule says since when it is law and where that is written. Of several rules about the same reasons the
one begun last counts on a day; before its first start the earliest stands, so that a past day has an
answer too. So do the versions of the entries of a society's rules file.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from app.domain.duties import DutyKind, NextAction, Why
from app.domain.ids import CertificateId
from app.domain.law.days import ALWAYS, MAX, MIN, Days, between
from app.domain.law.facts import Sheet
from app.late import dataclass

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


BEGUN = date(2024, 12, 2)
"""Since when 資格確認書 are given; a rule is law since then unless it says another day."""
Judgement = Callable[["Case"], Iterator[Duty]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the law, as it is told in docs/rules.md.

    judge: the function that says it. kind: of its rows. actions: the reasons it gives, and what Enter does on
    a row of each. entry: the entry of the society's rules behind it, empty where no society decides;
    by_detail: another one, where the detail of a row says more. source: where it is written. since: the
    first day it is law.
    """

    judge: Judgement
    kind: DutyKind
    actions: Mapping[Why, NextAction]
    entry: str
    by_detail: Mapping[str, str]
    source: str
    since: date

    @property
    def whys(self) -> tuple[Why, ...]:
        """The reasons it gives."""
        return tuple(self.actions)


def rule(
    kind: DutyKind,
    actions: Mapping[Why, NextAction],
    *,
    entry: str = "",
    by_detail: Mapping[str, str] = MappingProxyType({}),
    source: str,
    since: date = BEGUN,
) -> Callable[[Judgement], Rule]:
    """Make a function the rule behind these reasons, law from that day on."""
    return lambda judge: Rule(judge, kind, actions, entry, by_detail, source, since)


def question(why: Why, *, entry: str = "", source: str, since: date = BEGUN) -> Callable[[Judgement], Rule]:
    """Make a function the rule behind a question that only the society can answer."""
    return rule(DutyKind.ASK, {why: NextAction.ANSWER}, entry=entry, source=source, since=since)


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
