"""Which 高齢受給者証 a paper of an envelope was, so that one takes several of a person.

Of the envelopes until now it is not told; each took one card of a person. Frozen SQL, independent of
db/tables/models.py.
"""

from typing import Any

STATEMENTS = (
    """
    ALTER TABLE "sent_paper" ADD COLUMN "elderly_card_id" INTEGER
        REFERENCES elderly_card (id) ON DELETE RESTRICT
    """,
    'CREATE INDEX "sent_paper_elderly_card_id" ON "sent_paper" ("elderly_card_id")',
    'DROP INDEX "sent_paper_once"',
    """
    CREATE UNIQUE INDEX "sent_paper_once" ON "sent_paper"
        ("shipment_id", "person_id", coalesce(certificate_id, 0), coalesce(elderly_card_id, 0))
    """,
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    for statement in STATEMENTS:
        db.execute_sql(statement)
