"""What other programs recorded in the same database meanwhile, and a step that rests on less than that.

Every step loads what it changes under the writer's lock; but what a person read on a screen, or began to
type into a form, may be of before. Such a step is refused where it would write what somebody else changed
since: the same column of the same row. Whatever else differs stands side by side.

A file has one program at a time, and then there is nobody else.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from app.domain.hidden import BEHIND_A_SECOND_LOOK
from app.domain.insured_number import masked_number
from app.domain.wareki import wareki_minute, wareki_short
from app.errors import ChangedMeanwhile
from app.late import dataclass
from app.words import column_word, label, word
from db.folder.connection import Connection, among_ids, in_parts
from db.journal.changes import COMPUTED
from db.journal.shown import beside
from db.tables import mapping
from db.tables.images import LINES, image
from db.tables.table import Line, Row, Table

_NEW = "SELECT id, user FROM operation WHERE id > ? AND id <= ? ORDER BY id"
_BESIDES = """
    SELECT DISTINCT operation_id, '' FROM journal WHERE operation_id > ? AND operation_id <= ?
      AND operation_id NOT IN (SELECT id FROM operation) ORDER BY operation_id
"""
"""What changed somebody of the offices that a server shows, among what it does not show."""
_TOUCHED = "SELECT DISTINCT table_name FROM journal WHERE operation_id > ? AND operation_id <= ?"
_SINCE = f"""
    SELECT line.operation_id AS operation_id, line.row_id AS row_id,
           line.before AS before, line.after AS after
    FROM {LINES} AS line
    WHERE line.operation_id > ? AND line.table_name = ? AND line.row_id IN ({{ids}}) ORDER BY line.id
"""  # noqa: S608 - our own names
_WHO = "SELECT user, entered_at, label FROM operation WHERE id = ?"
_LAST_CHANGE = """
    SELECT o.user, o.label FROM journal JOIN operation o ON o.id = journal.operation_id
    WHERE operation_id > ? AND table_name = ? AND row_id = ? ORDER BY journal.id DESC LIMIT 1
"""

_REACH = 5000
"""So many operations back one's own latest step is looked for."""
_NAMED = 3
"""Columns that a refusal tells of; of more there is the count."""
_LONGEST = 40
"""Letters of a text that it repeats."""


@dataclass(slots=True)
class Others:
    """One for all connections of a program.

    user: who is signed in here. known: the newest operation that was recorded here or heard of. seen: the
    newest one that the screen may show; what stands on it is not to be relied upon beyond.
    """

    user: str
    known: int
    seen: int
    foreign: list[int] = field(default_factory=list)
    """The operations recorded elsewhere since this program opened the database."""
    namesakes: set[int] = field(default_factory=set)
    """Those of them that somebody of the same name recorded."""
    touched: set[str] = field(default_factory=set)
    """The tables in which they changed something that the screen was not told of yet."""


def follow(connection: Connection, newest: int) -> None:
    """Take note of what others recorded, up to that operation; what this connection keeps may be stale."""
    others: Others | None = connection.others
    if others is None or newest <= others.known:
        return
    if not connection.is_shared:
        # Nobody else was here: it was about the keys, which is no step.
        others.known = newest
        return
    since = others.known, newest
    new = connection.rows(_NEW, since)
    if connection.kept_to is not None:
        new = sorted(new + connection.rows(_BESIDES, since))
    for number, user in new:
        others.foreign.append(number)
        if user == others.user:
            others.namesakes.add(number)
    touched = set(connection.values(_TOUCHED, since))
    others.touched |= touched
    others.known = newest
    forget(connection, touched)


def forget(connection: Connection, touched: set[str]) -> None:
    """Let what was kept of these tables be read again."""
    connection.roster_version += "person" in touched
    connection.society_version += "society" in touched


def refuse_stale(connection: Connection, operation_id: int, lines: Sequence[Line]) -> None:
    """Raise ChangedMeanwhile where a step would write over what others changed and nobody here has seen."""
    others: Others | None = connection.others
    if others is None or not others.foreign or others.foreign[-1] <= others.seen:
        return
    unseen = set(others.foreign[bisect_right(others.foreign, others.seen) :])
    tables: dict[str, dict[int, Line]] = {}
    for line in lines:
        if line.before and line.after:
            tables.setdefault(line.table, {})[line.row_id] = line
    for table, changed in tables.items():
        theirs = dict[int, _Theirs]()
        for row in _told_since(connection, others.seen, table, changed):
            if row["operation_id"] in unseen and row["operation_id"] != operation_id:
                theirs.setdefault(row["row_id"], _Theirs()).add(row)
        for row_id, told in theirs.items():
            if both := told.columns() & _differing(changed[row_id].before, changed[row_id].after):
                raise ChangedMeanwhile(_sentence(connection, changed[row_id], told, both))


