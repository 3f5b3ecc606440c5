"""A stand-in for winspool.drv and gdi32.dll with one printer: answers as they do, and keeps its sheets.

What is written to it fills the caller's room, and is refused where the room is too small; handles count.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pypdfium2.raw
import pytest
from PIL import Image

from ui.printers import device, drivers, setup, spool, winspool
from ui.printers.drivers import DevMode, PrinterName
from ui.printers.winspool import Library, _JobInfo

NAME = "2階-複合機"
DELETED = 0x100
MM = 1 / 25.4
PRIVATE = b"the driver's own"
HANDLE, CONTEXT = 7, 0x1_0000_0009
"""A context's number is wider than what ctypes takes an answer for."""


class Windows:
    """One printer of Windows: its queue, its driver, and what came out of it."""

    def __init__(self) -> None:
        self.jobs: dict[int, dict[str, Any]] = {}
        self.printer_status, self.opened, self.error = 0, 0, 0
        self.trays = {"自動選択": 7, "手差し": 4, "カセット2": 258}
        self.papers = {9: (2100, 2970), 43: (1000, 1480)}
        self.has_two_sides, self.takes_trays, self.keeps_paper = True, True, 0
        self.dots, self.margin_mm = 300, (4.2, 5.1)
        self.fails_at, self.refuses, self.is_aborted = 0, False, False
        self.settings = DevMode()
        self.title = ""
        self.sheets: list[Image.Image] = []
        self._texts: list[Any] = []

    def pdf(self) -> bytes:
        """What came out, as a PDF of pictures."""
        out = BytesIO()
        first, *rest = self.sheets
        first.save(out, "PDF", resolution=self.dots, save_all=True, append_images=rest)
        return out.getvalue()

    # winspool.drv

    def EnumPrintersW(self, _flags: int, _name: None, level: int, *rest: Any) -> int:  # noqa: N802
        room, size, needed, count = rest
        assert level == 4
        needed._obj.value = ctypes.sizeof(PrinterName)
        if room is None or size < needed._obj.value:
            return 0
        count._obj.value = 1
        PrinterName.from_buffer(room).pPrinterName = self._kept(NAME)
        return 1

    def GetDefaultPrinterW(self, room: Any, size: Any) -> int:  # noqa: N802
        if size._obj.value < len(NAME) + 1:
            return 0
        room.value = NAME
        return 1

    def OpenPrinterW(self, name: Any, handle: Any, _defaults: None) -> int:  # noqa: N802
        if name.value != NAME:
            return 0
        handle._obj.value = HANDLE
        self.opened += 1
        return 1

    def ClosePrinter(self, handle: Any) -> int:  # noqa: N802
        assert handle.value == HANDLE
        self.opened -= 1
        return 1

    def DeviceCapabilitiesW(self, name: Any, _port: None, what: int, room: Any, _settings: None) -> int:  # noqa: N802
        assert name.value == NAME
        told: dict[int, list[Any]] = {
            2: list(self.papers),
            3: [tuple(size) for size in self.papers.values()],
            6: list(self.trays.values()),
            12: [tuple(tray.ljust(24, "\0").encode("utf-16-le")) for tray in self.trays],
        }
        if what not in told:
            return -1
        for at, value in enumerate(told[what] if room is not None else ()):
            if what == 12:
                ctypes.memmove(ctypes.byref(room[at]), bytes(value), 48)
            elif what == 3:
                room[at][:] = value
            else:
                room[at] = value
        return len(told[what])

    def DocumentPropertiesW(self, _window: None, handle: Any, name: Any, *rest: Any) -> int:  # noqa: N802
        out, wanted, mode = rest
        assert (handle.value, name.value) == (HANDLE, NAME)
        size = ctypes.sizeof(DevMode) + len(PRIVATE)
        if mode == 0:
            return size
        assert len(out) == size
        told = DevMode.from_buffer(out)
        if mode == 2:
            told.dmSize, told.dmDriverExtra, told.dmDefaultSource, told.dmDuplex = 220, len(PRIVATE), 7, 1
            told.dmFields, told.dmPaperSize, told.dmPaperWidth = 0x1 | 0x2 | 0x8 | 0x10000, 1, 2159
            out[220:] = PRIVATE
            return 1
        assert wanted[220:] == PRIVATE
        asked = DevMode.from_buffer(wanted)
        # A size in figures would go before the paper by number.
        assert not asked.dmFields & (0x4 | 0x8 | 0x10000)
        ctypes.memmove(out, wanted, size)
        if not self.has_two_sides:
            told.dmDuplex = 1
        if not self.takes_trays:
            told.dmDefaultSource = 7
        return 1

    def GetJobW(self, _handle: Any, number: int, level: int, room: Any, size: int, needed: Any) -> int:  # noqa: N802
        assert level == 1
        if number not in self.jobs:
            self.error = 87
            return 0
        needed._obj.value = ctypes.sizeof(_JobInfo)
        if room is None or size < needed._obj.value:
            self.error = 122
            return 0
        told = _JobInfo.from_buffer(room)
        told.JobId = number
        for name, value in self.jobs[number].items():
            setattr(told, name, self._kept(value) if isinstance(value, str) else value)
        return 1

    def GetPrinterW(self, _handle: Any, level: int, room: Any, size: int, _needed: Any) -> int:  # noqa: N802
        assert (level, size) == (6, 4)
        room._obj.value = self.printer_status
        return 1

    def SetJobW(self, _handle: Any, number: int, _level: int, _job: None, command: int) -> int:  # noqa: N802
        assert command == 5
        self.jobs[number]["Status"] |= DELETED
        return 1

    # gdi32.dll

    def CreateDCW(self, kind: Any, name: Any, _port: None, settings: Any) -> int:  # noqa: N802
        assert (kind.value, name.value) == ("WINSPOOL", NAME)
        ctypes.memmove(ctypes.byref(self.settings), settings, ctypes.sizeof(DevMode))
        self.opened += 1
        return CONTEXT

    def DeleteDC(self, context: Any) -> int:  # noqa: N802
        assert context.value == CONTEXT
        self.opened -= 1
        return 1

    def GetDeviceCaps(self, context: Any, what: int) -> int:  # noqa: N802
        assert context.value == CONTEXT
        wide, high = self.papers[self.keeps_paper or self.settings.dmPaperSize]
        sheet = [wide, high] if self.settings.dmOrientation == 1 else [high, wide]
        dots = {88: self.dots, 90: self.dots}
        margins = {112 + at: round(side * MM * self.dots) for at, side in enumerate(self.margin_mm)}
        return {**dots, **margins, 110: self._points(sheet[0]), 111: self._points(sheet[1])}[what]

    def StartDocW(self, _context: Any, told: Any) -> int:  # noqa: N802
        assert told._obj.cbSize == ctypes.sizeof(device.DocInfo)
        if self.refuses:
            return -1
        self.title = told._obj.lpszDocName
        number = max(self.jobs, default=4) + 1
        self.jobs[number] = {"Document": self.title, "Status": 0x10, "PagesPrinted": 0}
        return number

    def StartPage(self, context: Any) -> int:  # noqa: N802
        sheet = self.GetDeviceCaps(context, 110), self.GetDeviceCaps(context, 111)
        self.sheets.append(Image.new("RGB", sheet, "white"))
        return -1 if len(self.sheets) == self.fails_at else 1

    def StretchDIBits(self, context: Any, left: int, top: int, *rest: Any) -> int:  # noqa: N802
        width, height, *source, rows, head, colours, how = rest
        told = head._obj
        assert (told.biBitCount, told.biCompression, colours, how) == (24, 0, 0, 0xCC0020)
        assert source == [0, 0, told.biWidth, -told.biHeight]
        stride = (told.biWidth * 3 + 3) // 4 * 4
        size = (told.biWidth, -told.biHeight)
        picture = Image.frombytes("RGB", size, bytes(rows), "raw", "BGR", stride)
        corner = self.GetDeviceCaps(context, 112) + left, self.GetDeviceCaps(context, 113) + top
        self.sheets[-1].paste(picture.resize((width, height)), corner)
        return height

    def EndPage(self, _context: Any) -> int:  # noqa: N802
        return 1

    def EndDoc(self, _context: Any) -> int:  # noqa: N802
        return 1

    def AbortDoc(self, _context: Any) -> int:  # noqa: N802
        self.is_aborted = True
        return 1

    def _points(self, tenths: int) -> int:
        return round(tenths / 10 * MM * self.dots)

    def _kept(self, text: str) -> Any:
        # Windows puts it into the caller's room; here it lives as long as the printer.
        self._texts.append(ctypes.create_unicode_buffer(text))
        return ctypes.cast(self._texts[-1], ctypes.c_wchar_p)


@contextmanager
def windows_printer() -> Iterator[Windows]:
    """Let the program believe that it runs on Windows and has that printer."""
    made = Windows()
    with pytest.MonkeyPatch.context() as patch:
        # Windows' own build would draw on a device that is none.
        patch.delattr(pypdfium2.raw, "FPDF_RenderPage", raising=False)
        patch.setattr(winspool, "library", lambda: Library(made, lambda: made.error))
        patch.setattr(device, "library", lambda: made)
        patch.setattr(drivers, "printer_names", _printer_names)
        for place in (spool, setup):
            patch.setattr(place, "sys", SimpleNamespace(platform="win32"))
        yield made
    # Whatever became of the pages, nothing stays open.
    assert made.opened == 0


_printer_names = drivers.printer_names
"""The true one: on Windows tests do not see the person's printers."""
