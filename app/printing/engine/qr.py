"""Text as the squares of a QR code."""

import re
from typing import NamedTuple

import qrcode
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M

_DARK = re.compile(b"\x01+")


class QrCode(NamedTuple):
    """A QR code without its quiet zone.

    modules: modules per side. path: the dark squares as PDF rectangles, one unit a module,
    counted from the top left.
    """

    modules: int
    path: str


def qr_code(text: str, *, sturdy: bool = True) -> QrCode:
    """Return the code of a text; sturdy codes still read with a quarter of them stained."""
    # Choosing the mask takes five sixths of the time; every mask is legal and reads.
    code = qrcode.QRCode(
        error_correction=ERROR_CORRECT_H if sturdy else ERROR_CORRECT_M, border=0, mask_pattern=3
    )
    code.add_data(text)
    code.make(fit=True)
    bars = [
        f"{run.start()} {number} {run.end() - run.start()} 1 re\n"
        for number, row in enumerate(code.modules)
        for run in _DARK.finditer(bytes(row))
    ]
    return QrCode(len(code.modules), "".join(bars))
