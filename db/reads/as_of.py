# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""The facts as they stood on a day, by 実施日, or of one household only.

Statements read tables named `person` and `certificate`. Where the present rows do not tell what
was true that day, queries of the same names stand before the statement and show it.
"""

from collections.abc import Mapping
from datetime import date
from weakref import WeakKeyDictionary

from app.domain.ids import PersonId
from db.folder.connection import Connection, in_parts
from db.journal.journal import IS_UNDONE
from db.tables.derived import DERIVED, TOLD
from db.tables.mapping import CERTIFICATE, PERSON
from db.tables.models import LIVE_STATUSES, PersonModel

_STATUS_THEN = f"""
    CASE WHEN last_step_on IS NULL OR last_step_on <= :today THEN status
         WHEN sent_back_on <= :today THEN 'collected'
         WHEN forwarded_on <= :today THEN 'forwarded'
         WHEN collected_on <= :today THEN 'collected'
         WHEN closed_on <= :today AND closed_as IS NOT NULL THEN closed_as
         WHEN void_on <= :today AND status NOT IN ({LIVE_STATUSES}) THEN 'superseded'
         WHEN handed_out_on <= :today OR origin = 'listed' THEN 'handed_out'
         WHEN ready_on <= :today THEN 'ready'
         ELSE 'planned' END
"""
"""See Certificate.as_of. A sheet lost from the drawer is as it is now from its last step on."""

_WAS_VOID = f"closed_on > :today AND void_on <= :today AND status NOT IN ({LIVE_STATUSES})"
"""A void sheet that was lost, given up or disposed of later: its present report was not made yet."""

# What stands beside a person is of that day too, unless something was done since.
_MOVED_LATER = "SELECT person_id FROM main.certificate WHERE last_step_on > :today"
_TOLD_LATER = f"SELECT person_id FROM contact WHERE contacted_on > :today AND {TOLD}"
_OF_PERSON = "person_id = main.person.id"

_MADE = "(origin = 'listed' OR issued_on IS NULL OR issued_on <= :today)"


def views(*, is_past: bool = False, of_household: bool = False) -> list[str]:
    """Return the queries that stand before `person` and `certificate`, for a WITH clause.

    is_past: what set_back said of the day. of_household: only that of parameters `symbol` and
    `number`.
    """
    if not is_past and not of_household:
        return []
    home = "symbol = :symbol AND number = :number" if of_household else "TRUE"
    persons = {c: c for c in (*PERSON.columns, *DERIVED)}
    sheets = {c: c for c in CERTIFICATE.columns}
    if is_past:
        then = "FROM temp.stage_then WHERE person_id = main.person.id"
        persons["enrolment"] = f"coalesce((SELECT stage {then}), enrolment)"
        persons["enrolment_as_of"] = (
            f"CASE WHEN EXISTS (SELECT 1 {then}) THEN (SELECT learned_on {then}) ELSE enrolment_as_of END"
        )
        sheets["status"] = _STATUS_THEN
        sheets["closed_on"] = f"CASE WHEN {_WAS_VOID} THEN void_on ELSE closed_on END"
        # A listed sheet, of which no beginning is known, may stand beside one that was printed.
        live = f"SELECT min(c.status) FROM certificate c WHERE {_OF_PERSON} AND c.status IN ({LIVE_STATUSES})"
        persons["live_status"] = f"CASE WHEN id IN ({_MOVED_LATER}) THEN ({live}) ELSE live_status END"
        for column, what in (("told_on", "max(contacted_on)"), ("told_times", "count(*)")):
            then = f"SELECT {what} FROM contact WHERE {_OF_PERSON} AND {TOLD} AND contacted_on <= :today"
            persons[column] = f"CASE WHEN id IN ({_TOLD_LATER}) THEN ({then}) ELSE {column} END"
    owner = f"person_id IN (SELECT id FROM main.person WHERE {home})" if of_household else "TRUE"
    sheet = f"SELECT {_columns(sheets)} FROM main.certificate WHERE {owner} AND {_MADE}"
    person = f"SELECT {_columns(persons)} FROM main.person WHERE {home}"
    # A household is a handful of rows; of everybody's, the indexes must stay in sight.
    how = "MATERIALIZED" if of_household else "NOT MATERIALIZED"
    found = [f"certificate AS {how} ({sheet})", f"person AS {how} ({person})"]
    if of_household:
        # What the statement would read through, as it asks for no one person.
        found += [
            f"{table} AS {how} (SELECT * FROM main.{table} WHERE {owner})"
            for table in ("elderly_card", "deferral")
        ]
    return found


def _columns(expressions: Mapping[str, str]) -> str:
    return ", ".join(f"{text} AS {name}" for name, text in expressions.items())


_State = tuple[date, int, int]
_remembered: WeakKeyDictionary[Connection, tuple[_State, bool]] = WeakKeyDictionary()
"""What set_back said last on a connection, and of which state of the data."""


def set_back(connection: Connection, today: date) -> bool:
    """Return whether anything was recorded for a later day, so that present states are not that day's.

    If so, temp.stage_then is filled for db.reads.due_rules. One look at a day asks several times; what
    was found holds until something is written, here or on another connection.
    """
    if connection.database.connection().in_transaction:
        # What is read now may be rolled back, with the table.
        return _set_back(connection, today)
    state, is_past = _remembered.get(connection, (None, False))
    if state != _state(connection, today):
        is_past = _set_back(connection, today)
        _remembered[connection] = _state(connection, today), is_past
    return is_past


def _state(connection: Connection, today: date) -> _State:
    return today, connection.changes(), connection.value("PRAGMA data_version")


def _set_back(connection: Connection, today: date) -> bool:
    latest = connection.values(
        """
        SELECT max(last_step_on) FROM certificate UNION ALL SELECT max(enrolment_as_of) FROM person
        UNION ALL SELECT max(contacted_on) FROM contact WHERE about = 'register'
        """
    )
    if max(filter(None, latest), default="") <= today.isoformat():
        return False
    connection.rows(
        "CREATE TEMP TABLE IF NOT EXISTS stage_then"
        " (person_id INTEGER PRIMARY KEY, stage TEXT, learned_on TEXT)"
    )
    connection.rows("DELETE FROM stage_then")
    connection.run_many(
        "INSERT INTO stage_then VALUES (?, ?, ?)",
        ((person_id, *then) for person_id, then in stages_then(connection, today).items()),
    )
    return True


def stages_then(connection: Connection, as_of: date) -> Mapping[PersonId, tuple[str, str | None]]:
    """Return stage and day of learning as known on that day, where the present ones came later.

    Comes from the journal. Before the first record its stage stands, so that a past day has an
    answer too.
    """
    person = PersonModel
    later = connection.values(person.select(person.id).where(person.enrolment_as_of > as_of.isoformat()))
    known: dict[PersonId, tuple[str, str | None]] = {}
    for part in in_parts(later):
        lines = connection.records(
            f"""
            SELECT journal.row_id AS person_id, journal.after ->> 'enrolment' AS stage,
                   journal.after ->> 'enrolment_as_of' AS learned_on
            FROM journal JOIN operation ON operation.id = journal.operation_id
            WHERE journal.table_name = 'person' AND operation.depth = 0 AND NOT {IS_UNDONE}
              AND journal.person_id IN ({", ".join("?" * len(part))})
            ORDER BY journal.id
            """,
            part,
        )
        for line in lines:
            if (
                line["person_id"] not in known
                or line["learned_on"] is None
                or line["learned_on"] <= as_of.isoformat()
            ):
                known[line["person_id"]] = line["stage"], line["learned_on"]
    return known
