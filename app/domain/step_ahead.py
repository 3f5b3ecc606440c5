"""予定: a step for a day to come whose facts have no day of their own; recorded when that day is there.

Source: docs/rules.md, "Loss of cover".
"""

from datetime import date
from enum import StrEnum

from app.domain.ids import OfficeId, PersonId, StepAheadId
from app.late import dataclass


class AheadKind(StrEnum):
    """The steps that rewrite the present entry."""

    RENAME = "rename"
    MOVE = "move"
    REHIRE = "rehire"


@dataclass(frozen=True, slots=True)
class StepAhead:
    """One step prepared for a day; nothing of it shows in the roster before it is recorded.

    on: the day from which it counts. name, kana: of a rename. office_id, department, symbol, number:
    of a move; department None leaves it, symbol and number are empty where they stay. staying: the
    dependants who continue after a re-hire, their ids parted by blanks. closed_on: recorded, or
    is_dropped, on that day.
    """

    id: StepAheadId | None
    person_id: PersonId
    kind: AheadKind
    on: date
    made_on: date
    name: str = ""
    kana: str = ""
    office_id: OfficeId | None = None
    department: str | None = None
    symbol: str = ""
    number: str = ""
    staying: str = ""
    closed_on: date | None = None
    is_dropped: bool = False
