"""The 交付年月日 of a person's 資格確認書, as the society's list names it.

Frozen SQL, independent of db/tables/models.py.
"""

from typing import Any


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    db.execute_sql('ALTER TABLE "person" ADD COLUMN "issued_on" TEXT')
