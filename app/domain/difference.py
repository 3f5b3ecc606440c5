"""突合: what a list and the roster say differently, kept until somebody settles it.

Source: docs/rules.md, "Lists: who may say what".
"""

from dataclasses import replace
from datetime import date
from enum import StrEnum

from app.domain.ids import DifferenceId, PersonId
from app.domain.told import Sender
from app.errors import NotAllowed
from app.late import dataclass


class DifferenceCause(StrEnum):
    """Why the list did not simply count."""

    NOT_THEIRS_TO_SAY = "not_theirs_to_say"
    DAY_UNKNOWN = "day_unknown"
    RECORDED_HERE = "recorded_here"
    NOT_ON_THE_LIST = "not_on_the_list"


class Side(StrEnum):
    """Who has somebody: the roster alone, the list alone, or both, and not alike."""

    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"


class Standing(StrEnum):
    """Of a fact that needs no asking: whose word is the later one."""

    NEWER = "newer"
    OLDER = "older"


class Settled(StrEnum):
    """Whose word counts in the end."""

    THEIRS = "theirs"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact of one person. field: as in app.domain.person.Person; "" where the list lacks the person.

    ours, theirs: as stored, dates in ISO form. as_of: of the list; None where nobody said.
    """

    id: DifferenceId | None
    person_id: PersonId
    field: str
    ours: str
    theirs: str
    cause: DifferenceCause
    sender: Sender
    as_of: date | None
    found_on: date
    settled_on: date | None = None
    settled_as: Settled | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.settled_on is None

    def settle(self, as_: Settled, on: date) -> "Difference":
        """Return it settled; refused where that was done."""
        if not self.is_open:
            raise NotAllowed("この違いはもう決めてあります。画面を開き直してください。")
        return replace(self, settled_on=on, settled_as=as_)

    def says_the_same(self, other: "Difference") -> bool:
        """Whether the other tells the same of the same fact, whoever tells it and when."""
        mine = (self.person_id, self.field, self.theirs)
        return mine == (other.person_id, other.field, other.theirs)
