"""The file itself: written while drawn, taken back when refused, moved for a printer."""

import io
import re
import subprocess
import sys

import pypdfium2
import pytest

from app.domain.calibration import Calibration
from app.errors import PaperRefused
from app.printing.certificate.certificate import draw_certificates
from app.printing.engine.page import document
from tests.golden.papers import INSURED, drawn, face, placed_texts, texts


class Watched(io.BytesIO):
    """Remembers how much had arrived at each sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived: list[int] = []


class Pipe(io.RawIOBase):
    """A stream that only goes forward, as to a spooler."""

    def __init__(self) -> None:
        self.data = b""

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.data += bytes(data)
        return len(data)


def many(count: int):
    return (face(number=str(n), sheet_label=f"S1-{n}") for n in range(count))


def test_pages_leave_while_later_ones_are_not_even_made():
    out = Watched()
    draw_certificates(many(600), out, on_page=lambda _: out.arrived.append(len(out.getvalue())))
    assert out.arrived[300] > out.arrived[10] + 100_000
    # Never more than the small buffer is held back.
    steps = [after - before for before, after in zip(out.arrived, out.arrived[1:], strict=False)]
    assert max(steps) < 70_000
    assert len(pypdfium2.PdfDocument(out.getvalue())) == 600


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no getrusage")
def test_memory_does_not_grow_with_the_batch():
    code = (
        "import io, resource, sys\n"
        "from tests.unit.printing.test_pdf import many, Pipe\n"
        "from app.printing.certificate.certificate import draw_certificates\n"
        "class Nowhere(io.BytesIO):\n"
        "    def write(self, data): return len(data)\n"
        "def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "draw_certificates(many(500), Nowhere()); before = peak()\n"
        "draw_certificates(many(5000), Nowhere()); print(peak() / before)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, env={"PYTHONPATH": "."}
    )
    assert float(told.stdout) < 1.05


def test_what_a_refused_batch_had_written_is_taken_back_and_what_was_there_stays():
    out = io.BytesIO(b"kept")
    out.seek(4)
    with pytest.raises(PaperRefused):
        draw_certificates([*many(300), face(name="外\ue000")], out)
    assert out.getvalue() == b"kept"


def test_a_cancelled_run_leaves_nothing():
    def cancel(done: int) -> None:
        if done == 200:
            raise KeyboardInterrupt

    out = io.BytesIO()
    with pytest.raises(KeyboardInterrupt):
        draw_certificates(many(300), out, on_page=cancel)
    assert out.getvalue() == b""


def test_a_pipe_gets_everything_or_nothing():
    pipe = Pipe()
    with pytest.raises(PaperRefused):
        draw_certificates([*many(300), face(name="外\ue000")], pipe)
    assert pipe.data == b""
    draw_certificates(many(3), pipe)
    assert pipe.data == drawn(*many(3))


def test_an_offset_moves_every_mark_and_nothing_else():
    offset = Calibration(dx=1.5, dy=-2.0, scale_x=1.004, scale_y=0.998)
    out = io.BytesIO()
    draw_certificates([INSURED], out, offset=offset)
    plain, moved = placed_texts(drawn(INSURED)), placed_texts(out.getvalue())
    assert [piece[0] for piece in moved] == [piece[0] for piece in plain]
    for (_, x, y), (text, moved_x, moved_y) in zip(plain, moved, strict=True):
        assert moved_x == pytest.approx(x * 1.004 + 1.5, abs=0.11), text
        assert moved_y == pytest.approx(y * 0.998 - 2.0, abs=0.11), text


def test_no_offset_is_the_form_untouched():
    out = io.BytesIO()
    draw_certificates([INSURED], out, offset=Calibration())
    assert out.getvalue() == drawn(INSURED)


def test_two_documents_may_be_drawn_at_once():
    one, two = io.BytesIO(), io.BytesIO()
    with document(one, "一") as first, document(two, "二") as second:
        for sheet, word in ((first, "髙橋"), (second, "葛\U000e0100")):
            with sheet.tagged("P"):
                sheet.text(30, 30, word, sheet.fonts.value, 20)
        for sheet in (second, first):
            sheet.end()
    assert [text.strip() for text in texts(one.getvalue())] == ["髙橋"]
    assert [text.strip() for text in texts(two.getvalue())] == ["葛\U000e0100"]


def test_each_object_stands_where_the_table_says():
    pdf = drawn(INSURED, face(name="葛\U000e0100\u3000𠮷"))
    table = int(re.search(rb"startxref\n(\d+)\n%%EOF", pdf).group(1))
    entries = re.findall(rb"(\d{10}) 00000 n \n", pdf[table:])
    for number, place in enumerate(entries, 1):
        assert pdf[int(place) :].startswith(b"%d 0 obj\n" % number)
