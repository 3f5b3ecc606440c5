"""70 and 75: what changes on a birthday is announced.

Source: docs/rules.md, "Ages 70 and 75".
"""

from collections.abc import Iterator
from datetime import date

from app.domain.duties import DutyKind, NextAction, Why
from app.domain.eligibility import birthday, elderly_from
from app.domain.law.case import Case
from app.domain.law.days import NEVER, announced_from, between, since
from app.domain.law.rule import Duty, each, question, rule
from app.domain.person import LossCause, PersonKind
from app.domain.society_answer import AnswerWord


@rule(
    DutyKind.BIRTHDAY,
    {Why.AT_70: NextAction.IMPORT},
    entry="birthday_notice_months",
    source="健康保険法74条",
    since=date(2002, 10, 1),
)
def at_70(case: Case) -> Iterator[Duty]:
    """Other 割合 hold from the first of a month on; ahead of it the list that names them is waited for."""
    begins = elderly_from(case.person.born_on)
    if begins <= case.person.qualified_on or case.loss.on <= case.person.qualified_on:
        return
    told_from = announced_from(begins, case.rules.birthday_notice_months)
    if told_from > case.until:
        return
    days = case.covered & between(told_from, begins)
    yield from each(days, Why.AT_70, due_on=begins, since=begins, begins=birthday(begins, -2))


@rule(
    DutyKind.BIRTHDAY,
    {Why.AT_75: NextAction.SHOW},
    entry="birthday_notice_months",
    source="高齢者の医療の確保に関する法律52条",
    since=date(2008, 4, 1),
)
def at_75(case: Case) -> Iterator[Duty]:
    """Cover passes to 後期高齢者医療 on the birthday; an employee who reaches 75 takes the household along.

    Nobody confirmed that 1 March is the day for births on 29 February; until the society does, that is said.
    """
    if not case.is_by_75 or case.told_of_75_from > case.until:
        return
    ends, who = case.loss.on, "insured"
    if case.loss.cause is LossCause.AGE_75:
        who = "own" if case.person.kind is PersonKind.INSURED else "family"
    days, begins, unsure = case.covered & since(case.told_of_75_from), birthday(ends, -2), NEVER
    if reaches_75_on_a_missing_day(case):
        unsure = days - since(case.facts.answered_on(Why.LEAP_75, ends, word=AnswerWord.AS_LISTED))
        yield from each(unsure, Why.AT_75, due_on=ends, since=ends, detail=f"{who}?", begins=begins)
    yield from each(days - unsure, Why.AT_75, due_on=ends, since=ends, detail=who, begins=begins)


def reaches_75_on_a_missing_day(case: Case) -> bool:
    """Whether the birthday that ends cover is the 29 February of a common year."""
    ends, insured = case.loss.on, case.facts.insured
    if not case.is_by_75 or (ends.month, ends.day) != (3, 1):
        return False
    born = case.person.born_on if insured is None or case.loss.cause is LossCause.AGE_75 else insured.born_on
    return (born.month, born.day) == (2, 29)


@question(Why.COPAY_MISSING, entry="copay_shown_on", source="健康保険法施行規則52条1項")
def copay_missing(case: Case) -> Iterator[Duty]:
    """From 70 on the 割合 stands on the paper or on a 高齢受給者証; whoever has neither lacks it.

    Exception: マイナ保険証 shows it by itself.
    """
    person = case.person
    if person.copay_rate is not None or person.elderly_card_listed:
        return
    begins = elderly_from(person.born_on, person.qualified_on)
    if begins > case.until:
        return
    for first, after in case.needs_paper & since(begins):
        known_on = case.facts.known_since(first)
        yield Duty(Why.COPAY_MISSING, None, first, after, known_on, begins, begins=known_on)
