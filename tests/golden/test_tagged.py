"""Every paper can be heard: what it says, in which order, in which kind of element (tests/tagged.py)."""

import io
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader, PdfWriter

from app.domain.calibration import Calibration
from app.domain.person import Enrolment
from app.printing.certificate.calibration import draw_calibration
from app.printing.certificate.certificate import draw_certificates
from app.printing.certificate.layout_file import layout_names, named_layout
from app.printing.certificate.name_sample import draw_name
from app.printing.form.values import Choice, Field, Fields, Table, Words
from app.printing.papers.lists import draw_list
from app.printing.values import CalibrationPage, ListColumn, PaperTable
from app.usecases.papers.locking import locked_pdf
from tests.golden import test_companions as packs
from tests.golden.papers import DEPENDANT, INSURED, drawn, face
from tests.tagged import heard
from tests.unit.printing import test_form as forms
from tests.unit.printing import test_leaver_slip as leavers
from tests.unit.printing import test_slips as slips


def certificates(*faces, **how):
    out = io.BytesIO()
    draw_certificates(faces, out, **how)
    return out.getvalue()


def test_a_certificate_is_read_label_by_label_without_the_specimen_signs():
    plain, tried = (list(heard(drawn(one)).flat()) for one in (INSURED, replace(INSURED, is_specimen=True)))
    assert tried == plain
    assert plain == [
        ("H1", "健康保険資格確認書"),
        ("P", "本人（被保険者）"),
        ("P", "令和7年12月2日交付"),
        *(("TH", "記号"), ("TD", "2001"), ("TH", "番号（枝番）"), ("TD", "101（00）")),
        *(("TH", "氏名"), ("TD", "髙橋\u3000清"), ("TH", "性別"), ("TD", "男")),
        *(("TH", "生年月日"), ("TD", "昭和46年4月12日")),
        *(("TH", "資格取得年月日"), ("TD", "平成7年4月1日")),
        *(("TH", "一部負担金の割合"), ("TH", "発効年月日")),
        *(("TH", "有効期限"), ("TD", "令和12年11月30日"), ("TH", "保険者番号"), ("TD", "06139992")),
        *(("TH", "保険者名称"), ("TD", "架空健康保険組合"), ("Figure", "保険者の印")),
        *(("TH", "保険者所在地"), ("TD", "東京都架空区一丁目2番3号")),
        ("Figure", "発行番号のQRコード"),
        *(("P", "発行番号 0K3F-7QX4"), ("P", "用紙 S12-001")),
    ]


@pytest.mark.parametrize("name", layout_names())
def test_each_form_of_ours_is_heard_whole_on_both_sides(name):
    layout = named_layout(name)
    more = {"is_preprinted": True, "seal_png": None} if layout.values_only else {}
    sheets = [face(name="𠮷\u3000葛\U000e0100", kana="ヨシ\u3000カズラ", **more), replace(DEPENDANT, **more)]
    told = "\n".join(text for _, text in heard(certificates(*sheets, layout=layout, prints_back=True)).flat())
    assert told.count("健康保険資格確認書") == (0 if layout.values_only else 2)
    assert told.index("本人（被保険者）") < told.index("2001") < told.index("𠮷\u3000葛\U000e0100")
    assert ("ヨシ\u3000カズラ" in told) == layout.has(INSURED.kind, "kana")
    assert ("注意事項" in told) == (layout.back is not None)


def test_a_pack_is_heard_in_the_order_of_its_papers():
    out = io.BytesIO()
    packs.draw_pack(packs.ITEMS, out, on=packs.ON)
    told = [text for kind, text in heard(out.getvalue()).flat() if kind == "H1"]
    assert told[0] == "資格確認書 検品表"
    assert [told.count(title) for title in ("健康保険資格確認書", "資格確認書 受領簿")] == [5, 2]


def test_a_list_over_pages_is_one_table_whose_headings_are_said_once():
    columns = (ListColumn("No.", 20, "right"), ListColumn("氏名", 60), ListColumn("受領印", 60))
    rows = tuple((number, f"架空\u3000{number}号", "") for number in range(1, 81))
    out = io.BytesIO()
    draw_list(PaperTable("受領簿", "80枚", columns, rows, ("この紙は戻します。",)), out)
    document = heard(out.getvalue())
    assert [one.kind for one in document.inside] == ["H1", "P", "Table", "P"]
    assert len(document.inside[2].inside) == 81
    assert [text for kind, text in document.flat() if kind == "TH"] == ["No.", "氏名", "受領印"]


