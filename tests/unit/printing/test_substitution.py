"""The way out for a character nobody's font has: an agreed character, or its picture."""

import io
from dataclasses import replace

import pytest
from PIL import Image, ImageChops, ImageDraw

from app.errors import BadValue, PaperRefused
from app.printing.certificate.certificate import check_faces, draw_certificates
from app.printing.values import NameOf, Substitute, Substitutions
from tests.golden.papers import DEPENDANT, INSURED, rendered, texts

NAME = "外\ue000\u3000太郎"
ONE = replace(INSURED, name=NAME)


def outline(side: int = 200, *, blank: bool = False) -> bytes:
    picture = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    if not blank:
        ImageDraw.Draw(picture).ellipse((20, 20, side - 20, side - 20), fill=(10, 10, 10))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def given(substitute: Substitute, key: str = ONE.person_key, character: str = "\ue000") -> Substitutions:
    return Substitutions({(key, character): substitute})


def drawn(face, substitutions=None) -> bytes:
    out = io.BytesIO()
    draw_certificates([face], out, substitutions=substitutions)
    return out.getvalue()


def test_the_refusal_names_person_field_character_code_point_and_remedy():
    (refusal,) = check_faces([ONE])
    assert (refusal.person_key, refusal.name, refusal.field) == (ONE.person_key, NAME, "氏名")
    assert (refusal.character, refusal.code_points) == ("\ue000", "U+E000")
    assert refusal.remedy.endswith("ください。")
    assert refusal.reason.endswith(refusal.remedy)


def test_an_agreed_character_is_printed_in_its_place():
    agreed = given(Substitute(text="高"))
    assert check_faces([ONE], substitutions=agreed) == []
    (text,) = texts(drawn(ONE, agreed))
    assert "外高\u3000太郎" in text
    assert drawn(ONE, agreed) == drawn(replace(ONE, name="外高\u3000太郎"))


def test_a_picture_is_drawn_in_the_place_of_one_character_and_copies_as_filed():
    shown = given(Substitute(png=outline()))
    assert check_faces([ONE], substitutions=shown) == []
    pdf = drawn(ONE, shown)
    (text,) = texts(pdf)
    assert NAME in text
    blank = drawn(replace(ONE, name="外\u3000\u3000太郎"))
    left, top, right, bottom = ImageChops.difference(
        rendered(pdf, dpi=254), rendered(blank, dpi=254)
    ).getbbox()
    # 22 points are 7.8 mm; the outline leaves a tenth of them white on each side.
    assert (right - left) / 10 == pytest.approx(7.76 * 0.8, abs=0.3)
    assert (bottom - top) / 10 == pytest.approx(7.76 * 0.8, abs=0.3)
    assert left / 10 == pytest.approx(69.5 + 7.76 * 1.1, abs=0.3)


def test_a_substitute_is_for_that_person_and_that_character_only():
    shown = given(Substitute(text="高"))
    other = replace(ONE, person_key="2001-999-00")
    (refusal,) = check_faces([ONE, other], substitutions=shown)
    assert refusal.person_key == "2001-999-00"
    (refusal,) = check_faces([replace(ONE, name="外\ue000\ue001")], substitutions=shown)
    assert refusal.character == "\ue001"


def test_a_variant_may_have_a_substitute_too_and_nothing_but_names_is_touched():
    agreed = given(Substitute(text="邊"), character="邉\U000e01ef")
    (text,) = texts(drawn(replace(ONE, name="渡邉\U000e01ef\u3000二"), agreed))
    assert "渡邊\u3000二" in text
    in_address = replace(ONE, name="架空", insurer_address="\ue000町")
    (refusal,) = check_faces([in_address], substitutions=given(Substitute(text="高")))
    assert refusal.field == "保険者所在地"


def test_the_employees_name_on_a_family_s_sheet_takes_the_employees_agreement_alone():
    family = replace(DEPENDANT, insured_name=NAME)
    own = given(Substitute(text="高"), key=family.person_key)
    (refusal,) = check_faces([family], substitutions=own)
    assert (refusal.field, refusal.name_of) == ("被保険者氏名", NameOf.INSURED)
    both = Substitutions(own.of, {(family.person_key, "\ue000"): Substitute(text="吉")})
    sheet = replace(family, name=NAME)
    assert check_faces([sheet], substitutions=both) == []
    (text,) = texts(drawn(sheet, both))
    assert "外高\u3000太郎" in text
    assert "外吉\u3000太郎" in text


@pytest.mark.parametrize(
    ("png", "word"),
    [
        (b"no picture", "読めません"),
        (outline(40), "小さすぎます"),
        (outline(blank=True), "何も写っていません"),
    ],
)
def test_a_picture_that_cannot_stand_for_a_character_is_refused(png, word):
    with pytest.raises(BadValue, match=word):
        drawn(ONE, given(Substitute(png=png)))


@pytest.mark.parametrize("how", [{}, {"text": " "}, {"text": "高", "png": b"x"}])
def test_a_substitute_is_one_of_the_two(how):
    with pytest.raises(ValueError, match="either"):
        Substitute(**how)


def test_two_people_may_write_the_same_code_with_different_pictures():
    other = replace(ONE, person_key="2001-102-00")
    square = Image.new("L", (128, 128), 0)
    png = io.BytesIO()
    square.save(png, "PNG")
    both = Substitutions(
        {
            (ONE.person_key, "\ue000"): Substitute(png=outline()),
            (other.person_key, "\ue000"): Substitute(png=png.getvalue()),
        }
    )
    out = io.BytesIO()
    draw_certificates([ONE, other], out, substitutions=both)
    first, second = (rendered(out.getvalue(), page, dpi=100) for page in (0, 1))
    assert ImageChops.difference(first, second).getbbox() is not None
    assert [NAME in text for text in texts(out.getvalue())] == [True, True]


def test_without_substitutes_the_sheet_stays_refused():
    with pytest.raises(PaperRefused, match="U\\+E000"):
        drawn(ONE)
