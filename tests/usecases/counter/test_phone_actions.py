"""After the sentence on the phone: the three things that are likely to be done, for every state."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.certificate import CertificateStatus, ReplaceCause
from app.domain.ids import PersonId
from app.domain.person import Enrolment, LossCause, Person
from app.ports import Store
from app.usecases.counter import certificates
from app.usecases.counter.phone import LIKELY, PhoneAction, likely_actions, phone_answer, phone_sentence
from app.usecases.people import roster
from tests.usecases.households import TODAY, family, run, sheet, sheets_of

S = CertificateStatus
A = PhoneAction


def likely(store: Store, who: Person, on: date = TODAY) -> list[PhoneAction]:
    return likely_actions(store.queries.person_detail(id_of(who), on), on)


def id_of(who: Person) -> PersonId:
    assert who.id is not None
    return who.id


def change(store: Store, who: Person, **facts: object) -> None:
    run(store, lambda tx: tx.save_person(replace(tx.person(id_of(who)), **facts)))


@pytest.mark.parametrize(
    ("paper", "wanted"),
    [
        (None, [A.PRINT, A.SLIP, A.CONTACT]),
        (S.READY, [A.HAND_OUT, A.CONTACT, A.SLIP]),
        (S.HANDED_OUT, [A.LOST, A.COLLECT, A.SLIP]),
        (S.SUPERSEDED, [A.COLLECT, A.PRINT, A.LOST]),
        (S.LOST, [A.PRINT, A.SLIP, A.CONTACT]),
    ],
)
def test_by_the_state_of_the_paper(
    store: Store, paper: CertificateStatus | None, wanted: list[PhoneAction]
) -> None:
    head, *_ = family(store, papers=(paper,))
    change(store, head, enrolment=Enrolment.NOT_REGISTERED)
    if paper is S.SUPERSEDED:
        (old,) = sheets_of(store, head)
        run(store, lambda tx: tx.save_certificate(replace(old, replace_cause=ReplaceCause.NAME)))
    assert likely(store, head) == wanted


def test_a_void_paper_is_exchanged_when_the_new_one_is_there(store: Store) -> None:
    head, *_ = family(store, papers=(S.HANDED_OUT,))
    (old,) = sheets_of(store, head)
    run(store, lambda tx: tx.save_certificate(old.supersede(TODAY, ReplaceCause.NAME)))
    run(store, lambda tx: tx.save_certificate(sheet(head, S.READY)))
    assert likely(store, head)[0] is A.EXCHANGE


def test_a_leaver_gives_back_or_says_it_is_lost(store: Store) -> None:
    head, *_ = family(store, papers=(S.HANDED_OUT,))
    last = TODAY - timedelta(days=2)
    run(store, lambda tx: roster.leave(tx, id_of(head), cause=LossCause.LEFT, last_day_on=last, today=TODAY))
    assert likely(store, head) == [A.COLLECT, A.LOST, A.CONTACT]


def test_a_leavers_paper_in_the_drawer_is_not_handed_out(store: Store) -> None:
    head, *_ = family(store, papers=(S.READY,))
    last = TODAY - timedelta(days=2)
    run(store, lambda tx: roster.leave(tx, id_of(head), cause=LossCause.LEFT, last_day_on=last, today=TODAY))
    assert A.HAND_OUT not in likely(store, head)


def test_whoever_left_and_gave_back_is_only_talked_to(store: Store) -> None:
    head, *_ = family(store, papers=(S.HANDED_OUT,))
    last = TODAY - timedelta(days=2)
    run(store, lambda tx: roster.leave(tx, id_of(head), cause=LossCause.LEFT, last_day_on=last, today=TODAY))
    (paper,) = sheets_of(store, head)
    assert paper.id is not None
    run(store, lambda tx: certificates.collect(tx, [paper.id], on=TODAY, today=TODAY))
    assert likely(store, head) == [A.CONTACT]


@pytest.mark.parametrize("stage", Enrolment)
def test_nobody_is_given_a_slip_who_is_done_or_does_not_want_it(store: Store, stage: Enrolment) -> None:
    head, *_ = family(store)
    change(store, head, enrolment=stage, certificate_expires_on=None)
    asked = {Enrolment.UNKNOWN, Enrolment.NO_CARD, Enrolment.NOT_REGISTERED, Enrolment.EXPIRED}
    assert (A.SLIP in likely(store, head)) is (stage in asked)
    assert A.CONTACT in likely(store, head)


def test_a_card_for_the_elderly_comes_before_the_small_talk(store: Store) -> None:
    _, spouse, _ = family(store, papers=(None, S.HANDED_OUT))
    change(store, spouse, elderly_card_listed=True)
    assert likely(store, spouse)[0] is A.COLLECT_ELDERLY


@pytest.mark.parametrize("paper", [None, *S])
def test_never_more_than_three_and_never_twice(store: Store, paper: CertificateStatus | None) -> None:
    head, *_ = family(store, papers=(paper,))
    actions = likely(store, head)
    assert 1 <= len(actions) <= LIKELY
    assert len(set(actions)) == len(actions)
    detail = store.queries.person_detail(id_of(head), TODAY)
    answer = phone_answer(detail, TODAY)
    assert (answer.sentence, list(answer.actions)) == (phone_sentence(detail, TODAY), actions)
