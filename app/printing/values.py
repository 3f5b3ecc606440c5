"""What callers hand to the drawing modules and get back; light, so that the window starts quickly."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a list; widths in mm, together at most app.printing.lists.LIST_WIDTH."""

    heading: str
    width_mm: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one person's certificate cannot be drawn: one Japanese sentence with the remedy."""

    person_key: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class GuideSlip:
    """One slip. stage_sentence: where the person stands, in the office's words."""

    name: str
    stage_sentence: str
    office_name: str
    on: date
