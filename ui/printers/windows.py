"""Printing where there is no CUPS: PDFium draws each page on the printer itself, lines as lines.

A page that it does not draw, or a printer that is told so in the settings, gets it as a picture. Tried with
stand-ins for Windows' libraries, and under wine on its printers and into a metafile; with a Windows driver
not yet.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum

from app.errors import SystemTrouble
from ui.printers import device, drivers
from ui.printers.device import Device
from ui.printers.media import TOLERANCE_MM
from ui.printers.paper import Paper, QueueSilent, Taken, no_such_paper
from ui.printers.preview import PdfPages

MOST_DPI = 600
"""Of a picture; a finer one takes hundreds of megabytes a page."""


class Drawn(Enum):
    """How a page came onto the device, if it did."""

    LINES = "lines"
    PICTURE = "picture"
    NOT = "not"


def check(printer: str, paper: Paper) -> None:
    """Refuse a printer that cannot be opened for that paper."""
    with _opened(printer, paper):
        pass


def print_pages(pages: bytes, printer: str, title: str, *, paper: Paper) -> Taken:
    """Draw every page over the whole sheet; return what the queue made of it.

    Raises SystemTrouble or UserError where surely nothing was taken, QueueSilent where nobody knows.
    """
    with _opened(printer, paper) as opened:
        number = opened.begin(title)
        if number <= 0:
            raise SystemTrouble(
                f"プリンター「{printer}」が受け付けません。電源と接続を確かめて、もう一度印刷してください。"
            )
        is_drawn = draw_pages(PdfPages(pages), opened, printer, as_pictures=paper.as_pictures)
    note = "" if is_drawn or paper.as_pictures else _AS_PICTURES.format(printer)
    return Taken(f"{printer}-{number}", note)


_AS_PICTURES = "プリンター「{}」には、文字と線を画像にして送りました。細い線を紙で確かめてください。"


def draw_pages(
    pages: PdfPages,
    opened: Device,
    printer: str,
    *,
    as_pictures: bool = False,
    on_page: Callable[[int], None] = lambda _page: None,
) -> bool:
    """Draw every page from the corner of its sheet, one millimetre as one; return whether all as lines."""
    page, is_out, is_drawn = 0, False, True
    try:
        for page in range(len(pages)):
            place = opened.place(pages.size_mm(page))
            if not opened.begin_page():
                break
            drawn = draw_page(pages, page, opened, place, as_picture=as_pictures)
            is_drawn &= drawn is Drawn.LINES
            if drawn is Drawn.NOT or not opened.end_page():
                break
            on_page(page + 1)
        else:
            is_out = opened.end()
    finally:
        # Whatever came in between: what the printer has by now may come out all the same.
        if not is_out:
            opened.abort()
    if not is_out:
        raise QueueSilent(
            f"プリンター「{printer}」への印刷が{page + 1}ページ目で止まりました。"
            "出てきた用紙を見て、最後の良い用紙の番号を確かめてください。"
        )
    return is_drawn


def draw_page(
    pages: PdfPages, page: int, opened: Device, place: device.Place, *, as_picture: bool = False
) -> Drawn:
    """Draw one page there; what PDFium does not draw itself, or is not to, becomes a picture."""
    if not as_picture and pages.draw_on(opened.context, page, place):
        return Drawn.LINES
    image = pages.image_at(page, min(opened.dots, MOST_DPI))
    if image.isNull():
        return Drawn.NOT
    # Not copied: a page in 600 dpi has a hundred megabytes.
    rows = (ctypes.c_char * image.sizeInBytes()).from_buffer(image.bits())
    is_there = opened.picture(rows, (image.width(), image.height()), place)
    return Drawn.PICTURE if is_there else Drawn.NOT


@contextmanager
def _opened(printer: str, paper: Paper) -> Iterator[Device]:
    """Open a printer for that paper; refuse what its driver cannot do."""
    try:
        settings = drivers.settings_for(printer, paper)
        with device.opened(printer, settings) as opened:
            _check_sheet(opened, printer, paper)
            yield opened
    except OSError as error:
        raise SystemTrouble(
            f"プリンター「{printer}」を開けません。電源と接続を確かめて、もう一度印刷してください。"
        ) from error


def _check_sheet(opened: Device, printer: str, paper: Paper) -> None:
    """A driver that took the settings and yet keeps its own paper would print into the middle of it."""
    is_known = all(opened.sheet)
    if is_known and any(
        abs(side - wanted) > TOLERANCE_MM for side, wanted in zip(opened.sheet, paper.sheet, strict=True)
    ):
        raise no_such_paper(printer, paper)
