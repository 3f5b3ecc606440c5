"""A 高齢受給者証 as a paper of its own: kept until it is over, then back; the next one each year."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.collecting import PaperKind, Verdict
from app.domain.duties import Why, sentence
from app.domain.elderly_card import ElderlyCard, ElderlyOutcome, is_another, replaced
from app.domain.ids import ElderlyCardId, PersonId
from app.domain.law import duties_of, on
from app.domain.person import LossCause, Person
from app.domain.rules import CopayShown, MonthDay
from tests.factories import person
from tests.unit.law.lives import Life, d, given, life, with_rules

E = ElderlyOutcome
BOTH = with_rules(
    copay_shown_on=CopayShown.ELDERLY_CARD, elderly_card_expires=MonthDay(7, 31), return_days=14
)
"""As 全国建設工事業国保: both papers are shown from 70, cards end on 31 July, returns within 14 days."""

YEAR = {"elderly_card_issued_on": d("2026-08-01"), "elderly_card_expires_on": d("2027-07-31")}
NEXT = {"elderly_card_issued_on": d("2027-08-01"), "elderly_card_expires_on": d("2028-07-31")}
LISTED = {"born_on": d("1955-06-15"), "elderly_card_listed": True, "copay_rate": 2}


def holder(**over) -> Life:
    return life(given("2026-08-03"), book=BOTH, **LISTED | YEAR | over)


def cards(who: Life, day: str) -> dict[Why, date | None]:
    asked = (Why.CARD_LISTED, Why.CARD_POSSIBLE, Why.CARD_RENEWS, Why.CARD_BACK)
    return {why: by for why, by in who.due(day).items() if why in asked}


def of_last_year(**over) -> ElderlyCard:
    facts = {"issued_on": d("2026-08-01"), "expires_on": d("2027-07-31"), "copay_rate": 2}
    facts |= {"outcome": E.REPLACED, "on": d("2027-08-01"), "replaced_on": d("2027-08-01")}
    return ElderlyCard(id=ElderlyCardId(1), person_id=PersonId(1), **facts | over)


@pytest.mark.parametrize("age", ["1955-06-15", "1953-06-15"])
def test_a_valid_card_stays_with_its_holder(age):
    who = holder(born_on=d(age))
    assert cards(who, "2026-11-23") == {}
    told = who.says("2026-11-23", PaperKind.ELDERLY_CARD)
    assert (told.verdict, told.by) == (Verdict.KEEP, None)
    assert "渡したままにします" in told.sentence
    assert "有効期限 R9.7.31 まで" in told.sentence


def test_a_card_issued_since_2024_is_none_to_be_collected_once_whatever_the_society_says():
    who = life(given("2026-08-03"), **LISTED | YEAR)
    assert cards(who, "2026-11-23") == {}
    assert who.says("2026-11-23", PaperKind.ELDERLY_CARD).verdict is Verdict.KEEP
    assert cards(who, "2027-08-01") == {Why.CARD_LISTED: d("2027-08-05")}
    old = life(given("2026-08-03"), **LISTED | {"elderly_card_issued_on": d("2024-08-01")})
    assert cards(old, "2026-11-23") == {Why.CARD_LISTED: d("2026-08-06")}


def test_it_is_renewed_each_year_and_comes_back_when_it_is_over():
    who = holder()
    assert cards(who, "2027-05-31") == {}
    assert cards(who, "2027-06-01") == {Why.CARD_RENEWS: d("2027-07-31")}
    assert cards(who, "2027-07-31") == {Why.CARD_RENEWS: d("2027-07-31")}
    assert cards(who, "2027-08-01") == {Why.CARD_LISTED: d("2027-08-14")}
    told = who.says("2027-08-01", PaperKind.ELDERLY_CARD)
    assert (told.verdict, told.by, told.rule) == (Verdict.COLLECT, d("2027-08-14"), "return_elderly_card")
    back = holder(card=of_last_year(outcome=E.COLLECTED, on=d("2027-08-05"), replaced_on=None))
    assert cards(back, "2027-08-06") == {Why.CARD_BACK: d("2027-08-10")}


def test_the_next_one_stays_while_the_old_one_comes_back():
    who = holder(**NEXT, old_cards=[of_last_year()])
    assert cards(who, "2027-07-31") == {}
    assert cards(who, "2027-08-01") == {Why.CARD_LISTED: d("2027-08-14")}
    (row,) = [r for r in on(duties_of(who.facts, BOTH), d("2027-08-01")) if r.why is Why.CARD_LISTED]
    assert sentence(row.why, row.since, row.detail).startswith(
        "高齢受給者証の有効期限 R9.7.31 を過ぎています"
    )
    done = holder(**NEXT, old_cards=[of_last_year(outcome=E.FORWARDED, forwarded_on=d("2027-08-05"))])
    assert cards(done, "2027-08-06") == {}
    assert cards(done, "2028-07-01") == {Why.CARD_RENEWS: d("2028-07-31")}


def test_another_copay_brings_the_old_one_back_before_it_is_over():
    old = of_last_year(on=d("2026-12-01"), replaced_on=d("2026-12-01"))
    who = holder(copay_rate=3, elderly_card_issued_on=d("2026-12-01"), old_cards=[old])
    assert cards(who, "2026-11-30") == {}
    assert cards(who, "2026-12-01") == {Why.CARD_LISTED: d("2026-12-06")}


def test_it_comes_back_with_the_loss_and_is_not_renewed_where_cover_ends():
    lost = {"disqualified_on": d("2027-07-01"), "loss_cause": LossCause.LEFT}
    who = holder(**lost)
    assert cards(who, "2027-06-30") == {}
    assert cards(who, "2027-07-01") == {Why.CARD_LISTED: d("2027-07-14")}
    at_75 = holder(born_on=d("1952-08-01"))
    assert Why.CARD_RENEWS not in at_75.due("2027-07-15")


def test_of_a_card_without_a_day_the_societys_day_of_the_year_counts():
    who = holder(elderly_card_expires_on=None)
    assert cards(who, "2027-06-01") == {Why.CARD_RENEWS: d("2027-07-31")}
    nothing_told = holder(elderly_card_expires_on=None, elderly_card_issued_on=None)
    assert cards(nothing_told, "2027-08-15") == {}


# ---- which card is another one ----------------------------------------------------------------------


def told(**over) -> Person:
    return replace(person(**LISTED | YEAR), **over)


@pytest.mark.parametrize(
    ("change", "since"),
    [
        (NEXT, "2027-08-01"),
        # The list comes before the old one is over, or does not name a 交付年月日.
        (NEXT | {"elderly_card_issued_on": d("2027-07-15")}, "2027-08-01"),
        ({"elderly_card_issued_on": None, "elderly_card_expires_on": d("2028-07-31")}, "2027-08-01"),
        # Another 割合, with a new card or told alone; a card made anew.
        ({"copay_rate": 3, "copay_from": d("2026-12-01")}, "2026-12-01"),
        ({"copay_rate": 3, "elderly_card_issued_on": d("2026-12-01")}, "2026-12-01"),
        ({"elderly_card_issued_on": d("2026-12-01")}, "2026-12-01"),
        # The same one, corrected or completed.
        ({"elderly_card_expires_on": d("2027-08-31")}, None),
        ({"elderly_card_issued_on": d("2026-07-20")}, None),
        ({"department": "製造部"}, None),
        ({"elderly_card_listed": False}, None),
    ],
)
def test_another_card_takes_the_place_of_the_one_before(change, since):
    new = told(**change)
    made_way = replaced(told(), new, [])
    assert (made_way and made_way.replaced_on) == (since and d(since))
    assert is_another(told(), new) is (since is not None)
    if made_way is not None:
        assert (made_way.expires_on, made_way.copay_rate) == (d("2027-07-31"), 2)
        assert replaced(told(), new, [made_way]) is None


def test_what_was_recorded_of_a_card_stays_with_it():
    lost = ElderlyCard(ElderlyCardId(1), PersonId(1), E.LOST, d("2027-01-10"))
    made_way = replaced(told(), told(**NEXT), [lost])
    assert made_way is not None
    assert (made_way.id, made_way.outcome, made_way.replaced_on) == (lost.id, E.LOST, d("2027-08-01"))
