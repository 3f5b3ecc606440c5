"""How the rows of a file come in: each compared with ours and with what both sides knew of it.

A row that cannot stand beside ours, and columns that both sides changed, are kept as conflicts; nothing is
lost by them, for the next file brings the same rows again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from operator import itemgetter
from typing import Any

from app.domain.certificate import LIVE
from app.domain.ids import CertificateId, OperationId, ParcelRowId, PersonId
from app.domain.parcel import ConflictCause, ParcelRow, Partner
from app.domain.person import PRINTED
from app.errors import BadValue, NotAllowed
from app.late import dataclass
from app.parcels.content import Content, SharedRow
from app.parcels.merged import Merged
from app.parcels.three_way import Base, Facts, Verdict, later_said, verdict
from app.ports import Report
from db.folder.connection import Connection
from db.folder.troubles import INTEGRITY_ERRORS
from db.journal.recorded import recorded_of
from db.journal.written import next_id, write_lines
from db.parcels.conflicts import Conflicts
from db.parcels.known import known_rows, said_of, said_text
from db.parcels.names import Names, UnknownName
from db.parcels.shape import OF_TABLE, SHARED, Shared
from db.tables.mapping import CERTIFICATE, PARCEL_ROW, PERSON, STAGE
from db.tables.table import Line, Row, put
from db.tables.texts import accepted_rows

_UNREADABLE = "連携ファイルの中に読めない値があります。書き出し直してもらってください。"


@dataclass(slots=True)
class _Coming:
    """One row of the file beside ours. said: with our ids; ours, row: None where it is new."""

    theirs: SharedRow
    said: Row
    ours: Row | None
    row: Row


class Incoming:
    """One file coming in, within one step."""

    def __init__(
        self,
        connection: Connection,
        operation_id: OperationId,
        partner: Partner,
        content: Content,
        *,
        base: Base | None,
        found_on: date,
    ) -> None:
        """base: None where only what their last file said counts, as after a backup was put back."""
        assert partner.id is not None
        self._connection, self._operation_id = connection, operation_id
        self._partner_id, self._content, self._base = partner.id, content, base
        self._names = Names(connection)
        self._known = known_rows(connection, partner.id)
        self._conflicts = Conflicts(connection, partner.id, self._names, found_on)
        self.lines: list[Line] = []
        self.merged = Merged()

    def run(self, report: Report) -> Merged:
        """Take in what can be taken in."""
        so_far, total = 0, sum(map(len, self._content.rows.values()))
        for shared in SHARED:
            rows = self._content.rows.get(shared.name, ())
            self._take(shared, rows, report, so_far, total)
            so_far += len(rows)
            report(so_far, total)
        self._take_away()
        self._complete_stages()
        self._names.store()
        self._write(self._conflicts.lines())
        self.merged.conflicts = self._conflicts.found
        return self.merged

    def _take(
        self, shared: Shared, rows: Sequence[SharedRow], report: Report, before: int, total: int
    ) -> None:
        ours = {row["id"]: row for row in self._connection.records(shared.table.select())}
        matching = _Matching(shared, ours, self._names, rows)
        said_now: list[tuple[int, SharedRow, Row]] = []
        coming: list[_Coming] = []
        doubtful: list[_Coming] = []
        for at, theirs in enumerate(rows, start=before):
            if at % 500 == 0:
                report(at, total)
            try:
                said = self._said(shared, theirs)
                found = matching.row_of(theirs, said)
            except UnknownName:
                self.merged.waiting += 1
                continue
            if found is None and self._stays_away(shared, theirs, said):
                self.merged.same += 1
            elif found is None:
                coming.append(_Coming(theirs, said, None, self._new(shared, said)))
            elif shared.name == "person" and _is_other_human(said, found, self._names.place(theirs.uids)):
                self._conflicts.find(shared, theirs, "", found, ConflictCause.OTHER_HUMAN)
            else:
                is_same = all(found[name] == value for name, value in said.items())
                is_open = self._conflicts.is_open(theirs)
                row = found if is_same and not is_open else self._decided(shared, theirs, said, found)
                if not is_same:
                    doubtful.append(_Coming(theirs, said, found, {**found, **said}))
                elif is_open:
                    self._conflicts.is_over(theirs, "")
                if row != found:
                    coming.append(_Coming(theirs, said, found, row))
                else:
                    self.merged.same += 1
                    said_now.append((found["id"], theirs, said))
        # What is not taken over is kept, too, and passes the same door.
        self._accepted(shared, doubtful)
        said_now += self._put(shared, coming)
        self._remember(shared, said_now)

    def _said(self, shared: Shared, theirs: SharedRow) -> Row:
        """What the file says of a row, with our ids; nothing of what it is silent about."""
        spoken = {name: theirs.values[name] for name in shared.columns if name in theirs.values}
        return self._names.inward(shared, {n: v for n, v in spoken.items() if n not in theirs.silent})

    def _new(self, shared: Shared, said: Row) -> Row:
        return {"id": None, **dict.fromkeys(shared.table.columns), **shared.defaults, **said}

    def _stays_away(self, shared: Shared, theirs: SharedRow, said: Row) -> bool:
        """Whether it was here, was taken away here, and they have not touched it since."""
        place = self._names.place(theirs.uids)
        then = None if place is None else said_of(shared, self._known.get(place))
        return then is not None and all(then.get(name) == said[name] for name in said)

    def _decided(self, shared: Shared, theirs: SharedRow, said: Row, ours: Row) -> Row:
        """Our row with what is to be taken over; what both sides changed becomes a conflict."""
        row = dict(ours)
        known = said_of(shared, self._known.get((shared.name, ours["id"])))
        parent = self._parent(shared, theirs)
        for group, columns in shared.parts.items():
            spoken = [name for name in columns if name in said]
            if not spoken or (len(spoken) < len(columns) and group in shared.groups):
                continue
            new, old = (tuple(one[name] for name in spoken) for one in (said, ours))
            found = verdict(new, old, self._bases(known, parent, spoken))
            if found is Verdict.CONFLICT and shared.name == "told":
                found = later_said(new[0], old[0])
            if found is Verdict.CONFLICT and shared.name == "society" and known is None and parent is None:
                found = Verdict.TAKE
            if found is Verdict.CONFLICT:
                self._conflicts.find(shared, theirs, group, ours, ConflictCause.BOTH_CHANGED)
                continue
            if found is Verdict.TAKE:
                row.update({name: said[name] for name in spoken})
            if found is Verdict.TAKE or new == old:
                self._conflicts.is_over(theirs, group)
        return row

    def _parent(self, shared: Shared, theirs: SharedRow) -> Row | None:
        """What they had from our last file that they merged."""
        if theirs.parent is None:
            return None
        values = {**theirs.values, **theirs.parent}
        try:
            return self._names.inward(
                shared,
                {
                    name: values[name]
                    for name in shared.columns
                    if name not in theirs.unsaid and name in values
                },
            )
        except UnknownName:
            return None

    def _bases(self, known: Row | None, parent: Row | None, columns: Sequence[str]) -> list[Facts]:
        of_known, of_parent = _facts(known, columns), _facts(parent, columns)
        if self._base is None:
            return of_known
        if self._base is Base.PARENT:
            return of_parent or of_known
        return of_known or of_parent if self._base is Base.KNOWN else of_known + of_parent

    def _put(self, shared: Shared, coming: Sequence[_Coming]) -> list[tuple[int, SharedRow, Row]]:
        """Write rows, those that are here first; what cannot stand beside ours becomes a conflict."""
        first = next_id(self._connection, shared.name)
        added = [one for one in coming if one.ours is None]
        for number, one in enumerate(added, start=first):
            one.row["id"] = number
        in_order = sorted((one for one in coming if one.ours is not None), key=_frees_first) + added
        rows = self._accepted(shared, in_order)
        owner = shared.table.owner
        lines = [
            Line(shared.name, row["id"], self._owner(shared, row) if not owner else row[owner], one.ours, row)
            for one, row in zip(in_order, rows, strict=True)
        ]
        refused = self._refused(lines)
        for one, line in zip(in_order, lines, strict=True):
            if line.row_id in refused:
                self._in_the_way(shared, one)
            else:
                self._conflicts.is_over(one.theirs, "")
        done = [(one, line) for one, line in zip(in_order, lines, strict=True) if line.row_id not in refused]
        self.lines += write_lines(
            self._connection, self._operation_id, [line for _, line in done], put_now=False
        )
        self._count(shared, done)
        return [(line.row_id, one.theirs, one.said) for one, line in done]

    def _accepted(self, shared: Shared, coming: Sequence[_Coming]) -> list[Row]:
        before = {one.ours["id"]: one.ours for one in coming if one.ours is not None}
        try:
            objects = shared.table.objects([one.row for one in coming])
        except (ValueError, KeyError, TypeError) as error:
            raise BadValue(_UNREADABLE) from error
        return accepted_rows(self._connection, shared.table, objects, before)

    def _refused(self, lines: Sequence[Line]) -> set[int]:
        """Write lines; return the rows that something here stands in the way of."""
        if self._is_put(lines):
            return set()
        refused = [line for line in lines if not self._is_put([line])]
        # One may have waited for a number that another gave up.
        return {line.row_id for line in refused if not self._is_put([line])}

    def _is_put(self, lines: Sequence[Line]) -> bool:
        self._connection.rows("SAVEPOINT coming")
        try:
            put(self._connection, lines)
        except (NotAllowed, *INTEGRITY_ERRORS):
            self._connection.rows("ROLLBACK TO coming")
            return False
        finally:
            self._connection.rows("RELEASE coming")
        return True

    def _in_the_way(self, shared: Shared, one: _Coming) -> None:
        is_live = shared.name == "certificate" and one.row["status"] in LIVE
        cause = ConflictCause.TWO_LIVE if is_live else ConflictCause.IN_THE_WAY
        self._conflicts.find(shared, one.theirs, "", one.ours, cause, person_id=one.said.get("person_id"))

    def _count(self, shared: Shared, done: Sequence[tuple[_Coming, Line]]) -> None:
        self.merged.added += sum(one.ours is None for one, _ in done)
        self.merged.changed += sum(one.ours is not None for one, _ in done)
        if shared.name == "person":
            changed = [line for _, line in done if line.before is not None]
            olds = PERSON.objects([line.before for line in changed if line.before is not None])
            news = PERSON.objects([line.after for line in changed if line.after is not None])
            self.merged.people += zip(olds, news, strict=True)
        if shared.name == "certificate":
            self.merged.made |= {CertificateId(line.row_id) for one, line in done if one.ours is None}

    def _remember(self, shared: Shared, said_now: Iterable[tuple[int, SharedRow, Row]]) -> None:
        """Keep what they said of each row, by our ids."""
        number = next_id(self._connection, "parcel_row")
        lines = []
        for row_id, theirs, said in said_now:
            place = (shared.name, row_id)
            self._names.learn(theirs.uids, place)
            known, text = self._known.get(place), said_text(shared, said)
            if shared.name == "certificate":
                self.merged.sheets.add(CertificateId(row_id))
            if known is not None and (known.content, known.recorded) == (text, theirs.recorded):
                continue
            _check_days(theirs)
            known_id = None if known is None else known.id
            said_last = ParcelRow(known_id, self._partner_id, *place, text, theirs.recorded)
            if known is None or known.id is None:
                said_last, number = replace(said_last, id=ParcelRowId(number)), number + 1
            before = None if known is None else PARCEL_ROW.row(known)
            row = PARCEL_ROW.row(said_last)
            lines.append(Line(PARCEL_ROW.name, row["id"], None, before, row))
        self._write(lines)
        if shared.name == "person":
            self._compare_printed(said_now)

    def _compare_printed(self, said_now: Iterable[tuple[int, SharedRow, Row]]) -> None:
        ours = {row["id"]: row for row in self._connection.records(PERSON.select())}
        for row_id, _, said in said_now:
            if any(name in said and said[name] != ours[row_id][name] for name in PRINTED):
                self.merged.unlike.add(PersonId(row_id))

    def _write(self, lines: Sequence[Line], *, put_now: bool = True) -> None:
        self.lines += write_lines(self._connection, self._operation_id, lines, put_now=put_now)

    def _owner(self, shared: Shared, row: Row) -> int | None:
        """Whose history a row of no person's own belongs to: a sheet's to its holder."""
        if shared.name != "sheet":
            return None
        (sheet,) = CERTIFICATE.rows_among(self._connection, "id", [row["certificate_id"]])
        return int(sheet["person_id"])

    def _take_away(self) -> None:
        """Take away what they made and took away again, unless somebody here went on with it."""
        order = {shared.name: number for number, shared in enumerate(SHARED)}
        places = [(uid, place) for uid in self._content.gone if (place := self._names.place([uid]))]
        for uid, (table, row_id) in sorted(places, key=lambda one: -order.get(one[1][0], 0)):
            known = self._known.get((table, row_id))
            rows = OF_TABLE[table].table.rows_among(self._connection, "id", [row_id]) if known else []
            for row in rows:
                self._take_one_away(OF_TABLE[table], uid, row, known)

    def _take_one_away(self, shared: Shared, uid: str, row: Row, known: ParcelRow | None) -> None:
        then = said_of(shared, known) or {}
        owner = row[shared.table.owner] if shared.table.owner else self._owner(shared, row)
        line = Line(shared.name, row["id"], owner, row, None)
        is_untouched = all(row[name] == value for name, value in then.items())
        if known is None or known.id is None or not is_untouched or not self._is_put([line]):
            self._conflicts.find(shared, SharedRow((uid,), {}), "", row, ConflictCause.GONE)
            return
        self._write([Line("parcel_row", known.id, None, PARCEL_ROW.row(known), None)])
        self._write([line], put_now=False)
        self.merged.gone += 1

    def _complete_stages(self) -> None:
        """The stage entered last is the one of the roster, whichever side it came from."""
        people = {
            line.person_id for line in self.lines if line.table in ("person", "stage") and line.person_id
        }
        last: dict[int, Row] = {}
        for row in sorted(STAGE.rows_among(self._connection, "person_id", people), key=itemgetter("id")):
            last[row["person_id"]] = row
        number = next_id(self._connection, "stage")
        lines = []
        for person in PERSON.rows_among(self._connection, "id", people):
            stage = last.get(person["id"])
            now = person["enrolment"], person["enrolment_as_of"], person["enrolment_known_on"]
            if stage is None or (stage["enrolment"], stage["learned_on"], stage["known_on"]) != now:
                after = dict(
                    zip(
                        ("id", "person_id", "enrolment", "learned_on", "known_on"),
                        (number, person["id"], *now),
                        strict=True,
                    )
                )
                lines.append(Line("stage", number, person["id"], None, after))
                number += 1
        self._write(lines)


class _Matching:
    """Which row of ours a row of the file is: by name, else by what tells it from any other."""

    def __init__(
        self, shared: Shared, ours: Mapping[int, Row], names: Names, rows: Sequence[SharedRow]
    ) -> None:
        self._shared, self._ours, self._names = shared, ours, names
        places = (names.place(theirs.uids) for theirs in rows)
        named = {place[1] for place in places if place is not None}
        self._nameless: dict[Any, list[int]] = {}
        if not shared.is_lone:
            for row_id, row in ours.items():
                if row_id not in named:
                    self._nameless.setdefault(shared.key(row), []).append(row_id)

    def row_of(self, theirs: SharedRow, said: Row) -> Row | None:
        place = self._names.place(theirs.uids)
        if place is not None and place[1] in self._ours:
            return self._ours[place[1]]
        if self._shared.name == "society":
            return self._ours[1]
        if self._shared.is_lone or any(name not in said for name in self._shared.keys):
            return None
        same = self._nameless.get(self._shared.key(said))
        return self._ours[same.pop(0)] if same else None


def _is_other_human(said: Row, ours: Row, place: object) -> bool:
    """Whether one number means two humans, neither name nor birth the same; a known name tells who it is."""
    if place is not None:
        return False
    return said["born_on"] != ours["born_on"] and _plain(said["name"]) != _plain(ours["name"])


def _plain(name: str) -> str:
    return "".join(name.split())


def _facts(said: Row | None, columns: Sequence[str]) -> list[Facts]:
    if said is None or any(name not in said for name in columns):
        return []
    return [tuple(said[name] for name in columns)]


def _check_days(theirs: SharedRow) -> None:
    try:
        recorded_of(theirs.recorded)
    except ValueError as error:
        raise BadValue(_UNREADABLE) from error


def _frees_first(one: _Coming) -> bool:
    """A sheet that is no longer the living one makes room for another."""
    return one.row.get("status") in LIVE
