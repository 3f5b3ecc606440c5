"""Which backups stay, and when the frame says that one is missing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.backups import Backups, Copies, Generations, Plan, Trial, Worry, staying

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 17, 30, tzinfo=UTC)
NOTHING = Backups(NOW, NOW, Plan(), Copies(), Copies(), Trial())


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def test_of_two_years_of_work_each_generation_stays() -> None:
    made = [days_ago(day) for day in range(800)] + [days_ago(day + 0.2) for day in range(800)]
    stays = sorted(staying(made, Generations(), NOW), reverse=True)
    assert stays[:10] == [days_ago(day) for day in range(10)]
    assert [f"{at:%m-%d}" for at in stays[10:13]] == ["11-15", "11-08", "10-31"]
    assert [f"{at:%Y-%m-%d}" for at in stays[13:]] == [
        *(f"2026-{day}" for day in "09-30 08-31 07-31 06-30 05-31 04-30 03-31 02-28 01-31".split()),
        "2025-12-31",
    ]


@pytest.mark.parametrize(
    ("generations", "number"),
    [(Generations(1, 0, 0, 0), 1), (Generations(1, 3, 0, 0), 3), (Generations(0, 0, 0, 3), 3)],
)
def test_so_many_stay_as_were_decided(generations: Generations, number: int) -> None:
    made = [days_ago(day) for day in range(900)]
    assert len(staying(made, generations, NOW)) == number


def test_a_clock_far_ahead_pushes_none_of_today_out_and_fills_no_disk() -> None:
    ahead = [NOW + timedelta(days=day) for day in range(10_000, 10_400)]
    today = [days_ago(day) for day in range(10)]
    stays = staying([*ahead, *today], Generations(), NOW)
    assert set(today) <= stays
    assert len(stays) < 10 + 10 + 5 + 12 + 2


def test_a_weekend_without_work_is_no_worry() -> None:
    assert replace(NOTHING, here=Copies(FRIDAY, is_behind=False)).worries == []


@pytest.mark.parametrize(
    ("found", "worries"),
    [
        (replace(NOTHING, here=Copies(None, is_behind=True)), []),
        (replace(NOTHING, since=days_ago(1), here=Copies(None, is_behind=True)), [Worry.NONE_SINCE]),
        (replace(NOTHING, here=Copies(FRIDAY, is_behind=True)), [Worry.NONE_SINCE]),
        (replace(NOTHING, here=Copies(days_ago(0.9), is_behind=True)), []),
        # Made tomorrow, says a clock that was set back since: nobody knows how old it is.
        (replace(NOTHING, here=Copies(days_ago(-1), is_behind=True)), [Worry.NONE_SINCE]),
        (replace(NOTHING, here=Copies(NOW, trouble="ディスクがいっぱいです。")), [Worry.FAILED]),
        (replace(NOTHING, trial=Trial(NOW, "a.zip", "壊れています")), [Worry.NOT_PUT_BACK]),
        (replace(NOTHING, is_unread=True), [Worry.UNREAD]),
    ],
)
def test_what_is_said_of_backups_here(found: Backups, worries: list[Worry]) -> None:
    assert found.worries == worries


@pytest.mark.parametrize(
    ("copies", "planned_at", "worries"),
    [
        (Copies(days_ago(6), is_behind=True), days_ago(90), []),
        (Copies(days_ago(7), is_behind=True), days_ago(90), [Worry.NOT_ELSEWHERE]),
        (Copies(days_ago(90), is_behind=False), days_ago(90), []),
        (Copies(None, is_behind=True), days_ago(1), []),
        (Copies(None, is_behind=True), days_ago(8), [Worry.NOT_ELSEWHERE]),
        (
            Copies(days_ago(1), is_behind=True, trouble="いっぱいです。"),
            days_ago(8),
            [Worry.REFUSED_ELSEWHERE],
        ),
    ],
)
def test_what_is_said_of_the_second_place(copies: Copies, planned_at: datetime, worries: list[Worry]) -> None:
    found = replace(NOTHING, since=days_ago(99), elsewhere=copies, planned_at=planned_at)
    assert found.worries == []
    assert replace(found, plan=Plan(place=Path("E:/"))).worries == worries


def test_putting_back_is_tried_each_month_and_after_a_failure_the_next_day() -> None:
    assert not NOTHING.is_trial_due
    made = replace(NOTHING, here=Copies(NOW))
    assert made.is_trial_due
    assert not replace(made, trial=Trial(days_ago(29), "a.zip")).is_trial_due
    assert replace(made, trial=Trial(days_ago(30), "a.zip")).is_trial_due
    assert replace(made, trial=Trial(days_ago(1), "a.zip", "壊れています")).is_trial_due
