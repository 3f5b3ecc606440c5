"""How a screen is told the outcome of what was asked; never a modal box."""

from typing import Protocol


class Messages(Protocol):
    """A place where the user looks: the window's strip, or the desk's banner."""

    def done(self, sentence: str) -> None:
        """Say what was recorded."""

    def refuse(self, sentence: str) -> None:
        """Say why it was not done and what to do instead (UserError)."""

    def trouble(self, sentence: str) -> None:
        """Say what failed around us and where the data is safe (SystemTrouble)."""
