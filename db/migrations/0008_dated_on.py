"""The 交付年月日 that the society named for a sheet; the day it was made stands on all before.

Frozen SQL, independent of db/tables/models.py.
"""

from typing import Any


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    db.execute_sql('ALTER TABLE "certificate" ADD COLUMN "dated_on" TEXT')
