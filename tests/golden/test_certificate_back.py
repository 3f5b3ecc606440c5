"""The back of the sheet, the card to cut out, and the mark no layout gets rid of."""

import io
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
import zxingcpp

import resources
from app.domain.person import PersonKind
from app.domain.sheet_faces import back_code
from app.errors import BadValue, PaperRefused
from app.printing.certificate.certificate import check_faces, draw_certificates
from app.printing.certificate.layout_file import layout_names, named_layout, parse_layout, standard_layout
from tests.golden.papers import DEPENDANT, INSURED, MM, face, placed_texts, rendered, texts

CARD = named_layout("card-a4")


def drawn(*faces, **how):
    out = io.BytesIO()
    draw_certificates(faces, out, **{"prints_back": True, **how})
    return out.getvalue()


def test_front_and_back_come_in_turn_and_ask_for_both_sides():
    pdf = drawn(INSURED, DEPENDANT)
    pages = texts(pdf)
    assert len(pages) == 4
    assert ["注意事項" in page for page in pages] == [False, True] * 2
    assert all("発行番号" in page for page in pages)
    assert b"/Duplex /DuplexFlipLongEdge" in pdf
    assert b"/Duplex" not in drawn(INSURED, prints_back=False)


def test_the_back_has_what_the_law_and_the_notice_want_and_nobody_s_answer():
    back = texts(drawn(INSURED))[1].replace("\r", "").replace("\n", "")
    for words in (
        "窓口に提示してください",
        "5日以内に",
        "自分で書き換えないでください",
        "住所",
        "備考",
        "臓器提供意思表示欄",
        "1から3までのいずれかの番号を○で囲んでください",
        "3．私は、臓器を提供しません。",
        "本人署名（自筆）",
    ):
        assert words in back
    assert INSURED.name not in back
    assert INSURED.number not in back


def test_the_back_bears_the_number_of_its_front_and_a_code_that_says_it_is_the_back():
    pdf = drawn(INSURED, DEPENDANT)
    pages = texts(pdf)
    for at, one in enumerate((INSURED, DEPENDANT)):
        front, back = pages[2 * at : 2 * at + 2]
        assert f"用紙 {one.sheet_label}" in front
        assert f"発行番号 {one.issue_number}" in back
        assert f"用紙 {one.sheet_label}（裏）" in back
        read = [zxingcpp.read_barcodes(rendered(pdf, 2 * at + n, dpi=100))[0].text for n in (0, 1)]
        assert read == [one.issue_number, back_code(one.issue_number)]


def test_a_form_whose_back_has_no_room_for_the_number_is_refused():
    text = resources.path("layouts/jsr-a4.toml").read_text(encoding="utf-8")
    low = text.replace("y = 174.0\nheight = 98.0", "y = 190.0\nheight = 98.0")
    above = parse_layout(low, "form.toml")
    assert "（裏）" in texts(drawn(INSURED, layout=above))[1]
    nowhere = parse_layout(low.replace("y = 22.0\nsize", "y = 14.0\nsize"), "form.toml")
    with pytest.raises(BadValue, match="番号を入れる所"):
        drawn(INSURED, layout=nowhere)


def test_a_box_without_a_value_is_struck_through():
    """Nobody can write 2割 into it; a box with a value, or with the society's mark, is not struck."""
    plain, given = (
        rendered(drawn(one), 0, dpi=100).convert("L")
        for one in (INSURED, face(copay_rate=2, copay_from=date(2026, 9, 1)))
    )
    cells = {cell.field: cell for cell in standard_layout().cells[PersonKind.INSURED]}
    for name in ("copay_rate", "copay_from"):
        cell = cells[name]
        corner = tuple(
            round(mm * 100 / 25.4)
            for mm in (cell.x + cell.width - 9, cell.y + 1, cell.x + cell.width - 1, cell.y + 6)
        )
        assert min(plain.crop(corner).tobytes()) < 160
        assert min(given.crop(corner).tobytes()) > 200
    marked = rendered(drawn(face(unused_mark="＊")), 0, dpi=100).convert("L")
    assert min(marked.crop(corner).tobytes()) > 200


def test_the_labels_of_the_back_stand_inside_their_boxes():
    at = {text: x for text, x, _ in placed_texts(drawn(INSURED), 1)}
    back = standard_layout().back
    assert back is not None
    for cell in (back.address, back.remarks):
        assert cell.x < at[cell.label] < cell.x + cell.label_width


def test_sex_left_off_the_front_stands_on_the_back():
    one = face(sex_text="裏面参照", registry_sex_text="男")
    front, back = texts(drawn(one))
    assert "裏面参照" in front
    assert "戸籍上の性別は男" in back


def test_a_name_in_use_has_the_registered_one_on_the_back():
    one = face(name="架空\u3000光", registry_name="架空\u3000葛\U000e0100子")
    front, back = texts(drawn(one))
    assert "架空\u3000光" in front
    assert "戸籍上の氏名は架空\u3000葛\U000e0100子" in back


def test_a_former_surname_is_told_on_both_sides():
    one = face(name="架空\u3000光", former_surname="𠮷田")
    front, back = texts(drawn(one))
    assert "架空（𠮷田）光" in front
    assert "氏名欄の括弧内は旧姓" in back
    (unknown,) = check_faces([face(name="架空\u3000光", former_surname="外\ue000")], prints_back=True)
    assert (unknown.field, unknown.code_points) == ("氏名", "U+E000")


