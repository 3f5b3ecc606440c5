"""Lists that were taken over, what they said of each person and of which day, and the 突合.

Imports of before are found by the name of their step; the day of their lists nobody knows. Frozen SQL,
independent of db/tables/models.py.
"""

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "told" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "person_id" INTEGER NOT NULL,
        "name" TEXT,
        "cover" TEXT,
        "paper" TEXT,
        "copay" TEXT,
        "stage" TEXT,
        "place" TEXT,
        FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE UNIQUE INDEX "told_person_id" ON "told" ("person_id")',
    """
    CREATE TABLE "list_taken" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "operation_id" INTEGER NOT NULL,
        "taken_on" TEXT NOT NULL,
        "file_name" TEXT NOT NULL,
        "digest" TEXT NOT NULL,
        "sender" TEXT NOT NULL CHECK (sender IN ('hr', 'office', 'society')),
        "as_of" TEXT,
        "is_part" INTEGER NOT NULL CHECK (is_part IN (0, 1)),
        "added" INTEGER NOT NULL,
        "changed" INTEGER NOT NULL,
        "unchanged" INTEGER NOT NULL,
        "missing" INTEGER NOT NULL,
        "held" INTEGER NOT NULL,
        "asked" INTEGER NOT NULL,
        FOREIGN KEY ("operation_id") REFERENCES "operation" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "list_taken_operation_id" ON "list_taken" ("operation_id")',
    """
    CREATE TABLE "difference" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "person_id" INTEGER NOT NULL,
        "field" TEXT NOT NULL,
        "ours" TEXT NOT NULL,
        "theirs" TEXT NOT NULL,
        "cause" TEXT NOT NULL CHECK
            (cause IN ('day_unknown', 'not_on_the_list', 'not_theirs_to_say', 'recorded_here')),
        "sender" TEXT NOT NULL CHECK (sender IN ('hr', 'office', 'society')),
        "as_of" TEXT,
        "found_on" TEXT NOT NULL,
        "settled_on" TEXT,
        "settled_as" TEXT CHECK (settled_as IN ('ours', 'theirs')),
        FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "difference_person_id" ON "difference" ("person_id")',
    """
    INSERT INTO list_taken (operation_id, taken_on, file_name, digest, sender, is_part,
                            added, changed, unchanged, missing, held, asked)
    SELECT id, substr(entered_at, 1, 10), '', '', 'office', 0, 0, 0, 0, 0, 0, 0 FROM operation
    WHERE depth = 0 AND label LIKE '取込 新規%名 変更%名'
    """,
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    for statement in STATEMENTS:
        db.execute_sql(statement)