def test_a_form_tells_its_boxes_its_ticks_and_one_table_over_its_pages():
    reasons = (Choice("紛失", is_ticked=True), Choice("盗難"))
    boxes = Fields(((Field("氏名", "架空"), Field("記号", "2001")), (Field("理由", choices=reasons),)))
    table = Table(columns=forms.COLUMNS, rows=forms.rows(60))
    document = heard(forms.drawn(forms.form(Words("届け出ます。"), boxes, table, forms.STAMPS), 1))
    (copy,) = document.inside
    assert [one.kind for one in copy.inside if one.kind == "Table"] == ["Table", "Table"]
    told = list(copy.flat())
    at = told.index(("TH", "理由"))
    assert [text for _, text in told[at + 1 : at + 4]] == ["紛失盗難", "■", "□"]
    assert [text for kind, text in told if kind == "TH"].count("発行番号") == 1


def test_half_forms_blank_rows_and_specimens_are_heard():
    table = Table(columns=forms.COLUMNS, rows=(), empty_text="ありません。")
    one = forms.form(table, is_half=True, is_specimen=True)
    assert len(heard(forms.drawn(one, 2)).inside) == 2


@pytest.mark.parametrize("stages", [(Enrolment.NOT_REGISTERED,), tuple(Enrolment)])
def test_the_guide_slip_is_heard_with_its_steps_places_and_pages(stages):
    told = list(heard(slips.drawn(slips.slip(*stages))).flat())
    assert told[0] == ("P", f"{slips.NAME}\u3000様")
    # A household too large for one sheet has no room for the codes.
    assert sum(kind == "Figure" for kind, _ in told) == (3 if len(stages) == 1 else 0)


def test_the_other_papers_are_heard():
    assert heard(leavers.drawn(leavers.slip())).inside[0].inside[3].kind == "H1"
    out = io.BytesIO()
    offset = Calibration(dx=1.0)
    draw_calibration(CalibrationPage("架空のプリンター", "手差し", on=date(2026, 11, 23), offset=offset), out)
    assert heard(out.getvalue()).inside[0].kind == "Figure"


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="poppler-utils is not installed")
def test_another_program_reads_the_same_elements(tmp_path):
    paper = tmp_path / "paper.pdf"
    pdf = certificates(INSURED, DEPENDANT, prints_back=True)
    paper.write_bytes(pdf)
    how = ["pdfinfo", "-enc", "UTF-8", "-struct-text", paper]
    told = subprocess.run(how, capture_output=True, check=True, text=True).stdout
    theirs = [text for text in re.findall(r'^\s+"(.*)"$', told, re.MULTILINE) if text]
    ours = [text for kind, text in heard(pdf).flat() if kind != "Figure"]
    assert "".join(theirs) == "".join(ours)


def spoiled(pdf, before, after):
    assert pdf.count(before) >= 1
    return pdf.replace(before, after.ljust(len(before)), 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"/Marked true", b"/Marked null"),
        (b"/S/TD/", b"/S/TR/"),
        (b"/S/H1/", b"/S/H2/"),
        (b"<pdfuaid:part>1", b"<pdfuaid:part>2"),
        (b"/ColSpan 3", b"/ColSpan 2"),
        (b"/Alt<feff", b"/Ult<feff"),
        (b"/StructParents 0", b"/StructParents 1"),
    ],
    ids=lambda text: text.decode(),
)
def test_the_checker_sees_each_kind_of_mistake(before, after):
    with pytest.raises((AssertionError, KeyError, ValueError, AttributeError)):
        heard(spoiled(drawn(INSURED), before, after))


def test_a_text_that_belongs_to_no_element_cannot_be_drawn():
    from app.printing.engine.page import document

    with pytest.raises(ValueError, match="Document"), document(io.BytesIO(), "題") as sheet:
        sheet.text(30, 30, "字", sheet.fonts.label, 10)


def test_the_sample_of_a_name_is_heard():
    sample = draw_name("架空\u3000花", {}, INSURED.kind)
    assert [kind for kind, _ in heard(sample.pages).flat()] == ["H1"]


def test_a_password_takes_nothing_from_what_is_heard():
    pdf, opened = drawn(INSURED), io.BytesIO()
    reader = PdfReader(io.BytesIO(locked_pdf(pdf, "akai-kutsu-8")))
    assert reader.is_encrypted
    reader.decrypt("akai-kutsu-8")
    PdfWriter(clone_from=reader).write(opened)
    assert heard(opened.getvalue()) == heard(pdf)
