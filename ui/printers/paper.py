"""What is printed on, and what may become of it: the words all ways to a printer share."""

import re
from dataclasses import replace

from app.errors import SystemTrouble, UserError
from app.late import dataclass

# The form's size is fixed: no driver may fit, centre or turn it.
_EXACT = "print-scaling=none"


A4 = (210.0, 297.0)
_SHEET = re.compile(rb"/MediaBox ?\[ ?0 0 ([0-9.]+) ([0-9.]+) ?\]")
_POINTS = 72 / 25.4


class QueueSilent(SystemTrouble):
    """Nobody knows whether the queue took the pages; whoever sent them looks at the paper."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a queue made of the pages. job: its name there. note: what the person should know of it."""

    job: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """What to print on. tray: as the driver calls it; empty for the one it would take.

    size: what it was measured with. has_back: both sides, turned along the long edge. sheet: its width and
    height in mm. media: what the queue itself calls that sheet, where it was asked. as_pictures: on Windows
    the pages are sent as pictures, for a driver that loses lines or letters.
    """

    size: str = "A4"
    tray: str = ""
    has_back: bool = False
    sheet: tuple[float, float] = A4
    media: str = ""
    as_pictures: bool = False

    @property
    def options(self) -> tuple[str, ...]:
        """As CUPS wants it."""
        # A sheet across lies in the tray upright: a queue turns the page, and its name for the paper stays.
        narrow, wide = sorted(self.sheet)
        usual = self.size if (narrow, wide) == A4 else f"Custom.{narrow:g}x{wide:g}mm"
        name = self.media or usual
        media = f"{name},{self.tray}" if self.tray else name
        sides = "two-sided-long-edge" if self.has_back else "one-sided"
        return (_EXACT, f"media={media}", f"sides={sides}")

    def for_pages(self, pages: bytes) -> "Paper":
        """Return it with the size of the pages to print, which have one of their own on some forms."""
        found = _SHEET.search(pages)
        if found is None:
            return self
        width, height = (round(float(points) / _POINTS, 1) for points in found.groups())
        return replace(self, sheet=(width, height))


PLAIN = Paper()
"""A4 on one side, from whatever tray the driver takes."""


def no_such_paper(printer: str, paper: Paper) -> UserError:
    """Return the refusal of a sheet the printer does not have; it would print into the middle of another."""
    narrow, wide = sorted(paper.sheet)
    return UserError(
        f"プリンター「{printer}」に {narrow:g}×{wide:g} mm の用紙がありません。プリンターの設定で"
        "その用紙を加えるか、ほかのプリンターを選んでください。"
    )
