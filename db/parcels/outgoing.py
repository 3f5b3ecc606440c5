"""What goes into a file: for the head office all of the folder, for an office what is of its people."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.domain.ids import PartnerId
from app.domain.parcel import Mark, Partner
from app.parcels.content import Content, SharedRow, Step
from db.folder.connection import Connection
from db.parcels.known import known_rows, said_of
from db.parcels.names import Names, Place
from db.parcels.shape import OF_TABLE, SHARED, WHOLE, Shared, stays
from db.tables.mapping import PARCEL_CONFLICT
from db.tables.parcel_models import ParcelConflictModel
from db.tables.table import Row

_MOST_PEOPLE = 50
"""A step that concerns more stands in nobody's own history."""

_AUTHORS = """
    SELECT last.table_name AS table_name, last.row_id AS row_id,
           operation.user AS user, operation.entered_at AS entered_at
    FROM (SELECT table_name, row_id, max(operation_id) AS operation_id FROM journal
          GROUP BY table_name, row_id) AS last
    JOIN operation ON operation.id = last.operation_id
"""
_GONE = "SELECT uid, table_name, row_id FROM row_uid WHERE is_own = 1"
_STEPS = """
    SELECT operation.id AS id, operation.label AS label, operation.user AS user,
           operation.entered_at AS entered_at, whom.person_id AS person_id
    FROM operation
    LEFT JOIN (SELECT DISTINCT operation_id, person_id FROM journal WHERE person_id IS NOT NULL) AS whom
           ON whom.operation_id = operation.id
    WHERE operation.id > ? ORDER BY operation.id
"""


