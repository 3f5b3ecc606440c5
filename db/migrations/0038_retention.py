"""Records that need no longer be kept can be removed; see app/domain/retention.py and db/journal/blanked.py.

Frozen SQL, independent of db/tables/models.py.
"""

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "retention" (
        "id" INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
        "years" INTEGER NOT NULL,
        "reason" TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE "purge" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "done_on" TEXT NOT NULL,
        "people" INTEGER NOT NULL,
        "lines" INTEGER NOT NULL,
        "labels" INTEGER NOT NULL,
        "digest" TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE "blanked_line" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "purge_id" INTEGER NOT NULL,
        "digest" TEXT NOT NULL,
        FOREIGN KEY ("purge_id") REFERENCES "purge" ("id") ON DELETE RESTRICT
    )
    """,
    """
    CREATE TABLE "blanked_label" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "purge_id" INTEGER NOT NULL,
        "digest" TEXT NOT NULL,
        "entry" TEXT NOT NULL,
        FOREIGN KEY ("purge_id") REFERENCES "purge" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE TABLE "unwiped" ("id" INTEGER NOT NULL PRIMARY KEY CHECK (id = 1))',
    'CREATE INDEX "blanked_line_purge_id" ON "blanked_line" ("purge_id")',
    'CREATE INDEX "blanked_label_purge_id" ON "blanked_label" ("purge_id")',
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    for statement in STATEMENTS:
        db.execute_sql(statement)
