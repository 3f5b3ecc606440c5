"""Draws a PDF as for a printer, into a metafile, and says what is in it: run under Windows' own Python.

A metafile takes every call of a printer's device context, each with its place: lines and letters are
there as such, or they are not. Played into a bitmap it is what one looks at.
"""

import ctypes
import json
import sys
from ctypes import byref, c_int32, c_uint32, c_void_p
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from ui.printers import device
from ui.printers.device import MM_PER_INCH, BitmapHead, Device
from ui.printers.preview import PdfPages
from ui.printers.windows import draw_page

DOTS, SEEN_DOTS = 600, 200
"""Points an inch: of the printer that is played, and of the picture."""
_PAGES = 2
"""The first person's, front and back."""
_OWN_POINTS = 8
"""MM_ANISOTROPIC."""
_PICTURE = 81
"""EMR_STRETCHDIBITS."""
_SEES = ctypes.CFUNCTYPE(ctypes.c_int, *([c_void_p] * 2), ctypes.POINTER(c_uint32), ctypes.c_int, c_void_p)


def main(source: Path, folder: Path) -> None:
    """Draw every page, as lines and as a picture; print what became of it as JSON."""
    calls = device.library()
    for name in ("CreateEnhMetaFileW", "CloseEnhMetaFile", "CreateCompatibleDC", "CreateDIBSection"):
        getattr(calls, name).restype = c_void_p
    pages = PdfPages(source.read_bytes())
    told = [
        {"page": page, "as_picture": as_picture, **_drawn(calls, pages, page, as_picture, folder)}
        for page in range(min(len(pages), _PAGES))
        for as_picture in (False, True)
    ]
    print(json.dumps(told))


def _drawn(calls: Any, pages: PdfPages, page: int, as_picture: bool, folder: Path) -> dict[str, Any]:
    size = pages.size_mm(page)
    frame = (c_int32 * 4)(0, 0, *(round(side * 100) for side in size))
    context = c_void_p(calls.CreateEnhMetaFileW(None, None, byref(frame), None))
    wide, high = (round(side / MM_PER_INCH * DOTS) for side in size)
    # In the screen's points, which a metafile is made of, a printer's would be rounded away.
    own = [calls.GetDeviceCaps(context, what) for what in (8, 10, 4, 6)]
    calls.SetMapMode(context, _OWN_POINTS)
    calls.SetWindowExtEx(context, wide, high, None)
    calls.SetViewportExtEx(context, round(size[0] * own[0] / own[2]), round(size[1] * own[1] / own[3]), None)
    drawn = draw_page(pages, page, Device(calls, context), (0, 0, wide, high), as_picture=as_picture)
    made = c_void_p(calls.CloseEnhMetaFile(context))
    kinds: list[int] = []

    def count(_dc: Any, _table: Any, record: Any, _count: int, _data: Any) -> int:
        kinds.append(record[0])
        return 1

    calls.EnumEnhMetaFile(None, made, _SEES(count), None, None)
    name = f"metafile-{page + 1}{'-picture' if as_picture else ''}.png"
    _played(calls, made, size).save(str(folder / name))
    facts = {
        "drawn": drawn.value,
        "bytes": calls.GetEnhMetaFileBits(made, 0, None),
        "records": len(kinds),
        "pictures": kinds.count(_PICTURE),
        "seen": name,
    }
    calls.DeleteEnhMetaFile(made)
    return facts


def _played(calls: Any, made: c_void_p, size: tuple[float, float]) -> QImage:
    """Play a metafile onto white."""
    wide, high = (round(side / MM_PER_INCH * SEEN_DOTS) for side in size)
    head = BitmapHead(ctypes.sizeof(BitmapHead), wide, -high, 1, 32)
    bits = c_void_p()
    context = c_void_p(calls.CreateCompatibleDC(None))
    bitmap = c_void_p(calls.CreateDIBSection(context, byref(head), 0, byref(bits), None, 0))
    calls.SelectObject(context, bitmap)
    assert bits.value is not None
    ctypes.memset(bits.value, 255, wide * high * 4)
    calls.PlayEnhMetaFile(context, made, byref((c_int32 * 4)(0, 0, wide, high)))
    rows = ctypes.string_at(bits.value, wide * high * 4)
    seen = QImage(rows, wide, high, wide * 4, QImage.Format.Format_RGB32).copy()
    calls.DeleteDC(context)
    calls.DeleteObject(bitmap)
    return seen


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
