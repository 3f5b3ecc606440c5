"""退職の取消: the end of cover is taken back as a step of its own, whatever happened to the papers."""

from datetime import date

import pytest

from app.domain.certificate import CertificateStatus
from app.domain.person import LossCause
from app.errors import NotAllowed
from app.usecases.counter import certificates, shipments
from app.usecases.people import cancelled_loss, life_events, roster
from tests.usecases.households import TODAY, due, family, person_of, run, sheets_of, snapshot

S = CertificateStatus


def left(store, who, **over):
    facts = {"cause": LossCause.LEFT, "last_day_on": date(2026, 11, 10), "today": TODAY}
    return run(store, lambda tx: roster.leave(tx, who.id, **facts | over))


def cancel(store, who):
    return run(store, lambda tx: cancelled_loss.cancel_loss(tx, who.id, today=TODAY))


def test_papers_still_out_stay_and_the_whole_family_is_covered_again(store):
    people = family(store, papers=(S.HANDED_OUT, S.HANDED_OUT, S.HANDED_OUT))
    before = due(store)
    left(store, people[0])
    assert len([row for row in due(store) if row[0] == "return"]) == 3
    cancel(store, people[0])
    assert due(store) == before
    assert [person_of(store, p) for p in people] == list(people)


def test_what_came_back_and_what_was_sent_is_said_and_a_new_one_is_due(store):
    head, spouse, child = family(store, papers=(S.HANDED_OUT, S.HANDED_OUT, S.HANDED_OUT))
    left(store, head)
    for who in (head, spouse):
        (paper,) = sheets_of(store, who)
        run(store, lambda tx, p=paper: certificates.collect(tx, [p.id], on=TODAY, today=TODAY))
    run(store, lambda tx: shipments.forward(tx, [sheets_of(store, head)[0].id], on=TODAY, today=TODAY))
    done = cancel(store, head)
    assert "戻っている証1枚は健保へ返送し" in done.sentence
    assert "返送した証1枚は戻りません" in done.sentence
    assert {(kind, name) for kind, name, _ in due(store) if kind == "print"} == {
        ("print", head.name),
        ("print", spouse.name),
    }
    store.undo()
    assert person_of(store, child).loss_cause is LossCause.INSURED_LOST


def test_who_had_left_the_household_before_stays_out(store):
    head, spouse, child = family(store)
    removed = {"cause": LossCause.REMOVED_DEPENDANT, "last_day_on": date(2026, 10, 1)}
    left(store, child, **removed)
    left(store, head)
    cancel(store, head)
    assert person_of(store, child).disqualified_on == date(2026, 10, 1)
    assert person_of(store, spouse).disqualified_on is None
    cancel(store, child)
    assert person_of(store, child).disqualified_on is None


def test_a_family_member_a_rehire_and_nobody_are_refused(store):
    head, spouse, _ = family(store)
    with pytest.raises(NotAllowed, match="取り消す資格喪失の記録はありません"):
        cancel(store, head)
    left(store, head)
    with pytest.raises(NotAllowed, match="被保険者"):
        cancel(store, spouse)
    cancel(store, head)
    run(
        store,
        lambda tx: life_events.rehire(
            tx, head.id, qualified_on=TODAY, symbol="2001", number="900", today=TODAY
        ),
    )
    before = snapshot(store)
    with pytest.raises(NotAllowed, match="再雇用"):
        cancel(store, head)
    assert snapshot(store) == before
