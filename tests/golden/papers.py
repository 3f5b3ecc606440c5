"""Read a PDF back: its text, where it stands, how it looks."""

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw

from app.domain.person import PersonKind
from app.printing.certificate.certificate import draw_certificates
from app.printing.values import CertificateFace

MM = 72 / 25.4


def seal_png() -> bytes:
    """Return a red square of 20 mm at 300 dpi on a transparent ground."""
    picture = Image.new("RGBA", (236, 236), (0, 0, 0, 0))
    ImageDraw.Draw(picture).rectangle((8, 8, 228, 228), outline=(200, 30, 30), width=14)
    out = io.BytesIO()
    picture.save(out, "PNG", dpi=(300, 300))
    return out.getvalue()


INSURED = CertificateFace(
    person_key="2001-101-00",
    kind=PersonKind.INSURED,
    symbol="2001",
    number="101",
    branch_number="00",
    name="髙橋\u3000清",
    sex_text="男",
    born_on=date(1971, 4, 12),
    qualified_on=date(1995, 4, 1),
    insured_name="",
    copay_rate=None,
    copay_from=None,
    expires_on=date(2030, 11, 30),
    issued_on=date(2025, 12, 2),
    insurer_number="06139992",
    insurer_name="架空健康保険組合",
    insurer_address="東京都架空区一丁目2番3号",
    seal_png=seal_png(),
    issue_number="0K3F-7QX4",
    sheet_label="S12-001",
    is_specimen=False,
)
DEPENDANT = replace(
    INSURED,
    kind=PersonKind.DEPENDANT,
    person_key="2001-101-01",
    branch_number="01",
    name="髙橋\u3000葵",
    sex_text="女",
    insured_name="髙橋\u3000清",
    qualified_on=date(2019, 5, 1),
    issue_number="8M2A-4TZ9",
    sheet_label="S12-002",
)


def face(**over: Any) -> CertificateFace:
    """Return the sheet of a fictional employee, with what the test is about."""
    return replace(INSURED, **over)


def drawn(*faces: CertificateFace) -> bytes:
    """Return the certificates as a PDF."""
    return drawn_from(faces)


def drawn_from(faces: Iterable[CertificateFace]) -> bytes:
    """Return the certificates of any iterable as a PDF."""
    out = io.BytesIO()
    draw_certificates(faces, out)
    return out.getvalue()


def texts(pdf: bytes) -> list[str]:
    """Return the text of each page, as copying from a viewer gives it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def placed_texts(pdf: bytes, page: int = 0) -> list[tuple[str, float, float]]:
    """Return each piece of text with its left edge and its middle, in mm from the top left."""
    with pypdfium2.PdfDocument(pdf) as document:
        sheet = document[page]
        height = sheet.get_height()
        text = sheet.get_textpage()
        pieces = []
        for n in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(n)
            piece = text.get_text_bounded(left - 0.1, bottom - 0.1, right + 0.1, top + 0.1).strip()
            pieces.append((piece, round(left / MM, 1), round((height - (top + bottom) / 2) / MM, 1)))
        return pieces


def rendered(pdf: bytes, page: int = 0, dpi: int = 200) -> Image.Image:
    """Return a page as a picture."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture: Image.Image = document[page].render(scale=dpi / 72).to_pil()
        return picture.convert("RGB")
