"""A person's life as one picture: cover, マイナ保険証, papers and duties as bars on a calendar.

One model, drawn three times: in the window, on paper and in a terminal. Nothing is decided here; every bar
is a fact or a duty of app.domain.law.
Source: docs/rules.md, "The calendar of a person".
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from app.domain.certificate import CertificateStatus
from app.domain.duties import DutyKind
from app.domain.elderly_card import ElderlyOutcome
from app.domain.eligibility import DAY, elderly_from, months_after, seventy_fifth
from app.domain.law import KIND_OF, Case, Duty, Facts, case_of, rule_behind
from app.domain.law.days import MAX, MIN, between
from app.domain.law.elderly import card_ends_on, is_in_use
from app.domain.person import WITH_CARD
from app.domain.rest_days import RestDay, marked_day, rest_day
from app.domain.rules import SocietyRules
from app.domain.wareki import wareki_short
from app.late import dataclass
from app.words import label, said, word

S = CertificateStatus

MONTHS_BEFORE, MONTHS_AFTER = 6, 18
"""How much of a life is shown where nobody asks for more: months before the month of the day, and after."""

_ON_ITS_WAY = frozenset({S.PLANNED, S.PRINTED, S.READY, S.SUPERSEDED, S.COLLECTED})


class LaneKind(StrEnum):
    """What the bars of a lane are about."""

    COVER = "cover"
    STAGE = "stage"
    SHEET = "sheet"
    CARD = "card"
    DUTY = "duty"


class Covered(StrEnum):
    """The one thing a bar of cover says."""

    COVERED = "covered"


class Used(StrEnum):
    """The one thing a bar says of a sheet that was superseded, and that its holder still uses."""

    IN_USE = "in_use"


class MarkKind(StrEnum):
    """What happens on a single day."""

    DUE = "due"
    LOST = "lost"
    AGE_70 = "age_70"
    AGE_75 = "age_75"
    EXPIRES = "expires"
    CARD_ENDS = "card_ends"
    CARD_STOPS = "card_stops"


class Weight(StrEnum):
    """How heavy a bar is drawn: in force, on its way, over."""

    FULL = "full"
    PART = "part"
    FAINT = "faint"


@dataclass(frozen=True, slots=True)
class Window:
    """The days that a picture shows: from the first to the day before `after`."""

    first: date
    after: date

    def share(self, day: date) -> float:
        """Return where a day begins, from 0 at the left to 1 at the right; beyond them at the edge.

        >>> Window(date(2026, 1, 1), date(2026, 1, 11)).share(date(2026, 1, 6))
        0.5
        """
        day = min(max(day, self.first), self.after)
        return (day - self.first).days / (self.after - self.first).days

    def shows(self, first: date, after: date) -> bool:
        """Return whether any of these days lies in it."""
        return max(first, self.first) < min(after, self.after)

    def months(self) -> Iterator[date]:
        """Yield the firsts of the months that begin in it."""
        month = self.first.replace(day=1)
        month = month if month == self.first else months_after(month, 1)
        while month < self.after:
            yield month
            month = months_after(month, 1)

    def numbered(self, room: int) -> list[date]:
        """Return the months that bear a number where there is room for so many; none in a long picture."""
        months = list(self.months())
        steps = ([month for month in months if (month.month - 1) % step == 0] for step in (1, 3, 6))
        return next((shown for shown in steps if len(shown) <= room), [])

    def years(self, room: int) -> list[date]:
        """Return where years are named if there is room for so many: at their first days, and at the left."""
        januaries = [month for month in self.months() if month.month == 1]
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if len(januaries) <= step * room)
        shown = [month for month in januaries if month.year % step == 0]
        is_room_before = not shown or self.share(shown[0]) > 1 / room
        return [self.first, *shown] if is_room_before else shown


def around(day: date, before: int = MONTHS_BEFORE, after: int = MONTHS_AFTER) -> Window:
    """Return whole months about a day.

    >>> around(date(2026, 11, 29), 1, 2)
    Window(first=datetime.date(2026, 10, 1), after=datetime.date(2027, 1, 1))
    """
    month = day.replace(day=1)
    return Window(months_after(month, -before), months_after(month, after))


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happens on one day. rest: where nobody works on it."""

    on: date
    kind: MarkKind
    rest: RestDay | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """One bar: what holds from the first day to the day before `after`; MIN and MAX where it has no end.

    what: a stage, a state or the reason of a duty. due_on: the deadline of a duty. rest: where nobody works
    on it. is_resting: the office hid it for a while. duty: the one behind the bar.
    """

    first: date
    after: date
    what: StrEnum
    weight: Weight
    due_on: date | None = None
    rest: RestDay | None = None
    is_resting: bool = False
    duty: Duty | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """Bars of one kind in one line. name: of a sheet its number, of duties their kind, of an old card so."""

    kind: LaneKind
    name: str
    spans: tuple[Span, ...]
    marks: tuple[Mark, ...] = ()

    @property
    def items(self) -> tuple[Span | Mark, ...]:
        """What is told of it: its bars and the days of its own, for a deadline is told with its bar."""
        return (*self.spans, *(mark for mark in self.marks if mark.kind is not MarkKind.DUE))

    def room(self, span: Span, window: Window) -> tuple[float, float]:
        """Return between which shares of the window the words of a bar have most room: no mark lies there."""
        marks = sorted(window.share(mark.on) for mark in self.marks if span.first <= mark.on < span.after)
        edges = (window.share(span.first), *marks, window.share(span.after))
        return max(pairwise(edges), key=lambda gap: gap[1] - gap[0])


