"""Each operation is sealed with everything before it; see db/journal/chain.py.

Frozen SQL, independent of db/tables/models.py. What was recorded until now is sealed right after this script,
in the same transaction.
"""

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "operation_seal" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "seal" TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE "left_behind" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "number" INTEGER NOT NULL,
        "seal" TEXT NOT NULL,
        "file" TEXT NOT NULL
    )
    """,
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    for statement in STATEMENTS:
        db.execute_sql(statement)
