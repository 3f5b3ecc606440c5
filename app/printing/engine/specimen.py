"""見本 across a sheet, so that no copier loses it: outlined characters, and words at top and bottom.

A copier makes every grey black or white. An outline that is darker than the darkest of its thresholds
stays at all of them, and being a line it hides nothing of what is printed over it.
"""

from math import atan2, degrees, hypot

from app.printing.engine.page import A4_HEIGHT, A4_WIDTH, MM, Sheet

WORD = "見\u3000本"
_INSIDE, _OUTLINE, _THICK = 0.93, 0.25, 0.38
_EDGE = 5.0
_MARGIN = 18.0
"""mm between the words and the edge of an A4 sheet; a small one has little white beside its table."""


def draw_specimen(sheet: Sheet, x: float, y: float, width: float, height: float, notice: str = "") -> None:
    """Mark what lies in this box (mm) as 見本. notice: said at its top and its bottom, if at all.

    It is no part of what the sheet says, and not in the reading order.
    """
    with sheet.artifact():
        _draw(sheet, x, y, width, height, notice)


def _draw(sheet: Sheet, x: float, y: float, width: float, height: float, notice: str) -> None:
    diagonal = hypot(width, height)
    size = 0.184 * diagonal * MM
    sheet.outlined(
        WORD,
        sheet.fonts.heading,
        size,
        angle=degrees(atan2(height, width)),
        weight=max(0.3, _THICK * diagonal / hypot(A4_HEIGHT, A4_WIDTH)),
        greys=(_INSIDE, _OUTLINE),
        middle=(x + width / 2, y + height / 2),
    )
    if not notice:
        return
    small = max(4.5, width / 21)
    margin = _MARGIN * (height / A4_HEIGHT) ** 1.8
    heading = sheet.fonts.heading
    sheet.text(x + 0.105 * width, y + height - margin, notice, heading, small)
    # In the middle: beside a title at the left, and away from a code at the right.
    top = y + (0.35 * margin if y else max(0.35 * margin, _EDGE)) + 0.7 * small / MM
    sheet.text(x + width / 2, top, notice, heading, small, align="center")
