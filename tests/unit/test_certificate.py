"""A sheet goes only the allowed ways, and its past can be told for any day."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain.certificate import (
    ALLOWED,
    LIVE,
    CertificateOrigin,
    CertificateStatus,
    ReplaceCause,
    listed,
)
from app.errors import NotAllowed
from app.words import said
from tests.factories import certificate

S = CertificateStatus
DAY = date(2026, 11, 23)

STEPS = {
    S.HANDED_OUT: lambda c: c.hand_out(DAY),
    S.COLLECTED: lambda c: c.collect(DAY),
    S.FORWARDED: lambda c: c.forward(DAY),
    S.LOST: lambda c: c.lose(DAY, "鞄ごと紛失"),
    S.SPOILED: lambda c: c.spoil(DAY, "汚れ"),
    S.UNCOLLECTABLE: lambda c: c.give_up(DAY, "連絡不能"),
    S.SELF_DISPOSED: lambda c: c.self_dispose(DAY),
    S.SUPERSEDED: lambda c: c.supersede(DAY, "氏名変更"),
    S.CANCELLED: lambda c: c.cancel(DAY),
}


def test_every_status_has_its_ways_and_its_refusal():
    assert set(ALLOWED) == set(S)
    assert all(said(status, "refusal") for status in S)


@pytest.mark.parametrize(("start", "end"), [(a, b) for a, b in product(S, STEPS) if b not in ALLOWED[a]])
def test_every_other_step_is_refused_with_the_issue_number(start, end):
    sheet = certificate(status=start)
    with pytest.raises(NotAllowed, match=sheet.issue_number):
        STEPS[end](sheet)


@pytest.mark.parametrize(("start", "end"), [(a, b) for a, b in product(S, STEPS) if b in ALLOWED[a]])
def test_every_allowed_step_arrives(start, end):
    assert STEPS[end](certificate(status=start)).status is end


def test_confirmation_brings_a_planned_sheet_to_its_end():
    planned = certificate(status=S.PLANNED)
    assert planned.confirm_good(DAY).status is S.READY
    assert planned.confirm_spoiled(DAY, "紙詰まり").status is S.SPOILED
    assert planned.confirm_missing(DAY, "不明").status is S.LOST


def test_dates_must_follow_each_other():
    ready = certificate(status=S.PLANNED).confirm_good(DAY)
    with pytest.raises(NotAllowed, match="印刷の確認日より前"):
        ready.hand_out(DAY - timedelta(days=1))
    with pytest.raises(NotAllowed, match="配付日より前"):
        ready.hand_out(DAY).collect(DAY - timedelta(days=1))
    with pytest.raises(NotAllowed, match="回収日より前"):
        ready.hand_out(DAY).collect(DAY).forward(DAY - timedelta(days=1))


@pytest.mark.parametrize(
    "step",
    [
        lambda c, on: c.lose(on, "鞄ごと紛失"),
        lambda c, on: c.give_up(on, "連絡不能"),
        lambda c, on: c.supersede(on, "氏名変更"),
        lambda c, on: c.collect(on),
    ],
)
def test_no_end_lies_before_the_hand_out(step):
    sheet = certificate(status=S.PLANNED).confirm_good(DAY).hand_out(DAY)
    with pytest.raises(NotAllowed, match="配付日より前"):
        step(sheet, DAY - timedelta(days=1))
    step(sheet, DAY)


def test_a_sheet_in_the_drawer_cannot_come_back_or_be_lost_before_it_was_made():
    ready = certificate(status=S.PLANNED).confirm_good(DAY)
    with pytest.raises(NotAllowed, match="印刷の確認日より前"):
        ready.collect(DAY - timedelta(days=1))
    with pytest.raises(NotAllowed, match="印刷の確認日より前"):
        ready.lose(DAY - timedelta(days=1), "紛失")


def test_a_lost_sheet_is_not_found_before_it_was_lost():
    lost = certificate(status=S.PLANNED).confirm_good(DAY).lose(DAY, "紛失")
    with pytest.raises(NotAllowed, match="紛失などの届出日より前"):
        lost.collect(DAY - timedelta(days=1))
    assert lost.collect(DAY).status is S.COLLECTED


def test_a_collected_sheet_is_lost_from_the_drawer_and_may_be_found_there_again():
    collected = certificate(status=S.PLANNED).confirm_good(DAY).hand_out(DAY).collect(DAY + timedelta(days=2))
    with pytest.raises(NotAllowed, match="回収日より前"):
        collected.lose(DAY, "引き出しにない")
    lost = collected.lose(DAY + timedelta(days=5), "引き出しにない")
    assert (lost.status, lost.collected_on) == (S.LOST, DAY + timedelta(days=2))
    statuses = [lost.as_of(DAY + timedelta(days=by)).status for by in (1, 2, 4, 5, 9)]
    assert statuses == [S.HANDED_OUT, S.COLLECTED, S.COLLECTED, S.LOST, S.LOST]
    found = lost.collect(DAY + timedelta(days=9))
    assert (found.status, found.closed_as) == (S.COLLECTED, S.LOST)
    assert found.as_of(DAY + timedelta(days=6)).status is S.LOST


def test_only_a_listed_sheet_can_be_denied():
    with pytest.raises(NotAllowed):
        certificate(status=S.HANDED_OUT, origin=CertificateOrigin.PRINTED).deny(DAY)
    sheet = listed(certificate().person_id, "0000-0000", None, None)
    assert sheet.deny(DAY).status is S.NEVER_ISSUED


def test_its_holder_sends_it_past_the_office():
    for held in (
        certificate(status=S.HANDED_OUT),
        certificate(status=S.SUPERSEDED, closed_on=DAY, void_on=DAY),
    ):
        sent = held.post(DAY)
        assert (sent.status, sent.forwarded_on, sent.collected_on) == (S.FORWARDED, DAY, None)
        assert sent.come_back(DAY).status is S.COLLECTED
    with pytest.raises(NotAllowed):
        certificate(status=S.READY).post(DAY)


WALK = st.lists(st.sampled_from(sorted(STEPS)), max_size=6)
GAPS = st.lists(st.integers(0, 9), min_size=8, max_size=8)


@settings(max_examples=2_000)
@given(WALK, GAPS)
@example([S.CANCELLED, S.HANDED_OUT, S.SUPERSEDED, S.SELF_DISPOSED], [0, 0, 0, 1])
@example([S.HANDED_OUT, S.SUPERSEDED, S.LOST, S.COLLECTED], [0, 1, 1, 1])
def test_the_past_stays_as_it_was(walk, gaps):
    """Whatever follows, as_of(day) shows what the sheet was at the end of that day."""
    dated = {
        S.HANDED_OUT: lambda c, on: c.hand_out(on),
        S.COLLECTED: lambda c, on: c.collect(on),
        S.FORWARDED: lambda c, on: c.forward(on),
        S.LOST: lambda c, on: c.lose(on, ""),
        S.SPOILED: lambda c, on: c.spoil(on, ""),
        S.UNCOLLECTABLE: lambda c, on: c.give_up(on, ""),
        S.SELF_DISPOSED: lambda c, on: c.self_dispose(on),
        S.SUPERSEDED: lambda c, on: c.supersede(on, ReplaceCause.NAME),
        S.CANCELLED: lambda c, on: c.cancel(on),
    }
    on = DAY
    sheet = certificate(status=S.PLANNED, issued_on=DAY, ready_on=None).confirm_good(on)
    seen = {on: sheet.status}
    closings = 0
    for step, gap in zip(walk, gaps, strict=False):
        if step not in ALLOWED[sheet.status]:
            continue
        closings += step in (S.LOST, S.UNCOLLECTABLE, S.SELF_DISPOSED)
        # A sheet keeps the day of its latest report and of its latest return only, and since when it is void.
        if closings > 1 or (step is S.COLLECTED and sheet.collected_on is not None):
            break
        on += timedelta(days=gap)
        sheet = dated[step](sheet, on)
        seen[on] = sheet.status
    for then, status in seen.items():
        past = sheet.as_of(then)
        assert past is not None
        assert past.status is status
    assert sheet.as_of(DAY - timedelta(days=1)) is None


def test_live_states_are_the_ones_before_the_end():
    assert {S.PLANNED, S.PRINTED, S.READY, S.HANDED_OUT} == LIVE
