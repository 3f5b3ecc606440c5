"""More stages of マイナ保険証, who has no residence in Japan, steps for a day to come, and a
way to find the same human.

Frozen SQL, independent of db/tables/models.py. `person` is built anew because a CHECK grew: as it lies
there, whatever columns it has by then, with its indexes.
"""

import re
from typing import Any

STAGES = """CHECK (enrolment IN (
    'card_lost', 'card_reissue', 'card_renewal', 'card_returned', 'declined', 'expired', 'needs_care',
    'no_answer', 'no_card', 'not_registered', 'number_not_given', 'on_request', 'registered',
    'release_asked', 'released', 'restricted', 'unknown'))"""


STEPS_AHEAD = """
    CREATE TABLE "step_ahead" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "person_id" INTEGER NOT NULL,
        "kind" TEXT NOT NULL CHECK (kind IN ('move', 'rehire', 'rename')),
        "takes_on" TEXT NOT NULL,
        "made_on" TEXT NOT NULL,
        "name" TEXT NOT NULL,
        "kana" TEXT NOT NULL,
        "office_id" INTEGER,
        "department" TEXT,
        "symbol" TEXT NOT NULL,
        "number" TEXT NOT NULL,
        "staying" TEXT NOT NULL,
        "closed_on" TEXT,
        "is_dropped" INTEGER NOT NULL CHECK (is_dropped IN (0, 1)),
        FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("office_id") REFERENCES "office" ("id") ON DELETE RESTRICT
    )
    """


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    (table,) = db.execute_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'person'"
    ).fetchone()
    indexes = db.execute_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'person' AND sql IS NOT NULL"
    ).fetchall()
    grown, count = re.subn(r"CHECK\s*\(\s*enrolment IN \([^)]*\)\s*\)", STAGES, table)
    made, named = re.subn(r'^CREATE TABLE "?person"?', 'CREATE TABLE "person_new"', grown)
    if (count, named) != (1, 1):
        raise RuntimeError("person is not as the scripts before left it")
    db.execute_sql(made)
    db.execute_sql("INSERT INTO person_new SELECT * FROM person")
    db.execute_sql('DROP TABLE "person"')
    db.execute_sql('ALTER TABLE "person_new" RENAME TO "person"')
    for (index,) in indexes:
        db.execute_sql(index)
    db.execute_sql(STEPS_AHEAD)
    db.execute_sql('CREATE INDEX "step_ahead_person_id" ON "step_ahead" ("person_id")')
    db.execute_sql('CREATE INDEX "step_ahead_office_id" ON "step_ahead" ("office_id")')
    db.execute_sql('CREATE INDEX "person_human" ON "person" ("born_on", "name_key", "kana_key")')
    db.execute_sql('ALTER TABLE "person" ADD COLUMN "abroad_since" TEXT')
    db.execute_sql('ALTER TABLE "person" ADD COLUMN "abroad_reason" TEXT NOT NULL DEFAULT \'\'')
