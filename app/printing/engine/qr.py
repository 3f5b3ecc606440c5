"""Text as the squares of a QR code."""

import functools
from collections.abc import Sequence
from contextlib import suppress
from itertools import groupby
from operator import getitem
from typing import NamedTuple

import qrcode
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M
from qrcode.util import MODE_ALPHA_NUM, QRData

# What a QR code packs two by two into 11 bits (ISO/IEC 18004, 7.4.4).
_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {character: value for value, character in enumerate(_ALPHANUMERIC)}
# Longer texts do not come in batches.
_LONGEST_QUICK = 16
_CHUNK = 7


class QrCode(NamedTuple):
    """A QR code without its quiet zone.

    modules: modules per side. path: the dark squares as PDF rectangles, one unit a module,
    counted from the top left.
    """

    modules: int
    path: str


def qr_code(text: str, *, sturdy: bool = True) -> QrCode:
    """Return the code of a text; sturdy codes still read with a quarter of them stained."""
    if sturdy and len(text) <= _LONGEST_QUICK:
        # KeyError: a character that is packed in another way.
        with suppress(KeyError):
            return _family(len(text)).code(text)
    matrix = _matrix(text, None, sturdy=sturdy)
    return QrCode(len(matrix), _path(matrix))


def _matrix(text: str, mode: int | None, *, sturdy: bool) -> list[list[bool]]:
    # Choosing the mask takes five sixths of the time; every mask is legal and reads.
    code = qrcode.QRCode(
        error_correction=ERROR_CORRECT_H if sturdy else ERROR_CORRECT_M, border=0, mask_pattern=3
    )
    code.add_data(QRData(text, mode) if mode is not None else text)
    code.make(fit=True)
    matrix: list[list[bool]] = code.get_matrix()
    return matrix


class _Squares(dict[int, str]):
    """The rectangles of seven modules in a row, by their bits; drawn when first asked for."""

    def __init__(self, column: int, row: int) -> None:
        super().__init__()
        self._column, self._row = column, row

    def __missing__(self, bits: int) -> str:
        dark = [bits >> (_CHUNK - 1 - n) & 1 == 1 for n in range(_CHUNK)]
        drawn = self[bits] = _bars(dark, self._column, self._row)
        return drawn


class _Family:
    """All codes of letters and digits of one length.

    Data and error correction are linear over single bits, so every code is the one of a text
    of zeros with the changes of each set bit on top. Asking the library for those changes
    once makes a code some fifty times quicker, and it stays the library's code.
    """

    def __init__(self, length: int) -> None:
        zeros = _matrix("0" * length, MODE_ALPHA_NUM, sturdy=True)
        self._modules = len(zeros)
        self._blank = _packed(zeros)
        self._starts = range(0, length, 2)
        self._changes = [self._changes_at(start, length) for start in self._starts]
        self._known: list[dict[str, int]] = [{} for _ in self._starts]
        self._squares = [
            _Squares(column, row)
            for row in range(self._modules)
            for column in range(0, self._modules, _CHUNK)
        ]

    def _changes_at(self, start: int, length: int) -> list[int]:
        pair = min(2, length - start)
        changes = []
        for bit in range(11 if pair == 2 else 6):
            value = 1 << bit
            high, low = divmod(value, len(_ALPHANUMERIC))
            piece = (_ALPHANUMERIC[high] if pair == 2 else "") + _ALPHANUMERIC[low]
            text = "0" * start + piece + "0" * (length - start - pair)
            changes.append(_packed(_matrix(text, MODE_ALPHA_NUM, sturdy=True)) ^ self._blank)
        return changes

    def code(self, text: str) -> QrCode:
        """Return the code of a text of this length."""
        packed = self._blank
        for start, changes, known in zip(self._starts, self._changes, self._known, strict=True):
            piece = text[start : start + 2]
            change = known.get(piece)
            if change is None:
                change = known[piece] = _change(piece, changes)
            packed ^= change
        chunks = packed.to_bytes(len(self._squares), "big")
        path = "".join(map(getitem, self._squares, chunks))
        return QrCode(self._modules, path)


def _change(piece: str, changes: Sequence[int]) -> int:
    value = 0
    for character in piece:
        value = value * len(_ALPHANUMERIC) + _VALUES[character]
    change = 0
    for bit, one in enumerate(changes):
        if value >> bit & 1:
            change ^= one
    return change


@functools.cache
def _family(length: int) -> _Family:
    return _Family(length)


def _packed(matrix: Sequence[Sequence[bool]]) -> int:
    """Return the modules with seven of a row in each byte."""
    chunks = bytearray()
    for row in matrix:
        for start in range(0, len(row), _CHUNK):
            bits = "".join("1" if dark else "0" for dark in row[start : start + _CHUNK])
            chunks.append(int(bits.ljust(_CHUNK, "0"), 2))
    return int.from_bytes(chunks, "big")


def _path(matrix: Sequence[Sequence[bool]]) -> str:
    return "".join(_bars(row, 0, number) for number, row in enumerate(matrix))


def _bars(row: Sequence[bool], column: int, number: int) -> str:
    """Return the rectangles of the dark runs of a row, the first module standing at column."""
    parts = []
    for is_dark, group in groupby(row):
        length = len(list(group))
        if is_dark:
            parts.append(f"{column} {number} {length} 1 re\n")
        column += length
    return "".join(parts)
