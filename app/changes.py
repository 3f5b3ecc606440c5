"""What a use case says of itself: what was stored, for whom, and how it is called."""

from dataclasses import dataclass
from enum import Flag, auto

from app.domain.ids import PersonId


class Changes(Flag):
    """Areas of stored facts, so that open screens know whether to read again; combined with `|`."""

    NONE = 0
    ROSTER = auto()
    CERTIFICATES = auto()
    PRINTING = auto()
    ELDERLY_CARDS = auto()
    OUTREACH = auto()
    SETTINGS = auto()
    DRAWER = auto()
    ANSWERS = auto()
    ALL = ROSTER | CERTIFICATES | PRINTING | ELDERLY_CARDS | OUTREACH | SETTINGS | DRAWER | ANSWERS


@dataclass(frozen=True, slots=True)
class Done:
    """The outcome of a use case, the same for window, command line, rehearsal and history.

    sentence: in Japanese, for the user. label: what the history and the undo call it, with the name
    of whom it concerns, or of several their count. further: the end of the sentence, for whoever says
    in a headline that it was done. remark: what of the sentence is to be read before it is recorded,
    such as a question to the society. changes, people: what was stored, and in whose history, in that
    order; filled in by the door for writes, Store.record.
    """

    sentence: str
    label: str
    further: str = ""
    remark: str = ""
    changes: Changes = Changes.NONE
    people: tuple[PersonId, ...] = ()
