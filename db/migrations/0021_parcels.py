"""Files exchanged with a head office or its offices: none was exchanged before.

Frozen SQL, independent of db/tables/models.py.
"""

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "partner" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "folder_id" TEXT NOT NULL,
        "name" TEXT NOT NULL,
        "is_head" INTEGER NOT NULL CHECK (is_head IN (0, 1)),
        "secret" TEXT NOT NULL,
        "offices" TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE "parcel" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "partner_id" INTEGER NOT NULL,
        "is_ours" INTEGER NOT NULL CHECK (is_ours IN (0, 1)),
        "sequence" INTEGER NOT NULL,
        "sign" TEXT NOT NULL,
        "seen" INTEGER NOT NULL,
        "done_on" TEXT NOT NULL,
        "is_taken" INTEGER NOT NULL CHECK (is_taken IN (0, 1)),
        "rows" INTEGER NOT NULL,
        "conflicts" INTEGER NOT NULL,
        "until" INTEGER NOT NULL,
        FOREIGN KEY ("partner_id") REFERENCES "partner" ("id") ON DELETE RESTRICT
    )
    """,
    """
    CREATE UNIQUE INDEX "parcel_partner_id_is_ours_sequence"
    ON "parcel" ("partner_id", "is_ours", "sequence")
    """,
    """
    CREATE TABLE "parcel_conflict" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "partner_id" INTEGER NOT NULL,
        "person_id" INTEGER,
        "table_name" TEXT NOT NULL,
        "uid" TEXT NOT NULL,
        "row_id" INTEGER,
        "field" TEXT NOT NULL,
        "ours" TEXT NOT NULL,
        "theirs" TEXT NOT NULL,
        "cause" TEXT NOT NULL
            CHECK (cause IN ('both_changed', 'gone', 'in_the_way', 'other_human', 'two_live')),
        "said_by" TEXT NOT NULL,
        "said_at" TEXT NOT NULL,
        "kept_by" TEXT NOT NULL,
        "kept_at" TEXT NOT NULL,
        "found_on" TEXT NOT NULL,
        "settled_on" TEXT,
        "settled_as" TEXT CHECK (settled_as IN ('ours', 'theirs')),
        FOREIGN KEY ("partner_id") REFERENCES "partner" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "parcel_conflict_table_name_row_id" ON "parcel_conflict" ("table_name", "row_id")',
    """
    CREATE TABLE "parcel_row" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "partner_id" INTEGER NOT NULL,
        "table_name" TEXT NOT NULL,
        "row_id" INTEGER NOT NULL,
        "content" TEXT NOT NULL,
        FOREIGN KEY ("partner_id") REFERENCES "partner" ("id") ON DELETE RESTRICT
    )
    """,
    """
    CREATE UNIQUE INDEX "parcel_row_partner_id_table_name_row_id"
    ON "parcel_row" ("partner_id", "table_name", "row_id")
    """,
    """
    CREATE TABLE "parcel_step" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "partner_id" INTEGER NOT NULL,
        "operation_id" INTEGER NOT NULL,
        "sign" TEXT NOT NULL,
        "label" TEXT NOT NULL,
        "user" TEXT NOT NULL,
        "entered_at" TEXT NOT NULL,
        "person_id" INTEGER,
        FOREIGN KEY ("partner_id") REFERENCES "partner" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("operation_id") REFERENCES "operation" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "parcel_step_operation_id" ON "parcel_step" ("operation_id")',
    'CREATE INDEX "parcel_step_person_id" ON "parcel_step" ("person_id")',
    'CREATE INDEX "parcel_step_sign_person_id" ON "parcel_step" ("sign", "person_id")',
    """
    CREATE TABLE "row_uid" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "uid" TEXT NOT NULL,
        "table_name" TEXT NOT NULL,
        "row_id" INTEGER NOT NULL,
        "is_own" INTEGER NOT NULL CHECK (is_own IN (0, 1))
    )
    """,
    'CREATE INDEX "row_uid_table_name_row_id" ON "row_uid" ("table_name", "row_id")',
    'CREATE UNIQUE INDEX "row_uid_uid" ON "row_uid" ("uid")',
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    for statement in STATEMENTS:
        db.execute_sql(statement)
