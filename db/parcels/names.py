"""The names by which every folder knows a row, and links written with them instead of our own ids."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.parcel import RowUid
from app.parcels.content import Values
from db.folder.connection import Connection
from db.parcels.shape import Shared
from db.tables.mapping import ROW_UID
from db.tables.table import Row

Place = tuple[str, int]
"""A table and an id."""

_BYTES = 12
_ADD = "INSERT INTO row_uid (uid, table_name, row_id, is_own) VALUES (?, ?, ?, ?)"
_MOVE = "UPDATE row_uid SET row_id = ? WHERE uid = ?"


class UnknownName(Exception):
    """A link names a row that is not here."""


class Names:
    """All names of a folder, read once for a file; what is new is written with `store`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._places: dict[str, Place] = {}
        self._names: dict[Place, list[str]] = {}
        self._own: set[str] = set()
        self._new: list[tuple[str, str, int, int]] = []
        self._moved: list[tuple[int, str]] = []
        for one in ROW_UID.where(connection, by=["id"]):
            self._note(one)

    def place(self, uids: Iterable[str]) -> Place | None:
        """Return where a row stands, or stood, that is known by one of these names."""
        return next((self._places[uid] for uid in uids if uid in self._places), None)

    def of(self, place: Place) -> tuple[str, ...]:
        """Return the names of a row; it gets one where it has none."""
        if place not in self._names:
            self._give(secrets.token_hex(_BYTES), place, is_own=True)
        return tuple(self._names[place])

    def is_own(self, place: Place) -> bool:
        """Whether a row was named here first."""
        return bool(set(self._names.get(place, ())) & self._own)

    def learn(self, uids: Iterable[str], place: Place) -> None:
        """Know a row by these names from now on."""
        for uid in uids:
            if uid not in self._places:
                self._give(uid, place, is_own=False)
            elif self._places[uid] != place:
                self._moved.append((place[1], uid))
                self._names[self._places[uid]].remove(uid)
                self._places[uid] = place
                self._names.setdefault(place, []).append(uid)

    def store(self) -> None:
        """Write what is new."""
        self._connection.run_many(_MOVE, self._moved)
        self._connection.run_many(_ADD, self._new)
        self._new, self._moved = [], []

    def outward(self, shared: Shared, row: Mapping[str, Any]) -> Values:
        """Return the columns of a row that travel, its links by name."""
        values: Values = {name: row[name] for name in shared.columns}
        for column, table in shared.links.items():
            if row[column] is not None:
                values[column] = self.of((table, row[column]))[0]
        for column, table in shared.lists.items():
            values[column] = " ".join(self.of((table, int(one)))[0] for one in (row[column] or "").split())
        return values

    def inward(self, shared: Shared, values: Mapping[str, Any]) -> Row:
        """Return values with our own ids; UnknownName where a link names nobody who is here."""
        row = dict(values)
        for column in shared.links:
            if row.get(column) is not None:
                row[column] = self._id(row[column])
        for column in shared.lists:
            if column in row:
                row[column] = " ".join(str(self._id(one)) for one in str(row[column]).split())
        return row

    def _id(self, uid: Any) -> int:
        place = self._places.get(uid)
        if place is None:
            raise UnknownName
        return place[1]

    def _give(self, uid: str, place: Place, *, is_own: bool) -> None:
        self._new.append((uid, *place, int(is_own)))
        self._note(RowUid(None, uid, *place, is_own))

    def _note(self, one: RowUid) -> None:
        place = (one.table_name, one.row_id)
        self._places[one.uid] = place
        self._names.setdefault(place, []).append(one.uid)
        if one.is_own:
            self._own.add(one.uid)
