"""特定疾病 on the certificate: the society's mark and the day from which it counts; the society's own 届.

Frozen SQL, independent of db/tables/models.py.
"""

from typing import Any

STATEMENTS = (
    'ALTER TABLE "print_note" ADD COLUMN "disease_mark" TEXT NOT NULL DEFAULT \'\'',
    'ALTER TABLE "print_note" ADD COLUMN "disease_from" TEXT',
    'ALTER TABLE "society" ADD COLUMN "forms_toml" TEXT NOT NULL DEFAULT \'\'',
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    for statement in STATEMENTS:
        db.execute_sql(statement)
