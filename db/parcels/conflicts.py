"""The conflicts with a partner: found, found again, and over."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.domain.ids import ParcelConflictId, PartnerId
from app.domain.parcel import ConflictCause, ParcelConflict
from app.parcels.content import SharedRow
from db.folder.connection import Connection
from db.journal.written import next_id
from db.parcels.names import Names
from db.parcels.outgoing import authors
from db.parcels.shape import Shared
from db.tables.mapping import PARCEL_CONFLICT
from db.tables.table import Line, Row

Key = tuple[str, str]
"""By what a partner calls a row, and the group of its columns."""


class Conflicts:
    """Those found while a file comes in, beside those there were."""

    def __init__(self, connection: Connection, partner_id: PartnerId, names: Names, found_on: date) -> None:
        self._connection, self._partner_id, self._names, self._on = connection, partner_id, names, found_on
        self._before: dict[Key, ParcelConflict] = {}
        for one in PARCEL_CONFLICT.where(connection, by=["id"], partner_id=partner_id):
            self._before[one.uid, one.field] = one
        self._now: dict[Key, ParcelConflict] = {}
        self._over: set[Key] = set()
        self._authors: Mapping[Any, tuple[str, str]] | None = None
        self.found = 0
        """How many nobody has decided of those found now."""

    def find(
        self,
        shared: Shared,
        theirs: SharedRow,
        group: str,
        ours: Row | None,
        cause: ConflictCause,
        *,
        person_id: Any = None,
    ) -> None:
        """Note one; who keeps ours is looked up where there is any."""
        columns = shared.parts[group] if group else shared.columns
        mine = None if ours is None else self._names.outward(shared, ours)
        if self._authors is None:
            self._authors = authors(self._connection)
        kept_by, kept_at = (
            ("", "") if ours is None else self._authors.get((shared.name, ours["id"]), ("", ""))
        )
        owner = shared.table.owner
        one = ParcelConflict(
            id=None,
            partner_id=self._partner_id,
            person_id=ours.get(owner) if ours is not None and owner else person_id,
            table_name=shared.name,
            uid=theirs.uids[0],
            row_id=None if ours is None or cause is ConflictCause.OTHER_HUMAN else ours["id"],
            field=group,
            ours=_text({} if mine is None else {name: mine[name] for name in columns}),
            theirs=_text({name: theirs.values[name] for name in columns if name in theirs.values}),
            cause=cause,
            said_by=theirs.said_by,
            said_at=theirs.said_at,
            kept_by=kept_by,
            kept_at=kept_at,
            found_on=self._on,
        )
        self._now[one.uid, one.field] = one

    def is_over(self, theirs: SharedRow, group: str) -> None:
        """Both sides say the same by now, or one of them gave way."""
        self._over.add((theirs.uids[0], group))

    def lines(self) -> list[Line]:
        """Return what is to be written."""
        number = next_id(self._connection, PARCEL_CONFLICT.name)
        lines = []
        for key, one in self._now.items():
            before = self._before.get(key)
            if before is not None and (before.theirs, before.cause) == (one.theirs, one.cause):
                # Known, or decided already: their next file says it again.
                self.found += before.is_open
                continue
            self.found += 1
            is_new = before is None or not before.is_open
            found = replace(one, id=ParcelConflictId(number) if before is None or is_new else before.id)
            number += is_new
            lines.append(_line(None if is_new else before, found))
        for key in self._over - self._now.keys():
            before = self._before.get(key)
            if before is not None and before.is_open:
                lines.append(_line(before, replace(before, settled_on=self._on)))
        return lines


def _line(before: ParcelConflict | None, after: ParcelConflict) -> Line:
    assert after.id is not None
    old = None if before is None else PARCEL_CONFLICT.row(before)
    return Line(PARCEL_CONFLICT.name, after.id, after.person_id, old, PARCEL_CONFLICT.row(after))


def _text(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False)
