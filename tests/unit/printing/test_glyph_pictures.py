"""What comes out of the PDF is what the font engine draws; benchmarks/bench_glyphs.py checks all."""

import random
from io import BytesIO
from itertools import pairwise

import pytest
from fontTools.ttLib import TTFont
from PIL import features

from app.printing.engine.font_file import open_font
from app.printing.engine.font_places import Role, find_fonts
from app.printing.engine.fonts import Typeface
from benchmarks.glyph_pictures import (
    TOLERANCE,
    compared,
    cp932,
    declared_sequences,
    jis_x_0213,
    sequences,
    told_apart,
)
from tests.faces import needs_biz, needs_ipamj

FACE = Typeface(find_fonts()[Role.VALUE])
by_engine = pytest.mark.skipif(
    not features.check("raqm"), reason="Pillow draws sequences only with Raqm, and Windows brings no FriBidi"
)
# Every form of the characters that names are known for, and what is hard to draw.
BASES = "葛邉邊辻祇榊鯖芦飴溢淵牙厩噂襖櫛朏愼逢𠮷髙﨑德濵瀨"
HARD = [
    *"髙﨑𠮷邉邊辻祇葛𡈽𣘺德濵瀨槗嵜栁桒𫝆㐂丂神塚\ufa19\ufa10\ufa11Üéñ々〆ヶ",
    *(kana + "\u3099" for kana in "かきくけこさたはカキクケコサタハウ"),
    *(kana + "\u309a" for kana in "かきくけこはカキクケコセツトハㇷ"),
    *("æ\u0300", "ɔ\u0301", "\u02e9\u02e5", "\u02e5\u02e9", "e\u0301", "o\u0302"),
]


def variants_of(bases: str) -> list[str]:
    return [sequence for sequence in declared_sequences() if sequence[0] in bases]


@by_engine
@needs_ipamj
def test_hard_characters_and_every_form_of_the_well_known_ones_are_right():
    asked = HARD + variants_of(BASES)
    results = list(compared(asked, FACE))
    assert [one.cluster for one in results] == asked, "refused"
    assert [one for one in results if not one.is_same] == []


@by_engine
def test_a_sample_of_everything_else_is_right():
    pick = random.Random(20261123)
    asked = pick.sample(declared_sequences(), 150) + pick.sample(jis_x_0213() + cp932(), 150)
    assert [one for one in compared(asked, FACE) if not one.is_same] == []


@by_engine
@pytest.mark.parametrize("role", sorted(find_fonts()))
def test_the_faces_that_come_with_the_program_draw_right_alone(role):
    """PostScript outlines turned into TrueType's look as the font engine draws them."""
    face = Typeface([file for file in find_fonts()[role] if file.path.suffix == ".otf"])
    pick = random.Random(20261129)
    (font,) = face.fonts()
    forms = pick.sample(sorted(sequences(font)), 60)
    asked = [*"髙﨑𠮷邉葛𡈽𣘺德濵瀨𫝆㐂丂神々〆ヶ（１）ABCy12", "葛\U000e0100", "か\u3099", *forms]
    asked += [one for one in pick.sample(jis_x_0213(), 120) if face.can_draw(one)]
    results = list(compared(asked, face))
    assert [one.cluster for one in results] == asked, "refused"
    assert [one for one in results if not one.is_same] == []


@needs_biz
def test_what_jis_x_0213_has_and_we_refuse_is_known():
    refused = [one for one in jis_x_0213() if not FACE.can_draw(one)]
    # Two brackets of mathematics, the soft hyphen, and marks without a letter to stand on.
    assert refused[:3] == ["\u2985", "\u2986", "\u00ad"]
    assert all("\u0300" <= mark <= "\u036f" for mark in refused[3:])
    assert [one for one in cp932() if not FACE.can_draw(one)] == []


@by_engine
@needs_ipamj
def test_the_check_would_see_another_form():
    variants = variants_of("葛邉邊辻祇芦")
    pairs = [
        (one, other)
        for one, other in pairwise(variants)
        if one[0] == other[0]
        and FACE.glyphs(one)[0].font is FACE.glyphs(other)[0].font
        and FACE.glyphs(one)[0].number != FACE.glyphs(other)[0].number
    ]
    assert len(pairs) > 12
    assert min(told_apart(pairs, FACE)) > TOLERANCE


FILES = sorted({file for files in find_fonts().values() for file in files}, key=lambda file: file.path.name)


@pytest.mark.parametrize(
    "file", [f for f in FILES if f.path.suffix != ".otf"], ids=lambda file: file.path.name
)
def test_embedded_outlines_are_those_of_the_face_by_its_own_tables(file):
    """Read by fontTools from end to end: cmap, cmap 14 and glyf of the file on this machine."""
    font = open_font(file)
    pick = random.Random(7)
    with TTFont(file.path, fontNumber=file.index) as whole:
        ordinary, glyphs = whole.getBestCmap(), whole["glyf"]
        (variants,) = (table.uvsDict for table in whole["cmap"].tables if table.format == 14)
        named = {
            chr(base) + chr(selector): name or ordinary[base]
            for selector, pairs in variants.items()
            for base, name in pairs
        }
        named |= {chr(code): name for code, name in ordinary.items()}
        asked = [text for text in pick.sample(sorted(named), 500) if font.glyph(text) is not None]
        assert len(asked) > 400
        subset = TTFont(BytesIO(font.subset([font.glyph(text) for text in asked])))
        order = subset.getGlyphOrder()
        for text, cut in zip(asked, order[1:], strict=False):
            there = glyphs[named[text]].getCoordinates(glyphs)
            here = subset["glyf"][cut].getCoordinates(subset["glyf"])
            assert list(here[0]) == list(there[0]), ascii(text)
            assert list(here[1]) == list(there[1]), ascii(text)
            assert subset["hmtx"][cut][0] == whole["hmtx"][named[text]][0]
            assert font.advance(font.glyph(text)) == pytest.approx(
                whole["hmtx"][named[text]][0] * 1000 / whole["head"].unitsPerEm, abs=0.01
            )
