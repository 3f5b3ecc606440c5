"""70 and 75: what changes on a birthday is announced.

Source: docs/rules.md, "Ages 70 and 75".
"""

from collections.abc import Iterator
from datetime import date

from app.domain.duties import Why
from app.domain.eligibility import birthday, elderly_from
from app.domain.law.case import Case
from app.domain.law.days import announced_from, between, since
from app.domain.law.rule import Duty, each, rule
from app.domain.person import LossCause, PersonKind


@rule(Why.AT_70, source="健康保険法74条", since=date(2002, 10, 1))
def at_70(case: Case) -> Iterator[Duty]:
    """Other 割合 hold from the first of a month on; ahead of it the list that names them is waited for."""
    begins = elderly_from(case.person.born_on)
    if begins <= case.person.qualified_on or case.loss.on <= case.person.qualified_on:
        return
    days = case.covered & between(announced_from(begins, case.rules.birthday_notice_months), begins)
    yield from each(days, Why.AT_70, due_on=begins, since=begins, begins=birthday(begins, -2))


@rule(Why.AT_75, source="高齢者の医療の確保に関する法律52条", since=date(2008, 4, 1))
def at_75(case: Case) -> Iterator[Duty]:
    """Cover passes to 後期高齢者医療 on the birthday; an employee who reaches 75 takes the household along.

    Nobody confirmed that 1 March is the day for births on 29 February.
    """
    if not case.is_by_75:
        return
    ends, person, insured = case.loss.on, case.person, case.facts.insured
    who, born = "insured", insured.born_on if insured is not None else person.born_on
    if case.loss.cause is LossCause.AGE_75:
        who, born = "own" if person.kind is PersonKind.INSURED else "family", person.born_on
    if (born.month, born.day) == (2, 29) and (ends.month, ends.day) == (3, 1):
        who += "?"
    days = case.covered & since(announced_from(ends, case.rules.birthday_notice_months))
    yield from each(days, Why.AT_75, due_on=ends, since=ends, detail=who, begins=birthday(ends, -2))


@rule(Why.COPAY_MISSING, source="健康保険法施行規則52条1項", since=date(2024, 12, 2))
def copay_missing(case: Case) -> Iterator[Duty]:
    """From 70 on the 割合 stands on the paper or on a 高齢受給者証; whoever has neither lacks it.

    Exception: マイナ保険証 shows it by itself.
    """
    person = case.person
    if person.copay_rate is not None or person.elderly_card_listed:
        return
    begins = elderly_from(person.born_on, person.qualified_on)
    for first, after in case.needs_paper & since(begins):
        known_on = max(first, case.facts.known_on)
        yield Duty(Why.COPAY_MISSING, None, first, after, known_on, begins, begins=known_on)