class Outgoing:
    """One file in the making."""

    def __init__(self, connection: Connection, partner: Partner) -> None:
        assert partner.id is not None
        self._connection, self._partner = connection, partner
        self._names = Names(connection)
        rows = {one.name: connection.records(one.table.select()) for one in SHARED}
        self._ids = {table: {row["id"] for row in found} for table, found in rows.items()}
        self._rows = {table: [row for row in found if not stays(table, row)] for table, found in rows.items()}
        self._going = self._all() if partner.is_head else self._theirs(partner.id)
        self._known = known_rows(connection, partner.id)
        self._authors = authors(connection)
        self._unsettled = unsettled(connection, partner.id)

    def content(self, chain: Sequence[Mark], acks: Sequence[Mark], *, folder: str, since: int) -> Content:
        """Return what goes into the file. since: the last step that the receiver is known to know."""
        rows = {shared.name: [self._shared(shared, row) for row in self._of(shared)] for shared in SHARED}
        steps = tuple(self._steps(folder, since))
        gone = tuple(self._gone())
        self._names.store()
        offices = (row["code"] for row in self._rows["office"] if self._names.is_own(("office", row["id"])))
        return Content(tuple(offices), tuple(chain), tuple(acks), rows, gone, steps)

    def _of(self, shared: Shared) -> list[Row]:
        if shared.name == "society":
            # What the society is and which rules it has, the head office says.
            return [] if self._partner.is_head else self._rows["society"]
        return [row for row in self._rows[shared.name] if row["id"] in self._going[shared.name]]

    def _all(self) -> dict[str, set[Any]]:
        return {table: {row["id"] for row in rows} for table, rows in self._rows.items()}

    def _theirs(self, partner_id: PartnerId) -> dict[str, set[Any]]:
        """The rows of an office's own people, of those it told us of, and what those rows name."""
        rows, codes = self._rows, set(self._partner.offices.split("\n"))
        offices = {row["id"] for row in rows["office"] if row["code"] in codes}
        told = {row_id for table, row_id in known_rows(self._connection, partner_id) if table == "person"}
        people = {row["id"] for row in rows["person"] if row["office_id"] in offices or row["id"] in told}
        going: dict[str, set[Any]] = {"office": {row["id"] for row in rows["office"]}, "person": people}
        for shared in SHARED:
            if "person_id" in shared.links:
                going[shared.name] = {row["id"] for row in rows[shared.name] if row["person_id"] in people}
        sheets = [row for row in rows["sheet"] if row["certificate_id"] in going["certificate"]]
        closed = {row["id"] for row in rows["print_session"]}
        going["sheet"] = {row["id"] for row in sheets if row["session_id"] in closed}
        going["print_session"] = {row["session_id"] for row in sheets} & closed
        going["shipment"] = {
            row["shipment_id"]
            for table in ("certificate", "elderly_card", "sent_paper")
            for row in rows[table]
            if row["id"] in going[table]
        } - {None}
        return going

    def _shared(self, shared: Shared, row: Row) -> SharedRow:
        place = (shared.name, row["id"])
        silent = self._unsettled.get(place, frozenset()) | self._unsaid(shared, row)
        values = self._names.outward(shared, {**row, **dict.fromkeys(silent & shared.links.keys())})
        known = said_of(shared, self._known.get(place))
        parent: dict[str, Any] | None = None
        unsaid: frozenset[str] = frozenset()
        if known is not None:
            theirs = self._names.outward(shared, {**dict.fromkeys(shared.columns), **known})
            parent = {name: theirs[name] for name in known if theirs[name] != values[name]}
            unsaid = frozenset(shared.columns) - known.keys()
        uids, author = self._names.of(place), self._authors.get(place, ("", ""))
        return SharedRow(uids, values, silent, parent, unsaid, *author)

    def _unsaid(self, shared: Shared, row: Row) -> frozenset[str]:
        """The links to what does not travel, each with what says nothing without it."""
        left = {
            column
            for column, table in shared.links.items()
            if row[column] is not None and row[column] not in self._going[table]
        }
        beside = {
            name
            for group, columns in shared.parts.items()
            if group != WHOLE and left & set(columns)
            for name in columns
        }
        return frozenset(left | beside)

    def _gone(self) -> Iterator[str]:
        """The rows that were made here and taken away again."""
        for row in self._connection.records(_GONE):
            if row["row_id"] not in self._ids[row["table_name"]] and row["table_name"] in OF_TABLE:
                yield row["uid"]

    def _steps(self, folder: str, since: int) -> Iterator[Step]:
        heads: dict[int, Row] = {}
        people: dict[int, list[int]] = defaultdict(list)
        for row in self._connection.records(_STEPS, (since,)):
            heads.setdefault(row["id"], row)
            if row["person_id"] in self._ids["person"]:
                people[row["id"]].append(row["person_id"])
        for number, row in heads.items():
            whom = people[number]
            if not self._partner.is_head and not (whom and self._going["person"].issuperset(whom)):
                # Its words may name people of another office.
                continue
            sign = hashlib.sha256(f"{folder} {number} {row['entered_at']}".encode()).hexdigest()[:24]
            uids = [self._names.of(("person", one))[0] for one in whom] if len(whom) <= _MOST_PEOPLE else []
            yield Step(sign, row["label"], row["user"], row["entered_at"], tuple(uids))


def authors(connection: Connection) -> Mapping[Place, tuple[str, str]]:
    """Return who changed each row last, and when."""
    return {
        (row["table_name"], row["row_id"]): (row["user"], row["entered_at"])
        for row in connection.records(_AUTHORS)
    }


def unsettled(connection: Connection, partner_id: PartnerId) -> Mapping[Place, frozenset[str]]:
    """Return the columns about which a partner and we have not settled yet; a file is silent about them."""
    model = ParcelConflictModel
    is_open = (model.partner == partner_id) & model.settled_on.is_null() & model.row_id.is_null(False)
    found: dict[Place, frozenset[str]] = {}
    for one in PARCEL_CONFLICT.read(connection, PARCEL_CONFLICT.select(is_open)):
        shared = OF_TABLE[one.table_name]
        columns = shared.parts[one.field] if one.field else shared.columns
        place = (one.table_name, one.row_id or 0)
        found[place] = found.get(place, frozenset()) | frozenset(columns)
    return found
