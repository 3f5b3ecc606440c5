"""With whom files are exchanged, and when that was done last; how the offices stand, side by side."""

from collections.abc import Iterable
from datetime import date

from app.domain.parcel import Parcel, Partner
from app.kept import KeptParcels
from app.late import dataclass
from app.morning import OfficeStanding
from app.ports import Queries


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


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """One office as a head office sees it.

    has_own: whether it keeps its records itself and sends them; then received_on is when its last file was
    taken over, and missing are those that did not come.
    """

    standing: OfficeStanding
    has_own: bool = False
    received_on: date | None = None
    missing: tuple[int, ...] = ()


def offices_side_by_side(queries: Queries, today: date) -> list[OfficeLine]:
    """Return every office that may be seen, in the order of their 記号."""
    theirs: dict[str, tuple[date | None, tuple[int, ...]]] = {}
    parcels = queries.parcels()
    for partner in queries.partners():
        mine = [one for one in parcels if one.partner_id == partner.id]
        last = _latest(_received(mine))
        told = None if last is None else last.done_on, _not_come(mine)
        theirs |= {code: told for code in partner.offices.split("\n") if not partner.is_head}
    return [
        OfficeLine(one, one.code in theirs, *theirs.get(one.code, (None, ())))
        for one in queries.office_standings(today)
    ]


def partner_rows(queries: KeptParcels) -> list[PartnerRow]:
    """Return every partner, the head office first."""
    parcels, conflicts = queries.parcels(), queries.parcel_conflicts()
    rows = []
    for partner in sorted(queries.partners(), key=lambda one: (not one.is_head, one.name)):
        mine = [one for one in parcels if one.partner_id == partner.id]
        sent = _latest([one for one in mine if one.is_ours])
        received = _latest(_received(mine))
        rows.append(
            PartnerRow(
                partner,
                0 if sent is None else sent.sequence,
                None if sent is None else sent.done_on,
                0 if received is None else received.sequence,
                None if received is None else received.done_on,
                _not_come(mine),
                sum(one.partner_id == partner.id for one in conflicts),
            )
        )
    return rows


def _received(parcels: Iterable[Parcel]) -> list[Parcel]:
    return [one for one in parcels if not one.is_ours and one.is_taken]


def _not_come(parcels: Iterable[Parcel]) -> tuple[int, ...]:
    return tuple(one.sequence for one in parcels if not one.is_ours and not one.is_taken)


def _latest(parcels: list[Parcel]) -> Parcel | None:
    return max(parcels, key=lambda one: one.sequence, default=None)
