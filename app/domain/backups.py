"""Backups that are made without being asked: which of them stay, and when it is said that one is missing."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from app.late import dataclass

DAY = timedelta(days=1)
"""Work that is in no backup is not older than that, or the frame says so."""

SECOND_PLACE = timedelta(days=7)
"""The same for the second place, which may be a stick that lies in a safe."""

MONTH = timedelta(days=30)
"""After so long it is tried again whether a backup can be put back."""

MOST = 99
"""So many of a generation at most."""


@dataclass(frozen=True, slots=True)
class Generations:
    """How many of each generation stay: the newest of each of so many days, weeks, months, years."""

    days: int = 10
    weeks: int = 5
    months: int = 12
    years: int = 2

    @property
    def is_sensible(self) -> bool:
        """Whether at least one stays, and no disk is filled by the numbers alone."""
        numbers = (self.days, self.weeks, self.months, self.years)
        return self.days >= 1 and all(0 <= number <= MOST for number in numbers)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a person decided. place: where else they go, such as a stick; None: nowhere else."""

    generations: Generations = Generations()
    place: Path | None = None


class Worry(StrEnum):
    """What the frame says of the backups, the worst first."""

    NOT_ELSEWHERE = "not_elsewhere"
    NONE_SINCE = "none_since"
    FAILED = "failed"
    NOT_PUT_BACK = "not_put_back"
    REFUSED_ELSEWHERE = "refused_elsewhere"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Copies:
    """How the copies in one place stand. at: when the last one was made.

    is_behind: something was recorded that is in none of them. trouble: why the last attempt failed.
    """

    at: datetime | None = None
    is_behind: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """When it was last tried to put a backup back. problem: what was wrong, "" for nothing."""

    at: datetime | None = None
    file: str = ""
    problem: str = ""
    people: int = 0


@dataclass(frozen=True, slots=True)
class Backups:
    """All that is to be known of a folder's backups at one moment.

    since: when the first step was recorded; planned_at: when the second place was decided upon.
    is_unread: the file with what a person decided cannot be read.
    """

    now: datetime
    since: datetime
    plan: Plan
    here: Copies
    elsewhere: Copies
    trial: Trial
    planned_at: datetime | None = None
    is_unread: bool = False

    @property
    def is_due(self) -> bool:
        """Whether work of a day ago may be in no backup. A clock that was set back counts as a day."""
        return self.here.is_behind and self._is_old(self.here.at or self.since, DAY)

    @property
    def is_trial_due(self) -> bool:
        """Whether it is a month ago that putting back was tried; a failure is tried again the next day."""
        if self.here.at is None:
            return False
        at = self.trial.at
        return at is None or self._is_old(at, DAY if self.trial.problem else MONTH)

    @property
    def worries(self) -> list[Worry]:
        """What is to be said, the worst first."""
        reached = self.elsewhere.at or self.planned_at or self.since
        is_behind = self.plan.place is not None and self.elsewhere.is_behind
        found = {
            Worry.NOT_ELSEWHERE: is_behind and self._is_old(reached, SECOND_PLACE),
            Worry.NONE_SINCE: self.is_due,
            Worry.FAILED: bool(self.here.trouble),
            Worry.NOT_PUT_BACK: bool(self.trial.problem),
            Worry.REFUSED_ELSEWHERE: is_behind and bool(self.elsewhere.trouble),
            Worry.UNREAD: self.is_unread,
        }
        return [worry for worry, is_so in found.items() if is_so]

    def _is_old(self, at: datetime, age: timedelta) -> bool:
        return at > self.now or self.now - at >= age


def staying(made: Iterable[datetime], generations: Generations, now: datetime) -> set[datetime]:
    """Return which backups stay: the newest of each day, week, month and year, so many of each.

    What a clock far ahead stamped is counted apart, so that it pushes none of today's out.
    """
    known = sorted(set(made), reverse=True)
    parts = [[at for at in known if at <= now], [at for at in known if at > now]]
    return {
        at for part in parts for name, number in _periods(generations) for at in _newest(part, name, number)
    }


_Period = Callable[[datetime], tuple[int, ...]]


def _periods(generations: Generations) -> list[tuple[_Period, int]]:
    return [
        (lambda at: (at.year, at.month, at.day), generations.days),
        (lambda at: at.isocalendar()[:2], generations.weeks),
        (lambda at: (at.year, at.month), generations.months),
        (lambda at: (at.year,), generations.years),
    ]


def _newest(made: list[datetime], period: _Period, number: int) -> list[datetime]:
    """The newest of each of the last so many periods that have any. made: newest first."""
    of_period: dict[tuple[int, ...], datetime] = {}
    for at in made:
        of_period.setdefault(period(at), at)
    return list(of_period.values())[:number]


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of the history. at: when it was entered."""

    number: int
    label: str
    user: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Then:
    """What a backup holds, beside what there is now; it was proved whole.

    at: of its newest step. lost: the latest of the steps that would be lost, the newest first; lost_in_all:
    how many there are. more: how many it holds that the data do not. is_of_other: of another data folder.
    """

    at: datetime
    people: int
    people_now: int
    papers: int
    papers_now: int
    lost: tuple[Step, ...]
    lost_in_all: int
    more: int
    is_of_other: bool
