"""Every stage of マイナ保険証 in a table of its own, and the computed duties beside the facts.

The stages are those of the history, steps that were taken back left out; each is entered into the
history of its operation too, so that undoing or redoing an older step carries it. The duties are
computed at the first opening; what stood beside a person for the old due list goes.
Frozen SQL, independent of db/tables/models.py.
"""

import json
from collections.abc import Iterator
from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "stage" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "person_id" INTEGER NOT NULL,
        "enrolment" TEXT NOT NULL,
        "learned_on" TEXT,
        FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "stage_person_id" ON "stage" ("person_id")',
    """
    CREATE TABLE "duty" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "person_id" INTEGER NOT NULL,
        "place" INTEGER NOT NULL,
        "why" TEXT NOT NULL,
        "certificate_id" INTEGER,
        "appears_on" TEXT NOT NULL,
        "gone_on" TEXT NOT NULL,
        "due_on" TEXT,
        "since" TEXT,
        "detail" TEXT NOT NULL,
        "begins" TEXT,
        "moved_from" TEXT,
        "moved_because" TEXT,
        "hidden_until" TEXT,
        "office_id" INTEGER NOT NULL,
        "department" TEXT NOT NULL,
        "kana_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "duty_person_id" ON "duty" ("person_id")',
    """
    CREATE INDEX "duty_urgency" ON "duty" (
        (due_on IS NULL), "due_on", "place", "kana_key", "person_id", "certificate_id", "why",
        "appears_on", "gone_on", "hidden_until", "office_id", "department")
    """,
    """
    CREATE INDEX "duty_place"
        ON "duty" ("place", "gone_on", "appears_on", "due_on", "hidden_until", "why", "office_id")
    """,
    """
    CREATE TABLE "duty_basis" (
        "id" INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
        "digest" TEXT NOT NULL,
        "until_on" TEXT NOT NULL
    )
    """,
    'DROP INDEX "person_ends_on"',
    'DROP INDEX "person_born_on"',
    'DROP INDEX "person_enrolment_as_of"',
    'DROP INDEX "person_stage"',
    'DROP INDEX "person_elderly_card"',
    'DROP INDEX "person_card"',
    'DROP INDEX "person_last_office"',
    'ALTER TABLE "person" DROP COLUMN "ends_by"',
    'ALTER TABLE "person" DROP COLUMN "live_status"',
    'ALTER TABLE "person" DROP COLUMN "told_on"',
    'ALTER TABLE "person" DROP COLUMN "told_times"',
    """
    CREATE INDEX "person_cover"
        ON "person" ("office_id", "department", "ends_on", "qualified_on", "enrolment", "enrolment_as_of")
    """,
    'DROP INDEX "certificate_status"',
    'CREATE INDEX "certificate_status" ON "certificate" ("status", "person_id", "last_step_on")',
)

_OPERATIONS = "SELECT id, undoes_id FROM operation ORDER BY id"
_ENTRIES = """
    SELECT operation_id, row_id, after ->> 'enrolment', after ->> 'enrolment_as_of'
    FROM journal
    WHERE table_name = 'person' AND after IS NOT NULL
      AND (before IS NULL OR before ->> 'enrolment' <> after ->> 'enrolment'
           OR before ->> 'enrolment_as_of' IS NOT after ->> 'enrolment_as_of')
    ORDER BY id
"""
_PRESENT = "SELECT id, enrolment, enrolment_as_of FROM person ORDER BY id"
_ADD = "INSERT INTO stage (id, person_id, enrolment, learned_on) VALUES (?, ?, ?, ?)"
_NOTE = """
    INSERT INTO journal (operation_id, table_name, row_id, person_id, before, after)
    VALUES (?, ?, ?, ?, ?, ?)
"""

Row = dict[str, Any]
Line = tuple[Row | None, Row | None]


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    for statement in STATEMENTS:
        db.execute_sql(statement)
    run = db.connection().executemany
    lines = list(_lines(db))
    rows = {row["id"]: row for _, (before, after) in lines if (row := after or before)}
    standing = _standing(lines)
    latest = {row["person_id"]: (row["enrolment"], row["learned_on"]) for row in standing.values()}
    for person_id, *stage in db.execute_sql(_PRESENT).fetchall():
        # What no history tells stands in the roster alone.
        if latest.get(person_id) != tuple(stage):
            row = _row(len(rows) + 1, person_id, *stage)
            rows[row["id"]] = standing[row["id"]] = row
    # A number that was given out once is never given out again.
    run(_ADD, (tuple(row.values()) for row in rows.values()))
    run("DELETE FROM stage WHERE id = ?", ((row_id,) for row_id in rows.keys() - standing.keys()))
    run(_NOTE, (_noted(operation_id, line) for operation_id, line in lines))


def _lines(db: Any) -> Iterator[tuple[int, Line]]:
    """What each operation did to the stages, in the order in which it was done."""
    entered: dict[int, list[tuple[Any, ...]]] = {}
    for operation_id, *entry in db.execute_sql(_ENTRIES).fetchall():
        entered.setdefault(operation_id, []).append(tuple(entry))
    done: dict[int, list[Line]] = {}
    count = 0
    for operation_id, undoes_id in db.execute_sql(_OPERATIONS).fetchall():
        if undoes_id is None:
            found: list[Line] = []
            for entry in entered.get(operation_id, ()):
                count += 1
                found.append((None, _row(count, *entry)))
        else:
            found = [(after, before) for before, after in reversed(done.get(undoes_id, []))]
        done[operation_id] = found
        yield from ((operation_id, line) for line in found)


def _standing(lines: list[tuple[int, Line]]) -> dict[int, Row]:
    found: dict[int, Row] = {}
    for _, (before, after) in lines:
        if after is not None:
            found[after["id"]] = after
        elif before is not None:
            del found[before["id"]]
    return dict(sorted(found.items()))


def _row(row_id: int, person_id: int, enrolment: str, learned_on: str | None) -> Row:
    return {"id": row_id, "person_id": person_id, "enrolment": enrolment, "learned_on": learned_on}


def _noted(operation_id: int, line: Line) -> tuple[Any, ...]:
    row = line[1] or line[0] or {}
    texts = (None if image is None else json.dumps(image, separators=(",", ":")) for image in line)
    return operation_id, "stage", row["id"], row["person_id"], *texts
