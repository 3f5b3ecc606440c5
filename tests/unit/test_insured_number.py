"""保険者番号 by published numbers and their check digit; 記号・番号・枝番 as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.insured_number import (
    check_insured_number,
    check_insurer_number,
    insurer_check_digit,
    insurer_warning,
    printed_number,
)
from app.domain.rules import InsurerKind, NumberDigits
from app.errors import BadValue, MyNumberRefused


@pytest.mark.parametrize("number", ["01130012", "01040013", "06010391", "33120015", "06139992"])
def test_published_numbers_pass(number):
    check_insurer_number(number)


@pytest.mark.parametrize("number", ["06010390", "0613999", "061399921", "０６１３９９９２", "06999999", ""])
def test_others_are_refused(number):
    with pytest.raises(BadValue, match="保険者番号"):
        check_insurer_number(number)


@given(st.text("0123456789", min_size=7, max_size=7), st.integers(0, 6), st.integers(1, 9))
def test_any_single_wrong_digit_shows(body, place, shift):
    wrong = body[:place] + str((int(body[place]) + shift) % 10) + body[place + 1 :]
    assert insurer_check_digit(wrong) != insurer_check_digit(body)


def test_only_societies_go_without_a_warning():
    assert insurer_warning("06139992") == insurer_warning("63139990") == ""
    assert "06、63" in insurer_warning("01130012")


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (InsurerKind.NATIONAL_SOCIETY, "133033"),
        (InsurerKind.KYOKAI, "01130012"),
        (InsurerKind.MUTUAL_AID, "33120015"),
        (InsurerKind.HEALTH_SOCIETY, "06010391"),
    ],
)
def test_each_kind_of_insurer_has_its_own_digits(kind, number):
    check_insurer_number(number, kind)
    assert insurer_warning(number, kind) == ""


@pytest.mark.parametrize(
    ("kind", "number", "said"),
    [
        (InsurerKind.NATIONAL_SOCIETY, "06139992", "6桁"),
        (InsurerKind.NATIONAL_SOCIETY, "133034", "正しくありません"),
        (InsurerKind.NATIONAL_SOCIETY, "483030", "正しくありません"),
        (InsurerKind.HEALTH_SOCIETY, "133033", "8桁"),
        (InsurerKind.KYOKAI, "", "8桁"),
    ],
)
def test_a_number_of_another_kind_is_refused(kind, number, said):
    with pytest.raises(BadValue, match=said):
        check_insurer_number(number, kind)


@pytest.mark.parametrize(
    ("filed", "shown"),
    [
        ("0123", "123"),
        ("0004321", "4321"),
        ("0", "0"),
        ("000", "0"),
        ("", ""),
        ("A012", "A012"),
        ("健保", "健保"),
    ],
)
def test_a_society_may_want_the_significant_digits_only(filed, shown):
    """平13.2.14 保保発10号 item 3; the specification for electronic records keeps what was filed."""
    assert printed_number(filed, NumberDigits.SIGNIFICANT) == shown
    assert printed_number(filed, NumberDigits.AS_FILED) == filed


def test_the_first_digits_of_another_kind_are_warned_about():
    assert "協会けんぽ(01)" in insurer_warning("06139992", InsurerKind.KYOKAI)
    assert "31、32、33、34" in insurer_warning("01130012", InsurerKind.MUTUAL_AID)


@pytest.mark.parametrize(
    ("symbol", "number", "branch"),
    [("1001", "102", "00"), ("1001", "102", ""), ("健保", "１０２", "01"), ("A1", "007", "99")],
)
def test_numbers_as_filed_pass(symbol, number, branch):
    check_insured_number(symbol, number, branch)


@pytest.mark.parametrize(
    ("symbol", "number", "branch"),
    [
        ("", "102", "00"),
        ("1001", "", "00"),
        ("10 01", "102", "00"),
        ("10０1", "102", "00"),
        ("1001", "102", "0"),
    ],
)
def test_numbers_that_cannot_stand_on_a_certificate(symbol, number, branch):
    with pytest.raises(BadValue):
        check_insured_number(symbol, number, branch)


def test_an_individual_number_is_no_insured_number():
    with pytest.raises(MyNumberRefused):
        check_insured_number("1001", "123456789018", "00")
