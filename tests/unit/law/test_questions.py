"""健保に確認: what only the society can say stands in the list until it answers, and then no more."""

from dataclasses import replace

import pytest

from app.domain import law
from app.domain.certificate import CertificateStatus
from app.domain.duties import DutyKind, Why
from app.domain.ids import PersonId, SocietyAnswerId
from app.domain.law import KIND_OF
from app.domain.person import Enrolment, PersonKind
from app.domain.rules import BranchNumbering, ExpiryTerm, MonthDay, RuleBook, TermEnd
from app.domain.society_answer import ANSWERS, AnswerWord, SocietyAnswer
from tests.factories import person
from tests.unit.law.lives import Life, d, given, life, with_rules


def asked(who: Life, day: str) -> set[tuple[Why, str]]:
    """What is asked of the society on that day."""
    rows = law.on(law.duties_of(who.facts, who.book), d(day))
    return {(row.why, row.detail) for row in rows if KIND_OF[row.why] is DutyKind.ASK}


def answered(who: Life, day: str, word: AnswerWord, *, on: str) -> Life:
    """The same life after the one question of that day was answered."""
    (row,) = (row for row in law.on(law.duties_of(who.facts, who.book), d(day)) if row.why in ANSWERS)
    answer = SocietyAnswer(
        SocietyAnswerId(1), PersonId(1), row.why, row.since, row.detail, word, d(on), "給付課"
    )
    return replace(who, facts=replace(who.facts, answers=[*who.facts.answers, answer]))


LATE = (Why.EXPIRY_DOUBTED, "late")


def test_a_paper_that_bears_a_too_late_day_is_asked_about_while_it_is_valid() -> None:
    expires = d("2031-09-01")
    who = life(given("2026-08-03", expires), certificate_expires_on=expires)
    for day in ("2026-08-03", "2026-11-23", "2031-09-01"):
        assert asked(who, day) == {LATE}
    assert asked(who, "2031-09-02") == set()
    # Ruined in the printer, it measures nothing.
    spoiled = given("2026-08-03", expires, status=CertificateStatus.SPOILED, handed_out_on=None)
    assert asked(life(spoiled, certificate_expires_on=expires), "2026-11-23") == set()


def test_a_paper_to_be_printed_is_measured_from_each_day() -> None:
    who = life(certificate_expires_on=d("2031-11-23"))
    assert asked(who, "2026-11-22") == {LATE}
    assert asked(who, "2026-11-23") == {LATE}
    assert asked(who, "2026-11-24") == set()


def test_the_day_of_issue_that_the_list_names_measures_it() -> None:
    who = life(certificate_expires_on=d("2031-12-01"), issued_on=d("2026-12-02"))
    assert asked(who, "2026-11-23") == set()
    assert asked(life(certificate_expires_on=d("2031-12-02"), issued_on=d("2026-12-02")), "2027-01-01") == {
        LATE
    }


@pytest.mark.parametrize("ends", [MonthDay(7, 31), TermEnd.MONTH_END])
def test_a_day_off_the_societys_calendar_is_asked_about(ends: MonthDay | TermEnd) -> None:
    book = with_rules(expiry_terms=(ExpiryTerm((), 36, ends),))
    assert asked(life(book=book, certificate_expires_on=d("2028-07-31")), "2026-11-23") == set()
    off = asked(life(book=book, certificate_expires_on=d("2028-07-30")), "2026-11-23")
    assert off == {(Why.EXPIRY_DOUBTED, "off")}


@pytest.mark.parametrize(
    ("facts", "doubted"),
    [
        ({"copay_rate": 1, "born_on": d("1955-04-10")}, "rate 1"),
        ({"copay_rate": 2}, "age 2"),
        ({"copay_rate": 2, "born_on": d("1957-04-10"), "copay_from": d("2027-05-01")}, None),
        ({"copay_rate": 3, "born_on": d("1955-04-10")}, None),
        ({"copay_rate": 3, "born_on": d("1955-04-10"), "kind": PersonKind.DEPENDANT}, "family 3"),
        ({"copay_rate": 2, "born_on": d("1955-04-10"), "kind": PersonKind.DEPENDANT}, None),
    ],
)
def test_a_rate_that_cannot_be_is_asked_about(facts: dict[str, object], doubted: str | None) -> None:
    insured = person() if facts.get("kind") is PersonKind.DEPENDANT else None
    who = life(given("2026-08-03"), insured=insured, **facts)
    assert asked(who, "2026-11-23") == ({(Why.COPAY_DOUBTED, doubted)} if doubted else set())


