"""What a queue is told of the paper: the size of the very pages it gets."""

import io
import re
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from app.errors import UserError
from app.printing.certificate.certificate import draw_certificates
from app.printing.certificate.layout_file import named_layout
from tests.golden.papers import INSURED
from tests.ui.cups_queue import DRIVER, DRIVER_QUEUE, cups_queue
from ui.printers.paper import Paper
from ui.printers.preview import PdfPages
from ui.printers.spool import spool

POINTS = 72 / 25.4


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("jsr-a4", "A4"),
        ("hagaki", "Custom.100x148mm"),
        # Across, the paper lies in the tray as it always does.
        ("book-a4", "A4"),
    ],
)
def test_the_queue_is_asked_for_the_paper_of_the_form(name: str, media: str) -> None:
    out = io.BytesIO()
    draw_certificates([INSURED], out, layout=named_layout(name))
    paper = Paper(tray="tray-2").for_pages(out.getvalue())
    assert f"media={media},tray-2" in paper.options


def test_pages_of_unknown_size_are_printed_on_what_was_chosen() -> None:
    assert Paper().for_pages(b"no page") == Paper()


def with_postcards(folder: Path) -> None:
    """Let the server have a queue whose driver knows はがき: its A6 has become one."""
    ppd = Path(DRIVER).read_text("utf-8")
    ppd = re.sub(
        r'^(\*(?:PaperDimension|ImageableArea) A6[/:][^\n"]*")[^"]*(")', _as_postcard, ppd, flags=re.MULTILINE
    )
    file = folder / "postcard.ppd"
    file.write_text(ppd, "utf-8")
    line = ["lpadmin", "-p", "postcard", "-E", "-v", "keep:/", "-P", str(file)]
    subprocess.run(line, check=True, capture_output=True)


def _as_postcard(found: re.Match[str]) -> str:
    size = "283.46 419.53" if "Dimension" in found[1] else "0 0 283.46 419.53"
    return f"{found[1]}{size}{found[2]}"


@pytest.mark.parametrize(
    ("name", "queue_name"), [("hagaki", "postcard"), ("card-a4", DRIVER_QUEUE), ("book-a4", DRIVER_QUEUE)]
)
def test_what_a_driver_puts_out_has_its_true_size(
    name: str, queue_name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Through every filter of a real queue: the sheet, and each letter on it, ≤ 0.2 mm."""
    out = io.BytesIO()
    draw_certificates([INSURED], out, layout=named_layout(name), prints_back=True)
    with cups_queue(monkeypatch) as queue:
        with_postcards(tmp_path)
        spool(out.getvalue(), queue_name)
        came = queue.await_pages()
        if name == "hagaki":
            with pytest.raises(UserError, match="100×148 mm の用紙がありません"):
                spool(out.getvalue(), DRIVER_QUEUE)
    (width, height), sheet = PdfPages(out.getvalue()).size_mm(0), PdfPages(came).size_mm(0)
    before, after = letters(out.getvalue()), letters(came)
    if width > height:
        # The queue turns a page across to the paper as it lies in the tray, its left edge down.
        width, height, before = height, width, [(text, y, width - x) for text, x, y in before]
    assert sheet == pytest.approx((width, height), abs=0.2)
    assert len(before) == len(after) > 100
    for (text, *place), (printed, *at) in zip(before, after, strict=True):
        assert printed == text
        assert place == pytest.approx(at, abs=0.2)


def letters(pdf: bytes) -> list[tuple[str, float, float]]:
    """Each letter of the front with its middle, in mm from the top left."""
    with pypdfium2.PdfDocument(pdf) as document:
        sheet = document[0]
        text = sheet.get_textpage()
        found = []
        for at, letter in enumerate(text.get_text_range()):
            left, bottom, right, top = text.get_charbox(at)
            if letter.strip():
                high = sheet.get_height() - (top + bottom) / 2
                found.append((letter, (left + right) / 2 / POINTS, high / POINTS))
        return found
