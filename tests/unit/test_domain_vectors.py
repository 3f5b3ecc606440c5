"""The published rules as tables: every event, deadline, age and paper with its worked example.

One table per subject of docs/rules.md; expected days are written out, never computed.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

import resources
from app.domain import law
from app.domain.certificate import ALLOWED, Certificate, CertificateStatus, ReplaceCause
from app.domain.collecting import PaperKind, Ruling, Verdict, collect_or_not
from app.domain.cover import Loss, covered, loss_of_cover
from app.domain.doubts import doubts, latest_expiry
from app.domain.duties import return_by
from app.domain.elderly_card import RECORDED, ElderlyCard, ElderlyOutcome, candidate
from app.domain.eligibility import (
    card_works_until,
    disqualified_on,
    elderly_from,
    reaches_age_on,
    seventy_fifth,
)
from app.domain.enrolment_stage import stage_of
from app.domain.ids import CertificateId, PersonId
from app.domain.person import Enrolment, LossCause, Person, PersonKind
from app.domain.rules import BranchNumbering, SocietyRules, read_rule_book
from app.errors import BadValue
from app.importing.mapping import Field
from app.importing.values import read_value
from tests.factories import certificate, person

TODAY = date(2026, 11, 23)
C = LossCause
S = CertificateStatus


def d(text: str) -> date:
    return date.fromisoformat(text)


def asked(
    paper: PaperKind,
    who: Person,
    insured: Person | None,
    rules: SocietyRules,
    on: date,
    certificates: Sequence[Certificate] = (),
    elderly_card: ElderlyOutcome | None = None,
) -> Ruling:
    """What is answered of somebody of whom nothing else is known."""
    who = replace(who, id=PersonId(1))
    sheets = [replace(one, id=CertificateId(number)) for number, one in enumerate(certificates, 1)]
    cards = [] if elderly_card is None else [ElderlyCard(None, PersonId(1), elderly_card, on)]
    stages = [stage_of(who)]
    return collect_or_not(paper, law.facts_of(who, insured, stages, sheets, cards), rules, on)


def rules_of(name: str, on: date = TODAY) -> SocietyRules:
    return read_rule_book(resources.path(f"rules/{name}.toml").read_text("utf-8")).at(on)


JSR, MIHON = rules_of("jsr"), rules_of("mihon")


def dependant(**over: Any) -> Person:
    return person(**{"kind": PersonKind.DEPENDANT, "branch_number": "01", "relationship": "妻"} | over)


def handed_out(**over: Any) -> Certificate:
    return certificate(**{"status": S.HANDED_OUT, "handed_out_on": d("2026-01-05"), "issued_on": None} | over)


# 有効期限 -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("valid_from", "latest"),
    [
        ("2024-12-02", "2029-12-01"),
        ("2025-12-01", "2030-11-30"),
        ("2024-02-29", "2029-02-28"),
        ("2026-11-23", "2031-11-22"),
    ],
)
def test_five_years_end_on_the_day_before(valid_from, latest):
    assert latest_expiry(d(valid_from), person(), None, JSR, registered=False) == d(latest)


@pytest.mark.parametrize(
    ("rules", "born", "insured_born", "latest"),
    [
        (JSR, "1980-04-05", None, "2031-11-22"),
        (JSR, "1953-05-15", None, "2028-05-14"),
        (JSR, "1980-04-05", "1953-05-15", "2028-05-14"),
        (JSR, "1957-03-02", None, "2031-11-22"),
        (MIHON, "1957-03-02", None, "2027-03-31"),
        (MIHON, "1957-03-01", None, "2027-02-28"),
        (MIHON, "1980-04-05", None, "2028-11-22"),
        (MIHON, "1955-01-10", None, "2028-11-22"),
        (MIHON, "1952-03-03", None, "2027-03-02"),
    ],
)
def test_an_expiry_is_cut_by_75_and_where_the_society_says_so_by_70(rules, born, insured_born, latest):
    who = person(born_on=d(born)) if insured_born is None else dependant(born_on=d(born))
    insured = None if insured_born is None else person(born_on=d(insured_born))
    assert latest_expiry(TODAY, who, insured, rules, registered=False) == d(latest)


@pytest.mark.parametrize(
    ("expires_on", "asked"),
    [("2031-11-22", False), ("2031-11-23", True), ("2026-01-01", False), (None, False)],
)
def test_an_expiry_beyond_the_limit_is_asked_about_and_never_changed(expires_on, asked):
    who = person(certificate_expires_on=None if expires_on is None else d(expires_on))
    assert bool(doubts(who, None, JSR, TODAY)) is asked
    assert all("有効期限" in told and "健保に確かめて" in told for told in doubts(who, None, JSR, TODAY))


# 返納 (施行規則51条) ---------------------------------------------------------------------------

LEFT = {"disqualified_on": d("2026-09-01"), "loss_cause": C.LEFT}


@pytest.mark.parametrize(
    ("event", "who", "insured", "from_whom"),
    [
        ("1項1号 資格喪失", person(**LEFT), None, "本人から"),
        ("1項2号 保険者変更", person(**LEFT | {"loss_cause": C.OTHER_INSURANCE}), None, "本人から"),
        (
            "1項3号 被扶養者の異動",
            dependant(**LEFT | {"loss_cause": C.REMOVED_DEPENDANT}),
            person(name="見本\u3000太郎"),
            "被保険者の 見本\u3000太郎 さんから",
        ),
        ("1項4号 29条の2の届出", person(**LEFT | {"loss_cause": C.OTHER_INSURANCE}), None, "本人から"),
        (
            "5項 死亡",
            person(**LEFT | {"loss_cause": C.DEATH}),
            None,
            "埋葬料を申請する方(いなければ埋葬を行った方)",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "項" in value else None,
)
def test_the_ordinance_names_who_brings_the_paper_back(event, who, insured, from_whom):
    told = asked(PaperKind.CERTIFICATE, who, insured, JSR, TODAY, (handed_out(),))
    assert told.verdict is Verdict.COLLECT
    assert from_whom in told.sentence
    assert "施行規則51条" in told.source
    # 4項: five days to the employer; 1項 and 3項: then 遅滞なく, with the 資格喪失届.
    assert told.by == d("2026-09-05")
    assert "51条1項(遅滞なく返納)" in JSR.source("forward_days")


@pytest.mark.parametrize(
    ("who", "sheet"),
    [
        (person(enrolment=Enrolment.REGISTERED, enrolment_as_of=d("2026-06-01")), handed_out()),
        (person(), handed_out(expires_on=d("2026-06-01"))),
    ],
    ids=["registered", "expired"],
)
def test_what_the_ordinance_does_not_list_differs_between_societies(who, sheet):
    told = {
        rules: asked(PaperKind.CERTIFICATE, who, None, at, TODAY, (sheet,)).verdict
        for rules, at in (("jsr", JSR), ("mihon", MIHON))
    }
    assert told["jsr"] is not told["mihon"]
    assert Verdict.COLLECT in told.values()


# 喪失と期限 ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cause", "event", "first_day_without", "last_day_with"),
    [
        (C.LEFT, "2026-08-31", "2026-09-01", "2026-08-31"),
        (C.LEFT, "2026-12-31", "2027-01-01", "2026-12-31"),
        (C.LEFT, "2028-02-28", "2028-02-29", "2028-02-28"),
        (C.DEATH, "2026-08-31", "2026-09-01", "2026-08-31"),
        (C.AGE_75, "2026-05-15", "2026-05-15", "2026-05-14"),
        (C.DISABILITY, "2026-05-15", "2026-05-15", "2026-05-14"),
        (C.OTHER_INSURANCE, "2026-04-01", "2026-04-01", "2026-03-31"),
        (C.REHIRED, "2026-04-01", "2026-04-01", "2026-03-31"),
        (C.REMOVED_DEPENDANT, "2026-04-01", "2026-04-01", "2026-03-31"),
    ],
)
def test_the_first_day_without_cover(cause, event, first_day_without, last_day_with):
    lost = disqualified_on(cause, d(event))
    assert lost == d(first_day_without)
    who = person(disqualified_on=lost, loss_cause=cause, born_on=d("1990-01-01"))
    assert covered(who, None, d(last_day_with))
    assert not covered(who, None, lost)


@pytest.mark.parametrize("cause", [C.LEFT, C.DEATH, C.DISABILITY, C.OTHER_INSURANCE])
def test_a_dependants_cover_ends_on_the_day_of_the_insured_persons(cause):
    insured = person(disqualified_on=d("2026-09-01"), loss_cause=cause)
    assert loss_of_cover(dependant(), insured) == Loss(d("2026-09-01"), C.INSURED_LOST)


@pytest.mark.parametrize(
    ("retired", "lost", "by", "by_other_reading"),
    [
        ("2026-08-31", "2026-09-01", "2026-09-05", "2026-09-06"),
        # New Year and weekends count like every other day.
        ("2026-12-31", "2027-01-01", "2027-01-05", "2027-01-06"),
        ("2026-10-30", "2026-10-31", "2026-11-04", "2026-11-05"),
        ("2028-02-25", "2028-02-26", "2028-03-01", "2028-03-02"),
    ],
)
def test_five_calendar_days_in_both_readings(retired, lost, by, by_other_reading):
    loss = Loss(disqualified_on(C.LEFT, d(retired)), C.LEFT)
    assert loss.on == d(lost)
    assert return_by(loss, JSR) == d(by)
    assert return_by(loss, MIHON) == d(by_other_reading)


# どの証が、だれから、いつまでに ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("cause", "facts", "insured_too", "family_too"),
    [
        (C.LEFT, LEFT, True, True),
        (C.DISABILITY, {"disqualified_on": d("2026-09-01"), "loss_cause": C.DISABILITY}, True, True),
        (C.AGE_75, {"born_on": d("1951-09-01")}, True, True),
        (C.DEATH, {"disqualified_on": d("2026-09-01"), "loss_cause": C.DEATH}, True, True),
    ],
)
def test_an_employees_loss_brings_back_all_papers_of_the_household(cause, facts, insured_too, family_too):
    insured = person(**facts)
    for who, of, comes in ((insured, None, insured_too), (dependant(), insured, family_too)):
        told = asked(PaperKind.CERTIFICATE, who, of, JSR, TODAY, (handed_out(),))
        assert ((told.verdict, told.by) == (Verdict.COLLECT, d("2026-09-05"))) is comes
    assert loss_of_cover(insured, None).cause is cause


@pytest.mark.parametrize(
    ("cause", "facts"),
    [
        (C.REMOVED_DEPENDANT, {"disqualified_on": d("2026-09-01"), "loss_cause": C.REMOVED_DEPENDANT}),
        (C.AGE_75, {"born_on": d("1951-09-01")}),
        (C.DISABILITY, {"disqualified_on": d("2026-09-01"), "loss_cause": C.DISABILITY}),
    ],
)
def test_a_dependants_loss_brings_back_only_that_paper(cause, facts):
    insured, gone = person(), dependant(**facts)
    sheets = (handed_out(),)
    assert asked(PaperKind.CERTIFICATE, gone, insured, JSR, TODAY, sheets).by == d("2026-09-05")
    stays = asked(PaperKind.CERTIFICATE, insured, None, JSR, TODAY, sheets)
    sibling = asked(PaperKind.CERTIFICATE, dependant(), insured, JSR, TODAY, sheets)
    assert (stays.verdict, sibling.verdict) == (Verdict.KEEP, Verdict.KEEP)
    assert loss_of_cover(gone, insured).cause is cause


@pytest.mark.parametrize(
    ("cause", "rule", "by"),
    [
        (ReplaceCause.NUMBER, "return_days", "2026-11-15"),
        (ReplaceCause.REHIRE, "rehire_returns", "2026-11-15"),
        (ReplaceCause.NAME, "name_change_returns", "2026-11-15"),
        (ReplaceCause.INSURED_NAME, "name_change_family", "2026-11-15"),
        (ReplaceCause.COPAY, "copay_change_returns", "2026-11-15"),
        (ReplaceCause.DAMAGE, "return_days", "2026-11-15"),
    ],
)
def test_a_change_brings_back_the_old_sheet_of_a_covered_person(cause, rule, by):
    old = handed_out().supersede(d("2026-11-10"), cause)
    told = asked(PaperKind.CERTIFICATE, person(), None, JSR, TODAY, (old,))
    assert (told.verdict, told.rule, told.by) == (Verdict.COLLECT, rule, d(by))


@pytest.mark.parametrize(
    ("rule", "jsr", "mihon"),
    [
        ("name_change_returns", True, True),
        ("name_change_family", True, False),
        ("copay_change_returns", True, True),
        ("rehire_returns", True, False),
        ("return_when_registered", True, False),
        ("return_expired", False, True),
    ],
)
def test_whether_a_change_brings_the_paper_back_is_the_societys_to_say(rule, jsr, mihon):
    assert (getattr(JSR, rule), getattr(MIHON, rule)) == (jsr, mihon)


@pytest.mark.parametrize(
    ("paper_is", "later"),
    [("lost", S.COLLECTED), ("uncollectable", S.COLLECTED)],
)
def test_a_paper_reported_lost_or_uncollectable_comes_back_when_it_turns_up(paper_is, later):
    sheet = handed_out()
    gone = {
        "lost": lambda: sheet.lose(d("2026-10-01"), "通勤中"),
        "uncollectable": lambda: sheet.give_up(d("2026-10-01"), "連絡がつかない"),
    }[paper_is]()
    told = asked(PaperKind.CERTIFICATE, person(**LEFT), None, JSR, TODAY, (gone,))
    assert told.verdict is Verdict.NONE
    assert "回収します" in told.sentence
    assert gone.collect(TODAY).status is later


@pytest.mark.parametrize(
    ("lost_on", "verdict"),
    [("2025-11-30", Verdict.COLLECT), ("2025-12-01", Verdict.COLLECT), ("2025-12-02", Verdict.DISPOSE)],
)
def test_the_old_card_comes_back_up_to_1_december_2025(lost_on, verdict):
    who = person(disqualified_on=d(lost_on), loss_cause=C.LEFT)
    assert asked(PaperKind.OLD_CARD, who, None, JSR, TODAY).verdict is verdict


@pytest.mark.parametrize("who", [person(), person(**LEFT)])
def test_the_notice_never_comes_back(who):
    assert asked(PaperKind.NOTICE, who, None, JSR, TODAY).verdict is not Verdict.COLLECT


@pytest.mark.parametrize(
    "way",
    [
        (S.PLANNED, S.PRINTED, S.READY, S.HANDED_OUT, S.COLLECTED, S.FORWARDED),
        (S.HANDED_OUT, S.LOST, S.COLLECTED),
        (S.HANDED_OUT, S.UNCOLLECTABLE, S.COLLECTED),
        (S.HANDED_OUT, S.SELF_DISPOSED),
        (S.PRINTED, S.SPOILED),
        (S.HANDED_OUT, S.SUPERSEDED, S.COLLECTED, S.FORWARDED),
    ],
    ids=["返送", "滅失届", "回収不能届", "期限満了", "印刷失敗", "差替"],
)
def test_the_states_of_a_sheet_follow_each_other(way):
    assert all(later in ALLOWED[earlier] for earlier, later in pairwise(way))


# 70歳と75歳 ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "reached", "begins"),
    [
        ("1956-03-01", "2026-02-28", "2026-03-01"),
        ("1956-03-02", "2026-03-01", "2026-04-01"),
        ("1956-03-15", "2026-03-14", "2026-04-01"),
        ("1956-03-31", "2026-03-30", "2026-04-01"),
        ("1956-02-29", "2026-02-28", "2026-03-01"),
        ("1956-12-31", "2026-12-30", "2027-01-01"),
        ("1957-01-01", "2026-12-31", "2027-01-01"),
    ],
)
def test_the_rules_for_70_begin(born, reached, begins):
    assert reaches_age_on(d(born), 70) == d(reached)
    assert elderly_from(d(born)) == d(begins)


@pytest.mark.parametrize(
    ("qualified", "begins"), [("2026-10-22", "2026-10-22"), ("2010-04-01", "2025-02-01")]
)
def test_whoever_joins_after_70_begins_on_that_day(qualified, begins):
    assert elderly_from(d("1955-01-10"), d(qualified)) == d(begins)


@pytest.mark.parametrize(
    ("born", "on", "is_certain"),
    [
        ("1951-05-15", "2026-05-15", True),
        ("1952-02-29", "2027-03-01", False),
        ("1948-02-29", "2023-03-01", False),
        ("1952-03-01", "2027-03-01", True),
        ("1952-02-28", "2027-02-28", True),
    ],
)
def test_75_is_the_birthday_itself(born, on, is_certain):
    found = seventy_fifth(d(born))
    assert (found.on, found.is_certain) == (d(on), is_certain)


@pytest.mark.parametrize(
    ("ends", "works_until"),
    [
        ("2025-10-15", "2026-01-31"),
        ("2025-10-31", "2026-01-31"),
        ("2025-11-30", "2026-02-28"),
        ("2026-12-01", "2027-03-31"),
    ],
)
def test_the_cards_certificate_works_three_months_longer(ends, works_until):
    assert card_works_until(d(ends), JSR.card_grace_months) == d(works_until)


# 負担割合: imported, never computed -----------------------------------------------------------

OLD_BORN, YOUNG_BORN = d("1955-06-15"), d("1960-06-15")


@pytest.mark.parametrize(
    ("who", "insured_born", "rate", "asked"),
    [
        ("insured", OLD_BORN, 3, False),
        ("insured", OLD_BORN, 2, False),
        ("dependant", OLD_BORN, 3, False),
        ("dependant", OLD_BORN, 2, False),
        ("dependant", YOUNG_BORN, 2, False),
        ("dependant", YOUNG_BORN, 3, True),
        ("insured", YOUNG_BORN, 3, True),
        ("insured", YOUNG_BORN, 2, True),
        ("insured", YOUNG_BORN, None, False),
        ("insured", OLD_BORN, None, False),
    ],
)
def test_a_rate_is_only_asked_about_where_it_cannot_be(who, insured_born, rate, asked):
    insured = person(born_on=insured_born)
    if who == "insured":
        found = doubts(person(born_on=insured_born, copay_rate=rate), None, JSR, TODAY)
    else:
        found = doubts(dependant(born_on=OLD_BORN, copay_rate=rate), insured, JSR, TODAY)
    assert [("負担割合" in told) for told in found] == ([True] if asked else [])


@pytest.mark.parametrize(("text", "rate"), [("2割", 2), ("3割", 3), ("1割", None), ("0割", None)])
def test_the_rate_comes_from_the_list_and_1_in_10_is_gone(text, rate):
    if rate is None:
        with pytest.raises(BadValue):
            read_value(Field.COPAY_RATE, text)
    else:
        assert read_value(Field.COPAY_RATE, text) == rate


@pytest.mark.parametrize(
    ("numbering", "insured_has", "family_has", "asked"),
    [
        ("any", "01", "00", (False, False)),
        ("00", "00", "01", (False, False)),
        ("00", "01", "00", (True, True)),
        ("01", "01", "02", (False, False)),
        ("none", "", "", (False, False)),
        ("none", "00", "", (True, False)),
    ],
)
def test_a_branch_number_is_taken_over_and_at_most_asked_about(numbering, insured_has, family_has, asked):
    text = (
        resources.path("rules/jsr.toml").read_text("utf-8").replace('value = "any"', f'value = "{numbering}"')
    )
    rules = read_rule_book(text).at(TODAY)
    assert rules.insured_branch is BranchNumbering(numbering)
    insured = person(branch_number=insured_has)
    found = (
        doubts(insured, None, rules, TODAY),
        doubts(dependant(branch_number=family_has), insured, rules, TODAY),
    )
    assert tuple(bool(one) for one in found) == asked


# 高齢受給者証 ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"born_on": d("1954-12-01")}, ElderlyOutcome.CONFIRM),
        ({"born_on": d("1954-12-02")}, None),
        ({"born_on": d("1954-11-30")}, ElderlyOutcome.CONFIRM),
        ({"born_on": d("1954-12-01"), "qualified_on": d("2024-11-30")}, ElderlyOutcome.CONFIRM),
        ({"born_on": d("1954-12-01"), "qualified_on": d("2024-12-01")}, None),
        ({"born_on": d("1954-12-01"), "elderly_card_listed": True}, ElderlyOutcome.OUTSTANDING),
        ({"born_on": d("1980-01-01"), "elderly_card_listed": True}, ElderlyOutcome.OUTSTANDING),
        # Since turned 75, or left: still on the list until an outcome is recorded.
        ({"born_on": d("1950-06-01")}, ElderlyOutcome.CONFIRM),
        ({"born_on": d("1953-06-01"), "disqualified_on": d("2025-04-01")}, ElderlyOutcome.CONFIRM),
        # Gone before November 2024.
        ({"born_on": d("1953-06-01"), "disqualified_on": d("2024-11-01")}, None),
    ],
)
@pytest.mark.parametrize("kind", list(PersonKind))
def test_who_may_hold_an_elderly_card(facts, expected, kind):
    who = person(**facts | {"kind": kind})
    insured = person() if kind is PersonKind.DEPENDANT else None
    assert candidate(who, loss_of_cover(who, insured).on, JSR) is expected


@pytest.mark.parametrize("outcome", sorted(RECORDED))
def test_a_recorded_outcome_ends_the_asking(outcome):
    who = person(elderly_card_listed=True)
    told = asked(PaperKind.ELDERLY_CARD, who, None, JSR, TODAY, elderly_card=outcome)
    assert told.verdict is Verdict.NONE


def test_lost_cards_have_a_report_instead_of_the_paper():
    assert {ElderlyOutcome.LOST, ElderlyOutcome.UNCOLLECTABLE, ElderlyOutcome.NEVER_ISSUED} <= RECORDED


@pytest.mark.parametrize(
    ("paper", "verdict"),
    [(PaperKind.ELDERLY_CARD, Verdict.COLLECT), (PaperKind.OLD_CARD, Verdict.DISPOSE)],
)
def test_the_elderly_card_is_collected_though_the_card_it_went_with_is_thrown_away(paper, verdict):
    who = person(born_on=d("1953-06-01"), elderly_card_listed=True)
    told = asked(paper, who, None, JSR, d("2025-12-02"))
    assert told.verdict is verdict
    assert told.by == (d("2025-12-02") if verdict is Verdict.COLLECT else None)


def test_a_loss_of_cover_brings_the_elderly_card_back_within_the_days():
    who = person(
        born_on=d("1953-06-01"), elderly_card_listed=True, disqualified_on=d("2025-09-01"), loss_cause=C.LEFT
    )
    told = asked(PaperKind.ELDERLY_CARD, who, None, JSR, d("2025-09-02"))
    assert told.by == d("2025-09-05")
