"""What was learned of somebody's マイナ保険証, entry by entry; the latest stands in the roster too."""

from datetime import date

from app.domain.ids import PersonId, StageId
from app.domain.person import Enrolment, Person
from app.late import dataclass


@dataclass(frozen=True, slots=True)
class EnrolmentStage:
    """One entry. learned_on: the day from which it holds; None where nobody noted it.

    known_on: the day on which the office came to know it, where that was another: a list speaks of a day
    before it came.
    On a day that one counts which was entered last of those learned by then, and before all of
    them the first one entered: nobody is without a stage.
    """

    id: StageId | None
    person_id: PersonId
    enrolment: Enrolment
    learned_on: date | None
    known_on: date | None = None


def stage_of(person: Person) -> EnrolmentStage:
    """Return what the roster says of somebody, as an entry."""
    assert person.id is not None
    return EnrolmentStage(
        None, person.id, person.enrolment, person.enrolment_as_of, person.enrolment_known_on
    )
