"""The day on which a recorded end of cover became known; of what was recorded before, nobody said.

Frozen SQL, independent of db/tables/models.py.
"""

from typing import Any


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    db.execute_sql('ALTER TABLE "person" ADD COLUMN "loss_known_on" TEXT')
