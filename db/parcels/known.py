"""What a partner's last file said of our rows: the third value that tells who of both sides changed what."""

import json
from collections.abc import Mapping
from typing import Any

from app.domain.ids import PartnerId
from app.domain.parcel import ParcelRow
from db.folder.connection import Connection
from db.parcels.names import Place
from db.parcels.shape import Shared
from db.tables.mapping import PARCEL_ROW
from db.tables.table import Row

Known = Mapping[Place, ParcelRow]


def known_rows(connection: Connection, partner_id: PartnerId) -> dict[Place, ParcelRow]:
    """Return it by the place of the row."""
    found = PARCEL_ROW.where(connection, partner_id=partner_id)
    return {(one.table_name, one.row_id): one for one in found}


def said_text(shared: Shared, said: Mapping[str, Any]) -> str:
    """Return what was said of a row as one text; columns that are not named were left unsaid."""
    unsaid = [name for name in shared.columns if name not in said]
    values = {name: value for name, value in said.items() if value is not None}
    return json.dumps([values, unsaid], ensure_ascii=False, separators=(",", ":"))


def said_of(shared: Shared, known: ParcelRow | None) -> Row | None:
    """Return the columns of which something was said; None where the file had no such row."""
    if known is None:
        return None
    values, unsaid = json.loads(known.content)
    return {name: values.get(name) for name in shared.columns if name not in unsaid}
