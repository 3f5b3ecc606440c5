"""The names and numbers people had before: papers and letters bear them still."""

from collections.abc import Sequence

from db.folder.connection import Connection
from db.tables.table import Line

IDENTITY = ("kana", "name", "symbol", "number", "branch_number", "employee_code")
"""The columns of `person` by which somebody is found."""

_INSERT = f"""
    INSERT INTO former_identity (person_id, operation_id, {", ".join(IDENTITY)})
    VALUES (:person_id, :operation_id, {", ".join(f":{column}" for column in IDENTITY)})
"""  # noqa: S608 - our own names


def keep(connection: Connection, operation_id: int, lines: Sequence[Line]) -> None:
    """Keep what a step took from people's names and numbers; not in force while the step is taken back."""
    found = [
        {"person_id": line.row_id, "operation_id": operation_id}
        | {column: line.before.get(column) or "" for column in IDENTITY}
        for line in lines
        if line.table == "person" and line.before is not None and line.after is not None
        if any(line.before.get(column) != line.after.get(column) for column in IDENTITY)
    ]
    if found:
        connection.run_many(_INSERT, found)
