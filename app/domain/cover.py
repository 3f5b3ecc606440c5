"""Being covered on a day: from 資格取得日 until the first day without.

Lists ask the same of `person.ends_on`, which db/tables/derived.py keeps from here.
Source: docs/rules.md, "Loss of cover".
"""

from dataclasses import dataclass
from datetime import date

from app.domain.eligibility import ends_by_age
from app.domain.person import LossCause, Person, PersonKind


@dataclass(frozen=True, slots=True)
class Loss:
    """The end of one person's cover: first day without it, and why."""

    on: date
    cause: LossCause


def loss_of_cover(person: Person, insured: Person | None) -> Loss:
    """Return the earliest known end of cover, recorded or certain to come by age.

    Counts the recorded 資格喪失日, the person's own 75th birthday, and for a dependant the
    insured person's loss of cover, which takes the whole household along.
    """
    ends = []
    if person.disqualified_on is not None:
        ends.append(Loss(person.disqualified_on, person.loss_cause or LossCause.LEFT))
    ends.append(Loss(ends_by_age(person), LossCause.AGE_75))
    if person.kind is PersonKind.DEPENDANT and insured is not None:
        ends.append(Loss(loss_of_cover(insured, None).on, LossCause.INSURED_LOST))
    # On equal days the first wins: what was recorded says more than what was computed.
    return min(ends, key=lambda loss: loss.on)


def covered(person: Person, insured: Person | None, on: date) -> bool:
    """Return whether the person is covered on that day. insured: the employee behind a dependant."""
    return is_within(person.qualified_on, loss_of_cover(person, insured).on, on)


def is_within(qualified_on: date, ends_on: date, on: date) -> bool:
    """Return whether a day lies within a cover whose end is known already."""
    return qualified_on <= on < ends_on
