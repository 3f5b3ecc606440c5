"""The first shape of the database: frozen SQL, independent of db/tables/models.py."""

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "society" (
        "id" INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
        "insurer_number" TEXT NOT NULL,
        "name" TEXT NOT NULL,
        "address" TEXT NOT NULL,
        "seal_base64" TEXT,
        "is_sample" INTEGER NOT NULL CHECK (is_sample IN (0, 1)),
        "rules_toml" TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE "office" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "code" TEXT NOT NULL,
        "name" TEXT NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX "office_code" ON "office" ("code")',
    """
    CREATE TABLE "person" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "office_id" INTEGER NOT NULL,
        "kind" TEXT NOT NULL CHECK (kind IN ('dependant', 'insured')),
        "symbol" TEXT NOT NULL,
        "number" TEXT NOT NULL,
        "branch_number" TEXT NOT NULL,
        "name" TEXT NOT NULL,
        "kana" TEXT NOT NULL,
        "sex" TEXT NOT NULL CHECK (sex IN ('female', 'male', 'unset')),
        "relationship" TEXT NOT NULL,
        "born_on" TEXT NOT NULL,
        "qualified_on" TEXT NOT NULL,
        "department" TEXT NOT NULL,
        "employee_code" TEXT NOT NULL,
        "enrolment" TEXT NOT NULL CHECK (enrolment IN (
            'declined', 'expired', 'needs_care', 'no_answer', 'no_card', 'not_registered',
            'registered', 'released', 'unknown')),
        "enrolment_as_of" TEXT,
        "sex_on_front" INTEGER NOT NULL CHECK (sex_on_front IN (0, 1)),
        "disqualified_on" TEXT,
        "loss_cause" TEXT CHECK (loss_cause IN (
            'age_75', 'death', 'disability', 'insured_lost', 'left', 'other_insurance',
            'removed_dependant')),
        "last_day_on" TEXT,
        "certificate_expires_on" TEXT,
        "copay_rate" INTEGER,
        "copay_from" TEXT,
        "elderly_card_listed" INTEGER NOT NULL CHECK (elderly_card_listed IN (0, 1)),
        "kana_key" TEXT NOT NULL,
        "name_key" TEXT NOT NULL,
        FOREIGN KEY ("office_id") REFERENCES "office" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "person_office_id" ON "person" ("office_id")',
    'CREATE UNIQUE INDEX "person_insured_number" ON "person" ("symbol", "number", "branch_number")',
    'CREATE INDEX "person_search" ON "person" ("kana_key", "name_key", "number", "employee_code")',
    """
    CREATE TABLE "print_session" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "status" TEXT NOT NULL CHECK (status IN ('cancelled', 'closed', 'planned', 'spooled')),
        "made_on" TEXT NOT NULL,
        "printer" TEXT NOT NULL,
        "closed_on" TEXT
    )
    """,
    """
    CREATE TABLE "shipment" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "sent_on" TEXT NOT NULL,
        "tracking_number" TEXT NOT NULL,
        "confirmed_on" TEXT
    )
    """,
    """
    CREATE TABLE "certificate" (
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
        FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("session_id") REFERENCES "print_session" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("shipment_id") REFERENCES "shipment" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "certificate_person_id" ON "certificate" ("person_id")',
    'CREATE UNIQUE INDEX "certificate_issue_number" ON "certificate" ("issue_number")',
    'CREATE INDEX "certificate_session_id" ON "certificate" ("session_id")',
    'CREATE INDEX "certificate_shipment_id" ON "certificate" ("shipment_id")',
    """
    CREATE UNIQUE INDEX "certificate_one_live"
        ON "certificate" ("person_id") WHERE status IN ('handed_out', 'planned', 'printed', 'ready')
    """,
    """
    CREATE TABLE "sheet" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "session_id" INTEGER NOT NULL,
        "sheet_number" INTEGER NOT NULL,
        "certificate_id" INTEGER NOT NULL,
        "status" TEXT NOT NULL CHECK (status IN (
            'cancelled', 'good', 'missing', 'queued', 'spoiled', 'spooled')),
        "shredded_on" TEXT,
        FOREIGN KEY ("session_id") REFERENCES "print_session" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("certificate_id") REFERENCES "certificate" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "sheet_certificate_id" ON "sheet" ("certificate_id")',
    'CREATE UNIQUE INDEX "sheet_session_id_sheet_number" ON "sheet" ("session_id", "sheet_number")',
    """
    CREATE TABLE "elderly_card" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "person_id" INTEGER NOT NULL,
        "outcome" TEXT NOT NULL CHECK (outcome IN (
            'collected', 'forwarded', 'lost', 'never_issued', 'uncollectable')),
        "done_on" TEXT NOT NULL,
        "forwarded_on" TEXT,
        "shipment_id" INTEGER,
        "note" TEXT NOT NULL,
        FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("shipment_id") REFERENCES "shipment" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE UNIQUE INDEX "elderly_card_person_id" ON "elderly_card" ("person_id")',
    'CREATE INDEX "elderly_card_shipment_id" ON "elderly_card" ("shipment_id")',
    """
    CREATE TABLE "contact" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "person_id" INTEGER NOT NULL,
        "contacted_on" TEXT NOT NULL,
        "means" TEXT NOT NULL CHECK (means IN ('face', 'letter', 'mail', 'phone', 'slip')),
        "note" TEXT NOT NULL,
        FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "contact_person_id" ON "contact" ("person_id")',
    """
    CREATE TABLE "operation" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "label" TEXT NOT NULL,
        "user" TEXT NOT NULL,
        "entered_at" TEXT NOT NULL,
        "is_undoable" INTEGER NOT NULL CHECK (is_undoable IN (0, 1)),
        "undoes_id" INTEGER,
        "origin_id" INTEGER,
        "depth" INTEGER NOT NULL,
        FOREIGN KEY ("undoes_id") REFERENCES "operation" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("origin_id") REFERENCES "operation" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE UNIQUE INDEX "operation_undoes_id" ON "operation" ("undoes_id")',
    'CREATE INDEX "operation_origin_id" ON "operation" ("origin_id")',
    """
    CREATE TABLE "journal" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "operation_id" INTEGER NOT NULL,
        "table_name" TEXT NOT NULL,
        "row_id" INTEGER NOT NULL,
        "person_id" INTEGER,
        "before" TEXT,
        "after" TEXT,
        FOREIGN KEY ("operation_id") REFERENCES "operation" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "journal_operation_id" ON "journal" ("operation_id")',
    'CREATE INDEX "journal_person_id" ON "journal" ("person_id")',
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    for statement in STATEMENTS:
        db.execute_sql(statement)
