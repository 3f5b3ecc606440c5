"""健保に確認, slow and obviously right: what only the society can say of one person on one day.

Terms of a society's own (expiry_terms) are no part of it: tests/unit/law/test_questions.py has them.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from app.domain.duties import Why
from app.domain.person import Person, PersonKind
from app.domain.rules import SocietyRules
from tests.oracle.dates import birthday, cover_ends, is_covered, turns_70
from tests.oracle.office import Facts

DAY = timedelta(days=1)
Asked = tuple[Why, date | None, str]
"""The question, the day it names, and what is doubted."""


def questions(facts: Facts, rules: SocietyRules, today: date) -> Iterator[Asked]:
    yield from _covered_twice(facts, today)
    if not is_covered(facts, today):
        return
    person = facts.person
    if facts.known_on is None or facts.known_on <= today:
        if _is_late(facts, rules, today):
            yield Why.EXPIRY_DOUBTED, person.certificate_expires_on, "late"
        if not _fits(person, rules):
            yield Why.BRANCH_DOUBTED, None, person.branch_number
        wrong = _wrong_copay(facts, today)
        if wrong:
            yield Why.COPAY_DOUBTED, person.copay_from, f"{wrong} {person.copay_rate}"
        if person.abroad_since is not None and person.abroad_since <= min(
            today, birthday(person.born_on, 75)
        ):
            yield Why.STAYS_INSURED, person.abroad_since, ""


def _covered_twice(facts: Facts, today: date) -> Iterator[Asked]:
    """Asked from the day both are known, or on which both have cover, until one of the covers ends."""
    person = facts.person
    for other, insured in facts.others:
        begins = max(person.qualified_on, other.qualified_on)
        ends = min(cover_ends(person, facts.insured)[0], cover_ends(other, insured)[0])
        other_known_on = other.enrolment_known_on or other.enrolment_as_of
        known = [on for on in (facts.known_on, other_known_on) if on is not None]
        first = min(begins, max(known)) if known else begins
        if first <= today < ends and begins < ends:
            doubted = f"{person.kind}s" if person.kind is other.kind else "kinds"
            key = "-".join(part for part in (other.symbol, other.number, other.branch_number) if part)
            yield Why.COVERED_TWICE, begins, f"{doubted} {key}"


def _is_late(facts: Facts, rules: SocietyRules, today: date) -> bool:
    """Later than the rules allow for a paper of that day, or of the day of the one that bears it."""
    person, named = facts.person, facts.person.certificate_expires_on
    if named is None or named < today:
        return False
    made = [
        sheet.issued_on
        for sheet, _ in facts.sheets
        if sheet.expires_on == named
        and sheet.status not in ("cancelled", "spoiled")
        and sheet.issued_on is not None
        and sheet.issued_on <= today
    ]
    valid_from = max(person.issued_on or min(made, default=today), person.qualified_on)
    latest = [birthday(valid_from, rules.expiry_max_years) - DAY]
    if rules.expiry_before_75:
        latest += [_ends_by_age(one) - DAY for one in (person, facts.insured) if one is not None]
    if rules.expiry_before_70 and valid_from < turns_70(person):
        latest.append(turns_70(person) - DAY)
    return named > min(latest)


def _ends_by_age(person: Person) -> date:
    return cover_ends(replace(person, disqualified_on=None), None)[0]


def _fits(person: Person, rules: SocietyRules) -> bool:
    wanted, is_insured = str(rules.insured_branch), person.kind is PersonKind.INSURED
    if wanted == "any":
        return True
    if wanted == "none":
        return person.branch_number == ""
    return (person.branch_number == wanted) == is_insured


def _wrong_copay(facts: Facts, today: date) -> str:
    person, insured = facts.person, facts.insured
    if person.copay_rate is None:
        return ""
    if person.copay_rate not in (2, 3):
        return "rate"
    starts = max(today, person.copay_from or today)
    if not turns_70(person) <= starts < _ends_by_age(person):
        return "age"
    is_of_younger = insured is not None and starts < turns_70(insured)
    return (
        "family" if person.kind is PersonKind.DEPENDANT and is_of_younger and person.copay_rate != 2 else ""
    )
