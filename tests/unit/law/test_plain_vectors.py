"""The rules that were never said wrongly: one plain life each."""

from dataclasses import replace
from typing import Any

from app.domain.certificate import Certificate, CertificateStatus, ReplaceCause
from app.domain.collecting import Verdict
from app.domain.duties import Why
from app.domain.elderly_card import ElderlyCard, ElderlyOutcome
from app.domain.ids import CertificateId, PersonId
from app.domain.person import Enrolment, LossCause
from app.domain.rules import Handling, When
from app.domain.rules.cases import Case
from tests.unit.law.lives import JSR, d, given, life, with_rules

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


FROM_DECEMBER = {"born_on": d("1954-12-01"), "copay_rate": 3, "copay_from": d("2026-12-10")}
"""Another 割合 is told on 2026-11-20, and begins on 2026-12-10."""


def made_void(cause: ReplaceCause, on: str, **over: Any) -> Certificate:
    facts: dict[str, Any] = {"status": S.SUPERSEDED, "closed_as": S.SUPERSEDED, "closed_on": d(on)}
    return given("2026-10-01", **facts | {"replace_cause": cause} | over)


TOLD_AHEAD = made_void(ReplaceCause.COPAY, "2026-11-20")
THE_NEXT = replace(given("2026-11-25"), id=CertificateId(2), issue_number="0K3F-7QX5")


def test_beside_a_rate_told_ahead_the_announced_loss_is_told_of_the_new_paper() -> None:
    leaves = {"disqualified_on": d("2026-12-15"), "loss_cause": LossCause.LEFT}
    who = life(TOLD_AHEAD, THE_NEXT, **FROM_DECEMBER | leaves)
    assert who.due("2026-12-02")[Why.LOSS] == d("2026-12-19")
    told = who.says("2026-12-02")
    assert (told.verdict, told.by) == (Verdict.KEEP, d("2026-12-19"))
    assert "R8.12.9 まで渡したままにします" in told.sentence
    assert (
        "R8.12.15 までに本人から回収します。今の証は、資格喪失 R8.12.15(退職)のあと、R8.12.19 まで"
        in told.sentence
    )


def test_beside_a_rate_told_ahead_a_paper_that_nobody_wants_back_is_shredded() -> None:
    cases = (Case((When.REGISTERED,), Handling.SHRED), *JSR.at(d("2026-11-20")).return_certificate)
    registered = [(Enrolment.NOT_REGISTERED, d("2026-08-01")), (Enrolment.REGISTERED, d("2026-11-28"))]
    book = with_rules(return_certificate=cases)
    who = life(TOLD_AHEAD, THE_NEXT, book=book, learned=registered, **FROM_DECEMBER)
    assert who.says("2026-11-27").verdict is Verdict.KEEP
    assert who.due("2026-11-28")[Why.OVER] == d("2026-11-28")
    assert who.says("2026-11-28").verdict is Verdict.DISPOSE


def test_beside_a_rate_told_ahead_the_renewed_paper_of_before_is_shredded() -> None:
    before = made_void(ReplaceCause.RENEWAL, "2026-10-01", expires=d("2026-10-31"), id=CertificateId(3))
    who = life(before, TOLD_AHEAD, **FROM_DECEMBER)
    assert who.due("2026-11-20")[Why.OVER] == d("2026-10-31")
    assert who.says("2026-11-20").verdict is Verdict.DISPOSE
