"""70 and 75: what changes on a birthday is announced.

Source: docs/rules.md, "Ages 70 and 75".
"""

from collections.abc import Iterator
from datetime import date

from app.domain.duties import Why
from app.domain.eligibility import birthday, elderly_from
from app.domain.law.case import Case
from app.domain.law.days import between, since
from app.domain.law.rule import Duty, each, rule
from app.domain.person import LossCause, PersonKind


@rule(Why.AT_70, source="健康保険法74条", since=date(2002, 10, 1))
def at_70(case: Case) -> Iterator[Duty]:
    """Other 割合 hold from the first of a month on; ahead of it the list that names them is waited for."""
    begins = elderly_from(case.person.born_on)
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


def announced_from(day: date, months: int) -> date:
    """Return the first day from which so many months lead to that day or beyond.

    >>> announced_from(date(2027, 4, 30), 2), announced_from(date(2027, 4, 30), 14)
    (datetime.date(2027, 3, 1), datetime.date(2026, 3, 1))
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
