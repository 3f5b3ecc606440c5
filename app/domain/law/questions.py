"""健保に確認: what only the society can say. There is no day by which; the answer ends the question.

Each names what is doubted, and the value, so that another value is another question.
Source: docs/rules.md, "Questions to the society", "Doubts about the list".
"""

from collections.abc import Iterable, Iterator
from datetime import date

from app.domain.doubts import ExpiryDoubt, branch_is_doubted, expiry_doubt
from app.domain.duties import NEVER_HELD, Why
from app.domain.eligibility import DAY, NO_END, elderly_from, ends_by_age
from app.domain.law.ages import reaches_75_on_a_missing_day
from app.domain.law.case import Case
from app.domain.law.days import MIN, NEVER, Days, Span, before, between, since
from app.domain.law.rule import Duty, each, question
from app.domain.person import PersonKind


@question(
    Why.COVERED_TWICE,
    source="健康保険法3条7項、保保発0430第2号(2021年4月30日、夫婦共同扶養)",
    since=date(2021, 8, 1),
)
def covered_twice(case: Case) -> Iterator[Duty]:
    """The same human stands here with two covers on one day; nobody is refused, and nothing corrected."""
    kind = case.person.kind
    for other in case.facts.others:
        both = case.covered & other.covered
        if both:
            (first, after) = both[0]
            known_on = max(case.facts.known_on, other.known_on)
            doubted = "kinds" if kind is not other.kind else f"{kind}s"
            days = between(min(first, known_on) if known_on > MIN else first, after)
            yield from each(days, Why.COVERED_TWICE, since=first, detail=f"{doubted} {other.key}")


@question(
    Why.EXPIRY_DOUBTED,
    entry="expiry_max_years",
    source="厚生労働省 2024年(有効期限は5年を超えない)、健保の規則",
)
def expiry_doubted(case: Case) -> Iterator[Duty]:
    """The 有効期限 that the society named is later than its rules allow, or off its calendar.

    It is measured from the 交付年月日 that the list names, or that of the paper which bears it; while there
    is none, from each day on which one may be printed.
    """
    person = case.person
    named = person.certificate_expires_on
    if named is None:
        return
    made_on = _issued_on(case, named)
    days = case.covered & since(case.facts.known_on) & before(named + DAY)
    if person.issued_on is not None:
        yield from _doubted(case, days, _doubt(case, max(person.issued_on, person.qualified_on)))
        return
    if unmade := days & before(made_on):
        cuts = [elderly_from(person.born_on), *(day for span in case.working_card for day in span)]
        yield from _doubted_unmade(case, unmade.parted(*cuts))
    if made_on is not None:
        doubt = _doubt(case, max(made_on, person.qualified_on))
        yield from _doubted(case, days & since(made_on), doubt)


def _doubted_unmade(case: Case, spans: Iterable[Span]) -> Iterator[Duty]:
    """While there is no paper, each day on which one may be printed is measured by itself."""
    for first, after in spans:
        doubt, late = _doubt(case, first), first
        if doubt is ExpiryDoubt.LATE:
            late = _first_not_late(case, first, after)
            yield from _doubted(case, between(first, late), doubt)
            doubt = _doubt(case, late) if late < after else None
        yield from _doubted(case, between(late, after), doubt)


def _issued_on(case: Case, named: date) -> date | None:
    """The day of the first sheet that bears it."""
    sheets = (sheet.paper for sheet in case.facts.sheets if sheet.paper.status not in NEVER_HELD)
    return min((one.issued_on for one in sheets if one.expires_on == named and one.issued_on), default=None)


def _doubt(case: Case, valid_from: date) -> ExpiryDoubt | None:
    registered = case.working_card.holds(valid_from)
    return expiry_doubt(valid_from, case.person, case.facts.insured, case.rules, registered=registered)


def _first_not_late(case: Case, first: date, after: date) -> date:
    """The first of these days from which the 有効期限 is not too late: each day allows for a later one."""
    while first < after:
        middle = first + (after - first) // 2
        if _doubt(case, middle) is ExpiryDoubt.LATE:
            first = middle + DAY
        else:
            after = middle
    return after


def _doubted(case: Case, days: Days, doubt: ExpiryDoubt | None) -> Iterator[Duty]:
    if doubt is not None:
        yield from each(days, Why.EXPIRY_DOUBTED, since=case.person.certificate_expires_on, detail=str(doubt))


@question(
    Why.BRANCH_DOUBTED, entry="insured_branch", source="健保の規則(枝番の付け方)", since=date(2020, 10, 1)
)
def branch_doubted(case: Case) -> Iterator[Duty]:
    """The 枝番 is not as the society numbers; it is never filled or changed here."""
    if branch_is_doubted(case.person, case.rules):
        days = case.covered & since(case.facts.known_on)
        yield from each(days, Why.BRANCH_DOUBTED, detail=case.person.branch_number)


@question(Why.COPAY_DOUBTED, entry="copay_shown_on", source="健康保険法74条、110条", since=date(2002, 10, 1))
def copay_doubted(case: Case) -> Iterator[Duty]:
    """割合 is 2割 or 3割, and only from 70 to 74; the family of somebody under 70 pays 2割."""
    person, insured = case.person, case.facts.insured
    rate, starts = person.copay_rate, person.copay_from
    if rate is None:
        return
    days = case.covered & since(case.facts.known_on)
    if rate not in (2, 3):
        yield from each(days, Why.COPAY_DOUBTED, since=starts, detail=f"rate {rate}")
        return
    end, by_age = ends_by_age(person), days
    if starts is None or starts < end:
        by_age &= _days_before(elderly_from(person.born_on), starts) | since(end)
    yield from each(by_age, Why.COPAY_DOUBTED, since=starts, detail=f"age {rate}")
    if person.kind is PersonKind.DEPENDANT and insured is not None and rate != 2:
        of_younger = days & _days_before(elderly_from(insured.born_on), starts) - by_age
        yield from each(of_younger, Why.COPAY_DOUBTED, since=starts, detail=f"family {rate}")


def _days_before(day: date, starts: date | None) -> Days:
    """The days on which the 割合 that counts, or begins, does so before that day."""
    return before(day) if (starts or MIN) < day else NEVER


@question(
    Why.LEAP_75,
    source="高齢者の医療の確保に関する法律52条(2月29日生まれの日は未確認)",
    since=date(2008, 4, 1),
)
def leap_75(case: Case) -> Iterator[Duty]:
    """Born on 29 February, 75 in a common year: nobody confirmed that cover ends on 1 March."""
    if reaches_75_on_a_missing_day(case):
        yield from each(case.covered & since(case.told_of_75_from), Why.LEAP_75, since=case.loss.on)


@question(
    Why.STAYS_INSURED,
    source="高齢者の医療の確保に関する法律50条(後期高齢者医療の被保険者は国内に住所のある方)",
    since=date(2008, 4, 1),
)
def stays_insured(case: Case) -> Iterator[Duty]:
    """Without a residence in Japan cover goes on at 75, as the office recorded: does the society say so?"""
    person = case.person
    if person.abroad_since is not None and ends_by_age(person) == NO_END:
        days = case.covered & since(max(person.abroad_since, case.facts.known_on))
        yield from each(days, Why.STAYS_INSURED, since=person.abroad_since)
