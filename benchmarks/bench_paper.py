"""Certificates per second and their memory, against a floor, the plain way, and a mail merge.

The floor takes the finished pages as text and only encodes, compresses and writes them: what
any program that makes a PDF has to do at least.
"""

import io
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import qrcode
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from app.domain.issue_number import new_issue_number
from app.domain.person import PersonKind
from app.domain.wareki import wareki
from app.printing.certificate.certificate import check_faces, draw_certificates
from app.printing.engine.font_places import Role, find_fonts
from app.printing.engine.page import A4_HEIGHT, A4_WIDTH, MM
from app.printing.engine.pdf import PdfWriter
from app.printing.values import CertificateFace
from benchmarks import mail_merge
from benchmarks.timing import interleaved, report

PAGES = 1000
NAIVE_PAGES = 100
MEMORY_PAGES = (1_000, 10_000)
# Fictional, each of them.
_SURNAMES = (
    "架空 見本 試験 例示 仮名 髙橋 山﨑 𠮷野 濵田 渡邉\U000e010f 葛\U000e0100城 小鳥遊 四月一日 勅使河原"
).split()
_GIVEN = "太郎 花子 清 葵 結衣 大翔 陽菜 健一 美咲 蓮 さくら 隆 誠 千尋 空 翼 光 恵 学 望".split()
_KANJI = bytes(b for n in range(0x9F, 0xFD) for b in (0x8C, n)).decode("cp932")
FACE = CertificateFace(
    person_key="2001-101-00",
    kind=PersonKind.INSURED,
    symbol="2001",
    number="101",
    branch_number="00",
    name="髙橋\u3000見本",
    sex_text="女",
    born_on=date(1980, 4, 5),
    qualified_on=date(2010, 4, 1),
    insured_name="",
    copay_rate=None,
    copay_from=None,
    expires_on=date(2029, 11, 30),
    issued_on=date(2026, 11, 23),
    insurer_number="06139992",
    insurer_name="見本健康保険組合",
    insurer_address="東京都見本区一丁目1番1号",
    seal_png=None,
    issue_number="",
    sheet_label="",
    is_specimen=True,
)


def faces(pages: int) -> Iterator[CertificateFace]:
    """Yield that many different sheets: names, days of birth and of qualification all vary."""
    for n in range(1, pages + 1):
        kanji = _KANJI[n * 37 % len(_KANJI)]
        yield replace(
            FACE,
            name=f"{_SURNAMES[n % len(_SURNAMES)]}\u3000{kanji if n % 3 == 0 else ''}{_GIVEN[n % 19]}",
            number=str(100 + n),
            born_on=date.fromordinal(date(1960, 1, 1).toordinal() + n * 13 % 16_000),
            qualified_on=date.fromordinal(date(1990, 1, 1).toordinal() + n * 7 % 12_000),
            issue_number=new_issue_number(),
            sheet_label=f"P1-{n:03d}",
        )


def naive(sheets: list[CertificateFace]) -> None:
    """The same texts and code, everything drawn anew on each page, a square per module."""
    pdfmetrics.registerFont(_font())
    canvas = Canvas(io.BytesIO(), pagesize=A4)
    for face in sheets:
        canvas.setFont("naive", 14)
        texts = (
            *("健康保険資格確認書", face.symbol, face.number, face.name, face.sex_text, wareki(face.born_on)),
            *(wareki(face.qualified_on), wareki(face.expires_on), face.insurer_number, face.insurer_name),
        )
        for row, text in enumerate(texts):
            canvas.rect(25 * mm, (250 - 15 * row) * mm, 160 * mm, 15 * mm)
            canvas.drawString(30 * mm, (255 - 15 * row) * mm, text)
        for y, line in enumerate(qrcode.make(face.issue_number, box_size=1, border=0).modules):
            for x, dark in enumerate(line):
                if dark:
                    canvas.rect(x, y, 1, 1, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()


def _font() -> TTFont:
    # ReportLab reads no PostScript outlines.
    file = next(file for file in find_fonts()[Role.VALUE] if file.path.suffix != ".otf")
    return TTFont("naive", str(file.path), subfontIndex=file.index)


def ready_pages(pdf: bytes) -> list[str]:
    """Return the operators of each page of ours: what the floor is given."""
    found, place = [], 0
    while (start := pdf.find(b">>stream\n", place)) >= 0:
        place = pdf.index(b"\nendstream", start)
        head = pdf[pdf.rfind(b"obj\n", 0, start) : start]
        if b"/Type" not in head and b"/Length1" not in head:
            text = zlib.decompress(pdf[start + 9 : place])
            if b" Do" in text:
                found.append(text.decode("ascii"))
    return found


def floor(pages: list[str]) -> None:
    """Encode, compress and write pages that are ready."""
    writer = PdfWriter(io.BytesIO(), width=A4_WIDTH * MM, height=A4_HEIGHT * MM)
    for page in pages:
        writer.add_page(page)
    writer.finish(title="floor", creator="benchmark", language="ja-JP")


def peak_memory(pages: int) -> float:
    """Return the largest memory in MB of a process that draws so many sheets into a file."""
    code = f"import benchmarks.bench_paper as b; b.draw_into_file({pages})"
    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    return float(told.stdout)


def draw_into_file(pages: int) -> None:
    """Draw, then print the largest memory of this process in MB."""
    import resource  # not on Windows

    with tempfile.TemporaryFile() as out:
        draw_certificates(faces(pages), out, prints_back=True)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    """Measure and print pages per second, the ratios and the memory."""
    sheets = list(faces(PAGES))
    ours = io.BytesIO()
    draw_certificates(sheets, ours)
    both = io.BytesIO()
    draw_certificates(sheets, both, prints_back=True)
    pages, sides = ready_pages(ours.getvalue()), ready_pages(both.getvalue())
    assert len(sides) == 2 * PAGES
    assert len(pages) == PAGES == len(pypdfium2.PdfDocument(ours.getvalue()))
    measured = interleaved(
        {
            "draw_certificates": lambda: draw_certificates(sheets, io.BytesIO()),
            "with the back": lambda: draw_certificates(sheets, io.BytesIO(), prints_back=True),
            "check_faces": lambda: check_faces(sheets),
            "floor": lambda: floor(pages),
            "floor with the back": lambda: floor(sides),
        },
        7,
    )
    report(f"{PAGES} certificates with QR", measured, "floor")
    print(
        f"  with the back: {measured['with the back'] / measured['floor with the back']:.2f} x its own floor"
    )
    per_second = PAGES / measured["draw_certificates"]
    print(f"  draw_certificates: {per_second:.0f} pages/s, {len(ours.getvalue()) / PAGES:.0f} bytes a page")

    few = sheets[:NAIVE_PAGES]
    plain = NAIVE_PAGES / interleaved({"naive": lambda: naive(few)}, 3)["naive"]
    print(
        f"  {per_second / plain:.1f} x the pages per second of the plain way with ReportLab ({plain:.0f}/s)"
    )
    if sys.platform != "win32":
        small, large = (peak_memory(pages) for pages in MEMORY_PAGES)
        sizes = " and ".join(f"{pages:,}" for pages in MEMORY_PAGES)
        print(f"  peak memory, {sizes} with back: {small:.0f} and {large:.0f} MB ({large / small:.2f} x)")
    merged = mail_merge.pages_per_second(sheets)
    if merged is not None:
        ratio = per_second / merged
        print(f"  {ratio:.0f} x a LibreOffice mail merge of the same table, without QR ({merged:.0f}/s)")


if __name__ == "__main__":
    main()
