"""Names with a 外字, 通称名 and 限度額適用区分 on both forms: read back and compared as pictures."""

import io
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from app.domain.rules import shipped_rules
from app.printing.certificate.certificate import check_faces, draw_certificates
from app.printing.certificate.layout_file import named_layout
from app.printing.certificate.name_sample import draw_name
from app.printing.certificate.substitution import cleaned
from app.printing.engine.font_places import Role, find_fonts
from app.printing.values import Substitute, Substitutions
from tests.golden.papers import DEPENDANT, INSURED, rendered, texts

LIMITS = shipped_rules().at(date(2026, 11, 23))
GAIJI = "\ue000"
HEAD = replace(
    INSURED, name=f"{GAIJI}藤\u3000見本", registry_name=f"戸籍\u3000{GAIJI}子", limit_category="ウ"
)
CHILD = replace(DEPENDANT, name=f"{GAIJI}藤\u3000見太", insured_name=HEAD.name)


def scan(character: str) -> bytes:
    """A picture as an office makes one: off the middle, with much white, as JPEG."""
    page = Image.new("RGB", (500, 900), "white")
    font = ImageFont.truetype(str(find_fonts()[Role.VALUE][0].path), 240)
    ImageDraw.Draw(page).text((40, 500), character, font=font, fill="black")
    out = io.BytesIO()
    page.save(out, "JPEG", quality=60)
    return out.getvalue()


def sheets(substitutions: Substitutions) -> bytes:
    out = io.BytesIO()
    draw_certificates([HEAD, CHILD], out, prints_back=True, substitutions=substitutions)
    return out.getvalue()


def test_each_name_takes_the_agreement_of_who_bears_it():
    pdf = sheets(
        Substitutions(
            {
                (HEAD.person_key, GAIJI): Substitute(text="齊"),
                (CHILD.person_key, GAIJI): Substitute(text="斉"),
            },
            {(CHILD.person_key, GAIJI): Substitute(text="齊")},
        )
    )
    front, back, family, _ = texts(pdf)
    assert "齊藤\u3000見本" in front
    assert "戸籍上の氏名は戸籍\u3000齊子" in back
    assert "斉藤\u3000見太" in family
    assert "齊藤\u3000見本" in family
    assert not any(GAIJI in text for text in (front, back, family))


def test_a_picture_looks_like_the_character_itself_in_size_and_place():
    picture = Substitute(png=cleaned(scan("齊")))
    text = Substitute(text="齊")
    keys = (HEAD.person_key, CHILD.person_key)

    def pages(given: Substitute) -> bytes:
        return sheets(Substitutions({(key, GAIJI): given for key in keys}, {(keys[1], GAIJI): given}))

    drawn, written = pages(picture), pages(text)
    for page in range(4):
        one, other = (rendered(pdf, page, dpi=150).convert("L") for pdf in (drawn, written))
        difference = ImageChops.difference(one, other).point(lambda level: 255 if level > 96 else 0)
        # A hand's breadth of pixels along the strokes, nothing anywhere else.
        assert difference.histogram()[255] < 900, page
    # It copies as filed.
    assert HEAD.name in texts(drawn)[0]


@pytest.mark.parametrize("layout", ["jsr-a4", "card-a4"])
@pytest.mark.parametrize("category", [*LIMITS.limits_below_70, *LIMITS.limits_from_70])
def test_every_category_fits_its_box(layout, category):
    form = named_layout(layout)
    faces = [replace(INSURED, limit_category=category), replace(DEPENDANT, limit_category=category)]
    assert check_faces(faces, form) == []


def test_the_name_to_look_at_is_the_name_on_the_sheet():
    given = {GAIJI: Substitute(text="齊")}
    sample = draw_name(HEAD.name, given, HEAD.kind)
    sheet = sheets(Substitutions({(k, GAIJI): given[GAIJI] for k in (HEAD.person_key, CHILD.person_key)},
                                 {(CHILD.person_key, GAIJI): given[GAIJI]}))  # fmt: skip
    box = [round(mm / 25.4 * 150) for mm in (sample.x + 2, sample.y + 2)]
    box += [round(mm / 25.4 * 150) for mm in (sample.x + sample.width - 2, sample.y + sample.height - 2)]
    one = rendered(sample.pages, 0, dpi=150).convert("L").crop(tuple(box))
    other = rendered(sheet, 0, dpi=150).convert("L").crop(tuple(box))
    assert ImageChops.difference(one, other).point(lambda level: 255 if level > 96 else 0).getbbox() is None
