"""Why a row stands in the list: one function, its source, and the facts it rests on."""

from datetime import date
from importlib import import_module

import pytest

import resources
from app.domain import law
from app.domain.certificate import CertificateStatus
from app.domain.deferral import Deferral
from app.domain.duties import DutyKind, Why
from app.domain.enrolment_stage import stage_of
from app.domain.ids import CertificateId, PersonId
from app.domain.law import entry_of
from app.domain.person import Enrolment, LossCause
from app.domain.rules import read_rule_book
from app.usecases.calendar.why import RESTS_ON, Explanation, Ground, explain
from app.words import word
from tests.factories import certificate, person

BOOK = read_rule_book(resources.path("rules/jsr.toml").read_text("utf-8"))
DAY = date(2026, 12, 28)


def leaver_explained(*deferrals: Deferral, last_office_on: date | None = None) -> Explanation:
    who = person(
        enrolment=Enrolment.NOT_REGISTERED,
        certificate_expires_on=date(2029, 12, 1),
        disqualified_on=date(2027, 1, 1),
        loss_cause=LossCause.LEFT,
        last_office_on=last_office_on,
    )
    sheet = certificate(
        status=CertificateStatus.HANDED_OUT, ready_on=date(2026, 11, 2), handed_out_on=date(2026, 11, 9)
    )
    facts = law.facts_of(who, None, [stage_of(who)], [sheet], deferrals=deferrals)
    duties = law.duties_of(facts, BOOK)
    (duty,) = [duty for duty in law.on(duties, DAY) if duty.why is Why.LOSS]
    return explain(duty, duties, facts, BOOK.at(DAY), DAY)


@pytest.mark.parametrize("why", Why)
def test_every_reason_names_its_facts_and_its_rule_in_words(why: Why) -> None:
    assert RESTS_ON[why]
    assert word("WhyRule", why).endswith("。")
    assert entry_of(why) in {*BOOK.at(DAY).entries, ""}


def test_a_row_leads_to_one_function_and_its_source() -> None:
    found = leaver_explained()
    module, _, name = found.function.rpartition(".")
    rule = getattr(import_module(module), name)
    assert Why.LOSS in rule.whys
    assert found.source == rule.source == "健康保険法施行規則51条1項、4項"
    assert (found.since, found.due_on) == (date(2024, 12, 2), date(2027, 1, 5))
    assert found.entry.name == "return_days"


def test_the_facts_it_rests_on_stand_with_their_days() -> None:
    facts = {fact.ground: (fact.on, fact.text) for fact in leaver_explained().facts}
    assert facts == {
        Ground.LOST: (date(2027, 1, 1), "退職"),
        Ground.HANDED_OUT: (date(2026, 11, 9), ""),
    }


def test_it_stands_from_its_announcement_on_though_its_words_change() -> None:
    found = leaver_explained(last_office_on=date(2026, 12, 18))
    assert found.stands_from == date(2026, 12, 4)
    assert found.stands_to is None


def test_what_the_office_decided_is_a_fact_too() -> None:
    moved = Deferral(
        None,
        PersonId(1),
        DutyKind.RETURN,
        CertificateId(1),
        date(2026, 12, 20),
        date(2027, 1, 15),
        None,
        "入院中",
    )
    found = leaver_explained(moved)
    assert found.due_on == date(2027, 1, 15)
    assert found.facts[-1].ground is Ground.DECIDED
    assert (found.facts[-1].on, found.facts[-1].text) == (date(2026, 12, 20), "入院中")
