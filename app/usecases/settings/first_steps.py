"""The first hour: what is done and what is left before the work of every day begins.

Source: docs/rules.md, "The first hour".
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from app.domain.certificate import CertificateStatus
from app.domain.duties import DutyKind
from app.late import dataclass
from app.ports import Queries
from app.rows import DueCount, PersonRow
from app.usecases.people.roster_part import lack_a_record

JUST_JOINED = timedelta(days=30)
"""Whoever joined within so many days has hardly been given a paper before this program."""

_REACHED_SOMEBODY = (
    CertificateStatus.HANDED_OUT,
    CertificateStatus.COLLECTED,
    CertificateStatus.FORWARDED,
    CertificateStatus.SUPERSEDED,
)


class FirstStep(StrEnum):
    """In the order in which they are taken; each may be left for later."""

    SOCIETY = "society"
    ROSTER = "roster"
    EARLIER = "earlier"
    PRINTER = "printer"


@dataclass(frozen=True, slots=True)
class StepState:
    """One step. count: of people on the roster, or of those of whom no paper is on record."""

    step: FirstStep
    is_done: bool
    count: int = 0


def first_steps(queries: Queries, counts: Sequence[DueCount]) -> list[StepState]:
    """Return every step with whether it is done. counts: of the list of the day."""
    without = next((count.total for count in counts if count.kind is DutyKind.PRINT), 0)
    has_people = queries.has_people()
    is_recorded = has_people and (not without or queries.certificate_count(_REACHED_SOMEBODY) > 0)
    return [
        StepState(FirstStep.SOCIETY, queries.society().seal_png is not None),
        StepState(FirstStep.ROSTER, has_people),
        StepState(FirstStep.EARLIER, is_recorded, without),
        StepState(FirstStep.PRINTER, bool(queries.session_rows())),
    ]


def given_earlier(rows: Sequence[PersonRow], on: date) -> list[PersonRow]:
    """Return who was most likely given a paper before this program: to begin with, the choice may be changed.

    Of those who may hold one, whoever the society named a 有効期限 for and who has not just joined.
    """
    return [
        row
        for row in lack_a_record(rows, on)
        if row.certificate_expires_on is not None and row.qualified_on <= on - JUST_JOINED
    ]
