"""What a program hears of others that have the same data open; of a file there are none."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from app.changes import Changes
from app.domain.ids import PersonId
from app.late import dataclass


@dataclass(frozen=True, slots=True)
class News:
    """What is to be read again, since others recorded something. said: what became of a step of ours.

    out: why who is signed in may do nothing here any more, since an administrator elsewhere changed that.
    is_heard: something was heard of others, be it only that somebody opened a household or left it.
    """

    changes: Changes = Changes.NONE
    said: str = ""
    is_heard: bool = False
    out: str = ""


class Others(Protocol):
    """What a window asks for now and then."""

    @property
    def are_possible(self) -> bool:
        """Whether others may record in the same data at the same time."""

    def news(self, *, is_read: bool = True) -> News:
        """Return what others recorded since this was asked last; waits for nothing while there is nothing.

        is_read: from here on what stood on the screen before does not count. Not so while a form holds
        what was typed upon it: then a step that writes over another's is refused.
        Raises ConnectionLost once the server does not answer, until `is_there` said that it does.
        """

    def come(self, person_id: PersonId | None) -> None:
        """Let others know whose household is open here; None for nobody's. It ends with the connection."""

    def at(self, person_ids: Sequence[PersonId]) -> Sequence[tuple[str, datetime]]:
        """Return who else has the household of these persons open, and since when."""

    def unseen(self) -> int:
        """How many operations cannot be proved here, for the server does not show them."""

    def is_there(self) -> bool:
        """Return whether the server answers again; on any thread, and it may take some seconds."""


class Shared(Protocol):
    """What may be open elsewhere, too."""

    @property
    def others(self) -> Others: ...