def is_own(connection: Connection, operation: str) -> str:
    """Return SQL with the parameter `own`: whether who is signed in recorded an operation, by its row's name.

    Of two programs with the same name signed in, each has its own since it was opened. What lies further
    back than so many operations of others is not looked for: who never recorded anything would wait for it.
    """
    others: Others | None = connection.others
    elsewhere = ", ".join(map(str, sorted(others.namesakes))) if others is not None else ""
    newest = f"{operation}.id > (SELECT coalesce(max(id), 0) - {_REACH} FROM operation)"  # noqa: S608
    is_here = f"{newest} AND {operation}.user = :own"
    return f"{is_here} AND {operation}.id NOT IN ({elsewhere})" if elsewhere else is_here


def is_followed(connection: Connection, operation_id: int) -> bool:
    """Return whether others recorded anything after that operation."""
    others: Others | None = connection.others
    return others is not None and bool(others.foreign) and others.foreign[-1] > operation_id


def by_whom(connection: Connection, since: int, line: Line) -> str:
    """Return with what step somebody else changed a row after that operation; "" for one's own."""
    user, told = connection.row(_LAST_CHANGE, (since, line.table, line.row_id)) or ("", "")
    return f"{user} さんの「{told}」で" if user not in ("", connection.access.user.name) else ""


class _Theirs:
    """What others did to one row since: as it was before the first of it, and after the last."""

    before: Row | None = None
    after: Row | None = None
    operation_id = 0

    def add(self, row: Row) -> None:
        if not self.operation_id:
            self.before = image(row["before"])
        self.after, self.operation_id = image(row["after"]), row["operation_id"]

    def columns(self) -> set[str]:
        return _differing(self.before, self.after)


def _told_since(connection: Connection, since: int, table: str, changed: Mapping[int, Line]) -> Iterator[Row]:
    for part in in_parts(changed):
        yield from connection.records(*among_ids(_SINCE, part, since, table))


def _differing(before: Row | None, after: Row | None) -> set[str]:
    """The columns with something else in them, of a row that was there; what is computed follows others."""
    if not before or not after:
        return set()
    return {name for name in after if before.get(name) != after[name]} - COMPUTED


def _sentence(connection: Connection, line: Line, theirs: _Theirs, columns: set[str]) -> str:
    user, entered_at, told = connection.row(_WHO, (theirs.operation_id,)) or next(
        (user, at, word("History", "beside")) for _, user, at, *_ in beside(connection, [theirs.operation_id])
    )
    present = line.before or {}

    def changed(name: str) -> str:
        was, became = (
            _shown(line.table, present, name, (of or {}).get(name)) for of in (theirs.before, theirs.after)
        )
        return f"「{was}」から「{became}」に"

    # In the order in which they stand in the row.
    named = [name for name in present if name in columns]
    parts = [f"{column_word(line.table, name)}を{changed(name)}" for name in named[:_NAMED]]
    rest = f"、ほか{len(named) - _NAMED}項目も" if len(named) > _NAMED else ""
    return (
        f"{user} さんが {wareki_minute(datetime.fromisoformat(entered_at))} に「{told}」で"
        f"{word('Table', line.table)}の{'、'.join(parts)}{rest}変えています。"
        "開いている画面はその前のものなので、記録していません。今の記録を開き直して確かめてください。"
    )


_TABLES: Mapping[str, Table[Any]] = {
    table.name: table for table in vars(mapping).values() if isinstance(table, Table)
}


def _shown(table: str, row: Row, column: str, value: object) -> str:
    """Return a stored value as a person reads it; row: any whole row of that table."""
    if column in BEHIND_A_SECOND_LOOK.get(table, ()):
        return word("History", "hidden")
    columns = _TABLES[table].column_of if table in _TABLES else {}
    field_of = {stored: name for name, stored in columns.items()}
    if column in field_of:
        value = getattr(_TABLES[table].objects([{**row, column: value}])[0], field_of[column])
    if value in (None, ""):
        return "なし"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, date):
        return wareki_short(value)
    text = masked_number(str(value)) if column == "number" else str(value)
    return text if len(text) <= _LONGEST else word("History", "long_text").format(count=len(text))
