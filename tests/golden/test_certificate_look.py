"""How the sheet looks: specimen mark, seal, code, variants, fonts, bytes."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageChops

from app.printing.certificate.certificate import draw_certificates
from tests.faces import needs_biz, needs_ipamj
from tests.golden.papers import DEPENDANT, INSURED, MM, drawn, face, rendered, seal_png, texts


@pytest.mark.parametrize("one", [INSURED, DEPENDANT], ids=lambda f: f.kind.value)
def test_the_printed_code_reads_as_the_issue_number(one):
    (found,) = zxingcpp.read_barcodes(rendered(drawn(one), dpi=200))
    assert found.text == one.issue_number
    (text,) = texts(drawn(one))
    assert f"発行番号 {one.issue_number}" in text
    assert f"用紙 {one.sheet_label}" in text


def test_the_code_still_reads_through_the_specimen_mark():
    (found,) = zxingcpp.read_barcodes(rendered(drawn(face(is_specimen=True)), dpi=200))
    assert found.text == INSURED.issue_number


@pytest.mark.parametrize("one", [INSURED, DEPENDANT], ids=lambda f: f.kind.value)
def test_without_a_seal_or_on_a_sample_it_is_a_specimen(one):
    genuine = one
    assert "見" not in texts(drawn(genuine))[0]
    for specimen in (
        replace(one, seal_png=None),
        replace(one, is_specimen=True),
        replace(one, seal_png=None, is_specimen=True),
    ):
        (text,) = texts(drawn(specimen))
        assert "見\u3000本" in text.replace("見 本", "見\u3000本")
        assert "資格確認書として使えません" in text


def test_the_mark_is_large_light_and_under_the_text():
    plain, marked = (rendered(drawn(face(is_specimen=flag)), dpi=72).convert("L") for flag in (False, True))
    light = sum(230 <= level <= 245 for level in marked.tobytes())
    assert light > 0.03 * marked.width * marked.height
    # Whatever was dark stays dark: no letter disappears under the mark.
    for before, after in zip(plain.tobytes(), marked.tobytes(), strict=True):
        assert before > 120 or after <= before + 2


def test_the_seal_lies_inside_its_box_and_keeps_its_size():
    picture = rendered(drawn(INSURED), dpi=100)
    red = [
        (n % picture.width * 25.4 / 100, n // picture.width * 25.4 / 100)
        for n, (r, g, b) in enumerate(zip(*[iter(picture.tobytes())] * 3, strict=True))
        if r > 150 and g < 90 and b < 90
    ]
    xs, ys = [x for x, _ in red], [y for _, y in red]
    assert max(xs) - min(xs) == pytest.approx(19, abs=1)
    assert min(xs) > 158
    assert max(xs) < 188
    assert min(ys) > 199
    assert max(ys) < 229


def test_a_large_seal_is_shrunk_into_its_box():
    large = BytesIO()
    Image.open(BytesIO(seal_png())).resize((1200, 1200)).save(large, "PNG", dpi=(72, 72))
    picture = rendered(drawn(face(seal_png=large.getvalue())), dpi=100)
    left, top, right, bottom = ImageChops.difference(
        picture, rendered(drawn(face(seal_png=seal_png())), dpi=100)
    ).getbbox()
    assert left * 0.254 > 158
    assert right * 0.254 < 188
    assert top * 0.254 > 199
    assert bottom * 0.254 < 229


@needs_ipamj
def test_a_variant_is_drawn_in_its_own_shape_and_does_not_overlap():
    shapes = {
        name: rendered(drawn(face(name=name)), dpi=150).tobytes()
        for name in ("葛子", "葛\U000e0100子", "葛\U000e0101子", "葛\U000e0103子")
    }
    assert shapes["葛子"] == shapes["葛\U000e0101子"]
    assert len(set(shapes.values())) == 3
    widths = {name: _width_of_name(name) for name in ("葛子葛子", "葛\U000e0103子葛\U000e0103子")}
    assert min(widths.values()) == pytest.approx(max(widths.values()), abs=1)


def _width_of_name(name: str) -> float:
    cell = tuple(round(mm * 100 / 25.4) for mm in (67, 79, 187, 101))
    ink = ImageChops.invert(rendered(drawn(face(name=name)), dpi=100).convert("L").crop(cell))
    left, _, right, _ = ink.getbbox()
    return (right - left) * 0.254


def test_a_decomposed_kana_looks_like_the_composed_one():
    composed, decomposed = (rendered(drawn(face(name=name)), dpi=100) for name in ("がく", "か\u3099く"))
    assert ImageChops.difference(composed, decomposed).getbbox() is None


def test_nothing_is_clipped_at_the_edge_an_office_printer_keeps_white():
    edge = round(5 * MM * 100 / 72)
    for one in (INSURED, DEPENDANT, face(is_specimen=True)):
        picture = rendered(drawn(one), dpi=100).convert("L")
        inside = picture.crop((edge, edge, picture.width - edge, picture.height - edge))
        framed = Image.new("L", picture.size, 255)
        framed.paste(inside, (edge, edge))
        assert ImageChops.difference(picture, framed).getbbox() is None


@needs_ipamj
def test_the_same_faces_give_the_same_bytes_in_every_process():
    here = drawn(INSURED, DEPENDANT, face(name="葛\U000e0103\u3000𠮷"))
    script = (
        "import sys\n"
        "from tests.golden.papers import INSURED, DEPENDANT, face, drawn\n"
        "drawn(face(name='辻\\U000e0100邉\\U000e010f'))\n"
        "sys.stdout.buffer.write(drawn(INSURED, DEPENDANT, face(name='葛\\U000e0103\\u3000𠮷')))\n"
    )
    there = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", script], capture_output=True, check=True, env={**_paths()}
    )
    assert there.stdout == here
    assert drawn(INSURED, DEPENDANT, face(name="葛\U000e0103\u3000𠮷")) == here


def _paths() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "PYTHONHASHSEED": "7"}


def test_the_file_names_no_person_and_no_place_on_this_machine():
    pdf = drawn(face(name="𠮷野\u3000葵"))
    with pypdfium2.PdfDocument(pdf) as document:
        assert document.get_metadata_dict(skip_empty=True)["Title"] == "健康保険資格確認書"
        assert not any("𠮷野" in value for value in document.get_metadata_dict().values())
    assert b"/usr/" not in pdf
    assert b".ttf" not in pdf


def test_pages_come_in_the_order_given_and_are_counted():
    done: list[int] = []
    out = BytesIO()
    faces = (face(name=f"架空\u3000{n}号", sheet_label=f"S1-{n:03}") for n in range(1, 31))
    draw_certificates(faces, out, on_page=done.append)
    assert done == list(range(1, 31))
    for n, text in enumerate(texts(out.getvalue()), 1):
        assert f"用紙 S1-{n:03}" in text


def test_each_further_sheet_adds_little():
    one, hundred = len(drawn(INSURED)), len(drawn(*[INSURED] * 101))
    # Two thirds of it are the elements that tell what its marks mean.
    assert (hundred - one) / 100 < 6144


@needs_biz
@needs_ipamj
@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="poppler-utils is not installed")
def test_every_font_is_an_embedded_subset_with_a_text_layer(tmp_path):
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(drawn(INSURED, face(name="𠮷\u3000葛\U000e0103", is_specimen=True)))
    listing = subprocess.run(["pdffonts", paper], capture_output=True, text=True, check=True).stdout
    fonts = listing.splitlines()[2:]
    # The body, its two helpers, labels and headings.
    assert len(fonts) == 5
    for font in fonts:
        assert re.match(r"[A-Z]{6}\+\S+\s+CID TrueType\s+Identity-H\s+yes yes yes", font), font


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_the_file_is_well_formed(tmp_path):
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(drawn(INSURED, DEPENDANT, face(is_specimen=True)))
    checked = subprocess.run(["qpdf", "--check", paper], check=False, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
