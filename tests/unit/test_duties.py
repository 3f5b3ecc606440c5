"""Each kind of duty appears on its first day, with the right date, and leaves in time."""

from datetime import date, timedelta

import pytest

import resources
from app.domain.certificate import CertificateStatus, listed
from app.domain.duties import Duty, DutyKind, NextAction, PersonFacts, duties, return_by, urgency
from app.domain.elderly_card import ElderlyCard, ElderlyOutcome
from app.domain.eligibility import Loss
from app.domain.ids import ElderlyCardId
from app.domain.person import Enrolment, LossCause, PersonKind
from app.domain.rules import DayCount, read_rule_book
from tests.factories import certificate, person

TODAY = date(2026, 11, 23)
TEXT = resources.path("rules/jsr.toml").read_text("utf-8")
RULES = read_rule_book(TEXT).at(TODAY)
S = CertificateStatus


def due(who, *sheets, on=TODAY, insured=None, card=None, contact=None, rules=RULES) -> list[Duty]:
    return duties(PersonFacts(who, insured, sheets, card, contact), rules, on)


def kinds(found: list[Duty]) -> list[DutyKind]:
    return [duty.kind for duty in found]


def only(found: list[Duty], kind: DutyKind) -> Duty:
    (duty,) = [duty for duty in found if duty.kind is kind]
    return duty


LEFT = {"disqualified_on": date(2026, 9, 1), "loss_cause": LossCause.LEFT, "enrolment": Enrolment.REGISTERED}


def test_leaver_on_31_august_returns_by_5_september():
    duty = only(due(person(**LEFT), certificate(status=S.HANDED_OUT)), DutyKind.RETURN)
    assert duty.due_on == date(2026, 9, 5)
    assert duty.action is NextAction.COLLECT
    assert "退職" in duty.reason
    assert "51条" in duty.rule


def test_the_later_reading_of_five_days():
    later = read_rule_book(TEXT.replace("from_day_after_last", DayCount.FROM_DAY_AFTER_LOSS)).at(TODAY)
    assert return_by(Loss(date(2026, 9, 1), LossCause.LEFT), later) == date(2026, 9, 6)


def test_a_coming_loss_is_announced_a_fortnight_ahead():
    who = person(disqualified_on=TODAY + timedelta(days=14), loss_cause=LossCause.LEFT)
    sheet = certificate(status=S.HANDED_OUT)
    assert DutyKind.RETURN in kinds(due(who, sheet))
    assert DutyKind.RETURN not in kinds(due(who, sheet, on=TODAY - timedelta(days=1)))


def test_leaver_whose_paper_is_not_on_record_is_not_forgotten():
    who = person(disqualified_on=TODAY, certificate_expires_on=date(2029, 12, 1))
    duty = only(due(who), DutyKind.RETURN)
    assert duty.certificate_id is None
    assert "配付の記録なし" in duty.reason
    denied = listed(who.id, "0000-0000", None, None).deny(TODAY)
    assert kinds(due(who, denied)) == []


def test_a_leaver_without_any_paper_owes_nothing():
    assert due(person(disqualified_on=TODAY, certificate_expires_on=None)) == []


def test_becoming_registered_makes_the_paper_unnecessary():
    who = person(enrolment=Enrolment.REGISTERED, enrolment_as_of=date(2026, 11, 1))
    duty = only(due(who, certificate(status=S.HANDED_OUT)), DutyKind.RETURN)
    assert duty.due_on == date(2026, 11, 15)
    kept = read_rule_book(
        TEXT.replace(
            "[rule.return_when_registered]\nvalue = true", "[rule.return_when_registered]\nvalue = false"
        )
    ).at(TODAY)
    assert DutyKind.RETURN not in kinds(due(who, certificate(status=S.HANDED_OUT), rules=kept))


def test_covered_without_card_and_without_paper_gets_one():
    who = person(enrolment=Enrolment.NO_CARD, certificate_expires_on=date(2029, 12, 1))
    duty = only(due(who), DutyKind.PRINT)
    assert duty.due_on == date(2025, 12, 7)
    assert duty.action is NextAction.PRINT


def test_without_expiry_from_the_society_the_list_is_fetched_first():
    who = person(enrolment=Enrolment.NO_CARD, certificate_expires_on=None)
    assert only(due(who), DutyKind.PRINT).action is NextAction.IMPORT


@pytest.mark.parametrize(
    "who",
    [
        person(enrolment=Enrolment.REGISTERED),
        person(qualified_on=TODAY + timedelta(days=1)),
        person(disqualified_on=TODAY),
    ],
)
def test_nobody_else_is_printed(who):
    assert DutyKind.PRINT not in kinds(due(who))


def test_planned_sheet_waits_for_confirmation():
    found = due(person(enrolment=Enrolment.NO_CARD), certificate(status=S.PLANNED))
    assert only(found, DutyKind.PRINT).action is NextAction.CONFIRM


def test_ready_sheet_is_handed_out_within_days():
    sheet = certificate(status=S.READY, ready_on=date(2026, 11, 20))
    duty = only(due(person(enrolment=Enrolment.NO_CARD), sheet), DutyKind.HAND_OUT)
    assert duty.due_on == date(2026, 11, 25)


