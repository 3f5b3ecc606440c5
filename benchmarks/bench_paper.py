"""Certificates per second, against the plain way of drawing them with the same library."""

import io
from dataclasses import replace
from datetime import date

import qrcode
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from app.domain.issue_number import new_issue_number
from app.domain.person import PersonKind
from app.domain.wareki import wareki
from app.printing.certificate import draw_certificates
from app.printing.fonts import Role, find_fonts
from app.rows import CertificateFace
from benchmarks.timing import interleaved, report

PAGES = 200
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


def faces(pages: int) -> list[CertificateFace]:
    """Return that many different sheets."""
    return [
        replace(FACE, number=str(100 + n), issue_number=new_issue_number(), sheet_label=f"P1-{n:03d}")
        for n in range(1, pages + 1)
    ]


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
    file = find_fonts()[Role.VALUE]
    return TTFont("naive", str(file.path), subfontIndex=file.index)


def main() -> None:
    """Measure and print pages per second."""
    sheets = faces(PAGES)
    measured = interleaved(
        {
            "draw_certificates": lambda: draw_certificates(sheets, io.BytesIO()),
            "naive floor": lambda: naive(sheets),
        },
        5,
    )
    report(f"{PAGES} certificates", measured, "naive floor")
    for name, seconds in measured.items():
        print(f"  {name}: {PAGES / seconds:.0f} pages/s")


if __name__ == "__main__":
    main()
