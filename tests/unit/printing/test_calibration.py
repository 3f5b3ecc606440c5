"""The test page: what the ruler finds is what the sentence says it should be."""

import io
from array import array
from datetime import date

import pypdfium2
import pytest
from PIL import Image
from PIL.Image import Resampling

from app.domain.calibration import MARK_LEFT, MARK_TOP, RULE_LENGTH, Calibration, Measured
from app.printing.certificate.calibration import draw_calibration
from app.printing.values import CalibrationPage
from tests.golden.papers import texts

DPI = 508  # twenty pixels a millimetre


def drawn(page: CalibrationPage) -> bytes:
    out = io.BytesIO()
    draw_calibration(page, out)
    return out.getvalue()


def measured(pdf: bytes, printer: Calibration | None = None) -> Measured:
    """Lay the ruler on: find the two long rules; printer is how it misplaces the page."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].render(scale=DPI / 72, grayscale=True).to_pil().convert("L")
    dark = page.point(lambda level: 255 if level < 128 else 0)
    # The ticks stand below and to the right of the rules: look just above and to the left.
    across = [y for y, ink in enumerate(_ink(dark, (1, page.height))) if ink * page.width > 90 * 20]
    down = [x for x, ink in enumerate(_ink(dark, (page.width, 1))) if ink * page.height > 90 * 20]
    top, left = (sum(found) / len(found) + 0.5 for found in (across, down))
    return Measured(left / 20, top / 20, *_ends(dark, left, top))


def _ink(dark: Image.Image, size: tuple[int, int]) -> list[float]:
    """The share of dark pixels in each row, or in each column."""
    return [mean / 255 for mean in array("f", dark.convert("F").resize(size, Resampling.BOX).tobytes())]


def _ends(dark, left: float, top: float) -> tuple[float, float]:
    # The end ticks cross the rules, 2.5 mm beyond on the side without graduation.
    row = dark.crop((0, round(top) - 50, dark.width, round(top) - 49)).tobytes()
    column = dark.crop((round(left) - 50, 0, round(left) - 49, dark.height)).tobytes()
    right = max(n for n, level in enumerate(row) if level and n < left + 110 * 20)
    bottom = max(n for n, level in enumerate(column) if level and n < top + 110 * 20)
    return (right - left) / 20, (bottom - top) / 20


def test_a_true_printer_measures_what_the_page_asks_for():
    found = measured(drawn(CalibrationPage()))
    assert found.left == pytest.approx(MARK_LEFT, abs=0.1)
    assert found.top == pytest.approx(MARK_TOP, abs=0.1)
    assert found.across == pytest.approx(RULE_LENGTH, abs=0.15)
    assert found.down == pytest.approx(RULE_LENGTH, abs=0.15)
    assert found.is_true


@pytest.mark.parametrize(
    "error",
    [Calibration(2.0, -1.5), Calibration(-3.0, 4.0, 0.995, 1.004), Calibration(0.8, 0.6, 1.01, 0.992)],
)
def test_four_numbers_undo_what_a_printer_does(error):
    first = measured(drawn(CalibrationPage(offset=error)))
    correction = Calibration().corrected(first)
    both = Calibration(
        error.dx + error.scale_x * correction.dx,
        error.dy + error.scale_y * correction.dy,
        error.scale_x * correction.scale_x,
        error.scale_y * correction.scale_y,
    )
    assert measured(drawn(CalibrationPage(offset=both))).residue < 0.3


def test_the_page_says_what_it_was_printed_on():
    page = CalibrationPage(
        "総務のプリンター", "トレイ2", "A4", date(2026, 11, 23), Calibration(0.5, -0.3, 1.001, 1)
    )
    (text,) = texts(drawn(page))
    for words in (
        "総務のプリンター",
        "トレイ2",
        "令和8年11月23日",
        "+0.50 mm",
        "100.10%",
        "①",
        "④",
        "100 mm",
    ):
        assert words in text
