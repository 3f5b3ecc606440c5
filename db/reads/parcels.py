"""What is known of files exchanged with other folders."""

from app.domain.parcel import Parcel, ParcelConflict, Partner
from db.folder.connection import Connection
from db.keys.keys_file import read_keys
from db.tables.mapping import PARCEL, PARCEL_CONFLICT, PARTNER
from db.tables.parcel_models import ParcelConflictModel
from db.upgrade import LATEST

_OFFICES = """
    SELECT row_uid.uid, office.name FROM row_uid JOIN office ON office.id = row_uid.row_id
    WHERE row_uid.table_name = 'office'
"""


def folder_id(connection: Connection) -> str:
    """See app.kept.KeptParcels."""
    return read_keys(connection.folder).folder_id


def shape(connection: Connection) -> str:  # noqa: ARG001 - asked like the others
    """See app.kept.KeptParcels."""
    return LATEST


def partners(connection: Connection) -> list[Partner]:
    """See app.kept.KeptParcels."""
    return PARTNER.where(connection, by=["id"])


def parcels(connection: Connection) -> list[Parcel]:
    """See app.kept.KeptParcels."""
    return PARCEL.where(connection, by=["partner_id", "is_ours", "sequence"])


def parcel_conflicts(connection: Connection) -> list[ParcelConflict]:
    """See app.kept.KeptParcels."""
    is_open = ParcelConflictModel.settled_on.is_null()
    query = PARCEL_CONFLICT.select(is_open).order_by(ParcelConflictModel.id)
    return PARCEL_CONFLICT.read(connection, query)


def office_uids(connection: Connection) -> dict[str, str]:
    """See app.kept.KeptParcels."""
    return dict(connection.rows(_OFFICES))
