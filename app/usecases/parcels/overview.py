"""With whom files are exchanged, and when that was done last."""

from datetime import date

from app.domain.parcel import Parcel, Partner
from app.kept import KeptParcels
from app.late import dataclass


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """One partner. sent, received: the latest file each way, 0 for none; missing: files that did not come."""

    partner: Partner
    sent: int
    sent_on: date | None
    received: int
    received_on: date | None
    missing: tuple[int, ...]
    conflicts: int


def partner_rows(queries: KeptParcels) -> list[PartnerRow]:
    """Return every partner, the head office first."""
    parcels, conflicts = queries.parcels(), queries.parcel_conflicts()
    rows = []
    for partner in sorted(queries.partners(), key=lambda one: (not one.is_head, one.name)):
        mine = [one for one in parcels if one.partner_id == partner.id]
        sent = _latest([one for one in mine if one.is_ours])
        received = _latest([one for one in mine if not one.is_ours and one.is_taken])
        rows.append(
            PartnerRow(
                partner,
                0 if sent is None else sent.sequence,
                None if sent is None else sent.done_on,
                0 if received is None else received.sequence,
                None if received is None else received.done_on,
                tuple(one.sequence for one in mine if not one.is_ours and not one.is_taken),
                sum(one.partner_id == partner.id for one in conflicts),
            )
        )
    return rows


def _latest(parcels: list[Parcel]) -> Parcel | None:
    return max(parcels, key=lambda one: one.sequence, default=None)
