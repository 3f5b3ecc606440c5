"""Why the program itself moved a day; told before only by the sentence beside it.

Frozen SQL, independent of db/tables/models.py.
"""

from typing import Any

STATEMENTS = (
    'ALTER TABLE "deferral" ADD COLUMN "cause" TEXT CHECK (cause IN (\'searching\'))',
    "UPDATE deferral SET cause = 'searching' WHERE reason = '引き出しの照合で見当たらない。探しています'",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    for statement in STATEMENTS:
        db.execute_sql(statement)
