"""高齢受給者証: who may still hold the old card, and what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum

from app.domain.eligibility import DAY, reaches_age_on
from app.domain.ids import ElderlyCardId, PersonId, ShipmentId
from app.domain.person import Person
from app.domain.rules import SocietyRules
from app.errors import NotAllowed
from app.late import dataclass


class ElderlyOutcome(StrEnum):
    """What became of a card; the first three are computed, the others recorded.

    OUTSTANDING, CONFIRM: it is due back, for certain or perhaps (要確認). IN_USE: it stays with its holder.
    REPLACED: another one takes its place, and nothing was done with it yet.
    """

    OUTSTANDING = "outstanding"
    CONFIRM = "confirm"
    IN_USE = "in_use"
    COLLECTED = "collected"
    FORWARDED = "forwarded"
    LOST = "lost"
    NEVER_ISSUED = "never_issued"
    UNCOLLECTABLE = "uncollectable"
    REPLACED = "replaced"


DUE_BACK = frozenset({ElderlyOutcome.OUTSTANDING, ElderlyOutcome.CONFIRM})
RECORDED = frozenset(ElderlyOutcome) - DUE_BACK - {ElderlyOutcome.IN_USE}
SETTLED = RECORDED - {ElderlyOutcome.REPLACED}
"""What a person records of a card."""


@dataclass(frozen=True, slots=True)
class ElderlyCard:
    """The recorded outcome for one card of a person. sent_back_on: see Certificate.

    issued_on, expires_on, copay_rate: what it says, where that was told. replaced_on: the first day on which
    the one that takes its place counts instead; None of the newest.
    """

    id: ElderlyCardId | None
    person_id: PersonId
    outcome: ElderlyOutcome
    on: date
    forwarded_on: date | None = None
    shipment_id: ShipmentId | None = None
    note: str = ""
    sent_back_on: date | None = None
    issued_on: date | None = None
    expires_on: date | None = None
    copay_rate: int | None = None
    replaced_on: date | None = None

    def __post_init__(self) -> None:
        if self.outcome not in RECORDED:
            raise NotAllowed("高齢受給者証の結果を選んでください。")


@dataclass(frozen=True, slots=True)
class CardOf:
    """One card of a person. card_id: None for the newest while nothing was recorded of it."""

    person_id: PersonId
    card_id: ElderlyCardId | None


def is_another(old: Person, new: Person) -> bool:
    """Whether what was told of somebody is of another card; else it completes or corrects what was known.

    Another one has a later 交付年月日; where none is told, a later 有効期限; or another 割合.
    """
    if not (old.elderly_card_listed and new.elderly_card_listed):
        return False
    was, now = old.elderly_card_issued_on, new.elderly_card_issued_on
    ended, ends = old.elderly_card_expires_on, new.elderly_card_expires_on
    if was is None and ended is None:
        return False
    if was is not None and now is not None and now > was:
        return True
    is_longer = ended is not None and ends is not None and ends > ended
    return (is_longer and (now is None or now != was)) or (_is_other_rate(old, new) and now == was)


def replaced(old: Person, new: Person, cards: Sequence[ElderlyCard]) -> ElderlyCard | None:
    """Return the record of the card whose place another one takes; None where it is the same.

    It is kept until its own 有効期限; with another 割合 until that begins. One that was dealt with before the
    other one was issued is another, even where nobody ever told its days. cards: those on record.
    """
    known = next((card for card in cards if card.replaced_on is None), None)
    if old.id is None or any(is_of(card, old) for card in cards):
        return None
    if not is_another(old, new):
        issued_on = new.elderly_card_issued_on if new.elderly_card_listed else None
        if known is None or issued_on is None or issued_on <= known.on:
            return None
        return replace(known, replaced_on=issued_on)
    over_on = old.elderly_card_expires_on and old.elderly_card_expires_on + DAY
    begins = new.elderly_card_issued_on if new.elderly_card_issued_on != old.elderly_card_issued_on else None
    if _is_other_rate(old, new):
        begins = new.copay_from or begins
    elif new.elderly_card_expires_on != old.elderly_card_expires_on:
        begins = over_on or begins
    on = min((day for day in (begins, over_on) if day is not None), default=None)
    if on is None:
        return None
    return replace(
        known or ElderlyCard(None, old.id, ElderlyOutcome.REPLACED, on),
        issued_on=old.elderly_card_issued_on,
        expires_on=old.elderly_card_expires_on,
        copay_rate=old.copay_rate,
        replaced_on=on,
    )


def is_of(card: ElderlyCard, person: Person) -> bool:
    """Whether a card that was replaced is the one of which the roster still tells."""
    says = person.elderly_card_issued_on, person.elderly_card_expires_on
    return card.replaced_on is not None and (card.issued_on, card.expires_on) == says


def meant(cards: Sequence[ElderlyCard]) -> ElderlyCard | None:
    """Return the card that is spoken of: an old one still with its holder, else the newest on record."""
    waiting = (card for card in cards if card.outcome is ElderlyOutcome.REPLACED)
    return next(waiting, None) or next((card for card in cards if card.replaced_on is None), None)


_FIRST_TOLD = (ElderlyOutcome.COLLECTED, ElderlyOutcome.OUTSTANDING, ElderlyOutcome.CONFIRM)


def spoken_of(outcomes: Iterable[ElderlyOutcome]) -> ElderlyOutcome | None:
    """Return what is said of a person's cards in one word: of what lies here or is due back, else the newest.

    outcomes: the newest card's first.
    """
    found = list(outcomes)
    return next((one for one in _FIRST_TOLD if one in found), found[0] if found else None)


def _is_other_rate(old: Person, new: Person) -> bool:
    return None not in (old.copay_rate, new.copay_rate) and old.copay_rate != new.copay_rate


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
