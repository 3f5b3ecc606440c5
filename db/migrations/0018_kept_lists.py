"""How each sender's lists are read, and the rows of an import that stayed outside.

Frozen SQL, independent of db/tables/models.py.
"""

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "list_profile" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "fingerprint" TEXT NOT NULL,
        "text" TEXT NOT NULL,
        "learned_on" TEXT NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX "list_profile_fingerprint" ON "list_profile" ("fingerprint")',
    """
    CREATE TABLE "held_list" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "fingerprint" TEXT NOT NULL,
        "file_name" TEXT NOT NULL,
        "found_on" TEXT NOT NULL,
        "text" TEXT NOT NULL,
        "settled_on" TEXT
    )
    """,
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    for statement in STATEMENTS:
        db.execute_sql(statement)
