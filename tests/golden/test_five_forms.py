"""Forms of five kinds as societies have them: what they show, where, how they are cut, folded and read."""

import io
from ctypes import c_float
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

import resources
from app.domain.person import PersonKind
from app.errors import BadValue, PaperRefused
from app.printing.certificate.certificate import check_faces, draw_certificates
from app.printing.certificate.companions import draw_pack
from app.printing.certificate.front import ruler_of
from app.printing.certificate.layout_file import layout_names, named_layout, parse_layout
from app.printing.values import PackItem, PackPart
from tests.golden import test_companions as packs
from tests.golden.papers import DEPENDANT, INSURED, face, placed_texts, rendered, texts

MM = 72 / 25.4
TYPED = ("symbol", "number", "insurer_number")
"""What a hospital's clerk types."""


def on(name, *faces, **how):
    layout = named_layout(name) if isinstance(name, str) else name
    out = io.BytesIO()
    draw_certificates(faces or [fitting(layout)], out, layout=layout, prints_back=True, **how)
    return out.getvalue()


def fitting(layout, one=INSURED):
    """A sheet the form can bear: the society's paper has its seal already."""
    plain = replace(one, kana="タカハシ\u3000キヨシ")
    return replace(plain, is_preprinted=True, seal_png=None) if layout.values_only else plain


