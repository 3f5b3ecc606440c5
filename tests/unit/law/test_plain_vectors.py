"""The rules that were never said wrongly: one plain life each."""

from app.domain.certificate import CertificateStatus
from app.domain.duties import Why
from app.domain.elderly_card import ElderlyCard, ElderlyOutcome
from app.domain.ids import PersonId
from app.domain.person import Enrolment, LossCause
from tests.unit.law.lives import d, given, life

S = CertificateStatus


def test_a_leavers_paper_that_only_the_list_names_comes_back() -> None:
    who = life(disqualified_on=d("2026-12-01"), loss_cause=LossCause.LEFT)
    assert Why.UNRECORDED not in who.whys("2026-11-30")
    assert who.due("2026-12-01") == {Why.UNRECORDED: d("2026-12-05")}


def test_a_paper_comes_back_once_the_card_works_and_nobody_brings_one_before_having_it() -> None:
    learned = [(Enrolment.NOT_REGISTERED, d("2026-08-01")), (Enrolment.REGISTERED, d("2026-11-02"))]
    who = life(given("2026-08-03"), learned=learned)
    assert who.due("2026-11-01") == {}
    assert who.due("2026-11-02") == {Why.REGISTERED: d("2026-11-16")}
    late = life(given("2026-11-09"), learned=learned)
    assert late.due("2026-11-09") == {Why.REGISTERED: d("2026-11-23")}


def test_a_paper_in_the_drawer_is_handed_out() -> None:
    drawer = given("2026-11-16", status=S.READY, handed_out_on=None)
    assert life(drawer).due("2026-11-16") == {Why.READY: d("2026-11-21")}


def test_what_was_sent_to_the_printer_is_looked_at_on_that_day() -> None:
    planned = given("2026-11-16", status=S.PLANNED, ready_on=None, handed_out_on=None)
    assert life(planned).due("2026-11-16") == {Why.UNCONFIRMED: d("2026-11-16")}


def test_a_card_that_came_back_goes_to_the_society() -> None:
    back = ElderlyCard(None, PersonId(1), ElderlyOutcome.COLLECTED, d("2026-11-16"))
    who = life(given("2026-08-03"), card=back, born_on=d("1953-05-15"), copay_rate=2)
    assert who.due("2026-11-16") == {Why.CARD_BACK: d("2026-11-21")}


def test_a_card_whose_months_of_grace_are_over_is_told_of() -> None:
    who = life(given("2026-08-03"), enrolment=Enrolment.REGISTERED, card_expires_on=d("2026-10-15"))
    assert Why.CARD_ENDED not in who.whys("2027-01-31")
    assert Why.CARD_ENDED in who.whys("2027-02-01")
