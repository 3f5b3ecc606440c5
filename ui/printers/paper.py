"""What is printed on, and what may become of it: the words all ways to a printer share."""

from dataclasses import dataclass

from app.errors import SystemTrouble

# The form's size is fixed: no driver may fit, centre or turn it.
_EXACT = "print-scaling=none"


class QueueSilent(SystemTrouble):
    """Nobody knows whether the queue took the pages; whoever sent them looks at the paper."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What to print on. tray: as the driver calls it; empty for the one it would take.

    has_back: both sides, turned along the long edge.
    """

    size: str = "A4"
    tray: str = ""
    has_back: bool = False

    @property
    def options(self) -> tuple[str, ...]:
        """As CUPS wants it."""
        media = f"{self.size},{self.tray}" if self.tray else self.size
        sides = "two-sided-long-edge" if self.has_back else "one-sided"
        return (_EXACT, f"media={media}", f"sides={sides}")


PLAIN = Paper()
"""A4 on one side, from whatever tray the driver takes."""
