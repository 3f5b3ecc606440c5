"""How a screen is told the outcome of what was asked; never a modal box."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from app.errors import SystemTrouble, UserError

T = TypeVar("T")


class Messages(Protocol):
    """A place where the user looks: the window's strip, or the desk's banner."""

    def done(self, sentence: str) -> None:
        """Say what was recorded."""

    def refuse(self, sentence: str) -> None:
        """Say why it was not done and what to do instead (UserError)."""

    def trouble(self, sentence: str) -> None:
        """Say what failed around us and where the data is safe (SystemTrouble)."""


def say_why(error: UserError | SystemTrouble, messages: Messages) -> None:
    """Say why it was not done, or what failed."""
    if isinstance(error, UserError):
        messages.refuse(str(error))
    else:
        messages.trouble(str(error))


def attempted(step: Callable[[], T], messages: Messages) -> T | None:
    """Return what the step makes; None where it was refused or failed, and that was said."""
    try:
        return step()
    except (UserError, SystemTrouble) as error:
        say_why(error, messages)
    return None


class Heeding:
    """Keeps what a command said; whoever asked says it in words of its own. Implements Messages.

    A command tells at once what it recorded, before any page reads anew.
    """

    def __init__(self, when_done: Callable[[], object] = lambda: None) -> None:
        """when_done: what comes before everything else once it is on disk."""
        self._when_done = when_done
        self.sentence = ""
        self.is_trouble = False

    def done(self, sentence: str) -> None:
        """Keep what was recorded."""
        self._when_done()
        self.sentence = sentence

    def refuse(self, sentence: str) -> None:
        """Keep why not."""
        self.sentence = sentence

    def trouble(self, sentence: str) -> None:
        """Keep what failed."""
        self.sentence, self.is_trouble = sentence, True
