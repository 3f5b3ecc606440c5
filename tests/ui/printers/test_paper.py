"""What a queue is told of the paper: the size of the very pages it gets."""

import io

import pytest

from app.printing.certificate.certificate import draw_certificates
from app.printing.certificate.layout_file import named_layout
from tests.golden.papers import INSURED
from ui.printers.paper import Paper


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
