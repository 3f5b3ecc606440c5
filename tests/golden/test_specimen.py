"""見本 stays on a copy: read back from black and white at every threshold a copier may have."""

from dataclasses import replace
from functools import cache
from math import atan2, degrees, hypot

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from app.printing.certificate.layout_file import named_layout, standard_layout
from app.printing.engine.font_places import Role, find_fonts
from tests.golden.papers import INSURED, rendered
from tests.golden.test_certificate_back import drawn

DPI = 100
THRESHOLDS = (40, 60, 75, 90)
ALIKE = "見本貝兄木"
"""Characters a reader could take one another for."""
CASES = [
    pytest.param(layout, panel, page, id=f"{name}-{side}")
    for name, layout in [
        ("a4", standard_layout()),
        *((name, named_layout(name)) for name in ("card-a4", "hagaki", "book-a4")),
    ]
    for side, panel, page in (
        ("front", layout.panel, 0),
        ("back", layout.back.panel, 1 if layout.turns else 0),
    )
]


def copied(page: Image.Image, threshold: int) -> Image.Image:
    """The page as a copier makes it: white is what black was."""
    return page.point(lambda level: 255 if level < 255 * threshold / 100 else 0)


@cache
def outline(character: str, em: int) -> Image.Image:
    """A character as a line of a few pixels."""
    file = find_fonts()[Role.HEADING][0]
    filled = Image.new("L", (em, em))
    font = ImageFont.truetype(str(file.path), em)
    ImageDraw.Draw(filled).text((0, round(em * 0.88)), character, 255, font=font, anchor="ls")
    return ImageChops.difference(
        filled.filter(ImageFilter.MaxFilter(3)), filled.filter(ImageFilter.MinFilter(3))
    )


def likeness(seen: Image.Image, known: Image.Image) -> float:
    """How much of each line lies on the other, the worse of both."""

    def share(these: Image.Image, those: Image.Image) -> float:
        both = ImageChops.multiply(these, those.filter(ImageFilter.MaxFilter(5)))
        return sum(both.histogram()[128:]) / max(1, sum(these.histogram()[128:]))

    return min(share(seen, known), share(known, seen))


def word_across(mark: Image.Image, width: float, height: float) -> str:
    """What the outlines across a panel say; a character that is like none is a dot."""
    em = round(0.184 * hypot(width, height) * DPI / 25.4)
    upright = mark.rotate(-degrees(atan2(height, width)), Image.Resampling.BILINEAR, expand=False)
    x, y = upright.width / 2, upright.height / 2
    read = ""
    for place in (-1.5, 0.5):
        left, top = round(x + place * em), round(y - em / 2)
        seen = upright.crop((left, top, left + em, top + em))
        best = max(ALIKE, key=lambda one: likeness(seen, outline(one, em)))
        read += best if likeness(seen, outline(best, em)) > 0.75 else "."
    return read


@pytest.mark.parametrize(("layout", "panel", "page"), CASES)
def test_a_copier_at_any_threshold_keeps_it(layout, panel, page):
    box = tuple(round(mm * DPI / 25.4) for mm in (panel.x, panel.y, panel.right, panel.bottom))
    plain, marked = (
        rendered(drawn(one, layout=layout), page, dpi=DPI).convert("L").crop(box)
        for one in (INSURED, replace(INSURED, is_specimen=True))
    )
    # A square about the middle, so that nothing is lost where it is turned.
    side = max(plain.size)
    square = ((plain.width - side) // 2, (plain.height - side) // 2)
    square += (square[0] + side, square[1] + side)
    for threshold in THRESHOLDS:
        added = ImageChops.subtract(copied(marked, threshold), copied(plain, threshold))
        if layout.back.is_upside_down and panel is layout.back.panel:
            added = added.rotate(180)
        assert word_across(added.crop(square), panel.width, panel.height) == "見本", threshold
