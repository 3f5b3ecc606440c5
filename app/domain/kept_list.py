"""What is kept of a sender's lists: how they are read, and the rows that stayed outside."""

from dataclasses import replace
from datetime import date

from app.domain.ids import HeldListId, ListProfileId
from app.late import dataclass


@dataclass(frozen=True, slots=True)
class ListProfile:
    """How the lists with these headings are read, so that nobody is asked a second time.

    text: the profile as app.importing.mapping writes it.
    """

    id: ListProfileId | None
    fingerprint: str
    text: str
    learned_on: date


@dataclass(frozen=True, slots=True)
class HeldList:
    """The rows of one import that stayed outside, until the sender's next list, or until somebody is done.

    text: headings and rows as app.importing.held writes them.
    """

    id: HeldListId | None
    fingerprint: str
    file_name: str
    found_on: date
    text: str
    settled_on: date | None = None

    def settle(self, on: date) -> "HeldList":
        """Nothing of it is open any more."""
        return replace(self, settled_on=on)
