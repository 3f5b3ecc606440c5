"""Print runs: whether pages were about to leave and nobody noted yet that they did.

Frozen SQL, independent of db/tables/models.py.
"""

from typing import Any


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    db.execute_sql(
        """
        ALTER TABLE "print_session" ADD COLUMN "is_leaving" INTEGER NOT NULL DEFAULT 0
            CHECK (is_leaving IN (0, 1))
        """
    )
