"""What a use case changed, so that open screens know whether to read again."""

from dataclasses import dataclass
from enum import Flag, auto


class Changes(Flag):
    """Areas of stored facts; combined with `|`."""

    NONE = 0
    ROSTER = auto()
    CERTIFICATES = auto()
    PRINTING = auto()
    ELDERLY_CARDS = auto()
    OUTREACH = auto()
    SETTINGS = auto()
    ALL = ROSTER | CERTIFICATES | PRINTING | ELDERLY_CARDS | OUTREACH | SETTINGS


@dataclass(frozen=True, slots=True)
class Done:
    """The outcome of a use case: what changed, and one Japanese sentence for the user.

    further: its end, for whoever says in a headline that it was done.
    """

    changes: Changes
    sentence: str
    further: str = ""
