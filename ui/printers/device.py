"""A printer as Windows' programs draw on it: a device context, page by page.

Written against the documentation of gdi32.dll, tried with a stand-in for it and under wine; on Windows not
yet. No Qt here. Source: Microsoft, "Windows GDI": CreateDC, StartDoc, GetDeviceCaps, StretchDIBits.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_int, c_int32, c_uint16, c_uint32, c_void_p, c_wchar_p
from typing import Any

from app.late import dataclass
from ui.printers.drivers import Room

MM_PER_INCH = 25.4
_DOTS_ACROSS, _DOTS_DOWN = 88, 90
"""LOGPIXELSX and LOGPIXELSY."""
_WIDE, _HIGH, _LEFT, _TOP = 110, 111, 112, 113
"""PHYSICALWIDTH, -HEIGHT, -OFFSETX, -OFFSETY: the sheet, and where the driver begins to count on it."""
_COPY, _PLAIN_COLOURS = 0xCC0020, 0
"""SRCCOPY and DIB_RGB_COLORS."""

Place = tuple[int, int, int, int]
"""Left, top, width and height, in the device's points."""


class DocInfo(ctypes.Structure):
    """DOCINFOW."""

    _fields_ = (
        ("cbSize", c_int),
        *((name, c_wchar_p) for name in ("lpszDocName", "lpszOutput", "lpszDatatype")),
        ("fwType", c_uint32),
    )


class BitmapHead(ctypes.Structure):
    """BITMAPINFOHEADER."""

    _fields_ = (
        *((name, size) for name, size in (("biSize", c_uint32), ("biWidth", c_int32), ("biHeight", c_int32))),
        ("biPlanes", c_uint16),
        ("biBitCount", c_uint16),
        *((name, c_uint32) for name in ("biCompression", "biSizeImage")),
        *((name, c_int32) for name in ("biXPelsPerMeter", "biYPelsPerMeter")),
        *((name, c_uint32) for name in ("biClrUsed", "biClrImportant")),
    )


def library() -> Any:
    """Return Windows' own gdi32.dll; None where there is none."""
    load = getattr(ctypes, "WinDLL", None)
    if load is None:
        return None
    calls = load("gdi32.dll", use_last_error=True)
    # A handle is wider than what ctypes takes an answer for.
    calls.CreateDCW.restype = c_void_p
    return calls


@contextmanager
def opened(printer: str, settings: Room) -> "Iterator[Device]":
    """Open a printer for drawing, with a driver's settings; OSError where that is refused."""
    calls = library()
    context = calls and calls.CreateDCW(c_wchar_p("WINSPOOL"), c_wchar_p(printer), None, settings)
    if not context:
        raise OSError(f"CreateDC {printer}")
    try:
        yield Device(calls, c_void_p(context))
    finally:
        calls.DeleteDC(c_void_p(context))


@dataclass(frozen=True, slots=True)
class Device:
    """An open printer. context: its handle, for whoever draws there itself."""

    calls: Any
    context: c_void_p

    def begin(self, title: str) -> int:
        """Begin a document and return the number of its job; 0 or less where the printer refuses."""
        told = DocInfo(ctypes.sizeof(DocInfo), title, None, None, 0)
        return int(self.calls.StartDocW(self.context, ctypes.byref(told)))

    def begin_page(self) -> bool:
        """Take a fresh sheet."""
        return int(self.calls.StartPage(self.context)) > 0

    def end_page(self) -> bool:
        """Hand the sheet over."""
        return int(self.calls.EndPage(self.context)) > 0

    def end(self) -> bool:
        """Hand the document over."""
        return int(self.calls.EndDoc(self.context)) > 0

    def abort(self) -> None:
        """Throw away what was not handed over."""
        self.calls.AbortDoc(self.context)

    @property
    def dots(self) -> int:
        """How many points an inch has across."""
        return self._told(_DOTS_ACROSS)

    @property
    def sheet(self) -> tuple[float, float]:
        """Width and height of its paper in mm; nothing of it where the driver does not say."""
        across, down = self._told(_DOTS_ACROSS), self._told(_DOTS_DOWN)
        return self._told(_WIDE) / across * MM_PER_INCH, self._told(_HIGH) / down * MM_PER_INCH

    def place(self, size: tuple[float, float]) -> Place:
        """Return where a page of that size in mm lies: at the corner of the sheet, in its true size."""
        wide, high = size
        return (
            -self._told(_LEFT),
            -self._told(_TOP),
            round(wide / MM_PER_INCH * self._told(_DOTS_ACROSS)),
            round(high / MM_PER_INCH * self._told(_DOTS_DOWN)),
        )

    def picture(self, rows: Any, size: tuple[int, int], place: Place) -> bool:
        """Put a picture there. rows: blue, green, red, from the top, each row full to four bytes."""
        width, height = size
        # Of a negative height: the first row is the top one.
        head = BitmapHead(ctypes.sizeof(BitmapHead), width, -height, 1, 24)
        source = (0, 0, width, height, rows, ctypes.byref(head), _PLAIN_COLOURS, _COPY)
        return int(self.calls.StretchDIBits(self.context, *place, *source)) > 0

    def _told(self, what: int) -> int:
        return int(self.calls.GetDeviceCaps(self.context, what))
