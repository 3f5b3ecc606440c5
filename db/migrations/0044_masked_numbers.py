"""Whether 記号・番号 are shown masked until somebody asks for them; as before, they are not.

Frozen SQL, independent of db/tables/models.py.
"""

from typing import Any


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    db.execute_sql(
        'ALTER TABLE "society" ADD COLUMN "masks_numbers" INTEGER NOT NULL DEFAULT 0'
        " CHECK (masks_numbers IN (0, 1))"
    )
