"""A pack: every paper in the order the sheets are handed out."""

import io
import re
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from PIL import Image

from app.errors import BadValue, PaperRefused
from app.printing.certificate.companions import draw_pack
from app.printing.values import PackItem, PackPart, Substitute, Substitutions
from tests.golden.papers import DEPENDANT, INSURED, MM, drawn, placed_texts, texts

ON = date(2026, 11, 23)


def item(n: int, department: str, *, office: str = "架空本社", family: bool = False, **over) -> PackItem:
    face = replace(
        DEPENDANT if family else INSURED,
        name=f"架空\u3000{n}号",
        person_key=f"2001-{n}-00",
        issue_number=f"0K3F-7Q{n:02}",
        sheet_label=f"S1-{n:03}",
    )
    household = over.pop("household", f"h{n}")
    return PackItem(face, office, department, f"架空\u3000{n}号", household, **over)


ITEMS = [
    item(1, "総務部"),
    item(2, "総務部", household="h1", family=True),
    item(3, "総務部"),
    item(4, "製造一課", office="架空工場"),
    item(5, "製造一課", office="架空工場"),
]


def packed(items=ITEMS, parts=tuple(PackPart), **how) -> list[str]:
    out = io.BytesIO()
    draw_pack(items, out, on=ON, parts=parts, **how)
    return texts(out.getvalue())


def test_the_inspection_list_names_the_offices_only_where_there_are_several():
    (several,) = packed(parts=(PackPart.INSPECTION,))
    assert "架空本社 総務部" in several
    assert "架空工場 製造一課" in several
    (one,) = packed(ITEMS[:3], parts=(PackPart.INSPECTION,))
    assert "総務部" in one
    assert "架空本社" not in one


def test_the_pack_is_in_the_order_of_handing_out():
    pages = packed()
    kinds = [
        next(
            kind
            for kind, sign in (
                ("inspection", "検品表"),
                ("separator", "配付の区切り"),
                ("receipts", "受領簿"),
                ("envelopes", "在中"),
                ("certificate", "健康保険資格確認書"),
            )
            if sign in page
        )
        for page in pages
    ]
    assert kinds == [
        *["inspection", "separator", *["certificate"] * 3, "separator", *["certificate"] * 2],
        *["receipts", "receipts", "envelopes"],
    ]
    everywhere = [re.findall(r"架空\u3000(\d)号", page) for page in pages]
    assert everywhere[0] == ["1", "2", "3", "4", "5"]
    assert [found for kind, found in zip(kinds, everywhere, strict=True) if kind == "receipts"] == [
        ["1", "2", "3"],
        ["4", "5"],
    ]


def test_the_certificates_are_the_very_ones_printed_alone():
    alone = texts(drawn(*(one.face for one in ITEMS)))
    assert packed(parts=[PackPart.CERTIFICATES]) == alone


def test_papers_without_a_back_keep_front_and_back_in_step():
    pages = packed(prints_back=True)
    assert len(pages) % 2 == 0
    for front, back in zip(pages[::2], pages[1::2], strict=True):
        assert ("発行番号 0K" in front) == ("注意事項" in back)
        assert "注意事項" in back or not back.strip()
    assert len(packed(parts=[PackPart.RECEIPTS], prints_back=True)) == 2


def test_a_separator_counts_and_has_room_for_stamps():
    _, separator, *_ = packed()
    for words in (
        "架空本社",
        "総務部",
        "3枚",
        "2世帯",
        "S1-001 から S1-003",
        "受け取った人",
        "渡した人",
        "印",
    ):
        assert words in separator
    assert "架空\u3000" not in separator


def test_an_envelope_slip_says_who_and_where_and_no_number():
    (slips,) = packed(ITEMS, parts=[PackPart.ENVELOPES])
    assert slips.count("様") == 4
    assert "本人1枚・家族1枚" in slips
    assert "架空工場\u3000製造一課" in slips
    for number in (INSURED.symbol, INSURED.insurer_number, "0K3F", "S1-0", "令和"):
        assert number not in slips


def test_more_households_than_a_sheet_holds_go_on_the_next():
    pages = packed([item(n, "総務部") for n in range(1, 20)], parts=[PackPart.ENVELOPES])
    assert [page.count("様") for page in pages] == [8, 8, 3]


def picture() -> bytes:
    out = io.BytesIO()
    drawn_by_hand = Image.new("L", (128, 128), 255)
    drawn_by_hand.paste(0, (30, 30, 98, 98))
    drawn_by_hand.save(out, "png")
    return out.getvalue()


def test_slips_stay_apart():
    out = io.BytesIO()
    draw_pack([item(n, "総務部") for n in range(1, 9)], out, on=ON, parts=[PackPart.ENVELOPES])
    names = [(x, y) for text, x, y in placed_texts(out.getvalue()) if "様" in text]
    assert sorted({round(x) for x, _ in names}) == [12, 117]
    assert len({round(y) for _, y in names}) == 4


def test_a_name_that_needs_a_substitute_reads_as_agreed_everywhere():
    one = item(1, "総務部", household="h1")
    one = replace(one, face=replace(one.face, name="外\ue000"), addressee="外\ue000")
    agreed = Substitutions({(one.face.person_key, "\ue000"): Substitute(text="高")})
    pages = packed([one], substitutions=agreed)
    assert all("外高" in page for page in (pages[0], *pages[2:]))
    pictured = Substitutions({(one.face.person_key, "\ue000"): Substitute(png=picture())})
    pages = packed([one], substitutions=pictured)
    # A list has no room for a picture; the slip on the envelope has.
    assert "外〓" in pages[0]
    assert "外\ue000　様" in pages[-1]
    with pytest.raises(PaperRefused):
        packed([one])


def test_a_place_that_cannot_be_drawn_or_does_not_fit_is_refused():
    with pytest.raises(PaperRefused, match="U\\+E000"):
        packed([item(1, "外\ue000課")])
    with pytest.raises(PaperRefused, match="入りません"):
        packed([item(1, "ながい" * 60)])
    with pytest.raises(BadValue, match="対象者"):
        packed([])


def test_a_receipt_list_of_a_long_department_stays_on_the_paper_and_names_it_on_each_page():
    name = "品質保証部 分析グループ 環境測定チーム 第二係"
    items = [item(n, name, office="架空製作所 四日市中央工場") for n in range(1, 41)]
    out = io.BytesIO()
    draw_pack(items, out, on=ON, parts=[PackPart.RECEIPTS])
    pages = texts(out.getvalue())
    assert len(pages) == 2
    assert all(name in page.replace("\r\n", "") for page in pages)
    with pypdfium2.PdfDocument(out.getvalue()) as document:
        for page in document:
            text = page.get_textpage()
            assert max(text.get_rect(n)[2] for n in range(text.count_rects())) < (210 - 14) * MM