def lines_of(pdf, page=0):
    """Every straight line of a page in mm: x1, y1, x2, y2."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        sheet = document[page]
        raw, height = pypdfium2.raw, sheet.get_height()
        for thing in sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4):
            count = raw.FPDFPath_CountSegments(thing)
            points = []
            for n in range(count):
                x, y = c_float(), c_float()
                raw.FPDFPathSegment_GetPoint(raw.FPDFPath_GetPathSegment(thing, n), x, y)
                points.append((x.value / MM, (height - y.value) / MM))
            if len(points) == 2:
                found.append((*points[0], *points[1]))
    return found


def has_line(lines, *wanted):
    return any(all(abs(a - b) <= 0.2 for a, b in zip(line, wanted, strict=True)) for line in lines)


@pytest.mark.parametrize("name", layout_names())
def test_the_paper_has_the_size_the_file_says(name):
    page = named_layout(name).page
    with pypdfium2.PdfDocument(on(name)) as document:
        for sheet in document:
            width, height = (length / MM for length in sheet.get_size())
            assert (width, height) == pytest.approx((page.width, page.height), abs=0.2)


@pytest.mark.parametrize("name", [name for name in layout_names() if name != "preprinted-a4"])
@pytest.mark.parametrize("kind", PersonKind)
def test_every_line_of_the_table_lies_where_the_file_says(name, kind):
    layout = named_layout(name)
    lines = lines_of(on(name, fitting(layout, INSURED if kind is PersonKind.INSURED else DEPENDANT)))
    for cell in layout.cells[kind]:
        if cell.field == "seal":
            continue
        x = cell.x + cell.label_width
        assert has_line(lines, x, cell.y, x, cell.y + cell.height), cell.label
        if cell.x == layout.left and cell.y > layout.top:
            assert has_line(lines, layout.left, cell.y, layout.left + layout.width, cell.y), cell.label


@pytest.mark.parametrize("name", layout_names())
def test_every_value_stands_in_its_box(name):
    layout = named_layout(name)
    one = fitting(layout)
    at = {text: (x, y) for text, x, y in placed_texts(on(name))}
    for field, text in (("name", one.name), ("symbol", one.symbol)):
        cell = next(cell for cell in layout.cells[one.kind] if cell.field == field)
        x, y = at[text]
        assert x - (cell.x + cell.label_width + layout.padding) == pytest.approx(0.3, abs=0.7), field
        assert cell.y < y < cell.y + cell.height


@pytest.mark.parametrize("name", [name for name in layout_names() if name != "preprinted-a4"])
def test_a_rule_of_100_mm_tells_a_scaled_sheet(name):
    layout = named_layout(name)
    x, bottom, length = ruler_of(layout)
    assert length == 100
    assert has_line(lines_of(on(name)), x, bottom, x, bottom - 100)
    assert x <= 6


def test_a_sheet_too_low_for_a_whole_rule_has_half_of_one():
    text = resources.path("layouts/hagaki.toml").read_text("utf-8")
    low = parse_layout(text, "f.toml")
    page = replace(low.page, height=90.0)
    assert ruler_of(replace(low, page=page))[2] == 50
    assert ruler_of(replace(low, left=6.0)) is None


@pytest.mark.parametrize("name", layout_names())
@pytest.mark.parametrize("kind", PersonKind)
def test_what_a_clerk_types_is_the_largest_after_the_name(name, kind):
    layout = named_layout(name)
    sizes = {cell.field: cell.size for cell in layout.cells_with_options[kind]}
    typed = [sizes[field] for field in TYPED if field in sizes]
    others = [size for field, size in sizes.items() if field not in (*TYPED, "name", "seal")]
    assert max(others) < min(typed) <= max(typed) < sizes["name"]


@pytest.mark.parametrize("name", layout_names())
def test_the_code_is_read_from_a_copy_of_100_dots(name):
    layout = named_layout(name)
    grey = rendered(on(name), dpi=100).convert("L")
    assert INSURED.issue_number in {code.text for code in zxingcpp.read_barcodes(grey)}
    assert layout.qr_size >= 15


def test_the_folded_card_has_its_back_upright_when_it_is_turned():
    card = named_layout("card-a4")
    assert card.fold.is_across
    sheet = rendered(on("card-a4"), dpi=150).convert("L")
    scale = 150 / 25.4
    # Folded backwards along the edge, then turned like a page: the back as the reader sees it.
    panel = card.back.panel
    box = tuple(round(mm * scale) for mm in (panel.x, panel.y, panel.right, panel.bottom))
    behind = (
        sheet.crop(box).transpose(Image.Transpose.FLIP_TOP_BOTTOM).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    )
    upright = replace(card, fold=None, back=replace(card.back, is_upside_down=False))
    as_if = rendered(on(upright), dpi=150).convert("L").crop(box)
    turned, as_printed = (
        sum(abs(a - b) > 128 for a, b in zip(seen.tobytes(), as_if.tobytes(), strict=True))
        for seen in (behind, sheet.crop(box))
    )
    assert turned < as_printed / 5


@pytest.mark.parametrize("name", ["card-a4", "book-a4"])
def test_the_fold_is_dashed_and_nobody_is_told_to_cut_there(name):
    layout = named_layout(name)
    lines = lines_of(on(name))
    outside = [line for line in lines if 0.5 < abs(line[0] - line[2]) + abs(line[1] - line[3]) < 5]
    fold = layout.fold
    along = [line for line in outside if abs(line[1] - fold.y1) < 0.1 and abs(line[3] - fold.y1) < 0.1]
    if not fold.is_across:
        along = [line for line in outside if abs(line[0] - fold.x1) < 0.1 and abs(line[2] - fold.x1) < 0.1]
    assert len(along) == 10
    assert all(abs(line[0] - line[2]) + abs(line[1] - line[3]) < 1 for line in along)
    whole = layout.cut_out
    cuts = [
        (a, b)
        for a, b, c, d in lines
        if abs(abs(a - c) + abs(b - d) - 4) < 0.1
        and not (whole.x < a < whole.right and whole.y < b < whole.bottom)
    ]
    assert len(cuts) == 8
    assert not any(abs(b - fold.y1) < 3 if fold.is_across else abs(a - fold.x1) < 3 for a, b in cuts)
    assert "ここで裏へ折る" in texts(on(name))[0]


def test_only_values_are_printed_on_the_paper_of_the_society():
    (text,) = texts(on("preprinted-a4"))
    assert "髙橋" in text
    for word in ("氏名", "記号", "健康保険資格確認書", "保険者番号", "交付"):
        assert word not in text
    with_seal = check_faces([INSURED], named_layout("preprinted-a4"))
    assert "印の欄がありません" in with_seal[0].reason


def test_the_book_has_a_second_code_its_own_words_for_a_frame_and_no_disease():
    pdf = on("book-a4", face(kana="タカハシ\u3000キヨシ"))
    codes = {code.text for code in zxingcpp.read_barcodes(rendered(pdf, dpi=200))}
    assert codes == {INSURED.issue_number, "06139992,2001,101,00"}
    assert texts(pdf)[0].count("健康保険資格確認書") > 20
    assert "特定疾病" in texts(pdf)[0]
    with_it = texts(on("book-a4", face(disease_mark="K1", disease_from=date(2026, 10, 1))))[0]
    for told in ("K1", "令和8年10月1日"):
        assert told in with_it
        assert told not in texts(pdf)[0]


def test_a_sheet_that_has_something_to_say_where_the_form_has_no_box_is_refused_by_name():
    text = resources.path("layouts/jsr-a4.toml").read_text("utf-8")
    parts = text.split("[[")
    kept = [part for part in parts if "copay_rate" not in part]
    assert len(kept) == len(parts) - 2
    form = parse_layout("[[".join(kept), "form.toml")
    on(form, INSURED)
    with pytest.raises(PaperRefused, match="一部負担金の割合の欄がありません"):
        on(form, face(copay_rate=2, copay_from=INSURED.issued_on))


def test_each_part_of_the_back_may_be_left_out():
    text = resources.path("layouts/jsr-a4.toml").read_text("utf-8")
    start = text.index("[back.remarks]")
    form = parse_layout(text[:start] + text[text.index("# Printed words only") :], "form.toml")
    assert form.back.remarks is None
    on(form, INSURED)
    with pytest.raises(PaperRefused, match="備考の欄がありません"):
        on(form, face(registry_name="架空\u3000花"))
    bare = parse_layout(text[: text.index("[back.address]")], "form.toml")
    assert "臓器" not in "".join(texts(on(bare, INSURED)))


@pytest.mark.parametrize(
    ("name", "before", "after", "reason"),
    [
        ("hagaki", "width = 100.0\nheight", "width = 20.0\nheight", "page.width は 50 から 420 まで"),
        ("hagaki", 'colour = "#a8325e"', 'colour = "red"', "table.colour は #b03060 のように"),
        ("hagaki", "width = 87.0", "width = 99.0", "用紙の右"),
        ("book-a4", "tile = 10.0", "tile = 1.0", "ground.tile は 3 から"),
        ("book-a4", "iVBOR", "xxxxx", "ground.png にPNGの画像をBase64で"),
        ("book-a4", "{symbol}", "{name}", "second_code.text に入れられるのは"),
        ("book-a4", "{symbol}", "{symbol", "{ と } を対に"),
        ("book-a4", "height = 140.0 }", "height = 139.0 }", "back.fold では"),
        ("book-a4", 'place = "same_side"\nfold', 'place = "other_side"\nfold', "back.fold では"),
        ("book-a4", "fold = true", 'fold = "yes"', "back.fold は true か false"),
        ("preprinted-a4", "values_only = true", "values_only = 1", "table.values_only は true か false"),
        ("preprinted-a4", "values_only = true", "", "必要な欄を1度ずつ"),
    ],
)  # fmt: skip
def test_each_entry_is_checked_with_its_line_and_reason(name, before, after, reason):
    text = resources.path(f"layouts/{name}.toml").read_text("utf-8")
    assert before in text
    with pytest.raises(BadValue) as caught:
        parse_layout(text.replace(before, after), "form.toml")
    assert reason in str(caught.value)
    assert "行目" in str(caught.value)


def test_papers_of_two_sizes_do_not_go_into_one_pack():
    sheets = [PackItem(replace(INSURED, kana="カナ"), "本社", "総務", INSURED.name, "h")]
    with pytest.raises(BadValue, match="100×148mm"):
        draw_pack(sheets, io.BytesIO(), on=packs.ON, layout=named_layout("hagaki"))
    out = io.BytesIO()
    draw_pack(sheets, out, on=packs.ON, parts=(PackPart.CERTIFICATES,), layout=named_layout("hagaki"))
    with pypdfium2.PdfDocument(out.getvalue()) as document:
        assert document[0].get_width() / MM == pytest.approx(100, abs=0.2)
