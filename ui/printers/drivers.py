"""What the drivers of Windows' printers can, and the settings a page is printed with: size, sides, tray.

Written against the documentation of winspool.drv, tried with a stand-in for it and under wine, whose
printers are queues of CUPS; on Windows not yet. No Qt here. Source: Microsoft, "Print Spooler API":
EnumPrinters, GetDefaultPrinter, DeviceCapabilities, DocumentProperties; DEVMODEW.
"""

import ctypes
import hashlib
from ctypes import c_int16, c_uint16, c_uint32, c_wchar_p
from typing import Any

from app.errors import UserError
from ui.printers import winspool
from ui.printers.media import TOLERANCE_MM
from ui.printers.paper import Paper, no_such_paper

_LOCAL, _CONNECTIONS, _NAMES_LEVEL = 0x2, 0x4, 4
_OUT, _IN = 0x2, 0x8
"""DM_OUT_BUFFER and DM_IN_BUFFER: tell the settings, and take some."""
_PAPERS, _PAPER_SIZES, _TRAYS, _TRAY_NAMES = 2, 3, 6, 12
_TRAY_NAME_LENGTH = 24

# DM_…: which of the settings are meant.
_ORIENTATION, _PAPER, _SCALE, _COPIES, _TRAY, _DUPLEX = 0x1, 0x2, 0x10, 0x100, 0x200, 0x1000
_LENGTH, _WIDTH, _FORM = 0x4, 0x8, 0x10000
_UPRIGHT, _ACROSS = 1, 2
_ONE_SIDED, _LONG_EDGE = 1, 2
"""DMDUP_SIMPLEX and DMDUP_VERTICAL: turned along the long edge, however the page lies."""

Room = Any
"""A buffer of ctypes with a driver's settings: those below, and behind them its own."""


class PrinterName(ctypes.Structure):
    """PRINTER_INFO_4W."""

    _fields_ = (("pPrinterName", c_wchar_p), ("pServerName", c_wchar_p), ("Attributes", c_uint32))


class DevMode(ctypes.Structure):
    """DEVMODEW, as far as it is the same for every printer."""

    _fields_ = (
        ("dmDeviceName", c_uint16 * 32),
        *((name, c_uint16) for name in ("dmSpecVersion", "dmDriverVersion", "dmSize", "dmDriverExtra")),
        ("dmFields", c_uint32),
        *((name, c_int16) for name in ("dmOrientation", "dmPaperSize", "dmPaperLength", "dmPaperWidth")),
        *((name, c_int16) for name in ("dmScale", "dmCopies", "dmDefaultSource", "dmPrintQuality")),
        *((name, c_int16) for name in ("dmColor", "dmDuplex", "dmYResolution", "dmTTOption", "dmCollate")),
        ("dmFormName", c_uint16 * 32),
        ("dmLogPixels", c_uint16),
        ("dmRest", c_uint32 * 13),
    )


_FIGURES = [field[0] for field in DevMode._fields_ if field[1] in (c_int16, c_uint16, c_uint32)]


def printer_names() -> tuple[list[str], str]:
    """Return the names of the PC's printers and of the default one; none where Windows tells of none."""
    found = winspool.library()
    if found is None:
        return [], ""
    needed, count = c_uint32(), c_uint32()
    wanted = (_LOCAL | _CONNECTIONS, None, _NAMES_LEVEL)
    sizes = ctypes.byref(needed), ctypes.byref(count)
    found.calls.EnumPrintersW(*wanted, None, 0, *sizes)
    room = ctypes.create_string_buffer(max(needed.value, 1))
    if not found.calls.EnumPrintersW(*wanted, room, needed.value, *sizes) or not count.value:
        return [], ""
    names = [str(one.pPrinterName) for one in (PrinterName * count.value).from_buffer(room)]
    length = c_uint32(max(map(len, names)) + 1)
    default = ctypes.create_unicode_buffer(length.value)
    is_told = found.calls.GetDefaultPrinterW(default, ctypes.byref(length))
    return names, default.value if is_told else ""


def tray_names(printer: str) -> tuple[str, ...]:
    """Return what the driver calls its trays."""
    return tuple(_trays(printer))


