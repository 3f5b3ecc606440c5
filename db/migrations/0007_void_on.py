"""Since when a sheet is void, kept when it is lost, given up or disposed of afterwards.

Frozen SQL, independent of db/tables/models.py.
"""

from typing import Any

STATEMENTS = (
    'ALTER TABLE "certificate" ADD COLUMN "void_on" TEXT',
    "UPDATE certificate SET void_on = closed_on WHERE closed_as = 'superseded'",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    for statement in STATEMENTS:
        db.execute_sql(statement)
