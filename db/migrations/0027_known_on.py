"""When the office knew of a stage of マイナ保険証, and of a change; of what was recorded before, nobody said.

Frozen SQL, independent of db/tables/models.py.
"""

from typing import Any


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    db.execute_sql('ALTER TABLE "person" ADD COLUMN "enrolment_known_on" TEXT')
    db.execute_sql('ALTER TABLE "certificate" ADD COLUMN "void_known_on" TEXT')
    db.execute_sql('ALTER TABLE "stage" ADD COLUMN "known_on" TEXT')