def fingerprint(printer: str) -> str:
    """Return what changes with the driver and with what it is set to; empty where it does not say."""
    try:
        usual = _usual(printer)
    except OSError:
        return ""
    mode = DevMode.from_buffer(usual)
    # Behind a name there may be anything.
    told = [getattr(mode, name) for name in _FIGURES]
    return hashlib.sha256(str(told).encode()).hexdigest()[:16]


def settings_for(printer: str, paper: Paper) -> Room:
    """Return the driver's settings with size, sides and tray as wanted.

    UserError where it does not take one of them, OSError where it tells nothing.
    """
    wanted = _usual(printer)
    mode = DevMode.from_buffer(wanted)
    mode.dmOrientation = _ACROSS if paper.sheet[0] > paper.sheet[1] else _UPRIGHT
    mode.dmPaperSize = _paper(printer, paper)
    mode.dmScale, mode.dmCopies = 100, 1
    mode.dmDuplex = _LONG_EDGE if paper.has_back else _ONE_SIDED
    # A size in figures or a form by name would go before the paper by number.
    mode.dmFields &= ~(_LENGTH | _WIDTH | _FORM)
    mode.dmFields |= _ORIENTATION | _PAPER | _SCALE | _COPIES | _DUPLEX
    if paper.tray:
        tray = _trays(printer).get(paper.tray)
        if tray is None:
            raise _no_such_tray(printer, paper.tray)
        mode.dmDefaultSource = tray
        mode.dmFields |= _TRAY
    taken = ctypes.create_string_buffer(len(wanted))
    with winspool.opened(printer) as (found, handle):
        if found.calls.DocumentPropertiesW(None, handle, c_wchar_p(printer), taken, wanted, _OUT | _IN) < 0:
            raise OSError(f"DocumentProperties {printer}")
    told = DevMode.from_buffer(taken)
    if paper.has_back and told.dmDuplex != _LONG_EDGE:
        raise UserError(
            f"プリンター「{printer}」は両面に印刷できません。設定の「プリンター」で裏面を外すか、"
            "ほかのプリンターを選んでください。"
        )
    if paper.tray and told.dmDefaultSource != mode.dmDefaultSource:
        raise _no_such_tray(printer, paper.tray)
    return taken


def _usual(printer: str) -> Room:
    """Return the settings as the person or the office left them."""
    with winspool.opened(printer) as (found, handle):
        size = found.calls.DocumentPropertiesW(None, handle, c_wchar_p(printer), None, None, 0)
        room = ctypes.create_string_buffer(max(size, ctypes.sizeof(DevMode)))
        if (
            size < 0
            or found.calls.DocumentPropertiesW(None, handle, c_wchar_p(printer), room, None, _OUT) < 0
        ):
            raise OSError(f"DocumentProperties {printer}")
        return room


def _paper(printer: str, paper: Paper) -> int:
    """Return the driver's number of a sheet of that size."""
    numbers = _listed(printer, _PAPERS, c_uint16)
    # A POINT is two whole numbers; tenths of a millimetre.
    sizes = _listed(printer, _PAPER_SIZES, ctypes.c_int32 * 2)
    wanted = sorted(paper.sheet)
    for number, size in zip(numbers, sizes, strict=False):
        if all(
            abs(side / 10 - want) <= TOLERANCE_MM for side, want in zip(sorted(size), wanted, strict=True)
        ):
            return int(number)
    raise no_such_paper(printer, paper)


def _trays(printer: str) -> dict[str, int]:
    names = _listed(printer, _TRAY_NAMES, c_uint16 * _TRAY_NAME_LENGTH)
    texts = [bytes(name).decode("utf-16-le", "replace").partition("\0")[0].strip() for name in names]
    return dict(zip(texts, map(int, _listed(printer, _TRAYS, c_uint16)), strict=False))


def _listed(printer: str, what: int, kind: Any) -> Any:
    """Return what a driver has several of, as values of a type of ctypes; nothing where it does not say."""
    found = winspool.library()
    if found is None:
        return ()
    asked = (c_wchar_p(printer), None, what)
    count = found.calls.DeviceCapabilitiesW(*asked, None, None)
    if count <= 0:
        return ()
    room = (kind * count)()
    told = found.calls.DeviceCapabilitiesW(*asked, room, None)
    return room if told == count else ()


def _no_such_tray(printer: str, tray: str) -> UserError:
    return UserError(
        f"プリンター「{printer}」でトレイ「{tray}」を選べません。設定の「プリンター」で"
        "「プリンターにまかせる」にしてください。"
    )
