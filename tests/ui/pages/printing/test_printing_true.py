"""What leaves the printer lies where the preview shows it: through IPP and on a device of Windows."""

import subprocess
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise

import pypdfium2
import pytest
from PIL import Image

from app.domain.calibration import MARK_LEFT, MARK_TOP, RULE_LENGTH
from app.printing.certificate.calibration import draw_calibration
from app.printing.certificate.certificate import draw_certificates
from app.printing.values import CalibrationPage
from tests.ui.cups_queue import DRIVER_QUEUE, Queue, cups_queue
from tests.ui.printers.test_spool import NAME, face
from tests.ui.printers.windows_stand_in import NAME as WINDOWS_NAME
from tests.ui.printers.windows_stand_in import windows_printer
from ui.printers.spool import spool

DPI = 300
MM = DPI / 25.4
INK = 128
"""Darker than this is ink; the grey 見本 is not."""

NEAR_MM = 0.2


@pytest.fixture
def pages() -> bytes:
    out = BytesIO()
    draw_certificates([face(1), face(2)], out)
    return out.getvalue()


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    with cups_queue(monkeypatch) as made:
        yield made


def picture(pages: bytes, page: int) -> Image.Image:
    """The page as ink on paper."""
    document = pypdfium2.PdfDocument(pages)
    seen = document[page].render(scale=DPI / 72).to_pil().convert("L")
    document.close()
    return seen.point(lambda grey: 255 if grey < INK else 0)


def middles(shares: bytes, least: float) -> list[float]:
    """Where a strip is inked for at least that share; a run of pixels counts as its middle, in mm."""
    found: list[float] = []
    run: list[int] = []
    for at, share in enumerate(shares + b"\0"):
        if share >= least * 255:
            run.append(at)
        elif run:
            found.append((run[0] + run[-1]) / 2 / MM)
            run = []
    return found


def rules(pages: bytes, page: int) -> list[list[float]]:
    """Every rule line: the horizontal ones, then the vertical ones of each row of the table."""
    ink = picture(pages, page)
    box = Image.Resampling.BOX
    across = middles(ink.resize((1, ink.height), box).tobytes(), 0.5)
    found = [across]
    for upper, lower in pairwise(across):
        row = ink.crop((0, round((upper + 0.5) * MM), ink.width, round((lower - 0.5) * MM)))
        found.append(middles(row.resize((row.width, 1), box).tobytes(), 0.9))
    return found


def assert_same_place(printed: bytes, shown: bytes) -> None:
    for page in (0, 1):
        wanted, found = rules(shown, page), rules(printed, page)
        assert len(wanted[0]) >= 9
        assert max(len(row) for row in wanted[1:]) >= 3
        assert [len(row) for row in found] == [len(row) for row in wanted]
        for want, got in zip(wanted, found, strict=True):
            assert got == pytest.approx(want, abs=NEAR_MM)


def test_through_ipp_and_a_driver_every_rule_is_where_the_preview_shows_it(
    queue: Queue, pages: bytes
) -> None:
    spool(pages, DRIVER_QUEUE)
    printed = queue.await_pages()
    assert printed != pages  # the driver's filters wrote it anew
    assert_same_place(printed, pages)
    document = pypdfium2.PdfDocument(printed)
    assert NAME in document[1].get_textpage().get_text_range()
    document.close()


def on_windows(pages: bytes) -> bytes:
    """What comes out on a device of Windows: as pictures, for lines are drawn by Windows' PDFium alone."""
    with windows_printer() as printer:
        spool(pages, WINDOWS_NAME)
    return printer.pdf()


def test_on_a_device_of_windows_every_rule_is_where_the_preview_shows_it(pages: bytes) -> None:
    assert_same_place(on_windows(pages), pages)


def test_a_hundred_millimetres_are_a_hundred(queue: Queue) -> None:
    out = BytesIO()
    draw_calibration(CalibrationPage(printer="見本"), out)
    shown = out.getvalue()
    spool(shown, DRIVER_QUEUE)
    for printed in (queue.await_pages(), on_windows(shown)):
        ink = picture(printed, 0)
        # Three millimetres beside the rules only the crosses at their ends are drawn.
        box = Image.Resampling.BOX
        above = ink.crop((0, round((MARK_TOP - 4) * MM), ink.width, round((MARK_TOP - 3.2) * MM)))
        beside = ink.crop((round((MARK_LEFT - 4.5) * MM), 0, round((MARK_LEFT - 3.2) * MM), ink.height))
        across = middles(above.resize((above.width, 1), box).tobytes(), 0.9)
        down = middles(beside.resize((1, beside.height), box).tobytes(), 0.9)
        assert any(at == pytest.approx(MARK_LEFT, abs=NEAR_MM) for at in across)
        assert any(at == pytest.approx(MARK_LEFT + RULE_LENGTH, abs=NEAR_MM) for at in across)
        assert any(at == pytest.approx(MARK_TOP, abs=NEAR_MM) for at in down)
        assert any(at == pytest.approx(MARK_TOP + RULE_LENGTH, abs=NEAR_MM) for at in down)


def test_a_queue_that_scales_is_told_not_to(queue: Queue, pages: bytes) -> None:
    subprocess.run(
        ["lpadmin", "-p", DRIVER_QUEUE, "-o", "fit-to-page-default=true", "-o", "print-scaling-default=fit"],
        check=True,
        capture_output=True,
    )
    spool(pages, DRIVER_QUEUE)
    assert_same_place(queue.await_pages(), pages)
