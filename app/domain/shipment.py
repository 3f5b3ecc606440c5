"""発送: papers on their way back to the society, and what became of each.

Source: docs/rules.md, "Forwarding".
"""

from datetime import date
from enum import StrEnum

from app.domain.ids import CertificateId, ElderlyCardId, PersonId, SentPaperId, ShipmentId
from app.late import dataclass


class Fate(StrEnum):
    """What became of one paper of an envelope that did not simply arrive.

    NOT_ARRIVED: the society did not find it; where it is must still be found out. LOST: in the post.
    SENT_BACK: the society, or the carrier, gave it back. LEFT_BEHIND: it was never in the envelope.
    """

    NOT_ARRIVED = "not_arrived"
    LOST = "lost"
    SENT_BACK = "sent_back"
    LEFT_BEHIND = "left_behind"


IN_OFFICE = frozenset({Fate.SENT_BACK, Fate.LEFT_BEHIND})
"""The fates after which a paper lies in the office again and must be sent anew."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """One envelope to the society. confirmed_on: the society said it arrived."""

    id: ShipmentId | None
    on: date
    tracking_number: str = ""
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True)
class SentPaper:
    """One paper of one envelope; it stays on record there whatever became of it.

    certificate_id: None for a 高齢受給者証. collected_on: since when the office had it. fate, fate_on:
    None where nothing is known but that it left, or that the envelope arrived. elderly_card_id: which card,
    None where earlier versions did not tell.
    """

    id: SentPaperId | None
    shipment_id: ShipmentId
    person_id: PersonId
    certificate_id: CertificateId | None
    collected_on: date | None
    fate: Fate | None = None
    fate_on: date | None = None
    elderly_card_id: ElderlyCardId | None = None

    def is_same_paper(self, other: "SentPaper") -> bool:
        """Whether another envelope held the same paper; a card not told may be any of the person's."""
        if self.certificate_id != other.certificate_id:
            return False
        return None in (self.elderly_card_id, other.elderly_card_id) or (
            self.elderly_card_id == other.elderly_card_id
        )
