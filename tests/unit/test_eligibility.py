"""Cover begins and ends on the right day: the published examples, and properties of every day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cover import loss_of_cover
from app.domain.eligibility import (
    card_works_until,
    disqualified_on,
    elderly_from,
    has_working_card,
    reaches_age_on,
    seventy_fifth,
)
from app.domain.person import Enrolment, LossCause, PersonKind
from tests.factories import person

BORN = st.dates(date(1900, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("cause", "event", "lost"),
    [
        (LossCause.LEFT, date(2026, 8, 31), date(2026, 9, 1)),
        (LossCause.DEATH, date(2026, 12, 31), date(2027, 1, 1)),
        (LossCause.AGE_75, date(2026, 5, 15), date(2026, 5, 15)),
        (LossCause.DISABILITY, date(2026, 5, 15), date(2026, 5, 15)),
        (LossCause.OTHER_INSURANCE, date(2026, 4, 1), date(2026, 4, 1)),
        (LossCause.REMOVED_DEPENDANT, date(2026, 4, 1), date(2026, 4, 1)),
    ],
)
def test_first_day_without_cover(cause, event, lost):
    assert disqualified_on(cause, event) == lost


@pytest.mark.parametrize(
    ("born", "starts"),
    [
        (date(1956, 3, 1), date(2026, 3, 1)),
        (date(1956, 3, 2), date(2026, 4, 1)),
        (date(1956, 3, 15), date(2026, 4, 1)),
        (date(1956, 3, 31), date(2026, 4, 1)),
        (date(1956, 2, 29), date(2026, 3, 1)),
        (date(1956, 12, 15), date(2027, 1, 1)),
        (date(1957, 1, 1), date(2027, 1, 1)),
    ],
)
def test_rules_for_seventy_begin(born, starts):
    assert elderly_from(born) == starts


def test_born_on_29_february_reaches_seventy_on_28_february():
    assert reaches_age_on(date(1956, 2, 29), 70) == date(2026, 2, 28)


def test_whoever_joins_after_seventy_starts_on_the_day_of_joining():
    assert elderly_from(date(1955, 1, 10), date(2026, 10, 22)) == date(2026, 10, 22)


def test_seventy_fifth_is_the_birthday_itself():
    day = seventy_fifth(date(1951, 5, 15))
    assert (day.on, day.is_certain) == (date(2026, 5, 15), True)


def test_seventy_fifth_of_29_february_must_be_confirmed():
    assert seventy_fifth(date(1952, 2, 29)).is_certain is False
    assert seventy_fifth(date(1952, 2, 28)).is_certain is True


@given(BORN)
def test_seventy_begins_on_a_first_within_a_month_of_the_birthday(born):
    starts = elderly_from(born)
    reached = reaches_age_on(born, 70)
    assert starts.day == 1
    assert timedelta(0) < starts - reached <= timedelta(days=31)


def test_household_loses_cover_with_the_employee_at_75():
    insured = person(born_on=date(1951, 5, 15))
    spouse = person(kind=PersonKind.DEPENDANT, born_on=date(1955, 2, 1), branch_number="01")
    loss = loss_of_cover(spouse, insured)
    assert (loss.on, loss.cause) == (date(2026, 5, 15), LossCause.INSURED_LOST)


def test_own_recorded_loss_wins_a_tie_with_the_household():
    insured = person(disqualified_on=date(2026, 10, 1), loss_cause=LossCause.LEFT)
    spouse = person(
        kind=PersonKind.DEPENDANT, disqualified_on=date(2026, 10, 1), loss_cause=LossCause.REMOVED_DEPENDANT
    )
    assert loss_of_cover(spouse, insured).cause is LossCause.REMOVED_DEPENDANT


@given(BORN, st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_a_dependant_is_never_covered_longer_than_the_employee(born, lost):
    insured = person(born_on=born, disqualified_on=lost)
    spouse = replace(person(), kind=PersonKind.DEPENDANT)
    assert loss_of_cover(spouse, insured).on <= loss_of_cover(insured, None).on


def test_the_card_works_on_its_last_day_and_not_on_the_next():
    holder = person(enrolment=Enrolment.REGISTERED, card_expires_on=date(2026, 8, 15))
    last = card_works_until(date(2026, 8, 15), 3)
    assert last == date(2026, 11, 30)
    assert has_working_card(holder, 3, last)
    assert not has_working_card(holder, 3, last + timedelta(days=1))
