"""発行データ: what the society signed and sent, and the print session that came of it.

Frozen SQL, independent of db/tables/models.py.
"""

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "issue_batch" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "number" TEXT NOT NULL,
        "made_on" TEXT NOT NULL,
        "print_by" TEXT NOT NULL,
        "taken_on" TEXT NOT NULL,
        "content" TEXT NOT NULL,
        "session_id" INTEGER,
        FOREIGN KEY ("session_id") REFERENCES "print_session" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE UNIQUE INDEX "issue_batch_number" ON "issue_batch" ("number")',
    'CREATE INDEX "issue_batch_session_id" ON "issue_batch" ("session_id")',
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    for statement in STATEMENTS:
        db.execute_sql(statement)