@dataclass(frozen=True, slots=True)
class LifeCalendar:
    """What is drawn of one person. today: the day from which it is looked at."""

    key: str
    name: str
    window: Window
    today: date
    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True)
class LifeLine:
    """The same in words, one line for each bar and each mark. first, last: None where there is no end."""

    lane: str
    what: str
    first: date | None
    last: date | None
    due_on: date | None = None
    rest: RestDay | None = None
    is_now: bool = False


def life_calendar(
    facts: Facts, duties: Iterable[Duty], rules: SocietyRules, window: Window, today: date
) -> LifeCalendar:
    """Put a person on the calendar; lanes without anything in the window are left out.

    duties: all of that person, of any day. rules: those in force on the day it is looked at from.
    """
    case = case_of(facts, rules)
    lanes = [_cover(facts), _stages(case), *_sheets(case), *_cards(case), *_duties(duties, rules)]
    shown = tuple(part for lane in lanes if (part := _within(lane, window)) is not None)
    return LifeCalendar(facts.person.key, facts.person.name, window, today, shown)


def lines(calendar: LifeCalendar) -> list[LifeLine]:
    """Return the picture as a table: its bars and marks in the order of the lanes, then of the days."""
    return [line_of(lane, item, calendar.today) for lane in calendar.lanes for item in lane.items]


def line_of(lane: Lane, item: Span | Mark, today: date) -> LifeLine:
    """Return one bar or mark of a lane as a line of the table."""
    name = lane_words(lane)
    if isinstance(item, Mark):
        return LifeLine(name, label(item.kind), item.on, item.on, is_now=item.on == today)
    first = None if item.first == MIN else item.first
    last = None if item.after == MAX else item.after - DAY
    is_now = item.first <= today < item.after
    return LifeLine(name, span_words(item), first, last, item.due_on, item.rest, is_now)


def line_words(line: LifeLine) -> str:
    """Return a line of the table as one sentence."""
    due = "" if line.due_on is None else said(MarkKind.DUE, "told", day=marked_day(line.due_on, line.rest))
    return f"{line.lane}: {line.what} {days_words(line.first, line.last)}{due}"


def span_words(span: Span) -> str:
    """Return what a bar says."""
    return said(LaneKind.DUTY, "resting", what=label(span.what)) if span.is_resting else label(span.what)


def lane_words(lane: Lane) -> str:
    """Return what a lane is called."""
    return f"{label(lane.kind)} {lane.name}" if lane.kind is LaneKind.SHEET else lane.name or label(lane.kind)


def days_words(first: date | None, last: date | None) -> str:
    """Return from when to when, in the words of a list; None where there is no end."""
    if first is None and last is None:
        return word("Always", "always")
    if first is not None and first == last:
        return wareki_short(first)
    begin = "" if first is None else f"{wareki_short(first)} から"
    end = "" if last is None else f"{wareki_short(last)} まで"
    return f"{begin} {end}".strip()


def _cover(facts: Facts) -> Lane:
    person, lost = facts.person, facts.loss.on
    is_by_age = seventy_fifth(person.born_on).on == lost
    marks = [Mark(lost, MarkKind.AGE_75 if is_by_age else MarkKind.LOST)]
    elderly = elderly_from(person.born_on)
    if person.qualified_on < elderly < lost:
        marks.insert(0, Mark(elderly, MarkKind.AGE_70))
    covered = Span(person.qualified_on, lost, Covered.COVERED, Weight.FULL)
    return Lane(LaneKind.COVER, "", (covered,), tuple(marks))


def _stages(case: Case) -> Lane:
    spans: list[Span] = []
    for stage in case.facts.stages:
        for first, after in stage.days:
            if spans and (spans[-1].what, spans[-1].after) == (stage.enrolment, first):
                spans[-1] = replace(spans[-1], after=after)
            else:
                weight = Weight.FULL if stage.enrolment in WITH_CARD else Weight.PART
                spans.append(Span(first, after, stage.enrolment, weight))
    marks: tuple[Mark, ...] = ()
    if case.person.card_expires_on is not None and case.works_until is not None:
        marks = (
            Mark(case.person.card_expires_on, MarkKind.CARD_ENDS),
            Mark(case.works_until + DAY, MarkKind.CARD_STOPS),
        )
    return Lane(LaneKind.STAGE, "", tuple(spans), marks)


