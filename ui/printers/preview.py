"""Shows PDF pages on the screen exactly as they will be printed, and draws them where Windows prints."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from ctypes import c_void_p
from threading import Lock
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

POINTS_PER_INCH = 72
MM_PER_INCH = 25.4

# PDFium serves one thread at a time; where there is no CUPS a worker draws for the printer.
_PDFIUM = Lock()
_FOR_PRINTING = 0x800
"""FPDF_PRINTING."""


def _opened(pages: bytes) -> "PdfDocument":
    # Loaded with the first preview, for a quick start.
    import pypdfium2

    return pypdfium2.PdfDocument(pages)


class PdfPages:
    """Pages to look at, of one PDF or of several as if they were one."""

    def __init__(self, *parts: bytes) -> None:
        """Keep the bytes of the PDFs, and how large each page is: that is asked at every paint."""
        self._parts = parts
        self._sizes = [_sizes(part) for part in parts]

    def __len__(self) -> int:
        """Return the number of pages."""
        return sum(map(len, self._sizes))

    def image(self, page: int, *, width: int, scale: float = 1.0) -> QImage:
        """Return a page so many pixels wide. scale: device pixels per pixel of the window."""
        return self._image(page, lambda points: max(1.0, width * scale) / points, scale)

    def image_at(self, page: int, dpi: int) -> QImage:
        """Return a page at so many dots per inch."""
        return self._image(page, lambda _: dpi / POINTS_PER_INCH, 1.0)

    def draw_on(self, context: c_void_p, page: int, place: tuple[int, int, int, int]) -> bool:
        """Let PDFium draw a page itself on a device of Windows, lines as lines; return whether it did.

        place: left, top, width and height in the device's points. Only Windows' build of PDFium knows how.
        """
        import pypdfium2.raw

        draw = getattr(pypdfium2.raw, "FPDF_RenderPage", None)
        if draw is None:
            return False
        with self._page(page) as sheet:
            return bool(draw(context, sheet.raw, *place, 0, _FOR_PRINTING))

    def size_mm(self, page: int) -> tuple[float, float]:
        """Return how wide and high the paper of a page is."""
        part, page = self._place(page)
        width, height = self._sizes[part][page]
        return (width * MM_PER_INCH / POINTS_PER_INCH, height * MM_PER_INCH / POINTS_PER_INCH)

    def shape(self, page: int) -> float:
        """Return how wide a page is for its height."""
        width, height = self.size_mm(page)
        return width / height

    def _place(self, page: int) -> tuple[int, int]:
        """Return which PDF a page is in, and where in it."""
        part = 0
        while page >= len(self._sizes[part]):
            page -= len(self._sizes[part])
            part += 1
        return part, page

    @contextmanager
    def _page(self, page: int) -> "Iterator[PdfPage]":
        part, page = self._place(page)
        # Opened for each look: it takes a few milliseconds, and nothing stays open behind a window.
        with _PDFIUM, closing(_opened(self._parts[part])) as document:
            yield document[page]

    def _image(self, page: int, zoom: Callable[[float], float], scale: float) -> QImage:
        with self._page(page) as sheet:
            bitmap = sheet.render(scale=zoom(sheet.get_width()))
            seen = QImage(
                bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_BGR888
            ).copy()  # the bitmap's memory is PDFium's
            bitmap.close()
        seen.setDevicePixelRatio(scale)
        return seen


def _sizes(pages: bytes) -> list[tuple[float, float]]:
    with _PDFIUM, closing(_opened(pages)) as document:
        return [document.get_page_size(page) for page in range(len(document))]
