"""In which language the slips speak to a person; until now nobody was asked, and they are Japanese.

Frozen SQL, independent of db/tables/models.py.
"""

from typing import Any


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    db.execute_sql('ALTER TABLE "person" ADD COLUMN "language" TEXT')