def test_collected_sheet_goes_back_to_the_society():
    sheet = certificate(status=S.COLLECTED, collected_on=date(2026, 11, 20))
    assert only(due(person(**LEFT), sheet), DutyKind.FORWARD).due_on == date(2026, 11, 25)


def test_superseded_sheet_must_come_back():
    sheet = certificate(status=S.SUPERSEDED, closed_on=TODAY)
    assert only(due(person(enrolment=Enrolment.NO_CARD), sheet), DutyKind.RETURN).due_on == date(2026, 11, 28)


def test_expiring_paper_is_renewed_in_time():
    who = person(enrolment=Enrolment.NO_CARD)
    sheet = certificate(status=S.HANDED_OUT, expires_on=TODAY + timedelta(days=60))
    assert DutyKind.RENEW in kinds(due(who, sheet))
    assert DutyKind.RENEW not in kinds(due(who, sheet, on=TODAY - timedelta(days=1)))


@pytest.mark.parametrize(
    ("stage", "asked"),
    [
        (Enrolment.UNKNOWN, True),
        (Enrolment.NO_CARD, True),
        (Enrolment.NOT_REGISTERED, True),
        (Enrolment.EXPIRED, True),
        (Enrolment.REGISTERED, False),
        (Enrolment.RELEASED, False),
        (Enrolment.NEEDS_CARE, False),
        (Enrolment.DECLINED, False),
        (Enrolment.NO_ANSWER, False),
    ],
)
def test_registering_is_voluntary(stage, asked):
    assert (DutyKind.REGISTER in kinds(due(person(enrolment=stage)))) is asked


def test_nobody_is_asked_twice_within_the_quiet_period():
    who = person(enrolment=Enrolment.NOT_REGISTERED)
    assert DutyKind.REGISTER not in kinds(due(who, contact=TODAY - timedelta(days=29)))
    assert DutyKind.REGISTER in kinds(due(who, contact=TODAY - timedelta(days=30)))


def test_elderly_card_listed_by_the_society_is_collected():
    who = person(elderly_card_listed=True, enrolment=Enrolment.REGISTERED)
    assert only(due(who), DutyKind.ELDERLY_CARD).due_on == date(2025, 12, 2)


@pytest.mark.parametrize(
    ("born", "joined", "asked"),
    [
        (date(1954, 12, 1), date(2024, 11, 30), True),
        (date(1954, 12, 2), date(2024, 11, 30), False),
        (date(1954, 12, 1), date(2024, 12, 1), False),
    ],
)
def test_elderly_candidates_at_the_boundary_are_to_be_confirmed(born, joined, asked):
    found = due(person(born_on=born, qualified_on=joined, enrolment=Enrolment.REGISTERED))
    assert (DutyKind.ELDERLY_CARD in kinds(found)) is asked
    if asked:
        assert "要確認" in only(found, DutyKind.ELDERLY_CARD).reason


def test_a_recorded_card_is_no_longer_asked_for():
    who = person(elderly_card_listed=True, enrolment=Enrolment.REGISTERED)
    for outcome in (ElderlyOutcome.LOST, ElderlyOutcome.NEVER_ISSUED, ElderlyOutcome.FORWARDED):
        card = ElderlyCard(ElderlyCardId(1), who.id, outcome, TODAY)
        assert due(who, card=card) == []
    collected = ElderlyCard(ElderlyCardId(1), who.id, ElderlyOutcome.COLLECTED, TODAY)
    assert only(due(who, card=collected), DutyKind.FORWARD).due_on == date(2026, 11, 28)


def test_seventy_fifth_is_announced_to_the_whole_household_two_months_ahead():
    insured = person(born_on=date(1952, 1, 23), enrolment=Enrolment.REGISTERED)
    spouse = person(
        kind=PersonKind.DEPENDANT,
        branch_number="01",
        enrolment=Enrolment.REGISTERED,
        born_on=date(1960, 1, 1),
    )
    assert "本人が75歳" in only(due(insured), DutyKind.BIRTHDAY).reason
    assert "被保険者が75歳" in only(due(spouse, insured=insured), DutyKind.BIRTHDAY).reason
    assert DutyKind.BIRTHDAY not in kinds(due(insured, on=date(2026, 11, 22)))


def test_seventy_fifth_of_29_february_asks_the_society():
    found = due(person(born_on=date(1952, 2, 29), enrolment=Enrolment.REGISTERED), on=date(2027, 2, 1))
    assert "健保に日付を確認" in only(found, DutyKind.BIRTHDAY).reason


def test_seventieth_is_announced_by_the_first_of_the_month():
    found = due(person(born_on=date(1956, 12, 5), enrolment=Enrolment.REGISTERED))
    assert only(found, DutyKind.BIRTHDAY).due_on == date(2027, 1, 1)


def test_on_the_75th_birthday_the_whole_households_papers_come_back():
    insured = person(born_on=date(1951, 11, 23), enrolment=Enrolment.NO_CARD)
    duty = only(due(insured, certificate(status=S.HANDED_OUT)), DutyKind.RETURN)
    assert duty.due_on == date(2026, 11, 27)


def test_undated_duties_stand_last():
    keys = [urgency(None, DutyKind.RETURN, "ア", ""), urgency(date(2099, 1, 1), DutyKind.REGISTER, "ン", "")]
    assert sorted(keys) == [keys[1], keys[0]]
