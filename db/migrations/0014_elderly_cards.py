"""高齢受給者証 with days of their own, of which one follows the other.

Frozen SQL, independent of db/tables/models.py. `elderly_card` is built anew because a CHECK grew and a
person may have several.
"""

from typing import Any

CARDS = """
    CREATE TABLE "elderly_card_new" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "person_id" INTEGER NOT NULL,
        "outcome" TEXT NOT NULL CHECK (outcome IN (
            'collected', 'forwarded', 'lost', 'never_issued', 'replaced', 'uncollectable')),
        "done_on" TEXT NOT NULL,
        "forwarded_on" TEXT,
        "shipment_id" INTEGER,
        "note" TEXT NOT NULL,
        "sent_back_on" TEXT,
        "issued_on" TEXT,
        "expires_on" TEXT,
        "copay_rate" INTEGER,
        "replaced_on" TEXT,
        FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("shipment_id") REFERENCES "shipment" ("id") ON DELETE RESTRICT
    )
    """
COLUMNS = "id, person_id, outcome, done_on, forwarded_on, shipment_id, note, sent_back_on"


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    used = db.execute_sql("SELECT seq FROM sqlite_sequence WHERE name = 'elderly_card'").fetchone()
    db.execute_sql(CARDS)
    db.execute_sql(f"INSERT INTO elderly_card_new ({COLUMNS}) SELECT {COLUMNS} FROM elderly_card")  # noqa: S608
    db.execute_sql('DROP TABLE "elderly_card"')
    db.execute_sql('ALTER TABLE "elderly_card_new" RENAME TO "elderly_card"')
    db.execute_sql('CREATE INDEX "elderly_card_person_id" ON "elderly_card" ("person_id")')
    db.execute_sql('CREATE INDEX "elderly_card_shipment_id" ON "elderly_card" ("shipment_id")')
    if used is not None:
        # Numbers that only the history knows stay used.
        db.execute_sql("DELETE FROM sqlite_sequence WHERE name = 'elderly_card'")
        db.execute_sql("INSERT INTO sqlite_sequence (name, seq) VALUES ('elderly_card', ?)", used)
    db.execute_sql('ALTER TABLE "person" ADD COLUMN "elderly_card_issued_on" TEXT')
    db.execute_sql('ALTER TABLE "person" ADD COLUMN "elderly_card_expires_on" TEXT')
