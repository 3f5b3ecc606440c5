"""What stands on the certificate, letter by letter and millimetre by millimetre."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from app.printing.certificate.certificate import check_faces
from tests.faces import needs_biz, needs_ipamj
from tests.golden.papers import DEPENDANT, INSURED, drawn, face, placed_texts, texts

GOLDEN = Path(__file__).parent
OVER_70 = face(born_on=date(1953, 5, 5), copay_rate=2, copay_from=date(2023, 6, 1))


@needs_biz
@pytest.mark.parametrize(
    ("name", "one"), [("insured", INSURED), ("dependant", DEPENDANT), ("over-70", OVER_70)]
)
def test_every_text_stands_where_it_stood(name, one):
    """REGENERATE_GOLDEN=1 writes the files anew; look at the sheet before you commit them."""
    now = [list(piece) for piece in placed_texts(drawn(one))]
    golden = GOLDEN / f"certificate-{name}.json"
    if os.environ.get("REGENERATE_GOLDEN"):
        lines = ",\n".join(json.dumps(piece, ensure_ascii=False) for piece in now)
        golden.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    then = json.loads(golden.read_text(encoding="utf-8"))
    assert [piece[0] for piece in now] == [piece[0] for piece in then]
    for (text, x, y), (_, x_then, y_then) in zip(now, then, strict=True):
        assert (x, y) == pytest.approx((x_then, y_then), abs=0.25), text


def test_the_rows_keep_the_order_of_the_notice():
    labels = [
        "健康保険資格確認書",
        "本人（被保険者）",
        "記号",
        "氏名",
        "性別",
        "生年月日",
        "資格取得年月日",
        "一部負担金の割合",
        "有効期限",
        "保険者番号",
        "保険者名称",
        "保険者所在地",
    ]
    placed = placed_texts(drawn(INSURED))
    height = {text: round(y) for text, _, y in placed}
    assert [height[label] for label in labels] == sorted(height[label] for label in labels)


def test_the_family_version_names_the_insured_and_the_day_of_recognition():
    (text,) = texts(drawn(DEPENDANT))
    assert "家族（被扶養者）" in text
    assert "本人（被保険者）" not in text
    assert "認定年月日" in text
    assert "資格取得年月日" not in text
    assert "被保険者氏名" in text
    assert "髙橋\u3000清" in text
    assert "令和元年5月1日" in text


def test_leading_zeros_survive():
    (text,) = texts(drawn(face(symbol="0023", number="000007", branch_number="02")))
    assert "0023" in text
    assert "000007（02）" in text
    assert "06139992" in text


def test_a_society_without_branch_numbers_prints_the_number_alone():
    placed = [text for text, _, _ in placed_texts(drawn(face(number="4321", branch_number="")))]
    assert "4321" in placed


def test_the_copay_row_is_there_but_blank_below_70():
    placed = [text for text, _, _ in placed_texts(drawn(INSURED))]
    assert "一部負担金の割合" in placed
    assert "発効年月日" in placed
    assert "2割" not in placed
    over_70 = [text for text, _, _ in placed_texts(drawn(OVER_70))]
    assert {"2割", "令和5年6月1日"} <= set(over_70)


NAMES = [
    "髙橋\u3000清",
    "山﨑\u3000葵",
    "𠮷野\u3000家子",
    "葛\U000e0100城\u3000一",  # Adobe-Japan1
    "葛\U000e0101城\u3000一",  # names the ordinary form
    pytest.param("葛\U000e0103城\u3000一", marks=needs_ipamj),  # Moji_Joho
    "渡邉\U000e0100\u3000二",
    pytest.param("渡邉\U000e010f\u3000二", marks=needs_ipamj),
    pytest.param("辻\U000e0100\u3000辻\U000e0102", marks=needs_ipamj),
    "濵田\u3000德瀨",
    "カ\u3099ルシア\u3000か\u3099",  # filed in decomposed form
    "\ufa19谷\u3000\ufa10本",  # compatibility forms of 神 and 塚, lost by normalising
    "Müller José",
    "ｶﾅ\u3000ｶﾞ",
    "槗本\u3000𫝆",
]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_name_is_copied_from_the_sheet_exactly_as_filed(name):
    one = face(name=name)
    assert check_faces([one]) == []
    (text,) = texts(drawn(one))
    assert name in text


def test_many_names_in_one_file_do_not_get_mixed_up():
    names = [name for name in NAMES if isinstance(name, str)]
    faces = [face(name=name) for name in names]
    for name, text in zip(names, texts(drawn(*faces)), strict=True):
        assert name in text


def test_a_long_name_is_set_smaller_then_on_two_lines():
    short, longer, longest = (
        next(piece for piece in placed_texts(drawn(face(name=name))) if piece[0][:3] == name[:3])
        for name in ("マリア", "マリアフェルナンダクルスゴンザレス", "マリア・フェルナンダ・" * 4)
    )
    assert short[2] == pytest.approx(longer[2], abs=0.5)
    assert longest[2] < short[2] - 2
    (text,) = texts(drawn(face(name="マリア・フェルナンダ・" * 4)))
    assert text.count("フェルナンダ") == 4
