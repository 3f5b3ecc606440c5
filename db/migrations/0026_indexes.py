"""Indexes in the order in which lists are read, and none for what most rows do not have.

Frozen SQL, independent of db/tables/models.py.
"""

from typing import Any

STATEMENTS = (
    'DROP INDEX "duty_urgency"',
    """
    CREATE INDEX "duty_urgency" ON "duty" (
        (due_on IS NULL), "due_on", "place", "kana_key", "person_id", "certificate_id", "why", "detail",
        "appears_on", "gone_on", "hidden_until", "office_id", "department")
    """,
    'DROP INDEX "contact_person_id"',
    'CREATE INDEX "contact_person_id" ON "contact" ("person_id", "contacted_on")',
    'DROP INDEX "operation_undoes_id"',
    """
    CREATE UNIQUE INDEX "operation_undoes_id" ON "operation" ("undoes_id") WHERE undoes_id IS NOT NULL
    """,
    'DROP INDEX "operation_origin_id"',
    'CREATE INDEX "operation_origin_id" ON "operation" ("origin_id") WHERE origin_id IS NOT NULL',
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    for statement in STATEMENTS:
        db.execute_sql(statement)
