"""When somebody's records are done with, and what keeps them: docs/rules.md, "Privacy and retention"."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.certificate import Certificate, CertificateStatus
from app.domain.enrolment_stage import stage_of
from app.domain.ids import PersonId
from app.domain.law import facts_of
from app.domain.person import LossCause
from app.domain.retention import Case, Hold, Retention, Review, reviewed
from app.errors import BadValue
from tests.factories import certificate, person

S = CertificateStatus
ENDED, FORWARDED = date(2024, 4, 1), date(2024, 4, 10)
TODAY = date(2026, 11, 23)
KEPT = Retention()


def case(sheets: Sequence[Certificate] = (), **over: Any) -> Case:
    who = person(disqualified_on=ENDED, loss_cause=LossCause.LEFT)
    facts = facts_of(who, None, [stage_of(who)], sheets)
    empty = Case(facts, family=(), twins=(), holds=frozenset(), days=())
    return replace(empty, **over)


def sheet(status: CertificateStatus, **over: Any) -> Certificate:
    return certificate(status=status, issued_on=date(2023, 1, 5), **over)


def review(one: Case) -> Review:
    return reviewed({PersonId(1): one}, KEPT, TODAY)[PersonId(1)]


def test_two_years_after_the_last_thing_done_the_records_may_go() -> None:
    found = review(case([sheet(S.FORWARDED, forwarded_on=FORWARDED)]))
    assert found == Review(frozenset(), FORWARDED, date(2026, 4, 11))
    assert not found.is_proposed(date(2026, 4, 10))
    assert found.is_proposed(date(2026, 4, 11))


def test_whatever_was_done_later_counts() -> None:
    assert review(case(days=(date(2025, 1, 31),))).over_on == date(2027, 2, 1)


def test_a_leap_day_ends_with_its_month() -> None:
    assert KEPT.over_on(date(2024, 2, 29)) == date(2026, 3, 1)


@pytest.mark.parametrize("status", [S.PLANNED, S.PRINTED, S.READY, S.HANDED_OUT, S.COLLECTED, S.SUPERSEDED])
def test_a_paper_that_is_not_where_it_may_stay_keeps_them(status: CertificateStatus) -> None:
    assert review(case([sheet(status)])).holds == {Hold.PAPER}


@pytest.mark.parametrize("status", [S.LOST, S.UNCOLLECTABLE])
def test_a_lost_paper_keeps_them_while_it_could_still_be_used(status: CertificateStatus) -> None:
    lost = sheet(status, closed_as=status, closed_on=FORWARDED)
    assert review(case([replace(lost, expires_on=None)])).holds == {Hold.FINDABLE}
    assert review(case([replace(lost, expires_on=TODAY)])).holds == {Hold.FINDABLE}
    assert review(case([replace(lost, expires_on=date(2024, 11, 30))])).over_on == date(2026, 12, 1)


@pytest.mark.parametrize("hold", [Hold.DUE, Hold.AHEAD, Hold.MISDELIVERY, Hold.QUESTION])
def test_what_is_open_keeps_them(hold: Hold) -> None:
    found = review(case(holds=frozenset({hold})))
    assert (found.holds, found.completed_on, found.is_proposed(TODAY)) == ({hold}, None, False)


def test_an_employee_is_done_with_when_the_family_is() -> None:
    head, child = PersonId(1), PersonId(2)
    late = case(days=(date(2025, 5, 5),))
    found = reviewed({head: case(family=(child,)), child: late}, KEPT, TODAY)
    assert found[head].completed_on == found[child].completed_on == date(2025, 5, 5)
    still = reviewed({head: case(family=(child,))}, KEPT, TODAY)
    assert still[head].holds == {Hold.FAMILY}
    # The child by itself, while the employee goes on working.
    assert reviewed({child: case()}, KEPT, TODAY)[child].is_proposed(TODAY)


def test_who_was_hired_again_is_kept_with_all_that_was_before() -> None:
    assert review(case(twins=(PersonId(9),))).holds == {Hold.TWICE}


def test_what_keeps_one_keeps_who_hangs_together_with_them() -> None:
    head, child, again = PersonId(1), PersonId(2), PersonId(3)
    cases = {head: case(family=(child,)), child: case(twins=(again,)), again: case([sheet(S.READY)])}
    found = reviewed(cases, KEPT, TODAY)
    assert found[again].holds == {Hold.PAPER}
    assert found[child].holds == {Hold.TWICE}
    assert found[head].holds == {Hold.FAMILY}


def test_fewer_years_than_the_law_asks_for_need_a_reason() -> None:
    assert Retention(1, "健保の指示").over_on(FORWARDED) == date(2025, 4, 11)
    for years, reason in ((1, " "), (-1, "健保の指示"), (31, "")):
        with pytest.raises(BadValue):
            Retention(years, reason)
