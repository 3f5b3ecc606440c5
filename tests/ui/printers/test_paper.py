"""What a queue is told of the paper: the size of the very pages it gets."""

import io
import re
import subprocess
from pathlib import Path

import pytest

from app.errors import UserError
from app.printing.certificate.certificate import draw_certificates
from app.printing.certificate.layout_file import named_layout
from tests.golden.papers import INSURED, placed_texts
from tests.ui.cups_queue import DRIVER, DRIVER_QUEUE, cups_queue
from ui.printers.paper import Paper
from ui.printers.preview import PdfPages
from ui.printers.spool import spool


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


@pytest.mark.parametrize(("name", "queue_name"), [("hagaki", "postcard"), ("card-a4", DRIVER_QUEUE)])
def test_what_a_driver_puts_out_has_its_true_size(
    name: str, queue_name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Through every filter of a real queue: the sheet, and each text on it, ≤ 0.2 mm."""
    out = io.BytesIO()
    draw_certificates([INSURED], out, layout=named_layout(name), prints_back=True)
    with cups_queue(monkeypatch) as queue:
        with_postcards(tmp_path)
        spool(out.getvalue(), queue_name)
        came = queue.await_pages()
        if name == "hagaki":
            with pytest.raises(UserError, match="100×148 mm の用紙がありません"):
                spool(out.getvalue(), DRIVER_QUEUE)
    for one, other in zip(sizes(out.getvalue()), sizes(came), strict=True):
        assert one == pytest.approx(other, abs=0.2)
    before, after = placed_texts(out.getvalue()), placed_texts(came)
    assert len(before) == len(after) > 20
    for (text, *place), (printed, *at) in zip(before, after, strict=True):
        assert printed == text
        assert place == pytest.approx(at, abs=0.2)


def sizes(pdf: bytes) -> list[float]:
    """Width and height of each page, in mm."""
    pages = PdfPages(pdf)
    return [side for page in range(len(pages)) for side in pages.size_mm(page)]
