"""Codes are small, exact and read back."""

import secrets

import qrcode
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from app.domain.issue_number import ALPHABET, new_issue_number
from app.printing.engine.qr import qr_code

SCALE, QUIET = 4, 4


def _bars(code):
    return [tuple(int(n) for n in line.split()[:3]) for line in code.path.splitlines()]


def _read(text: str, *, sturdy: bool) -> str:
    code = qr_code(text, sturdy=sturdy)
    side = (code.modules + 2 * QUIET) * SCALE
    picture = Image.new("L", (side, side), 255)
    draw = ImageDraw.Draw(picture)
    for column, row, length in _bars(code):
        left, top = (column + QUIET) * SCALE, (row + QUIET) * SCALE
        draw.rectangle((left, top, left + length * SCALE - 1, top + SCALE - 1), fill=0)
    (found,) = zxingcpp.read_barcodes(picture)
    return found.text


@given(st.text(st.sampled_from(ALPHABET), min_size=8, max_size=8))
def test_every_issue_number_reads_back(code):
    number = f"{code[:4]}-{code[4:]}"
    assert _read(number, sturdy=True) == number


def test_an_issue_number_takes_the_smallest_code_there_is():
    assert qr_code(new_issue_number(secrets.randbelow)).modules == 21


@given(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789/-_."), min_size=1, max_size=40))
def test_an_address_reads_back(tail):
    assert _read(f"https://{tail}", sturdy=False) == f"https://{tail}"


@given(st.text(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"), max_size=16).filter(bool))
def test_a_sturdy_code_is_the_library_s(text):
    library = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_H, border=0, mask_pattern=3)
    library.add_data(text)
    library.make(fit=True)
    code = qr_code(text)
    dark = {(column + n, row) for column, row, length in _bars(code) for n in range(length)}
    matrix = library.get_matrix()
    assert dark == {(x, y) for y, row in enumerate(matrix) for x, is_dark in enumerate(row) if is_dark}
    assert code.modules == len(matrix)


def test_bars_stay_inside_the_code_and_never_overlap():
    code = qr_code("0K3F-7QX4")
    squares = [(column + n, row) for column, row, length in _bars(code) for n in range(length)]
    assert len(squares) == len(set(squares))
    assert all(c >= 0 and c + n <= code.modules and 0 <= r < code.modules for c, r, n in _bars(code))
