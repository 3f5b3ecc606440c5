"""Text as the squares of a QR code."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import qrcode
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code without its quiet zone: bars of dark modules, row by row from the top.

    modules: modules per side. bars: (column, row, length).
    """

    modules: int
    bars: tuple[tuple[int, int, int], ...]


def qr_code(text: str, *, sturdy: bool = True) -> QrCode:
    """Return the code of a text; sturdy codes still read with a quarter of them stained."""
    # Choosing the mask takes five sixths of the time; every mask is legal and reads.
    code = qrcode.QRCode(
        error_correction=ERROR_CORRECT_H if sturdy else ERROR_CORRECT_M, border=0, mask_pattern=3
    )
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    return QrCode(len(matrix), tuple(_bars(matrix)))


def _bars(matrix: list[list[bool]]) -> Iterator[tuple[int, int, int]]:
    for row, modules in enumerate(matrix):
        column = 0
        for is_dark, group in groupby(modules):
            length = len(list(group))
            if is_dark:
                yield column, row, length
            column += length
