"""発行番号 survive a scanner, a typist and a misreading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.issue_number import ALPHABET, new_issue_number, parse_issue_number
from app.errors import BadValue

NUMBERS = st.builds(lambda seed: new_issue_number(seed.randrange), st.randoms(use_true_random=False))


@given(NUMBERS)
def test_read_back_in_every_spelling(number):
    for spelling in (
        number,
        number.lower(),
        number.replace("-", ""),
        f" {number} ",
        number.replace("0", "O"),
    ):
        assert parse_issue_number(spelling) == number


@given(NUMBERS, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_character_never_finds_another_sheet(number, place, other):
    code = number.replace("-", "")
    wrong = code[:place] + other + code[place + 1 :]
    if wrong != code:
        with pytest.raises(BadValue, match="発行番号"):
            parse_issue_number(wrong)


@pytest.mark.parametrize("text", ["", "1001-102-00", "0K3F", "日本", "0000-0000-0"])
def test_anything_else_is_refused(text):
    with pytest.raises(BadValue):
        parse_issue_number(text)
