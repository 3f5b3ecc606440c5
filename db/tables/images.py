"""What a line of the journal did to its row, wherever its images lie.

A step that takes another back, or brings it back, does to each row what the lines of the use case tell:
its own lines name those and repeat nothing, so that the undo of a large import gives its space back.
"""

import json

from app.errors import DataDamaged
from db.tables.table import Row

LINES = """
    (SELECT line.id AS id, line.operation_id AS operation_id, line.table_name AS table_name,
            line.row_id AS row_id, line.person_id AS person_id,
            coalesce(line.before, CASE WHEN line.is_reversed = 1 THEN told.after ELSE told.before END)
                AS before,
            coalesce(line.after, CASE WHEN line.is_reversed = 1 THEN told.before ELSE told.after END)
                AS after
     FROM journal line LEFT JOIN journal told ON told.id = line.image_of)
"""
"""SQL: the journal with the images of every line."""


def image(text: str | None) -> Row | None:
    """Return a row as a line of the journal holds it; None where it was not there. Raises DataDamaged."""
    try:
        return None if text is None else json.loads(text)
    except ValueError as error:
        raise DataDamaged("履歴の1行が読めません。バックアップから復元してください。") from error
