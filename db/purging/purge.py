# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""The purge: rows, texts and the history, in one step, and the seal of it.

What another row says of such a row stays as a number that leads nowhere.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from app.domain.ids import OperationId, PersonId
from app.retained import Mention, Removed
from db.duties.written import touch
from db.folder.connection import Connection, among_ids, in_parts
from db.journal import blanked, journal
from db.journal.written import next_id, write_lines
from db.purging.rows import rows_of, take_away
from db.purging.spoken import Spoken
from db.purging.texts import Change, mentions, names_of, rows_that_told, without
from db.tables.images import image
from db.tables.table import Line, Row, put

_NEEDS_WIPING = "INSERT INTO unwiped VALUES (1) ON CONFLICT DO NOTHING"
"""Within the step: the file still holds what was removed, in places that are not used."""

_TABLE = "purge"
_PEOPLE = "SELECT * FROM person WHERE id IN ({ids})"
_CALLED = "SELECT id, name, kana FROM person"
_LABELS = "SELECT id, label FROM operation WHERE id < ?"
_OPERATIONS_OF = "SELECT DISTINCT operation_id FROM journal WHERE person_id IN ({ids})"
_GIVEN_TO = "SELECT * FROM misdelivery WHERE given_to_id IN ({ids})"
_GOING = "CREATE TEMP TABLE going (table_name TEXT, row_id INTEGER, PRIMARY KEY (table_name, row_id))"
_GOES = "INSERT INTO going VALUES (?, ?) ON CONFLICT DO NOTHING"
_ROWS_TOLD = """
    INSERT INTO going SELECT table_name, row_id FROM journal WHERE person_id IN ({ids}) ON CONFLICT DO NOTHING
"""
_SAID = "SELECT row_id, coalesce(after, before) FROM journal WHERE table_name = 'parcel_row'"
"""SQL: what partners said of rows, also where that is not there any more."""
_LINES = """
    SELECT journal.id FROM journal JOIN going USING (table_name, row_id)
    WHERE journal.operation_id < ? AND journal.id NOT IN (SELECT id FROM blanked_line)
"""


def mentions_of(connection: Connection, people: Sequence[PersonId]) -> list[Mention]:
    """See app.retained.Retained."""
    return mentions(connection, _spoken(connection, people), rows_of(connection, people))


def purge(connection: Connection, operation_id: OperationId, people: Sequence[PersonId], on: date) -> Removed:
    """See app.retained.Purging; the lines of this step tell of each row that it went."""
    spoken, rows = _spoken(connection, people), rows_of(connection, people)
    persons = _among(connection, _PEOPLE, people)
    labels = _labels(connection, operation_id, people, spoken)
    changes = without(set(people), {row["born_on"] for row in persons}, spoken)
    told = {table: rows_that_told(connection, table, *change) for table, change in changes.items()}
    lines = _lines_of(connection, operation_id, people, rows, told)
    _recipients(connection, operation_id, people)
    take_away(connection, people, rows)
    purge_id = next_id(connection, _TABLE)
    row = {
        "id": purge_id,
        "done_on": on.isoformat(),
        "people": len(people),
        "lines": len(lines),
        "labels": len(labels),
        "digest": "",
    }
    put(connection, [Line(_TABLE, purge_id, None, None, row)])
    blanked.blank(connection, purge_id, lines, labels)
    sealed = {**row, "digest": blanked.digest_of(connection, purge_id)}
    put(connection, [Line(_TABLE, purge_id, None, row, sealed)])
    gone = [Line(table, row_id, None, {}, None) for table, ids in rows.items() for row_id in ids]
    kept = [line for table, change in changes.items() for line in _parted(connection, table, told, *change)]
    put(connection, kept)
    journal.write(connection, operation_id, [*gone, *kept, Line(_TABLE, purge_id, None, None, sealed)])
    _settle_later(connection, persons)
    connection.rows(_NEEDS_WIPING)
    return Removed(len(people), len(lines), len(labels), mentions(connection, spoken, {}))


def _spoken(connection: Connection, people: Sequence[PersonId]) -> Spoken:
    going = set(people)
    staying = (
        name for person_id, *names in connection.rows(_CALLED) if person_id not in going for name in names
    )
    return Spoken(names_of(connection, people), staying)


def _labels(
    connection: Connection, operation_id: OperationId, people: Sequence[PersonId], spoken: Spoken
) -> list[int]:
    """The operations whose label names one of them."""
    theirs = {one for part in in_parts(people) for one in connection.values(*among_ids(_OPERATIONS_OF, part))}
    return [
        number
        for number, label in connection.rows(_LABELS, (operation_id,))
        if spoken.is_in(label) or (number in theirs and spoken.names_one(label))
    ]


def _lines_of(
    connection: Connection,
    operation_id: OperationId,
    people: Sequence[PersonId],
    *rows: Mapping[str, Iterable[int]],
) -> list[int]:
    """The lines of these rows, of those that were theirs and are not there any more, and of what was said."""
    connection.rows(_GOING)
    places = ((table, row_id) for those in rows for table, ids in those.items() for row_id in ids)
    connection.run_many(_GOES, places)
    for part in in_parts(people):
        connection.rows(*among_ids(_ROWS_TOLD, part))
    going = set(connection.rows("SELECT table_name, row_id FROM going"))
    told = ((row_id, image(text) or {}) for row_id, text in connection.rows(_SAID))
    said = {row_id for row_id, row in told if (row.get("table_name"), row.get("row_id")) in going}
    connection.run_many(_GOES, [("parcel_row", row_id) for row_id in said])
    found: list[int] = connection.values(_LINES, (operation_id,))
    connection.rows("DROP TABLE going")
    return found


def _recipients(connection: Connection, operation_id: OperationId, people: Sequence[PersonId]) -> None:
    """Who got another's paper and goes before its holder is not named there any more."""
    rows = [row for row in _among(connection, _GIVEN_TO, people) if row["person_id"] not in set(people)]
    lines = [
        Line("misdelivery", row["id"], row["person_id"], row, {**row, "given_to_id": None}) for row in rows
    ]
    write_lines(connection, operation_id, lines)


def _parted(
    connection: Connection, table: str, told: Mapping[str, Collection[int]], column: str, change: Change
) -> list[Line]:
    """The rows of a table as they are without those who go; what they said before is told no more."""
    rows = _among(connection, f"SELECT * FROM {table} WHERE id IN ({{ids}})", sorted(told[table]))
    # Both images name every column, so that each is written.
    return [Line(table, row["id"], None, {}, {**row, column: change(row[column])}) for row in rows]


def _among(connection: Connection, statement: str, ids: Sequence[int]) -> list[Row]:
    return [row for part in in_parts(ids) for row in connection.records(*among_ids(statement, part))]


def _settle_later(connection: Connection, persons: Sequence[Row]) -> None:
    """What follows for the duties of those who stay, and what is kept in memory of the roster."""
    touch(connection, [Line("person", row["id"], row["id"], row, None) for row in persons])
    connection.roster_version += 1
