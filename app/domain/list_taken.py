"""A list that was taken over: which file, whose, of which day, and what came of it."""

from datetime import date

from app.domain.ids import ListTakenId, OperationId
from app.domain.told import Sender
from app.late import dataclass


@dataclass(frozen=True, slots=True)
class ListTaken:
    """One import, as the history opens it; the file itself is not kept.

    digest: SHA-256 of the file. as_of: the day of which the list speaks; None where nobody said.
    is_part: nobody is missing from it. asked: facts that wait in the 突合; held: rows left outside.
    """

    id: ListTakenId | None
    operation_id: OperationId
    taken_on: date
    file_name: str
    digest: str
    sender: Sender
    as_of: date | None
    is_part: bool
    added: int
    changed: int
    unchanged: int
    missing: int
    held: int
    asked: int
