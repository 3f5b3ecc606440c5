"""Print runs: what was wrong with a sheet, its second try, and the job a queue took.

Frozen SQL, independent of db/tables/models.py.
"""

from typing import Any

STATEMENTS = (
    """ALTER TABLE "print_session" ADD COLUMN "job" TEXT NOT NULL DEFAULT ''""",
    'ALTER TABLE "sheet" ADD COLUMN "attempt" INTEGER NOT NULL DEFAULT 1',
    """
    ALTER TABLE "sheet" ADD COLUMN "fault" TEXT CHECK (fault IN (
        'blank', 'damaged', 'double_feed', 'not_found', 'not_out', 'wrong_paper'))
    """,
    'DROP INDEX "sheet_session_id_sheet_number"',
    """
    CREATE UNIQUE INDEX "sheet_session_id_sheet_number_attempt"
        ON "sheet" ("session_id", "sheet_number", "attempt")
    """,
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    for statement in STATEMENTS:
        db.execute_sql(statement)
