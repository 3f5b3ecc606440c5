"""One answer of the desk: what the eye, the ear and the memory get for one reading."""

from collections.abc import Callable
from enum import StrEnum

from app.late import dataclass
from ui.frame.messages import Messages
from ui.look.theme import Tone


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


def problem(headline: str, sentence: str) -> Answer:
    """Return why nothing was done, and what to do instead."""
    return Answer("!", headline, sentence, Tone.LATE, Heard.PROBLEM)


class TakenBack:
    """Says on a banner what 元に戻す or やり直す did, and at the window's foot as everywhere.

    Implements Messages.
    """

    def __init__(self, window: Messages, answer: Callable[[Answer], object]) -> None:
        """window: the window's own place. answer: shows it on the banner."""
        self._window = window
        self._answer = answer

    def done(self, sentence: str) -> None:
        """Say what is no longer so, or so again."""
        self._window.done(sentence)
        verb, _, label = sentence.partition(": ")
        self._answer(Answer("←", verb, label, Tone.INFO, Heard.YES))

    def refuse(self, sentence: str) -> None:
        """Say why not."""
        self._answer(problem("できません", sentence))

    def trouble(self, sentence: str) -> None:
        """Say what failed."""
        self._answer(Answer("×", "記録できません", sentence, Tone.LATE, Heard.PROBLEM))
