"""Conditions of a rule, and what they decide: the first case that holds counts.

Source: docs/rules.md, "The rules file".
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from app.domain.eligibility import birthday, months_after
from app.domain.person import LossCause
from app.domain.rules.choices import Handling, TermEnd, When
from app.late import dataclass

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Situation:
    """What is true of a person and a paper on one day.

    registered: マイナ保険証 works. lost_by: why cover has ended; None while it lasts. expired: the
    paper is over, after a loss as `over_after_loss` counts it. is_newcomer: no paper yet since
    資格取得日. copay_changed: the paper says another 割合 than the society.
    """

    registered: bool = False
    lost_by: LossCause | None = None
    expired: bool = False
    is_newcomer: bool = False
    is_insured: bool = True
    is_from_70: bool = False
    copay_changed: bool = False

    def words(self) -> frozenset[When]:
        """Return every word that holds."""
        held = {
            When.REGISTERED if self.registered else When.UNREGISTERED,
            When.EXPIRED if self.expired else When.VALID,
            When.INSURED if self.is_insured else When.DEPENDANT,
            When.FROM_70 if self.is_from_70 else When.BELOW_70,
            When.COVERED if self.lost_by is None else When.LOST,
        }
        if self.lost_by is not None:
            held.add(When(self.lost_by))
        if self.is_newcomer:
            held.add(When.NEWCOMER)
        if self.copay_changed:
            held.add(When.COPAY_CHANGED)
        return frozenset(held)


@dataclass(frozen=True, slots=True)
class Case:
    """Where all of these words hold, the paper is handled so."""

    when: tuple[When, ...]
    then: Handling


def handling_by(cases: Sequence[Case], situation: Situation) -> Handling | None:
    """Return what the first case that holds says of the paper; None where none does."""
    case = first_held(cases, situation)
    return None if case is None else case.then


@dataclass(frozen=True, slots=True, order=True)
class MonthDay:
    """A day that comes every year, such as 31 July. Never 29 February."""

    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}"

    def of(self, year: int) -> date:
        """Return this day of a year."""
        return date(year, self.month, self.day)

    def on_or_before(self, day: date) -> date:
        """Return the last such day up to a day, that day included."""
        same = self.of(day.year)
        return same if same <= day else self.of(day.year - 1)

    def on_or_after(self, day: date) -> date:
        """Return the next such day from a day on, that day included."""
        same = self.of(day.year)
        return same if same >= day else self.of(day.year + 1)


@dataclass(frozen=True, slots=True)
class ExpiryTerm:
    """How long a paper of such a person is valid: so many months, and on which day that ends.

    months: counted inclusively, so 2024-12-02 and 60 months reach 2029-12-01. ends: that day itself,
    the last end of a month by then, or the last fixed day of the year by then.
    """

    when: tuple[When, ...]
    months: int
    ends: TermEnd | MonthDay

    def last_day(self, valid_from: date) -> date:
        """Return the 有効期限 of a paper valid from that day, never before it.

        >>> ExpiryTerm((), 12, MonthDay(7, 31)).last_day(date(2026, 4, 1))
        datetime.date(2026, 7, 31)
        >>> ExpiryTerm((), 3, TermEnd.MONTH_END).last_day(date(2026, 11, 16))
        datetime.date(2027, 1, 31)
        """
        years, months = divmod(self.months, 12)
        until = (birthday(valid_from, years) if months == 0 else months_after(valid_from, self.months)) - _DAY
        if self.ends is TermEnd.DAY_BEFORE:
            return until
        if isinstance(self.ends, MonthDay):
            ends = self.ends.on_or_before(until)
            return ends if ends >= valid_from else self.ends.on_or_after(valid_from)
        is_month_end = until.day == monthrange(until.year, until.month)[1]
        ends = until if is_month_end else until.replace(day=1) - _DAY
        return ends if ends >= valid_from else months_after(valid_from.replace(day=1), 1) - _DAY


@dataclass(frozen=True, slots=True)
class LayoutCase:
    """The paper of such a person is printed on this form: its name, as 設定 → 様式 shows it."""

    when: tuple[When, ...]
    layout: str


def layout_for(cases: Sequence[LayoutCase], situation: Situation) -> str | None:
    """Return the form of the first case that holds; None where any will do."""
    case = first_held(cases, situation)
    return None if case is None else case.layout


Conditional = TypeVar("Conditional", Case, ExpiryTerm, LayoutCase)


def first_held(cases: Sequence[Conditional], situation: Situation) -> Conditional | None:
    """Return the first case whose words all hold; None where none does."""
    held = situation.words()
    return next((case for case in cases if held.issuperset(case.when)), None)
