"""The part of a use case's view of storage that is about files exchanged with other folders."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from app.domain.accepted_text import visible
from app.domain.ids import OperationId, ParcelRowId, ParcelStepId, PartnerId, PersonId
from app.domain.my_number import masked
from app.domain.parcel import ConflictCause, Mark, Parcel, ParcelConflict, ParcelRow, ParcelStep, Partner
from app.errors import BadValue, NotAllowed
from app.parcels.content import Content, Step
from app.parcels.merged import Merged
from app.parcels.three_way import Base
from db.folder.connection import Connection
from db.folder.troubles import INTEGRITY_ERRORS
from db.journal.written import next_id, write_lines
from db.keys.keys_file import read_keys
from db.keys.passphrase import good_passphrase
from db.parcels.incoming import Incoming
from db.parcels.known import known_rows, said_of, said_text
from db.parcels.names import Names, UnknownName
from db.parcels.outgoing import Outgoing
from db.parcels.shape import OF_TABLE
from db.tables.mapping import PARCEL, PARCEL_ROW, PARCEL_STEP, PARTNER
from db.tables.table import Line, Row, Table, put
from db.tables.texts import accepted_rows

_LOOKED_BACK = 400
"""Days; no list is older than that."""

_MATES = "SELECT id FROM parcel WHERE partner_id = ? AND is_ours = 1 AND sequence = ?"


class ParcelSteps:
    """See app.kept.ParcelWriting."""

    connection: Connection
    operation_id: OperationId

    def _tell(self, lines: Sequence[Line]) -> None:
        raise NotImplementedError

    def is_hard_to_guess(self, secret: str) -> bool:
        """See app.kept.ParcelWriting."""
        names = self.connection.values("SELECT name FROM office UNION SELECT name FROM society")
        try:
            good_passphrase(secret, names)
        except BadValue:
            return False
        return True

    def keep_partner(self, partner: Partner) -> Partner:
        """See app.kept.ParcelWriting."""
        return replace(partner, id=PartnerId(self._keep(PARTNER, partner, partner.id)))

    def keep_written(self, parcel: Parcel) -> None:
        """See app.kept.ParcelWriting."""
        known = self.connection.value(_MATES, (parcel.partner_id, parcel.sequence))
        self._keep(PARCEL, parcel, known)

    def forget_written(self, parcel: Parcel) -> None:
        """See app.kept.ParcelWriting."""
        self.connection.rows("DELETE FROM parcel WHERE sign = ? AND is_ours = 1", (parcel.sign,))

    def adopt(self, partner: Partner, marks: Sequence[Mark], on: date) -> None:
        """See app.kept.ParcelWriting."""
        assert partner.id is not None
        for mark in marks:
            self.keep_written(
                Parcel(None, partner.id, True, mark.sequence, mark.sign, mark.seen, on, is_taken=True)
            )

    def pack(
        self, partner: Partner, chain: Sequence[Mark], acks: Sequence[Mark], *, since: int, on: date
    ) -> Content:
        """See app.kept.ParcelWriting."""
        folder = read_keys(self.connection.folder).folder_id
        looked_back = on - timedelta(days=_LOOKED_BACK)
        return Outgoing(self.connection, partner, looked_back).content(
            chain, acks, folder=folder, since=since
        )

    def last_step(self) -> int:
        """See app.kept.ParcelWriting."""
        # The step under way is not one that a file tells of.
        found = self.connection.value(
            "SELECT coalesce(max(id), 0) FROM operation WHERE id < ?", (self.operation_id,)
        )
        return int(found)

    def take_in(
        self,
        partner: Partner,
        content: Content,
        base: Base | None,
        on: date,
        *,
        report: Callable[[int, int], None],
    ) -> Merged:
        """See app.kept.ParcelWriting."""
        coming = Incoming(self.connection, self.operation_id, partner, content, base=base, found_on=on)
        merged = coming.run(report)
        self._tell(coming.lines)
        return merged

    def take_steps(self, partner: Partner, steps: Sequence[Step]) -> int:
        """See app.kept.ParcelWriting."""
        assert partner.id is not None
        known = set(
            self.connection.values("SELECT sign FROM parcel_step WHERE partner_id = ?", (partner.id,))
        )
        names = Names(self.connection)
        number = next_id(self.connection, PARCEL_STEP.name)
        lines = []
        new = [step for step in steps if step.sign not in known]
        for step in new:
            places = (names.place([uid]) for uid in step.people)
            whom = [place[1] for place in places if place is not None and place[0] == "person"]
            for person_id in whom or (None,):
                row = PARCEL_STEP.row(_step(number, partner.id, self.operation_id, step, person_id))
                lines.append(Line(PARCEL_STEP.name, number, person_id, None, row))
                number += 1
        self._write_lines(lines)
        return len(new)

    def theirs(self, conflict: ParcelConflict) -> Any:
        """See app.kept.ParcelWriting."""
        shared = OF_TABLE[conflict.table_name]
        ours = self._ours(conflict)
        new = {"id": None, **dict.fromkeys(shared.table.columns), **shared.defaults}
        try:
            said = Names(self.connection).inward(shared, json.loads(conflict.theirs))
        except UnknownName:
            raise NotAllowed(
                "相手の記録がつながる先がここにありません。次の連携ファイルを取り込んでから決めてください。"
            ) from None
        return shared.table.objects([{**(ours or new), **said}])[0]

    def take_theirs(self, conflict: ParcelConflict) -> None:
        """See app.kept.ParcelWriting."""
        shared, ours = OF_TABLE[conflict.table_name], self._ours(conflict)
        if conflict.cause is ConflictCause.GONE:
            self._put(self._without(conflict, ours) if ours is not None else [])
            return
        before = {} if ours is None else {ours["id"]: ours}
        (row,) = accepted_rows(self.connection, shared.table, [self.theirs(conflict)], before)
        if row == ours:
            return
        row["id"] = row["id"] or next_id(self.connection, shared.name)
        owner = shared.table.owner
        self._put([Line(shared.name, row["id"], row[owner] if owner else conflict.person_id, ours, row)])
        self.know_as(conflict, row["id"])

    def _without(self, conflict: ParcelConflict, ours: Row) -> list[Line]:
        """The lines that take a row away; a person's with what follows from having entered that person."""
        table, row_id = conflict.table_name, ours["id"]
        beside = ("stage", "told") if table == "person" else ()
        lines = [
            Line(one, row["id"], row_id, row, None)
            for one in beside
            for row in OF_TABLE[one].table.rows_among(self.connection, "person_id", [row_id])
        ]
        lines.append(Line(table, row_id, conflict.person_id, ours, None))
        known = known_rows(self.connection, conflict.partner_id)
        said = (known.get((line.table, line.row_id)) for line in lines)
        forgotten = [
            Line(PARCEL_ROW.name, one.id, None, PARCEL_ROW.row(one), None) for one in said if one and one.id
        ]
        return lines + forgotten

    def _put(self, lines: Sequence[Line]) -> None:
        try:
            put(self.connection, lines)
        except (NotAllowed, *INTEGRITY_ERRORS) as error:
            raise NotAllowed(
                "ここの別の記録とぶつかるため、相手のとおりにはできません。先にその記録を直してください。"
            ) from error
        self._tell(write_lines(self.connection, self.operation_id, lines, put_now=False))

    def know_as(self, conflict: ParcelConflict, row_id: int) -> None:
        """See app.kept.ParcelWriting."""
        names, shared = Names(self.connection), OF_TABLE[conflict.table_name]
        place = (conflict.table_name, row_id)
        names.learn([conflict.uid], place)
        names.store()
        known = known_rows(self.connection, conflict.partner_id).get(place)
        now = names.inward(shared, json.loads(conflict.theirs))
        text = said_text(shared, {**(said_of(shared, known) or {}), **now})
        recorded = "" if known is None else known.recorded
        said = ParcelRow(None if known is None else known.id, conflict.partner_id, *place, text, recorded)
        number = next_id(self.connection, PARCEL_ROW.name) if known is None or known.id is None else known.id
        before = None if known is None else PARCEL_ROW.row(known)
        row = PARCEL_ROW.row(replace(said, id=ParcelRowId(number)))
        self._write_lines([Line(PARCEL_ROW.name, number, None, before, row)])

    def _ours(self, conflict: ParcelConflict) -> Row | None:
        if conflict.row_id is None:
            return None
        table = OF_TABLE[conflict.table_name].table
        return next(iter(table.rows_among(self.connection, "id", [conflict.row_id])), None)

    def _keep(self, table: Table[Any], item: Any, row_id: int | None) -> int:
        """Store what stands in no history."""
        before = {
            row["id"]: row for row in table.rows_among(self.connection, "id", [row_id] if row_id else [])
        }
        (row,) = accepted_rows(self.connection, table, [replace(item, id=row_id)], before)
        row["id"] = row_id or next_id(self.connection, table.name)
        put(self.connection, [Line(table.name, row["id"], None, before.get(row["id"]), row)])
        return int(row["id"])

    def _write_lines(self, lines: Sequence[Line]) -> None:
        self._tell(write_lines(self.connection, self.operation_id, lines))


def _step(
    number: int, partner_id: PartnerId, operation_id: OperationId, step: Step, person_id: int | None
) -> ParcelStep:
    try:
        entered_at = datetime.fromisoformat(step.entered_at)
    except ValueError as error:
        raise BadValue(
            "連携ファイルの中に読めない日時があります。書き出し直してもらってください。"
        ) from error
    return ParcelStep(
        ParcelStepId(number),
        partner_id,
        operation_id,
        step.sign,
        visible(masked(step.label)),
        visible(masked(step.user)),
        entered_at,
        None if person_id is None else PersonId(person_id),
    )
