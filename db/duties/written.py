# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""The duties as rows: computed for whole households, compared with what stands, the difference written.

A step only takes note of the households it touches; their rows are written once, before it ends or
before anybody reads the list within it. `verify` compares in the same way.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from app.domain import law, typed
from app.domain.duties import DutyKind
from app.domain.ids import PersonId
from app.domain.law import BY_SHEETS, KIND_OF, Facts
from app.domain.rules import RuleBook
from app.late import dataclass
from db.duties.facts import facts_of
from db.folder.connection import Connection, among_ids
from db.tables.models import DutyModel
from db.tables.table import Line

Row = tuple[Any, ...]

PLACE = {kind: place for place, kind in enumerate(DutyKind)}
"""Where a kind stands among rows of the same day."""

_OF_WHY = {why: (PLACE[kind], why.value) for why, kind in KIND_OF.items()}
COLUMNS = tuple(field.column_name for field in DutyModel._meta.sorted_fields if field.name != "id")
_ADD = f"INSERT INTO duty ({', '.join(COLUMNS)}) VALUES ({', '.join('?' for _ in COLUMNS)})"
_CHANGE = f"UPDATE duty SET {' = ?, '.join(COLUMNS[1:])} = ? WHERE id = ?"
"""All but the person, so that its index is not written."""
_REMOVE = "DELETE FROM duty WHERE id = ?"
_STORED = f"SELECT id, {', '.join(COLUMNS)} FROM duty WHERE person_id IN ({{ids}})"
_FACTS = ("person", "stage", "elderly_card", "contact", "deferral", "society_answer")
"""The tables from which duties follow, beside the sheets and the rules of the society."""
_WHY = COLUMNS.index("why")


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The rules by which duties are computed, and the last day on which one may appear.

    by_sheets: whether only those are looked at that a step on a sheet can change.
    """

    book: RuleBook
    until: date
    by_sheets: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """Which rows must go and which must come for the table to say what follows from the facts."""

    gone: dict[int, Row]
    """By the id of the row."""
    new: list[Row]

    def __bool__(self) -> bool:
        return bool(self.gone or self.new)

    @property
    def people(self) -> set[PersonId]:
        """Of whom something else stands there."""
        return {person_id for person_id, *_ in (*self.gone.values(), *self.new)}


class _Texts(dict[date | None, str | None]):
    """Every day that was ever written; there are few."""

    def __missing__(self, on: date) -> str:
        self[on] = found = on.isoformat()
        return found


_TEXTS = _Texts({None: None})


def touch(connection: Connection, lines: Iterable[Line]) -> None:
    """Take note of whose facts were changed: a person's own, or those of a whole household."""
    waiting = connection.unsettled
    for line in lines:
        if line.table == "person":
            # The household left behind, too, when somebody's number changed.
            images = (image for image in (line.before, line.after) if image is not None)
            for image in images:
                waiting.homes.add((image["symbol"], image["number"]))
                waiting.humans.add((image["born_on"], image["name_key"]))
        elif line.table == "society":
            waiting.rules = True
            connection.society_version += 1
        if line.table in _FACTS and line.person_id is not None:
            waiting.people.add(PersonId(line.person_id))
        elif line.table == "certificate" and line.person_id is not None:
            waiting.holders.add(PersonId(line.person_id))


def write(connection: Connection, found: Difference) -> None:
    """Let the table say what follows from the facts; what goes of a person makes place for what comes."""
    left: dict[PersonId, list[int]] = defaultdict(list)
    for row_id, (person_id, *_) in found.gone.items():
        left[person_id].append(row_id)
    changed: list[Row] = []
    new: list[Row] = []
    for row in found.new:
        person_id, *said = row
        if places := left.get(person_id):
            changed.append((*said, places.pop()))
        else:
            new.append(row)
    gone = [(row_id,) for ids in left.values() for row_id in ids]
    for statement, rows in ((_CHANGE, changed), (_REMOVE, gone), (_ADD, new)):
        if rows:
            connection.run_many(statement, rows)
    if connection.kept is not None:
        connection.kept.changed(found.gone.values(), found.new)


def difference(connection: Connection, reckoning: Reckoning, ids: Sequence[PersonId]) -> Difference:
    """Compare what stands of these persons, or of who is gone, with what follows."""
    stored = _stored(connection, ids)
    if reckoning.by_sheets:
        stored = {row: left for row, left in stored.items() if row[_WHY] in BY_SHEETS}
    new = []
    for facts in facts_of(connection, ids):
        for row in _rows(facts, reckoning):
            if same := stored.get(row):
                same.pop()
            else:
                new.append(row)
    return Difference({row_id: row for row, left in stored.items() for row_id in left}, new)


def taken_back(connection: Connection, done: Difference) -> Difference | None:
    """Return what lets the table say again what it said before; None where that is not known."""
    stored = _stored(connection, sorted(done.people))
    gone = {}
    for row in done.new:
        if not (same := stored.get(row)):
            return None
        gone[same.pop()] = row
    return Difference(gone, list(done.gone.values()))


def _stored(connection: Connection, ids: Sequence[PersonId]) -> dict[Row, list[int]]:
    """What stands of these persons, with the ids of the rows that say so."""
    found: dict[Row, list[int]] = {}
    for row_id, *values in connection.rows(*among_ids(_STORED, ids)):
        found.setdefault(tuple(values), []).append(row_id)
    return found


def _rows(facts: Facts, reckoning: Reckoning) -> Iterator[Row]:
    duties = law.duties_of(facts, reckoning.book, reckoning.until, by_sheets=reckoning.by_sheets)
    if not duties:
        return
    person, text = facts.person, _TEXTS.__getitem__
    of_person = (person.office_id, person.department, typed.kana(person.kana))
    for duty in duties:
        yield (
            person.id,
            *_OF_WHY[duty.why],
            duty.sheet_id,
            text(duty.appears_on),
            text(duty.gone_on),
            text(duty.due_on),
            text(duty.since),
            duty.detail,
            text(duty.begins),
            text(duty.moved_from),
            duty.moved_because,
            text(duty.hidden_until),
            *of_person,
        )
