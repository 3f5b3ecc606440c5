"""A sheet that cannot be exact is refused by name, and then nothing is written."""

import io

import pytest

from app.errors import BadValue, PaperRefused
from app.printing.certificate.certificate import check_faces, draw_certificates
from app.printing.certificate.layout_file import standard_layout
from app.printing.values import Refusal
from tests.golden.papers import DEPENDANT, INSURED, drawn_from, face, texts

REFUSED = [
    ("外\ue000字\u3000太郎", "U+E000", "外字"),
    ("渡邉\U000e01ef\u3000二", "U+9089 U+E01EF", "異体字"),
    ("髙橋\u200b清", "U+200B", "見えない文字"),
    ("髙橋\n清", "U+000A", "見えない文字"),
    ("あ\u309aべ", "U+3042 U+309A", "書体"),
    ("😀\u3000笑", "U+1F600", "書体"),
]


@pytest.mark.parametrize(("name", "points", "word"), REFUSED, ids=ascii)
def test_a_character_that_cannot_be_exact_is_refused_with_its_code_points(name, points, word):
    bad = face(name=name, person_key="2001-777-00")
    (refusal,) = check_faces([INSURED, bad, DEPENDANT])
    assert refusal.person_key == "2001-777-00"
    assert refusal.name == name
    assert points in refusal.reason
    assert word in refusal.reason
    assert refusal.reason.startswith("氏名：")
    assert refusal.reason.endswith("。")


def test_a_name_too_long_for_two_lines_is_refused_not_cut():
    name = "ながい" * 40
    (refusal,) = check_faces([face(name=name)])
    assert "120文字" in refusal.reason
    with pytest.raises(PaperRefused, match=name):
        drawn_from([face(name=name)])


@pytest.mark.parametrize("field", ["name", "number", "insurer_number", "insurer_name", "insurer_address"])
def test_a_sheet_without_a_mandatory_value_is_refused(field):
    (refusal,) = check_faces([face(**{field: ""}, branch_number="")])
    assert "空欄" in refusal.reason


def test_the_family_version_needs_the_name_of_the_insured():
    from dataclasses import replace

    assert check_faces([replace(DEPENDANT, insured_name="")]) == [
        Refusal(
            "2001-101-01",
            "髙橋\u3000葵",
            "被保険者氏名：空欄です。名簿か健保の設定に書き加えてください。",
            "被保険者氏名",
        )
    ]
    assert check_faces([face(insured_name="")]) == []


def test_every_problem_of_a_batch_is_told_in_one_pass():
    faces = [face(name="外\ue000\ue001", insured_name="\ue002"), INSURED, face(insurer_address="\ue003")]
    assert [refusal.reason[:2] for refusal in check_faces(iter(faces))] == ["氏名", "氏名", "保険"]


def test_nothing_is_written_when_the_last_sheet_is_refused():
    out = io.BytesIO()
    with pytest.raises(PaperRefused, match="外\ue000さん（2001-101-00）"):
        draw_certificates([INSURED, face(name="外\ue000")], out)
    assert out.getvalue() == b""


def test_drawing_works_after_a_refusal():
    with pytest.raises(PaperRefused):
        drawn_from([INSURED, face(name="外\ue000")])
    (text,) = texts(drawn_from([face(name="濵田\u3000葛\U000e0100")]))
    assert "濵田\u3000葛\U000e0100" in text


def test_no_faces_are_not_a_blank_page():
    out = io.BytesIO()
    with pytest.raises(BadValue, match="資格確認書がありません"):
        draw_certificates([], out)
    assert out.getvalue() == b""


def test_a_seal_that_is_no_png_is_refused():
    with pytest.raises(BadValue, match="PNG"):
        drawn_from([face(seal_png=b"not a picture")])


def test_a_form_whose_own_words_cannot_be_drawn_is_refused():
    from dataclasses import replace

    with pytest.raises(BadValue, match=r"様式「JSR健保 A4」.*U\+E0F0"):
        check_faces([INSURED], replace(standard_layout(), title="資格\ue0f0"))
