"""The images of a changed row stand in the history once, also where the step was taken back.

What was taken back before keeps its own. Frozen SQL, independent of db/tables/models.py.
"""

from typing import Any

STATEMENTS = (
    'ALTER TABLE "journal" ADD COLUMN "image_of" INTEGER REFERENCES journal (id)',
    'ALTER TABLE "journal" ADD COLUMN "is_reversed" INTEGER NOT NULL DEFAULT 0 CHECK (is_reversed IN (0, 1))',
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    for statement in STATEMENTS:
        db.execute_sql(statement)
