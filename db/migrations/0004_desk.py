"""The desk and the paper: 外字, 通称名, wrong persons, drawer counts, renewals, police reports.

Frozen SQL, independent of db/tables/models.py. `certificate` is built anew because a CHECK grew.
"""

from typing import Any

_KEPT = """
    id, person_id, issue_number, status, origin, issued_on, expires_on, session_id, sheet_number,
    ready_on, handed_out_on, receipt, collected_on, forwarded_on, shipment_id, closed_as, closed_on,
    reason, replace_cause, last_step_on
"""

STATEMENTS = (
    """
    CREATE TABLE "certificate_new" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "person_id" INTEGER NOT NULL,
        "issue_number" TEXT NOT NULL,
        "status" TEXT NOT NULL CHECK (status IN (
            'cancelled', 'collected', 'forwarded', 'handed_out', 'lost', 'never_issued', 'planned',
            'printed', 'ready', 'self_disposed', 'spoiled', 'superseded', 'uncollectable')),
        "origin" TEXT NOT NULL CHECK (origin IN ('listed', 'printed')),
        "issued_on" TEXT,
        "expires_on" TEXT,
        "session_id" INTEGER,
        "sheet_number" INTEGER,
        "ready_on" TEXT,
        "handed_out_on" TEXT,
        "receipt" INTEGER NOT NULL CHECK (receipt IN (0, 1)),
        "collected_on" TEXT,
        "forwarded_on" TEXT,
        "shipment_id" INTEGER,
        "closed_as" TEXT CHECK (closed_as IN (
            'cancelled', 'collected', 'forwarded', 'handed_out', 'lost', 'never_issued', 'planned',
            'printed', 'ready', 'self_disposed', 'spoiled', 'superseded', 'uncollectable')),
        "closed_on" TEXT,
        "reason" TEXT NOT NULL,
        "replace_cause" TEXT CHECK (replace_cause IN (
            'copay', 'correction', 'damage', 'insured_name', 'name', 'number', 'rehire', 'reissue',
            'renewal')),
        "police_report" TEXT NOT NULL DEFAULT '',
        "last_step_on" TEXT,
        FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("session_id") REFERENCES "print_session" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("shipment_id") REFERENCES "shipment" ("id") ON DELETE RESTRICT
    )
    """,
    f"INSERT INTO certificate_new ({_KEPT}) SELECT {_KEPT} FROM certificate",  # noqa: S608 - our own names
    # Numbers of deleted rows stay used: an old journal line must not meet a stranger.
    """
    UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'certificate')
    WHERE name = 'certificate_new' AND EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'certificate')
    """,
    """
    INSERT INTO sqlite_sequence (name, seq)
    SELECT 'certificate_new', seq FROM sqlite_sequence WHERE name = 'certificate'
      AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'certificate_new')
    """,
    'DROP TABLE "certificate"',
    'ALTER TABLE "certificate_new" RENAME TO "certificate"',
    'CREATE INDEX "certificate_person_id" ON "certificate" ("person_id")',
    'CREATE UNIQUE INDEX "certificate_issue_number" ON "certificate" ("issue_number")',
    'CREATE INDEX "certificate_session_id" ON "certificate" ("session_id")',
    'CREATE INDEX "certificate_shipment_id" ON "certificate" ("shipment_id")',
    """
    CREATE UNIQUE INDEX "certificate_one_live"
        ON "certificate" ("person_id") WHERE status IN ('handed_out', 'planned', 'printed', 'ready')
    """,
    'CREATE INDEX "certificate_status" ON "certificate" ("status", "expires_on")',
    'CREATE INDEX "certificate_last_step" ON "certificate" ("last_step_on")',
    """
    CREATE TABLE "substitute" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "person_id" INTEGER NOT NULL,
        "character" TEXT NOT NULL,
        "text" TEXT NOT NULL,
        "png_base64" TEXT NOT NULL,
        "agreed_on" TEXT NOT NULL,
        "note" TEXT NOT NULL,
        "withdrawn_on" TEXT,
        FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "substitute_person_id" ON "substitute" ("person_id")',
    """
    CREATE UNIQUE INDEX "substitute_one"
        ON "substitute" ("person_id", "character") WHERE withdrawn_on IS NULL
    """,
    """
    CREATE TABLE "print_note" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "person_id" INTEGER NOT NULL,
        "registry_name" TEXT NOT NULL,
        "limit_category" TEXT,
        FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE UNIQUE INDEX "print_note_person_id" ON "print_note" ("person_id")',
    """
    CREATE TABLE "misdelivery" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "certificate_id" INTEGER NOT NULL,
        "person_id" INTEGER NOT NULL,
        "given_to_id" INTEGER,
        "given_on" TEXT NOT NULL,
        "noticed_on" TEXT NOT NULL,
        "recovered_on" TEXT,
        "told_on" TEXT,
        "reported_on" TEXT,
        "note" TEXT NOT NULL,
        FOREIGN KEY ("certificate_id") REFERENCES "certificate" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("given_to_id") REFERENCES "person" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "misdelivery_certificate_id" ON "misdelivery" ("certificate_id")',
    'CREATE INDEX "misdelivery_person_id" ON "misdelivery" ("person_id")',
    'CREATE INDEX "misdelivery_given_to_id" ON "misdelivery" ("given_to_id")',
    """
    CREATE TABLE "drawer_count" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "begun_on" TEXT NOT NULL,
        "office_id" INTEGER,
        "closed_on" TEXT,
        "expected" INTEGER NOT NULL,
        "found" INTEGER NOT NULL,
        "missing" INTEGER NOT NULL,
        "unexpected" INTEGER NOT NULL,
        FOREIGN KEY ("office_id") REFERENCES "office" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "drawer_count_office_id" ON "drawer_count" ("office_id")',
    """
    CREATE UNIQUE INDEX "drawer_count_one_open"
        ON "drawer_count" ((closed_on IS NULL)) WHERE closed_on IS NULL
    """,
    """
    CREATE TABLE "drawer_find" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "count_id" INTEGER NOT NULL,
        "paper" TEXT NOT NULL CHECK (paper IN ('certificate', 'elderly_card')),
        "person_id" INTEGER NOT NULL,
        "certificate_id" INTEGER,
        "was_expected" INTEGER NOT NULL CHECK (was_expected IN (0, 1)),
        FOREIGN KEY ("count_id") REFERENCES "drawer_count" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("certificate_id") REFERENCES "certificate" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "drawer_find_person_id" ON "drawer_find" ("person_id")',
    'CREATE INDEX "drawer_find_certificate_id" ON "drawer_find" ("certificate_id")',
    """
    CREATE UNIQUE INDEX "drawer_find_once"
        ON "drawer_find" ("count_id", "paper", "person_id", coalesce(certificate_id, 0))
    """,
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    for statement in STATEMENTS:
        db.execute_sql(statement)
