"""Codes are small, exact and read back."""

import secrets

import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from app.domain.issue_number import ALPHABET, new_issue_number
from app.printing.qr import qr_code

SCALE, QUIET = 4, 4


def _read(text: str, *, sturdy: bool) -> str:
    code = qr_code(text, sturdy=sturdy)
    side = (code.modules + 2 * QUIET) * SCALE
    picture = Image.new("L", (side, side), 255)
    draw = ImageDraw.Draw(picture)
    for column, row, length in code.bars:
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


def test_bars_are_whole_runs_of_dark_modules():
    code = qr_code("0K3F-7QX4")
    ends = {(column + length, row) for column, row, length in code.bars}
    starts = {(column, row) for column, row, _ in code.bars}
    assert not ends & starts
    assert all(c >= 0 and c + n <= code.modules and 0 <= r < code.modules for c, r, n in code.bars)
