"""The drawer compared with what was found, and the steps after a wrong hand-out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.drawer import DrawerCount, DrawerFind, DrawerPaper, tally
from app.domain.ids import CertificateId, DrawerCountId, MisdeliveryId, PersonId
from app.domain.misdelivery import Misdelivery
from app.errors import NotAllowed

DAY = date(2026, 11, 27)
COUNT = DrawerCountId(1)


def find(certificate: int, *, was_expected: bool = True) -> DrawerFind:
    return DrawerFind(
        None, COUNT, DrawerPaper.CERTIFICATE, PersonId(7), CertificateId(certificate), was_expected
    )


def sheets(*numbers: int) -> set[tuple[DrawerPaper, int]]:
    return {(DrawerPaper.CERTIFICATE, number) for number in numbers}


def test_expected_found_missing_unexpected() -> None:
    result = tally(sheets(1, 2, 3), [find(1), find(9, was_expected=False)])
    assert result.found == sheets(1)
    assert result.missing == sheets(2, 3)
    assert result.unexpected == sheets(9)


def test_what_was_found_and_then_handed_out_is_not_missing() -> None:
    result = tally(sheets(2), [find(1), find(2)])
    assert (result.expected, result.found) == (sheets(1, 2), sheets(1, 2))
    assert result.missing == result.unexpected == frozenset()


def test_an_elderly_card_is_told_from_a_sheet_with_the_same_number() -> None:
    card = DrawerFind(None, COUNT, DrawerPaper.ELDERLY_CARD, PersonId(1), None, was_expected=True)
    assert tally(sheets(1), [card]).missing == sheets(1)


@given(
    st.sets(st.integers(1, 20)),
    st.lists(st.tuples(st.integers(1, 20), st.booleans()), unique_by=lambda f: f[0]),
)
def test_every_paper_is_in_exactly_one_place(expected: set[int], found: list[tuple[int, bool]]) -> None:
    result = tally(sheets(*expected), [find(n, was_expected=was) for n, was in found])
    assert result.expected == result.found | result.missing
    assert not result.found & result.missing
    assert not result.unexpected & result.expected
    assert result.found | result.unexpected == sheets(*(n for n, _ in found))


def test_a_count_is_closed_once_and_keeps_its_figures() -> None:
    closed = DrawerCount(COUNT, DAY).close(DAY, tally(sheets(1, 2), [find(1)]))
    assert (closed.expected, closed.found, closed.missing, closed.unexpected) == (2, 1, 1, 0)
    with pytest.raises(NotAllowed, match="終わって"):
        closed.close(DAY, tally([], []))


def test_a_wrong_hand_out_is_settled_when_every_step_is_done() -> None:
    case = Misdelivery(MisdeliveryId(1), CertificateId(1), PersonId(1), PersonId(2), DAY, DAY, DAY, DAY)
    assert not case.is_settled
    assert Misdelivery(
        MisdeliveryId(1), CertificateId(1), PersonId(1), None, DAY, DAY, DAY, DAY, DAY
    ).is_settled
