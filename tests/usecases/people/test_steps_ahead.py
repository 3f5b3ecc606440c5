"""予定: a step for a day to come waits, shows nowhere, and is on its day what it would have been."""

from datetime import date

import pytest

from app.domain.certificate import CertificateStatus
from app.domain.person import Office
from app.domain.step_ahead import AheadKind
from app.errors import BadValue, NotAllowed
from app.usecases.people import life_events, roster, steps_ahead, steps_due
from tests.usecases.households import TODAY, due, family, person_of, run, sheets_of

S = CertificateStatus
AHEAD = date(2027, 1, 1)


def rename(store, who, name="架空\u3000新", on=AHEAD):
    return run(store, lambda tx: life_events.change_name(tx, who.id, name=name, kana="", on=on, today=TODAY))


def waiting(store):
    return store.queries.steps_ahead()


def carry_out(store, on=AHEAD):
    (step,) = waiting(store)
    return run(store, lambda tx: steps_due.carry_out(tx, step.id, today=on))


def test_until_its_day_nothing_changes_and_then_it_is_as_recorded_on_the_day(store):
    people = family(store, papers=(S.HANDED_OUT, S.HANDED_OUT, S.HANDED_OUT))
    before, papers = due(store), sheets_of(store, people[0])
    done = rename(store, people[0])
    assert "今日の画面から記録します" in done.sentence
    assert [person_of(store, p) for p in people] == list(people)
    assert (due(store), sheets_of(store, people[0])) == (before, papers)
    with pytest.raises(NotAllowed, match="その日になってから"):
        carry_out(store, date(2026, 12, 31))
    # The office is closed on the day itself.
    done = carry_out(store, date(2027, 1, 5))
    assert "古い証3枚を回収します" in done.sentence
    assert person_of(store, people[0]).name == "架空\u3000新"
    # What was prepared was known by its day: no deadline waits for the day of the entry.
    assert [(one.closed_on, one.void_known_on) for one in sheets_of(store, people[0])] == [(AHEAD, None)]
    assert waiting(store) == []
    store.undo()
    assert [step.kind for step in waiting(store)] == [AheadKind.RENAME]
    assert person_of(store, people[0]) == people[0]


def test_a_household_moves_and_a_number_follows_on_the_day(store):
    head, spouse, _ = family(store)
    office = run(store, lambda tx: tx.save_office(Office(None, "2002", "見本工場")))
    run(
        store,
        lambda tx: roster.move_office(
            tx, [spouse.id], office.id, None, on=AHEAD, today=TODAY, symbol="2002", number="900"
        ),
    )
    carry_out(store)
    assert person_of(store, head).key == "2002-900-00"
    assert person_of(store, head).department == head.department


def test_a_rehire_with_the_same_number_keeps_who_does_not_continue(store):
    head, spouse, child = family(store)
    run(
        store,
        lambda tx: life_events.rehire(
            tx, head.id, qualified_on=AHEAD, symbol=head.symbol, number=head.number,
            continuing=[child.id], today=TODAY,
        ),
    )  # fmt: skip
    carry_out(store)
    assert (person_of(store, head).qualified_on, person_of(store, child).qualified_on) == (AHEAD, AHEAD)
    assert person_of(store, spouse).disqualified_on == AHEAD


def test_one_of_a_kind_waits_and_may_be_dropped(store):
    head, *_ = family(store)
    rename(store, head)
    with pytest.raises(NotAllowed, match="令和9年1月1日 の氏名変更の予定があります"):
        rename(store, head, "架空\u3000別")
    with pytest.raises(BadValue, match="氏名を入れて"):
        rename(store, head, " ")
    (step,) = waiting(store)
    run(store, lambda tx: steps_ahead.drop(tx, step.id, today=TODAY))
    assert waiting(store) == []
    assert store.queries.history(head.id)[0].what == "氏名変更の予定(2027-01-01)を取りやめ"
    with pytest.raises(NotAllowed, match="すでに記録したか"):
        run(store, lambda tx: steps_due.carry_out(tx, step.id, today=AHEAD))


def test_what_became_impossible_meanwhile_is_refused_and_still_waits(store):
    head, *_ = family(store)
    rename(store, head)
    rename(store, head, on=TODAY)
    with pytest.raises(BadValue, match="今の名簿と同じ"):
        carry_out(store)
    assert len(waiting(store)) == 1