@pytest.mark.parametrize(
    ("over", "prints_back", "field"),
    [
        ({"sex_text": "裏面参照", "registry_sex_text": "女"}, False, "性別"),
        ({"sex_text": "裏面参照"}, True, "性別"),
        ({"registry_name": "架空\u3000光"}, False, "氏名"),
        ({"former_surname": "山田"}, False, "氏名"),
    ],
)
def test_what_points_to_the_back_is_refused_when_nothing_is_there(over, prints_back, field):
    (refusal,) = check_faces([face(**over)], prints_back=prints_back)
    assert refusal.field == field
    assert refusal.reason.endswith("ください。")
    with pytest.raises(PaperRefused, match="裏面"):
        drawn(face(**over), prints_back=prints_back)


def test_a_registered_name_nobody_can_draw_or_read_is_refused():
    (unknown,) = check_faces([face(registry_name="外\ue000")], prints_back=True)
    assert (unknown.field, unknown.code_points) == ("備考", "U+E000")
    (long,) = check_faces([face(registry_name="ながい" * 60)], prints_back=True)
    assert "欄に入りません" in long.reason


def test_the_limit_category_is_printed_only_when_given():
    without, given = (texts(drawn(face(limit_category=what)))[0] for what in (None, "エ"))
    assert "限度額適用区分" not in without
    assert "限度額適用区分" in given
    place = {text: (x, y) for text, x, y in placed_texts(drawn(face(limit_category="エ")))}
    assert place["エ"][1] == pytest.approx(place["有効期限"][1], abs=0.6)


def test_boxes_without_a_value_bear_the_mark_of_the_society():
    """岡山県医師国保 marks them ＊; without a mark they stay empty."""
    for layout in (None, CARD):
        more = {} if layout is None else {"layout": layout}
        (plain, *_), (marked, *_) = (texts(drawn(face(unused_mark=mark), **more)) for mark in ("", "＊"))
        assert "＊" not in plain
        assert marked.count("＊") >= 3
        (given, *_) = texts(drawn(face(unused_mark="＊", limit_category="エ"), **more))
        assert given.count("＊") == marked.count("＊") - 1


def test_layouts_are_chosen_by_name():
    assert layout_names() == {
        "jsr-a4": "JSR健保 A4",
        "card-a4": "カードサイズ（A4用紙から切り取り）",
        "hagaki": "はがき（100×148mm）",
        "book-a4": "二つ折り（A4横）",
        "preprinted-a4": "健保の用紙に値だけ（A4）",
    }
    assert named_layout("jsr-a4") is standard_layout()
    for name in ("none", "../rules/jsr", "jsr-a4.toml", ""):
        with pytest.raises(BadValue, match="様式"):
            named_layout(name)


@pytest.mark.parametrize("one", [INSURED, DEPENDANT], ids=lambda f: f.kind.value)
def test_the_card_lies_inside_its_cut_marks_with_front_and_back_on_one_side(one):
    pdf = drawn(one, layout=CARD)
    (text,) = texts(pdf)
    for words in (one.name, one.number, "健康保険資格確認書", "注意事項", "臓器提供意思表示欄"):
        assert words in text
    panels = [CARD.panel, CARD.back.panel]
    assert [(panel.width, panel.height) for panel in panels] == [(86, 54), (86, 54)]
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].get_textpage()
        for n in range(page.count_rects()):
            left, bottom, right, top = (value / MM for value in page.get_rect(n))
            if left < 10 or left > CARD.panel.right + 5:
                continue  # the rule at the edge of the sheet, and the word at the fold
            assert any(
                panel.x < left and right < panel.right and panel.y < 297 - top and 297 - bottom < panel.bottom
                for panel in panels
            )
    (found,) = zxingcpp.read_barcodes(rendered(pdf, dpi=300))
    assert found.text == one.issue_number


@pytest.mark.parametrize("layout", [standard_layout(), CARD], ids=["a4", "card"])
@pytest.mark.parametrize("kind", PersonKind)
def test_every_side_of_every_layout_carries_the_specimen_mark(layout, kind):
    one = INSURED if kind is PersonKind.INSURED else DEPENDANT
    for specimen in (replace(one, is_specimen=True), replace(one, seal_png=None)):
        pdf = drawn(specimen, layout=layout)
        assert "".join(texts(pdf)).count("資格確認書として使えません") == 4
        # A fifth of a diagonal in size, so a card cut out of its sheet still says it.
        panels = [(layout.panel, 0), (layout.back.panel, 1 if layout.turns else 0)]
        for panel, page in panels:
            box = tuple(round(mm * 100 / 25.4) for mm in (panel.x, panel.y, panel.right, panel.bottom))
            picture = rendered(pdf, page, dpi=100).convert("L").crop(box)
            light = sum(230 <= level <= 245 for level in picture.tobytes())
            assert light > 0.03 * picture.width * picture.height


def test_words_that_do_not_fit_the_back_are_named():
    text = resources.path("layouts/jsr-a4.toml").read_text(encoding="utf-8")
    cramped = parse_layout(text.replace("height = 98.0", "height = 60.0"), "form.toml")
    with pytest.raises(BadValue, match=r"back\.organ"):
        drawn(INSURED, layout=cramped)
    long = parse_layout(text.replace("y = 108.0", "y = 60.0"), "form.toml")
    with pytest.raises(BadValue, match=r"back\.notices"):
        drawn(INSURED, layout=long)
    with pytest.raises(BadValue, match=r"back\.organ が裏面の枠"):
        parse_layout(text.replace("height = 98.0", "height = 130.0"), "form.toml")


def test_a_form_without_back_prints_its_front():
    text = resources.path("layouts/jsr-a4.toml").read_text(encoding="utf-8")
    front = parse_layout(text[: text.index("# The other side of the paper")], "form.toml")
    assert len(texts(drawn(face(copay_rate=2, copay_from=date(2026, 9, 1)), layout=front))) == 1
