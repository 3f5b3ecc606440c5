"""What becomes of a paper after it was forwarded; why the program itself moved a day; 旧姓 and the fee.

Until now an envelope knew only the papers it held last. The history of sendings is told anew with the
papers in it, so that they can be taken back and brought back whole. Frozen SQL, independent of
db/tables/models.py.
"""

import json
from typing import Any

STATEMENTS = (
    'ALTER TABLE "deferral" ADD COLUMN "cause" TEXT CHECK (cause IN (\'searching\'))',
    "UPDATE deferral SET cause = 'searching' WHERE reason = '引き出しの照合で見当たらない。探しています'",
    'ALTER TABLE "certificate" ADD COLUMN "sent_back_on" TEXT',
    'ALTER TABLE "elderly_card" ADD COLUMN "sent_back_on" TEXT',
    'ALTER TABLE "certificate" ADD COLUMN "reissue_fee" INTEGER',
    'ALTER TABLE "print_note" ADD COLUMN "former_surname" TEXT NOT NULL DEFAULT \'\'',
    """
    CREATE TABLE "sent_paper" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "shipment_id" INTEGER NOT NULL,
        "person_id" INTEGER NOT NULL,
        "certificate_id" INTEGER,
        "collected_on" TEXT,
        "fate" TEXT CHECK (fate IN ('left_behind', 'lost', 'not_arrived', 'sent_back')),
        "fate_on" TEXT,
        FOREIGN KEY ("shipment_id") REFERENCES "shipment" ("id")
            DEFERRABLE INITIALLY DEFERRED,
        FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("certificate_id") REFERENCES "certificate" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "sent_paper_person_id" ON "sent_paper" ("person_id")',
    'CREATE INDEX "sent_paper_certificate_id" ON "sent_paper" ("certificate_id")',
    """
    CREATE UNIQUE INDEX "sent_paper_once"
        ON "sent_paper" ("shipment_id", "person_id", coalesce(certificate_id, 0))
    """,
)

# Papers in envelopes now; and those of each step that made an envelope or took one back.
_NOW = """
    SELECT shipment_id, person_id, id, collected_on FROM certificate WHERE shipment_id IS NOT NULL
    UNION ALL
    SELECT shipment_id, person_id, NULL, done_on FROM elderly_card WHERE shipment_id IS NOT NULL
"""
_STEPS = """
    SELECT envelope.operation_id, envelope.row_id, envelope.before IS NULL,
           paper.table_name, paper.row_id, paper.person_id, paper.before, paper.after
    FROM journal envelope JOIN journal paper ON paper.operation_id = envelope.operation_id
    WHERE envelope.table_name = 'shipment' AND (envelope.before IS NULL OR envelope.after IS NULL)
      AND paper.table_name IN ('certificate', 'elderly_card')
    ORDER BY paper.id
"""
_COLUMNS = ("id", "shipment_id", "person_id", "certificate_id", "collected_on", "fate", "fate_on")


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    for statement in STATEMENTS:
        db.execute_sql(statement)
    ids: dict[tuple[Any, ...], int] = {}
    for shipment_id, person_id, sheet_id, collected_on in db.execute_sql(_NOW).fetchall():
        number = ids.setdefault((shipment_id, person_id, sheet_id), len(ids) + 1)
        row = (number, shipment_id, person_id, sheet_id, collected_on, None, None)
        db.execute_sql(f"INSERT INTO sent_paper VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608
    for operation_id, shipment_id, is_made, table, row_id, person_id, before, after in db.execute_sql(
        _STEPS
    ).fetchall():
        image = json.loads(after if is_made else before)
        if image["shipment_id"] != shipment_id:
            continue
        sheet_id = row_id if table == "certificate" else None
        number = ids.setdefault((shipment_id, person_id, sheet_id), len(ids) + 1)
        day = image["collected_on" if table == "certificate" else "done_on"]
        told = (number, shipment_id, person_id, sheet_id, day, None, None)
        line = json.dumps(dict(zip(_COLUMNS, told, strict=True)), ensure_ascii=False, separators=(",", ":"))
        db.execute_sql(
            "INSERT INTO journal (operation_id, table_name, row_id, person_id, before, after)"
            " VALUES (?, 'sent_paper', ?, ?, ?, ?)",
            (operation_id, number, person_id, None if is_made else line, line if is_made else None),
        )
    # Numbers that only the history knows stay used.
    db.execute_sql("DELETE FROM sqlite_sequence WHERE name = 'sent_paper'")
    db.execute_sql("INSERT INTO sqlite_sequence (name, seq) VALUES ('sent_paper', ?)", (len(ids),))
