"""Shows PDF pages on the screen exactly as they will be printed."""

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

POINTS_PER_INCH = 72


def _opened(pages: bytes) -> "PdfDocument":
    # Loaded with the first preview, for a quick start.
    import pypdfium2

    return pypdfium2.PdfDocument(pages)


class PdfPages:
    """Pages of a PDF to look at. PDFium is not thread-safe: UI thread only."""

    def __init__(self, pages: bytes) -> None:
        """Keep the bytes of a PDF."""
        self._pages = pages
        with closing(_opened(pages)) as document:
            self._count = len(document)

    def __len__(self) -> int:
        """Return the number of pages."""
        return self._count

    def image(self, page: int, *, width: int, scale: float = 1.0) -> QImage:
        """Return a page so many pixels wide. scale: device pixels per pixel of the window."""
        return self._image(page, lambda points: max(1.0, width * scale) / points, scale)

    def image_at(self, page: int, dpi: int) -> QImage:
        """Return a page at so many dots per inch."""
        return self._image(page, lambda _: dpi / POINTS_PER_INCH, 1.0)

    def _image(self, page: int, zoom: Callable[[float], float], scale: float) -> QImage:
        # Opened for each look: it takes a few milliseconds, and nothing stays open behind a window.
        with closing(_opened(self._pages)) as document:
            sheet = document[page]
            bitmap = sheet.render(scale=zoom(sheet.get_width()))
            seen = QImage(
                bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_BGR888
            ).copy()  # the bitmap's memory is PDFium's
            bitmap.close()
        seen.setDevicePixelRatio(scale)
        return seen
