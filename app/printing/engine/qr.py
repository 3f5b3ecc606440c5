"""Text as the squares of a QR code."""

import functools
import re
from typing import NamedTuple

import qrcode
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M
from qrcode.util import MODE_ALPHA_NUM, QRData

_DARK = re.compile("1+")
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
"""What one code holds two of in eleven bits. Source: ISO/IEC 18004, table 5."""
# Digits alone and longer texts are packed in other ways.
_SHORT = re.compile(f"(?!\\d+$)[{re.escape(_SIGNS)}]{{1,19}}")
_PAIR_BITS, _SINGLE_BITS = 11, 6


class QrCode(NamedTuple):
    """A QR code without its quiet zone.

    modules: modules per side. path: the dark squares as PDF rectangles, one unit a module,
    counted from the top left.
    """

    modules: int
    path: str


def qr_code(text: str, *, sturdy: bool = True) -> QrCode:
    """Return the code of a text; sturdy codes still read with a quarter of them stained."""
    if sturdy and _SHORT.fullmatch(text):
        side, squares = _of_number(text)
    else:
        side, squares = _made(text, ERROR_CORRECT_H if sturdy else ERROR_CORRECT_M)
    rows = f"{squares:0{side * side}b}"
    bars = [
        f"{run.start() - start} {number} {run.end() - run.start()} 1 re\n"
        for number, start in enumerate(range(0, side * side, side))
        for run in _DARK.finditer(rows, start, start + side)
    ]
    return QrCode(side, "".join(bars))


def _made(text: str | QRData, level: int) -> tuple[int, int]:
    """Return the side of a code and its squares, row by row, as the bits of a number."""
    # Choosing the mask takes five sixths of the time; every mask is legal and reads.
    code = qrcode.QRCode(error_correction=level, border=0, mask_pattern=3)
    code.add_data(text)
    code.make(fit=True)
    bits = "".join(["".join(["01"[bool(dark)] for dark in row]) for row in code.modules])
    return len(code.modules), int(bits, 2)


def _of_number(text: str) -> tuple[int, int]:
    """Return the code of a number, of which thousands are printed, from those of its bits.

    Each bit of the text turns over the same squares whatever the others are: error correction is linear,
    places and mask are fixed.
    """
    side, squares, turned = _bits_of(len(text))
    for start, of_bit in zip(range(0, len(text), 2), turned, strict=True):
        value = 0
        for sign in text[start : start + 2]:
            value = value * len(_SIGNS) + _SIGNS.index(sign)
        for squares_of_bit in of_bit:
            if value & 1:
                squares ^= squares_of_bit
            value >>= 1
    return side, squares


@functools.cache
def _bits_of(length: int) -> tuple[int, int, tuple[tuple[int, ...], ...]]:
    """Return the code of so many zeros, and what each bit of each pair turns over in it, the lowest first."""
    zeros = "0" * length

    def code(text: str) -> tuple[int, int]:
        return _made(QRData(text, mode=MODE_ALPHA_NUM), ERROR_CORRECT_H)

    side, plain = code(zeros)
    turned = []
    for start in range(0, length, 2):
        is_pair = start + 1 < length
        texts = []
        for bit in range(_PAIR_BITS if is_pair else _SINGLE_BITS):
            first, second = divmod(1 << bit, len(_SIGNS))
            signs = _SIGNS[first] + _SIGNS[second] if is_pair else _SIGNS[second]
            texts.append(zeros[:start] + signs + zeros[start + 2 :])
        turned.append(tuple(plain ^ code(text)[1] for text in texts))
    return side, plain, tuple(turned)
