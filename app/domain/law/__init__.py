"""The law: what is due of a person, as intervals on the calendar.

From the facts of a person and the society's rules come duties with the days on which they stand in the
list. There is no today here: the list of a day holds the duties whose interval holds the day. Each rule is
one function with its source: `LAW`.
Source: docs/rules.md.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from app.domain.law import ages, elderly, paper, registration, renewals, returns
from app.domain.law.case import Case
from app.domain.law.days import ALWAYS, between
from app.domain.law.decided import decided
from app.domain.law.facts import Facts, Sheet, Stage, facts_of
from app.domain.law.periods import periods
from app.domain.law.rule import Duty, Rule, in_force
from app.domain.rules import RuleBook

__all__ = ["LAW", "Case", "Duty", "Facts", "Rule", "Sheet", "Stage", "duties_of", "facts_of", "on"]

LAW = (
    returns.replaced,
    returns.loss,
    returns.unrecorded,
    returns.registered,
    returns.expired,
    paper.ready,
    paper.unconfirmed,
    paper.no_sheet,
    paper.sheet_back,
    elderly.card_out,
    elderly.card_back,
    renewals.renewable,
    renewals.expires,
    renewals.over,
    ages.at_70,
    ages.at_75,
    registration.to_register,
    registration.card_ends,
    registration.card_ended,
)
"""Every rule there is."""

_IN_FORCE = in_force(LAW)


def duties_of(facts: Facts, book: RuleBook) -> list[Duty]:
    """Return every duty of a person, past, present and to come."""
    duties: list[Duty] = []
    for days, rules in periods(book):
        case = Case(facts, rules)
        for rule, in_force_on in _IN_FORCE:
            applied = days & in_force_on
            if applied is ALWAYS:
                duties += rule.judge(case)
            else:
                for duty in rule.judge(case):
                    spans = between(duty.appears_on, duty.gone_on) & applied
                    duties += [replace(duty, appears_on=first, gone_on=after) for first, after in spans]
    if facts.deferrals:
        duties = [part for duty in duties for part in decided(duty, facts)]
    return duties


def on(duties: Iterable[Duty], day: date) -> list[Duty]:
    """Return the duties of a day, hidden ones too."""
    return [duty for duty in duties if duty.appears_on <= day < duty.gone_on]
