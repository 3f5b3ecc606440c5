"""高齢受給者証: who may still hold the old card, and what became of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.eligibility import reaches_age_on
from app.domain.ids import ElderlyCardId, PersonId, ShipmentId
from app.domain.person import Person
from app.domain.rules import SocietyRules
from app.errors import NotAllowed


class ElderlyOutcome(StrEnum):
    """What became of a card; the first three are computed, the others recorded.

    OUTSTANDING, CONFIRM: it is due back, for certain or perhaps (要確認). IN_USE: it stays with its holder.
    """

    OUTSTANDING = "outstanding"
    CONFIRM = "confirm"
    IN_USE = "in_use"
    COLLECTED = "collected"
    FORWARDED = "forwarded"
    LOST = "lost"
    NEVER_ISSUED = "never_issued"
    UNCOLLECTABLE = "uncollectable"


DUE_BACK = frozenset({ElderlyOutcome.OUTSTANDING, ElderlyOutcome.CONFIRM})
RECORDED = frozenset(ElderlyOutcome) - DUE_BACK - {ElderlyOutcome.IN_USE}


@dataclass(frozen=True, slots=True)
class ElderlyCard:
    """The recorded outcome for one person's card. sent_back_on: see Certificate."""

    id: ElderlyCardId | None
    person_id: PersonId
    outcome: ElderlyOutcome
    on: date
    forwarded_on: date | None = None
    shipment_id: ShipmentId | None = None
    note: str = ""
    sent_back_on: date | None = None

    def __post_init__(self) -> None:
        if self.outcome not in RECORDED:
            raise NotAllowed("高齢受給者証の結果を選んでください。")


def candidate(person: Person, ends_on: date, rules: SocietyRules) -> ElderlyOutcome | None:
    """Return whether a card is expected back: OUTSTANDING, CONFIRM (要確認) or None.

    The society's own flag wins. Without it, whoever was a member in the month of the cut-off
    and had reached 70 by then may hold a card, but nobody asserts it. ends_on: first day
    without cover.
    Source: docs/rules.md, "Elderly card".
    """
    if person.elderly_card_listed:
        return ElderlyOutcome.OUTSTANDING
    cutoff = rules.elderly_cutoff_on
    was_member = person.qualified_on <= cutoff and ends_on > cutoff.replace(day=1)
    if was_member and reaches_age_on(person.born_on, 70) <= cutoff:
        return ElderlyOutcome.CONFIRM
    return None
