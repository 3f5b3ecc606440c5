# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""The history line by line, as an auditor reads it: what each row was before, and after."""

from datetime import datetime

from app.changes import ChangeRow
from app.domain.hidden import BEHIND_A_SECOND_LOOK
from app.domain.ids import OperationId
from app.domain.insured_number import masked_number
from app.words import column_word, word
from db.folder.connection import Connection
from db.tables.images import LINES, image
from db.tables.table import Row

_LINES = f"""
    SELECT operation.id, operation.entered_at, operation.user, operation.label,
           line.table_name, line.row_id, line.before, line.after
    FROM {LINES} AS line JOIN operation ON operation.id = line.operation_id ORDER BY line.id
"""
COMPUTED = {"kana_key", "name_key", "last_step_on", "ends_on"}
_LONGEST = 80
"""Characters; of a longer text (a seal's picture, a rules file) only its length is told."""


def change_rows(connection: Connection) -> list[ChangeRow]:
    """See app.ports.Queries."""
    return [
        ChangeRow(
            OperationId(operation_id),
            datetime.fromisoformat(entered_at),
            user,
            label,
            word("Table", table),
            row_id,
            *_both(table, image(before), image(after)),
        )
        for operation_id, entered_at, user, label, table, row_id, before, after in connection.each(_LINES)
    ]


def _both(table: str, before: Row | None, after: Row | None) -> tuple[str, str]:
    """What differs, as it was and as it became; of a new row and of one taken away all that it holds.

    Of what need no longer be kept, only that it was there.
    """
    old, new = before or {}, after or {}
    names = [name for name in {**old, **new} if name != "id" and old.get(name) != new.get(name)]
    told = word("History", "purged")
    return (
        told if before == {} else _text(table, old, names),
        told if after == {} else _text(table, new, names),
    )


def _text(table: str, row: Row, names: list[str]) -> str:
    told = ((name, row.get(name)) for name in names if name not in COMPUTED)
    return "、".join(
        f"{column_word(table, name)}: {_value(table, name, value)}"
        for name, value in told
        if value not in (None, "")
    )


def _value(table: str, name: str, value: object) -> str:
    if name in BEHIND_A_SECOND_LOOK.get(table, ()):
        return word("History", "hidden")
    # The record leaves the office with numbers hidden, as every list does of which nobody asked them.
    text = masked_number(str(value)) if name == "number" else str(value)
    return text if len(text) <= _LONGEST else word("History", "long_text").format(count=len(text))
