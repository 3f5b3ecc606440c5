"""個人番号 never enters, in whatever dress it comes, and no sentence repeats it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.accepted_text import quotable
from app.domain.my_number import (
    check_digit,
    find_my_number,
    is_my_number_column,
    is_my_number_heading,
    refuse_my_number,
)
from app.errors import MyNumberRefused

NUMBERS = st.text("0123456789", min_size=11, max_size=11).map(lambda body: body + str(check_digit(body)))
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(("body", "digit"), [("12345678901", 8), ("98765432109", 3)])
def test_published_check_digits(body, digit):
    assert check_digit(body) == digit


@example("110011011004", "", "")
@given(NUMBERS, st.sampled_from(["", "本人より ", "受付:"]), st.sampled_from(["", " です", "(写し)"]))
def test_found_in_any_text_and_any_grouping(number, before, after):
    groups = (
        number,
        "-".join((number[:4], number[4:8], number[8:])),
        f"{number[:4]} {number[4:8]} {number[8:]}",
    )
    for written in (*groups, number.translate(WIDE)):
        assert find_my_number(f"{before}{written}{after}")


@pytest.mark.parametrize(
    "text", ["", "090-1234-5678", "06139992", "2026年11月23日", "1234567890123", "1001-102-00"]
)
def test_other_numbers_pass(text):
    assert not find_my_number(text)


@given(NUMBERS)
def test_the_refusal_never_repeats_the_number(number):
    with pytest.raises(MyNumberRefused) as refusal:
        refuse_my_number(f"番号は{number}", "備考")
    assert "備考" in str(refusal.value)
    assert not any(number[i : i + 4] in str(refusal.value) for i in range(9))
    assert number not in quotable(number)


@pytest.mark.parametrize(
    "heading", ["個人番号", "マイナンバー", "My Number", "ＭＹＮＵＭＢＥＲ", "個人 番号", "個人No"]
)
def test_headings_that_announce_it(heading):
    assert is_my_number_heading(heading)


@pytest.mark.parametrize("heading", ["番号", "マイナ保険証", "マイナンバーカード", "社員番号", "個人コード"])
def test_headings_that_do_not(heading):
    assert not is_my_number_heading(heading)


def test_a_column_of_twelve_digits_is_refused_even_with_wrong_check_digits():
    assert is_my_number_column("", ["123456708900"] * 4 + [""] * 50 + ["メモ"] * 6)
    assert not is_my_number_column("", ["123456708900"] * 3 + ["メモ"] * 7)
