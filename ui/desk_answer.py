"""One answer of the desk: what the eye, the ear and the memory get for one reading."""

from dataclasses import dataclass
from enum import StrEnum

from ui.theme import Tone


class Heard(StrEnum):
    """What the ear is told; PROBLEM and ALREADY are told apart without looking."""

    YES = "yes"
    """It was recorded."""
    ALREADY = "already"
    """Nothing had to be done: it was recorded before."""
    PROBLEM = "problem"
    """It was not recorded; look at the banner."""
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the banner shows and the speaker says.

    shape: ✓, ○, ▲ or !, never colour alone. headline: who or what, large. sentence: what to do next.
    """

    shape: str
    headline: str
    sentence: str
    tone: Tone
    sound: Heard
