"""More stages of マイナ保険証: a card that is lost, renewed or returned, and the others a society names.

Frozen SQL, independent of db/tables/models.py. `person` is built anew because a CHECK grew: as it lies
there, whatever columns it has by then, with its indexes.
"""

import re
from typing import Any

STAGES = """CHECK (enrolment IN (
    'card_lost', 'card_reissue', 'card_renewal', 'card_returned', 'declined', 'expired', 'needs_care',
    'no_answer', 'no_card', 'not_registered', 'number_not_given', 'on_request', 'registered',
    'release_asked', 'released', 'restricted', 'unknown'))"""


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
