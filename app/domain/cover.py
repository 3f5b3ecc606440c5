"""Being covered on a day: from 資格取得日 until the first day without.

Lists ask the same of `person.ends_on`, which db/tables/derived.py keeps from here.
Source: docs/rules.md, "Loss of cover".
"""

from dataclasses import field
from datetime import date

from app.domain.eligibility import ends_by_age
from app.domain.person import LossCause, Person, PersonKind
from app.late import dataclass


@dataclass(frozen=True, slots=True)
class Loss:
    """The end of one person's cover: first day without it, and why.

    known_on: the day on which it became known; None where it was certain by age, or nobody said.
    """

    on: date
    cause: LossCause
    known_on: date | None = field(default=None, compare=False)

    @property
    def told_late_on(self) -> date | None:
        """The day on which it became known, if that was after it."""
        return self.known_on if self.known_on is not None and self.known_on > self.on else None


def loss_of_cover(person: Person, insured: Person | None) -> Loss:
    """Return the earliest known end of cover, recorded or certain to come by age.

    Counts the recorded 資格喪失日, the person's own 75th birthday, and for a dependant the
    insured person's loss of cover, which takes the whole household along.
    """
    recorded_on, by_age_on = person.disqualified_on, ends_by_age(person)
    # On equal days the first wins: what was recorded says more than what was computed.
    if recorded_on is not None and recorded_on <= by_age_on:
        loss = Loss(recorded_on, person.loss_cause or LossCause.LEFT, person.loss_known_on)
    else:
        loss = Loss(by_age_on, LossCause.AGE_75)
    if person.kind is PersonKind.DEPENDANT and insured is not None:
        employees = loss_of_cover(insured, None)
        if employees.on < loss.on:
            return Loss(employees.on, LossCause.INSURED_LOST, employees.known_on)
    return loss


def covered(person: Person, insured: Person | None, on: date) -> bool:
    """Return whether the person is covered on that day. insured: the employee behind a dependant."""
    return is_within(person.qualified_on, loss_of_cover(person, insured).on, on)


def is_within(qualified_on: date, ends_on: date, on: date) -> bool:
    """Return whether a day lies within a cover whose end is known already."""
    return qualified_on <= on < ends_on
