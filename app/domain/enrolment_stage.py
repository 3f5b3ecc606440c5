"""What was learned of somebody's マイナ保険証, entry by entry; the latest stands in the roster too."""

from dataclasses import dataclass
from datetime import date

from app.domain.ids import PersonId, StageId
from app.domain.person import Enrolment


@dataclass(frozen=True, slots=True)
class EnrolmentStage:
    """One entry. learned_on: the day from which it was known; None where nobody noted it.

    On a day that one counts which was entered last of those learned by then, and before all of
    them the first one entered: nobody is without a stage.
    """

    id: StageId | None
    person_id: PersonId
    enrolment: Enrolment
    learned_on: date | None
