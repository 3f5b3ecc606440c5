"""What the society answers to a question of the due list, and the questions among its rows.

`deferral` is built anew because a CHECK grew: as it lies there, with its indexes. The duties are computed
at the next opening, since their kinds stand in other places. Frozen SQL, independent of
db/tables/models.py.
"""

import re
from typing import Any

KINDS = """CHECK (kind IN (
    'ask', 'birthday', 'elderly_card', 'forward', 'hand_out', 'print', 'register', 'renew', 'return'))"""

STATEMENTS = (
    """
    CREATE TABLE "society_answer" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "person_id" INTEGER NOT NULL,
        "why" TEXT NOT NULL CHECK (why IN (
            'branch_doubted', 'copay_doubted', 'copay_missing', 'covered_twice', 'expiry_doubted',
            'leap_75', 'stays_insured')),
        "since" TEXT,
        "detail" TEXT NOT NULL,
        "word" TEXT NOT NULL CHECK (word IN ('as_listed', 'different', 'same', 'to_be_mended')),
        "answered_on" TEXT NOT NULL,
        "told_by" TEXT NOT NULL,
        "note" TEXT NOT NULL,
        FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "society_answer_person_id" ON "society_answer" ("person_id")',
    "DELETE FROM duty",
    "DELETE FROM duty_basis",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    (table,) = db.execute_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'deferral'"
    ).fetchone()
    indexes = db.execute_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'deferral' AND sql IS NOT NULL"
    ).fetchall()
    grown, count = re.subn(r"CHECK\s*\(\s*kind IN \([^)]*\)\s*\)", KINDS, table)
    made, named = re.subn(r'^CREATE TABLE "?deferral"?', 'CREATE TABLE "deferral_new"', grown)
    if (count, named) != (1, 1):
        raise RuntimeError("deferral is not as the scripts before left it")
    db.execute_sql(made)
    db.execute_sql("INSERT INTO deferral_new SELECT * FROM deferral")
    db.execute_sql('DROP TABLE "deferral"')
    db.execute_sql('ALTER TABLE "deferral_new" RENAME TO "deferral"')
    for (index,) in indexes:
        db.execute_sql(index)
    for statement in STATEMENTS:
        db.execute_sql(statement)
