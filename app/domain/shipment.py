"""発送: papers on their way back to the society."""

from dataclasses import dataclass
from datetime import date

from app.domain.ids import ShipmentId


@dataclass(frozen=True, slots=True)
class Shipment:
    """One envelope to the society. confirmed_on: the society said it arrived."""

    id: ShipmentId | None
    on: date
    tracking_number: str = ""
    confirmed_on: date | None = None
