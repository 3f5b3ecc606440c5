"""The names and numbers people had before, so that they are found by them; from the history.

Frozen SQL, independent of db/tables/models.py.
"""

import json
from typing import Any

COLUMNS = ("kana", "name", "symbol", "number", "branch_number", "employee_code")
STATEMENTS = (
    """
    CREATE TABLE "former_identity" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "person_id" INTEGER NOT NULL,
        "operation_id" INTEGER NOT NULL,
        "kana" TEXT NOT NULL,
        "name" TEXT NOT NULL,
        "symbol" TEXT NOT NULL,
        "number" TEXT NOT NULL,
        "branch_number" TEXT NOT NULL,
        "employee_code" TEXT NOT NULL
    )
    """,
)
_CHANGED = """
    SELECT "person_id", "operation_id", "before", "after" FROM "journal"
    WHERE "table_name" = 'person' AND "before" IS NOT NULL AND "after" IS NOT NULL ORDER BY "id"
"""
_INSERT = """
    INSERT INTO "former_identity"
        ("person_id", "operation_id", "kana", "name", "symbol", "number", "branch_number", "employee_code")
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    for statement in STATEMENTS:
        db.execute_sql(statement)
    found = []
    for person_id, operation_id, before, after in db.execute_sql(_CHANGED):
        was, now = json.loads(before), json.loads(after)
        if any(was.get(column) != now.get(column) for column in COLUMNS):
            found.append((person_id, operation_id, *(was.get(column) or "" for column in COLUMNS)))
    for row in found:
        db.execute_sql(_INSERT, row)
