"""The law: what is due of a person, as intervals on the calendar.

From the facts of a person and the society's rules come duties with the days on which they stand in the
list. There is no today here: the list of a day holds the duties whose interval holds the day. Each rule is
one function with its source: `LAW`.
Source: docs/rules.md.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from app.domain.duties import DutyKind, NextAction, Why, reason_in
from app.domain.law import ages, elderly, paper, questions, registration, renewals, returns
from app.domain.law.case import Case
from app.domain.law.days import ALWAYS, MAX, between
from app.domain.law.decided import decided, unanswered
from app.domain.law.facts import Facts, Other, facts_of, other_of
from app.domain.law.periods import version_of, versions_of
from app.domain.law.rule import Duty, Rule, in_force
from app.domain.rules import RuleBook, SocietyRules

__all__ = [
    "ACTION_OF",
    "BY_SHEETS",
    "KIND_OF",
    "LAW",
    "OF_A_SHEET",
    "OF_THE_PERSON",
    "Case",
    "Duty",
    "Facts",
    "Other",
    "Rule",
    "case_of",
    "duties_by",
    "duties_of",
    "entry_of",
    "facts_of",
    "on",
    "other_of",
    "rule_behind",
    "source_of",
]

OF_A_SHEET = (
    returns.replaced,
    returns.loss,
    returns.registered,
    returns.expired,
    paper.ready,
    paper.unconfirmed,
    paper.copay_changes,
    paper.sheet_back,
    renewals.renewable,
    renewals.expires,
    renewals.over,
)
"""Rules about one sheet each: of somebody who has none they say nothing."""
OF_PAPERS = (returns.unrecorded, paper.no_sheet, ages.copay_missing, questions.expiry_doubted)
"""Rules about a person that heed the sheets."""
OF_THE_PERSON = (
    elderly.card_out,
    elderly.card_back,
    elderly.card_renews,
    ages.at_70,
    ages.at_75,
    registration.to_register,
    registration.card_ends,
    registration.card_ended,
    questions.covered_twice,
    questions.branch_doubted,
    questions.copay_doubted,
    questions.leap_75,
    questions.stays_insured,
)
"""Rules that ask for no sheet: whatever becomes of one, they say the same."""
LAW = (*OF_A_SHEET, *OF_PAPERS, *OF_THE_PERSON)
"""Every rule there is."""

_OF_A_SHEET, _OF_PAPERS, _OF_THE_PERSON = map(in_force, (OF_A_SHEET, OF_PAPERS, OF_THE_PERSON))
_IN_FORCE = [*_OF_A_SHEET, *_OF_PAPERS, *_OF_THE_PERSON]
_WITHOUT_SHEETS = [*_OF_PAPERS, *_OF_THE_PERSON]
_HEEDING_SHEETS = [*_OF_A_SHEET, *_OF_PAPERS]
_OF = {why: rule for rule in LAW for why in rule.whys}
KIND_OF: Mapping[Why, DutyKind] = {why: _OF[why].kind for why in Why}
ACTION_OF: Mapping[Why, NextAction] = {why: _OF[why].actions[why] for why in Why}
BY_SHEETS = frozenset(why for rule, _ in _HEEDING_SHEETS for why in rule.whys)
"""The reasons that a step on a sheet can change."""


def entry_of(why: Why, detail: str = "") -> str:
    """Return the name of the entry of the society's rules behind a row; empty where no society decides.

    detail: as for `sentence`.
    """
    rule = _OF[why]
    return rule.by_detail.get(reason_in(detail), rule.entry)


def source_of(why: Why, detail: str, rules: SocietyRules) -> str:
    """Return where the society says what a row says, or else where the law does."""
    name = entry_of(why, detail)
    return rules.source(name) if name else _OF[why].source


def duties_of(facts: Facts, book: RuleBook, until: date = MAX, *, by_sheets: bool = False) -> list[Duty]:
    """Return every duty of a person, past, present and to come, that appears until that day.

    by_sheets: only those with the reasons BY_SHEETS.
    """
    duties: list[Duty] = []
    asked = _HEEDING_SHEETS if by_sheets else _IN_FORCE if facts.sheets else _WITHOUT_SHEETS
    for version in versions_of(book):
        case = Case(facts, version.rules, version.handle, until)
        for rule, in_force_on in asked:
            if version.days is in_force_on is ALWAYS:
                duties += rule.judge(case)
            elif applied := version.days & in_force_on:
                for duty in rule.judge(case):
                    spans = between(duty.appears_on, duty.gone_on) & applied
                    duties += [duty._replace(appears_on=first, gone_on=after) for first, after in spans]
    return [duty for duty in _decided(facts, duties) if duty.appears_on <= until]


def duties_by(case: Case) -> list[Duty]:
    """Return every duty as if the rules of a case had always been in force: for a day on which they are."""
    return _decided(case.facts, [duty for rule, _ in _IN_FORCE for duty in rule.judge(case)])


def case_of(facts: Facts, rules: SocietyRules) -> Case:
    """Return what the rules ask of a person, by these rules."""
    return Case(facts, rules, version_of(rules).handle)


def _decided(facts: Facts, duties: list[Duty]) -> list[Duty]:
    if facts.answers:
        duties = [part for duty in duties for part in unanswered(duty, facts)]
    if facts.deferrals:
        duties = [part for duty in duties for part in decided(duty, KIND_OF[duty.why], facts)]
    return duties


def rule_behind(why: Why, day: date) -> Rule:
    """Return the rule that gives a reason on that day.

    >>> rule_behind(Why.LOSS, date(2027, 1, 5)).judge.__name__
    'loss'
    """
    return next(rule for rule, days in _IN_FORCE if why in rule.whys and days.holds(day))


def on(duties: Iterable[Duty], day: date) -> list[Duty]:
    """Return the duties of a day, hidden ones too."""
    return [duty for duty in duties if duty.appears_on <= day < duty.gone_on]
