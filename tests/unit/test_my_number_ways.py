"""However a 個人番号 is written, it is found; what an office writes of other numbers is not taken for one."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.field_kind import FieldKind
from app.domain.my_number import check_digit, find_my_number, masked, refuse_my_number
from app.domain.other_numbers import is_carrier_number, is_thirteen_of_its_own
from app.errors import MyNumberRefused
from tests.unit.my_number_ways import ADVERSARIAL, REALISTIC, WAYS, fours

K = FieldKind
NUMBERS = st.text("0123456789", min_size=11, max_size=11).map(lambda body: body + str(check_digit(body)))
# Neither a carrier's number nor one that begins with a year.
PLAIN = "480912376542", "123456789018", "301845670013"


def number_of(chance: random.Random) -> str:
    body = f"{chance.randrange(10**11):011d}"
    return body + str(check_digit(body))


def test_the_numbers_are_what_the_tests_say() -> None:
    assert len(REALISTIC) >= 108
    assert len(ADVERSARIAL) >= 26
    for number in PLAIN:
        assert check_digit(number[:-1]) == int(number[-1])
        assert not is_carrier_number(number)


@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_is_closed_in_every_kind_of_field(way: str) -> None:
    for number in PLAIN:
        written = WAYS[way](number)
        assert [kind for kind in K if not find_my_number(written, kind)] == []


@pytest.mark.parametrize("kind", [K.FREE_TEXT, K.NAME, K.PERSON_NAME, K.IDENTIFIER, K.DOCUMENT])
def test_of_twenty_thousand_plain_numbers_every_one_is_found(kind: FieldKind) -> None:
    chance = random.Random(kind.name)
    assert all(find_my_number(number_of(chance), kind) for _ in range(20_000))


@settings(max_examples=1_000)
@given(NUMBERS, st.sampled_from([way for way in REALISTIC if way.startswith("fours ")]))
def test_any_number_in_any_grouping(number: str, way: str) -> None:
    groups = [int(number[at : at + 4]) for at in (0, 4, 8)]
    if len({*groups}) == 3 and max(groups) - min(groups) < 100:
        return  # three numbers of a list: one in three thousand
    assert find_my_number(WAYS[way](number), K.FREE_TEXT)


@pytest.mark.parametrize("kind", K)
def test_the_refusal_says_what_to_do_and_never_repeats_the_number(kind: FieldKind) -> None:
    with pytest.raises(MyNumberRefused, match="「メモ」に個人番号") as refusal:
        refuse_my_number(f"メモ {PLAIN[0]}", "メモ", kind)
    assert not any(PLAIN[0][at : at + 4] in str(refusal.value) for at in range(9))


def test_in_a_label_that_must_stand_its_digits_are_hidden() -> None:
    assert masked(f"取込 {PLAIN[0]}.csv") == f"取込 {'*' * 12}.csv"
    told = f"No such option: --illegal {PLAIN[0]} is of no use. Try '--help | less'!"
    assert masked(told) == told.replace(PLAIN[0], "*" * 12)
    assert masked("見本 lOOO-3OO7-9876 5432") == "見本 lOOO-3OO7-9876 5432"
    assert masked("取込 2026-11.csv") == "取込 2026-11.csv"


@pytest.mark.parametrize("way", [way for way in WAYS if "escape" not in way])
def test_what_is_hidden_holds_no_number_any_more(way: str) -> None:
    for number in PLAIN:
        assert not find_my_number(masked(WAYS[way](number)))


def test_several_numbers_in_fours_are_no_list() -> None:
    for gap in "- 、":
        assert find_my_number(gap.join(fours(number, gap) for number in PLAIN[:2]), K.FREE_TEXT)


def test_thirteen_digits_are_whole_only_by_their_own_check_digit() -> None:
    glued = f"7{PLAIN[0]}"
    assert not is_thirteen_of_its_own(glued)
    assert find_my_number(glued, K.FREE_TEXT)
    assert not find_my_number(f"法人番号 {glued}", K.FREE_TEXT)
