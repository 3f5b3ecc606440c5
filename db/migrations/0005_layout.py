"""The form an office prints on, and the society's count of 高齢受給者証 per office with its day.

Frozen SQL, independent of db/tables/models.py.
"""

from typing import Any


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    db.execute_sql("""ALTER TABLE "society" ADD COLUMN "layout" TEXT NOT NULL DEFAULT ''""")
    db.execute_sql("""ALTER TABLE "office" ADD COLUMN "elderly_told" INTEGER""")
    db.execute_sql("""ALTER TABLE "office" ADD COLUMN "elderly_told_on" TEXT""")
