"""誤交付: a sheet went to the wrong person. What was done about it, step by step, on record.

Source: docs/rules.md, "Wrong person".
"""

from dataclasses import replace
from datetime import date

from app.domain.ids import CertificateId, MisdeliveryId, PersonId
from app.late import dataclass


@dataclass(frozen=True, slots=True)
class Misdelivery:
    """One sheet that was misdelivered.

    person_id: the holder it belongs to. given_to: who got it; None where that is nobody of the
    roster (note says who). given_on, noticed_on: when it happened and came to light. The steps,
    each None until done: recovered_on (the sheet is back), told_on (the holder knows),
    reported_on (the responsible person and the society know).
    """

    id: MisdeliveryId | None
    certificate_id: CertificateId
    person_id: PersonId
    given_to: PersonId | None
    given_on: date
    noticed_on: date
    recovered_on: date | None = None
    told_on: date | None = None
    reported_on: date | None = None
    note: str = ""

    def as_of(self, on: date) -> "Misdelivery":
        """Return the case as it stood at the end of that day: what was done later is not done yet."""
        later = {
            name: None
            for name in ("recovered_on", "told_on", "reported_on")
            if (getattr(self, name) or on) > on
        }
        return replace(self, **later)  # type: ignore[arg-type]  # each of them may be None

    @property
    def is_settled(self) -> bool:
        """Whether every step is done."""
        return None not in (self.recovered_on, self.told_on, self.reported_on)
