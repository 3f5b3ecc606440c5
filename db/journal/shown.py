# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""Which operations a user of some offices finds: those about their people, and about nobody else."""

from collections.abc import Iterable

from app.domain.ids import PersonId
from db.folder.connection import Connection, Row

_LINES_OF = "SELECT 1 FROM journal line WHERE line.operation_id = {id}"
_ABOUT_THEIRS = f"""
    EXISTS ({_LINES_OF} AND line.person_id IN (SELECT id FROM person))
    AND NOT EXISTS ({_LINES_OF} AND line.person_id NOT IN (SELECT id FROM person))
"""

_BESIDE = "SELECT id, user, entered_at, is_undone, undoes_id FROM main.beside(?)"


def is_shown(connection: Connection, operation: str) -> str:
    """Return SQL: whether an operation, by the name of its row, is shown; every one where all offices are."""
    return "1 = 1" if connection.narrowing is None else _ABOUT_THEIRS.format(id=f"{operation}.id")


def beside(connection: Connection, ids: Iterable[int]) -> list[Row]:
    """Return of these operations those that the server does not show, as far as they changed somebody who is
    seen: number, who recorded it, when, whether it is undone, what it took back. Its label may name others.
    """
    return [] if connection.kept_to is None else connection.rows(_BESIDE, (sorted(ids),))


def is_there(connection: Connection, person_id: PersonId) -> bool:
    """Return whether somebody is of the offices that are seen."""
    if connection.narrowing is None:
        return True
    return connection.row("SELECT 1 FROM person WHERE id = ?", (person_id,)) is not None