def _sheets(case: Case) -> Iterator[Lane]:
    """A lane for each sheet; one that was superseded is in force while its holder goes on using it."""
    for claim in case.claims:
        in_use = claim.in_use & case.covered
        used = [Span(first, after, Used.IN_USE, Weight.FULL) for first, after in in_use]
        spans = [
            Span(first, after, status, _weight(status))
            for status, days in claim.sheet.states
            for first, after in days - in_use
        ]
        expires_on = claim.paper.expires_on
        marks = () if expires_on is None else (Mark(expires_on, MarkKind.EXPIRES),)
        shown = sorted((*spans, *used), key=lambda span: span.first)
        yield Lane(LaneKind.SHEET, claim.paper.issue_number, tuple(shown), marks)


def _weight(status: CertificateStatus) -> Weight:
    if status is S.HANDED_OUT:
        return Weight.FULL
    return Weight.PART if status in _ON_ITS_WAY else Weight.FAINT


def _cards(case: Case) -> Iterator[Lane]:
    """A lane for each 高齢受給者証: in use from its 交付年月日 to its end, then what became of it."""
    person, facts = case.person, case.facts
    for old in facts.old_cards:
        until = old.replaced_on or old.on
        weight = Weight.PART if old.outcome is ElderlyOutcome.REPLACED else Weight.FAINT
        lane = _card(old.issued_on or until, until, Span(old.on, MAX, old.outcome, weight), old.expires_on)
        yield replace(lane, name=said(LaneKind.CARD, "old"))
    card = facts.card
    done = None if card is None else Span(card.on, MAX, card.outcome, Weight.FAINT)
    if is_in_use(person, case.rules):
        ends_on = card_ends_on(case)
        after = min(day for day in (ends_on and ends_on + DAY, done and done.first, facts.loss.on) if day)
        yield _card(person.elderly_card_issued_on or person.qualified_on, after, done, ends_on)
    elif done is not None:
        yield Lane(LaneKind.CARD, "", (done,))


def _card(first: date, after: date, done: Span | None, ends_on: date | None) -> Lane:
    used = (Span(first, after, ElderlyOutcome.IN_USE, Weight.FULL),) if first < after else ()
    marks = () if ends_on is None else (Mark(ends_on, MarkKind.EXPIRES),)
    return Lane(LaneKind.CARD, "", used if done is None else (*used, done), marks)


def _duties(duties: Iterable[Duty], rules: SocietyRules) -> Iterator[Lane]:
    """A lane for each kind, and a further one where two of a kind stand on the same days."""
    of_kind: dict[DutyKind, list[list[Span]]] = {kind: [] for kind in DutyKind}
    for span in sorted((s for duty in duties for s in _parts(duty, rules)), key=lambda span: span.first):
        assert span.duty is not None
        rows = of_kind[KIND_OF[span.duty.why]]
        free = next((row for row in rows if row[-1].after <= span.first), None)
        if free is None:
            rows.append([span])
        elif _goes_on(free[-1], span):
            free[-1] = replace(free[-1], after=span.after)
        else:
            free.append(span)
    for kind, rows in of_kind.items():
        for row in rows:
            days = {span.due_on: span.rest for span in row if span.due_on is not None}
            marks = tuple(Mark(day, MarkKind.DUE, why) for day, why in days.items())
            yield Lane(LaneKind.DUTY, label(kind), tuple(row), marks)


def _parts(duty: Duty, rules: SocietyRules) -> Iterator[Span]:
    """A duty from the day it is law, parted where the office lets it rest."""
    begins = max(duty.appears_on, rule_behind(duty.why, duty.appears_on).since)
    day = None if duty.due_on is None else rest_day(duty.due_on, rules)
    for first, after in between(begins, duty.gone_on).parted(duty.hidden_until):
        is_resting = duty.hidden_until is not None and first < duty.hidden_until
        weight = Weight.FAINT if is_resting else Weight.FULL
        yield Span(first, after, duty.why, weight, duty.due_on, day, is_resting, duty)


def _goes_on(before: Span, span: Span) -> bool:
    """Whether a bar says nothing but what the one before it does."""
    assert before.duty is not None
    assert span.duty is not None
    told = (span.what, span.due_on, span.is_resting, span.duty.sheet_id)
    return before.after == span.first and told == (
        *(before.what, before.due_on, before.is_resting, before.duty.sheet_id),
    )


def _within(lane: Lane, window: Window) -> Lane | None:
    """What of a lane is in the window; None where that is nothing, or nothing but what is over."""
    spans = tuple(span for span in lane.spans if window.shows(span.first, span.after))
    marks = tuple(mark for mark in lane.marks if window.first <= mark.on < window.after)
    is_over = all(span.weight is Weight.FAINT and span.first <= window.first for span in spans)
    if is_over and not any(span.is_resting for span in spans) and (spans or not marks):
        return None
    return replace(lane, spans=spans, marks=marks)