def test_a_branch_number_of_another_kind_is_asked_about() -> None:
    who = life(given("2026-08-03"), book=with_rules(insured_branch=BranchNumbering.ONE), branch_number="05")
    assert asked(who, "2026-11-23") == {(Why.BRANCH_DOUBTED, "05")}


def test_two_covers_of_one_human_are_asked_about_as_long_as_both_last() -> None:
    other = person(symbol="2001", number="103", qualified_on=d("2026-12-01"), enrolment_as_of=d("2026-11-23"))
    who = life(given("2026-08-03"))
    twice = replace(who, facts=replace(who.facts, others=[law.other_of(other, None)]))
    question = (Why.COVERED_TWICE, f"insureds {other.key}")
    assert asked(twice, "2026-11-22") == set()
    # Known before it begins.
    for day in ("2026-11-23", "2026-12-01", "2027-03-31"):
        assert asked(twice, day) == {question}
    gone = law.other_of(replace(other, disqualified_on=d("2027-01-01")), None)
    ended = replace(who, facts=replace(who.facts, others=[gone]))
    assert asked(ended, "2026-12-31") == {question}
    assert asked(ended, "2027-01-01") == set()


def test_until_the_society_confirms_it_the_day_of_75_is_not_sure() -> None:
    ends = {"certificate_expires_on": d("2027-02-28"), "qualified_on": d("2025-04-01"), "copay_rate": 2}
    who = life(given("2026-08-03", d("2027-02-28")), born_on=d("1952-02-29"), **ends)
    assert asked(who, "2027-02-01") == {(Why.LEAP_75, "")}
    sure = answered(who, "2027-02-01", AnswerWord.AS_LISTED, on="2027-02-02")
    unsure = answered(who, "2027-02-01", AnswerWord.TO_BE_MENDED, on="2027-02-02")

    def of_75(one: Life, day: str) -> set[str]:
        rows = law.on(law.duties_of(one.facts, one.book), d(day))
        return {row.detail for row in rows if row.why is Why.AT_75}

    assert [of_75(sure, day) for day in ("2027-02-01", "2027-02-02")] == [{"own?"}, {"own"}]
    assert of_75(unsure, "2027-02-02") == {"own?"}
    assert asked(sure, "2027-02-02") == set()


def test_who_stays_insured_at_75_is_asked_about() -> None:
    abroad = {"abroad_since": d("2026-09-01"), "abroad_reason": "海外勤務", "copay_rate": 2}
    who = life(given("2026-08-03"), born_on=d("1952-01-20"), qualified_on=d("2025-04-01"), **abroad)
    assert asked(who, "2026-08-31") == set()
    assert asked(who, "2026-09-01") == {(Why.STAYS_INSURED, "")}


@pytest.mark.parametrize("word", ANSWERS[Why.COPAY_MISSING])
def test_an_answer_ends_the_question_from_its_day_on(word: AnswerWord) -> None:
    who = life(given("2026-08-03"), born_on=d("1955-12-15"))
    settled = answered(who, "2026-11-20", word, on="2026-11-23")
    assert asked(settled, "2026-11-22") == {(Why.COPAY_MISSING, "")}
    assert asked(settled, "2026-11-23") == set()
    assert asked(settled, "2027-11-23") == set()


def test_another_value_is_another_question() -> None:
    expires, still_late = d("2031-09-01"), d("2031-10-01")
    who = life(given("2026-08-03", expires), certificate_expires_on=expires)
    settled = answered(who, "2026-11-23", AnswerWord.AS_LISTED, on="2026-11-23")
    assert asked(settled, "2026-11-23") == set()
    changed = replace(settled.facts.person, certificate_expires_on=still_late, issued_on=d("2026-08-03"))
    assert asked(replace(settled, facts=replace(settled.facts, person=changed)), "2026-11-23") == {LATE}


def test_a_registered_member_is_measured_by_the_terms_of_the_registered() -> None:
    book: RuleBook = with_rules(expiry_max_years=3)
    who = life(book=book, enrolment=Enrolment.REGISTERED, certificate_expires_on=d("2029-12-01"))
    assert asked(who, "2026-11-23") == {LATE}
