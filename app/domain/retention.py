"""保存期間: whose records are done with, since when, and what keeps the others.

Papers about the insurance are kept two years after they are completed; after that nothing asks for
them, and they go as a whole.
Source: docs/rules.md, "Privacy and retention" (健康保険法施行規則34条).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

from app.domain.certificate import CertificateStatus
from app.domain.eligibility import months_after
from app.domain.ids import PersonId
from app.domain.law import Facts
from app.errors import BadValue
from app.late import dataclass

S = CertificateStatus

LEAST_YEARS, MOST_YEARS = 2, 30
"""The law asks for two years; more than a working life is a slip of the hand."""

_SETTLED = frozenset(
    {S.FORWARDED, S.SPOILED, S.LOST, S.UNCOLLECTABLE, S.SELF_DISPOSED, S.CANCELLED, S.NEVER_ISSUED}
)
"""Where a sheet may stay for ever."""

_FINDABLE = frozenset({S.LOST, S.UNCOLLECTABLE})
"""A sheet that may still turn up."""


@dataclass(frozen=True, slots=True)
class Retention:
    """For how many years records are kept after their completion. reason: why fewer than the law asks for."""

    years: int = LEAST_YEARS
    reason: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.years <= MOST_YEARS:
            raise BadValue(f"保存する年数は0から{MOST_YEARS}までの数で入れてください。")
        if self.years < LEAST_YEARS and not self.reason.strip():
            raise BadValue(
                f"健康保険の書類は完結の日から{LEAST_YEARS}年の保存が要ります(健康保険法施行規則34条)。"
                "それより短くするときは、わけを書いてください。"
            )

    def over_on(self, completed_on: date) -> date:
        """Return the first day on which records completed on a day need no longer be kept."""
        return months_after(completed_on, self.years * 12) + timedelta(days=1)


class Hold(StrEnum):
    """Why somebody's records stay although their cover is over.

    PAPER: a sheet or a ruined one is not where it may stay. FINDABLE: a lost sheet, or one that could not be
    collected, is still valid, and would have to go back if it turned up. DUE: the due list has a line.
    MISDELIVERY: a 誤交付 is open. AHEAD: a step is prepared. QUESTION: a difference is not settled.
    TWICE: another entry of the same human is not done with. FAMILY: somebody of the household is not.
    """

    PAPER = "paper"
    FINDABLE = "findable"
    DUE = "due"
    MISDELIVERY = "misdelivery"
    AHEAD = "ahead"
    QUESTION = "question"
    TWICE = "twice"
    FAMILY = "family"


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked of somebody whose cover is over.

    family: for an employee everybody of the household; a dependant's records stand by themselves. twins: the
    other entries of the same human. holds: what storage knows to be open. days: of what else was done.
    """

    facts: Facts
    family: Sequence[PersonId]
    twins: Sequence[PersonId]
    holds: frozenset[Hold]
    days: Sequence[date]


@dataclass(frozen=True, slots=True)
class Review:
    """completed_on: the day of the last thing done; None while something keeps the records. over_on: from
    when on they need no longer be kept.
    """

    holds: frozenset[Hold]
    completed_on: date | None = None
    over_on: date | None = None

    def is_proposed(self, today: date) -> bool:
        """Whether the records may go."""
        return self.over_on is not None and self.over_on <= today


def reviewed(cases: Mapping[PersonId, Case], retention: Retention, today: date) -> dict[PersonId, Review]:
    """Return of everybody whose cover is over what becomes of their records.

    Who hangs together with somebody else, as an employee with the family, is done with when they all are.
    """
    holds = {one: _holds(case, today) for one, case in cases.items()}
    while more := {one: held for one, case in cases.items() if (held := _hung(case, holds)) - holds[one]}:
        holds |= {one: holds[one] | held for one, held in more.items()}
    found = {}
    for one, case in cases.items():
        if holds[one]:
            found[one] = Review(holds[one])
            continue
        group = (one, *case.family, *case.twins)
        completed_on = max(_last_day(cases[other]) for other in group)
        found[one] = Review(frozenset(), completed_on, retention.over_on(completed_on))
    return found


def _holds(case: Case, today: date) -> frozenset[Hold]:
    sheets = [sheet.paper for sheet in case.facts.sheets]
    holds = set(case.holds)
    if any(sheet.status not in _SETTLED for sheet in sheets):
        holds.add(Hold.PAPER)
    if any(
        sheet.status in _FINDABLE and (sheet.expires_on is None or sheet.expires_on >= today)
        for sheet in sheets
    ):
        holds.add(Hold.FINDABLE)
    return frozenset(holds)


def _hung(case: Case, holds: Mapping[PersonId, frozenset[Hold]]) -> frozenset[Hold]:
    """What keeps somebody because of others: who is no case is still covered."""
    found = set()
    for hold, others in ((Hold.FAMILY, case.family), (Hold.TWICE, case.twins)):
        if any(other not in holds or holds[other] for other in others):
            found.add(hold)
    return frozenset(found)


def _last_day(case: Case) -> date:
    facts = case.facts
    days = [facts.loss.on, facts.loss.known_on, *case.days]
    for paper in (sheet.paper for sheet in facts.sheets):
        days += [paper.last_step_on, paper.expires_on if paper.status in _FINDABLE else None]
    return max(day for day in days if day is not None)
