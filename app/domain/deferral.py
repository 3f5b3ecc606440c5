"""What the office decided about one duty: another due date, or not to be shown for a while."""

from datetime import date
from enum import StrEnum

from app.domain.duties import DutyKind
from app.domain.ids import CertificateId, DeferralId, PersonId
from app.late import dataclass


class DeferralCause(StrEnum):
    """Why this program itself proposes another day.

    SEARCHING: the paper was missing in a count of the drawer and is looked for.
    """

    SEARCHING = "searching"


@dataclass(frozen=True, slots=True)
class Deferral:
    """One decision with its reason; of several about the same duty the latest counts.

    made_on: the day from which it counts. due_on: the new due date, None to keep the rule's.
    hidden_until: the day the duty comes back into the list, None not to hide it. A deferral
    with neither takes the earlier ones back. reason: what is told beside the line. cause: where the
    program made the decision; None where somebody wrote the reason.
    """

    id: DeferralId | None
    person_id: PersonId
    kind: DutyKind
    certificate_id: CertificateId | None
    made_on: date
    due_on: date | None
    hidden_until: date | None
    reason: str
    cause: DeferralCause | None = None

    def hides(self, on: date) -> bool:
        """Return whether it keeps the duty out of that day's list."""
        return self.hidden_until is not None and self.hidden_until > on
