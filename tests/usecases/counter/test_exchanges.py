"""引き換え: old in, new out, in one step; the family's along where one event made them void."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.changes import Changes
from app.domain.certificate import CertificateStatus, ReplaceCause
from app.domain.missing import Missing, MissingCause
from app.domain.person import LossCause, Person
from app.errors import BadValue, NotAllowed
from app.ports import Store
from app.usecases.counter import exchanges, households
from app.usecases.people import life_events
from tests.usecases.households import TODAY, family, person_of, run, sheet, sheets_of, snapshot

S = CertificateStatus


@pytest.fixture
def renamed(store: Store) -> tuple[Person, Person, Person]:
    """The employee has a new name: three void papers are out, three new ones wait."""
    home = family(store, papers=(S.HANDED_OUT, S.HANDED_OUT, S.HANDED_OUT))
    run(
        store,
        lambda tx: life_events.change_name(
            tx, home[0].id, name="架空\u3000新", kana="カクウ シン", on=TODAY, today=TODAY
        ),
    )
    for who in home:
        run(store, lambda tx, w=who: tx.save_certificate(sheet(w, S.READY)))
    return home


def found(store: Store, who: Person) -> list[exchanges.ExchangeRow]:
    assert who.id is not None
    return exchanges.exchanges_of(store.queries, who.id, TODAY)


def exchange(store: Store, rows: list[exchanges.ExchangeRow], on: date = TODAY):
    news = [row.exchange.new for row in rows]
    return run(store, lambda tx: exchanges.exchange(tx, news, on=on, today=TODAY, receipt=False))


def test_the_family_comes_along_where_the_employees_name_changed(store, renamed):
    head, spouse, _child = renamed
    rows = found(store, spouse)
    assert rows[0].new.person_id == spouse.id, "the one who stands there first"
    assert {row.new.person_id for row in rows} == {p.id for p in renamed}
    assert all(row.new.status is S.READY and [o.status for o in row.olds] == [S.SUPERSEDED] for row in rows)
    before = snapshot(store)
    done = exchange(store, rows)
    assert done.sentence == "3名の古い証3枚を受け取り、新しい証3枚を渡しました。"
    for who in renamed:
        assert [s.status for s in sheets_of(store, who)] == [S.COLLECTED, S.HANDED_OUT]
        assert not sheets_of(store, who)[-1].receipt
    assert found(store, head) == []
    store.undo()
    assert snapshot(store) == before


def test_a_dependants_own_matter_is_the_dependants_alone(store):
    head, spouse, _child = home = family(store, papers=(S.SUPERSEDED, S.SUPERSEDED, None))
    for who, cause in ((head, ReplaceCause.DAMAGE), (spouse, ReplaceCause.COPAY)):
        old = replace(sheets_of(store, who)[0], replace_cause=cause)
        run(store, lambda tx, o=old: tx.save_certificate(o))
        run(store, lambda tx, w=who: tx.save_certificate(sheet(w, S.READY)))
    assert [row.new.person_id for row in found(store, spouse)] == [spouse.id]
    assert found(store, home[2]) == []
    assert exchange(store, found(store, spouse)).sentence == (
        "髙橋\u3000清 さんの古い証1枚を受け取り、新しい証1枚を渡しました。"
    )


def test_a_sheet_that_is_to_be_renewed_is_exchanged(store):
    head, *_ = family(store, papers=(S.SUPERSEDED, None, None))
    old = replace(sheets_of(store, head)[0], replace_cause=ReplaceCause.RENEWAL)
    run(store, lambda tx: tx.save_certificate(old))
    run(store, lambda tx: tx.save_certificate(sheet(head, S.READY)))
    exchange(store, found(store, head))
    assert [s.status for s in sheets_of(store, head)] == [S.COLLECTED, S.HANDED_OUT]


def test_two_void_ones_come_back_together_and_a_lost_one_is_not_asked_for(store):
    head, *_ = family(store, papers=(S.SUPERSEDED, None, None))
    for status in (S.SUPERSEDED, S.LOST, S.READY):
        run(store, lambda tx, s=status: tx.save_certificate(sheet(head, s)))
    assert "古い証2枚を受け取り" in exchange(store, found(store, head)).sentence
    assert [s.status for s in sheets_of(store, head)] == [S.COLLECTED, S.COLLECTED, S.LOST, S.HANDED_OUT]


def test_nothing_to_give_back_is_refused_by_name_and_nothing_is_stored(store, renamed):
    _head, _spouse, child = renamed
    old = sheets_of(store, child)[0]
    run(store, lambda tx: tx.save_certificate(old.collect(TODAY)))
    news = [sheets_of(store, who)[-1].id for who in renamed]
    before = snapshot(store)
    with pytest.raises(NotAllowed, match=r"髙橋.見太 さんから受け取る古い証はありません"):
        run(store, lambda tx: exchanges.exchange(tx, news, on=TODAY, today=TODAY))
    assert snapshot(store) == before


def test_without_cover_nothing_goes_out(store, renamed):
    head, *_ = renamed
    rows = found(store, head)
    gone = replace(person_of(store, head), disqualified_on=TODAY, loss_cause=LossCause.LEFT)
    run(store, lambda tx: tx.save_person(gone))
    assert found(store, head) == []
    with pytest.raises(NotAllowed, match="渡さずに回収"):
        exchange(store, rows)


def test_an_expired_new_sheet_is_not_offered(store, renamed):
    head, *_ = renamed
    new = replace(sheets_of(store, head)[-1], expires_on=TODAY - timedelta(days=1))
    run(store, lambda tx: tx.save_certificate(new))
    assert found(store, head) == []


def test_refusals(store, renamed):
    rows = found(store, renamed[0])
    with pytest.raises(BadValue, match="選んでください"):
        run(store, lambda tx: exchanges.exchange(tx, [], on=TODAY, today=TODAY))
    with pytest.raises(BadValue, match="今日より先"):
        exchange(store, rows, on=TODAY + timedelta(days=1))
    exchange(store, rows)
    with pytest.raises(NotAllowed):
        exchange(store, rows)


def test_a_sheet_is_of_use_until_its_new_copay_begins(store):
    """The society told 3割 from December ahead: the old paper stays, and the new one waits."""
    _head, spouse, _child = family(store, papers=(None, S.SUPERSEDED, None))
    old = replace(sheets_of(store, spouse)[0], replace_cause=ReplaceCause.COPAY)
    begins = date(2026, 12, 1)
    run(store, lambda tx: tx.save_certificate(old))
    run(store, lambda tx: tx.save_person(replace(spouse, copay_rate=3, copay_from=begins)))
    run(store, lambda tx: tx.save_certificate(sheet(spouse, S.READY)))
    assert found(store, spouse) == []
    new = sheets_of(store, spouse)[-1].id
    with pytest.raises(NotAllowed, match="受け取る古い証はありません"):
        run(store, lambda tx: exchanges.exchange(tx, [new], on=TODAY, today=TODAY))
    (row,) = exchanges.exchanges_of(store.queries, spouse.id, begins)
    assert row.exchange == exchanges.Exchange(new, (old.id,))
    run(store, lambda tx: exchanges.exchange(tx, [new], on=begins, today=begins))
    assert [s.status for s in sheets_of(store, spouse)] == [S.COLLECTED, S.HANDED_OUT]


def test_a_household_exchanges_takes_over_and_misses_in_one_step(store):
    """A void paper comes back for the employee's new one, the spouse's goes out, the child's is not there."""
    head, spouse, child = family(store, papers=(S.SUPERSEDED, S.READY, S.READY))
    run(store, lambda tx: tx.save_certificate(sheet(head, S.READY)))
    mine, theirs, away = (sheets_of(store, who)[-1].id for who in (head, spouse, child))
    missing = [Missing(away, MissingCause.NOT_ARRIVED, date(2026, 11, 30))]
    done = store.record(lambda tx: households.exchange(tx, [mine], [theirs], missing, on=TODAY, today=TODAY))
    assert done.label == f"引き換え {head.name} ほか1名"
    assert done.changes == Changes.CERTIFICATES | Changes.OUTREACH
    assert done.people == (head.id, spouse.id, child.id)
    now = [one.status for who in (head, spouse, child) for one in sheets_of(store, who)]
    assert now == [S.COLLECTED, S.HANDED_OUT, S.HANDED_OUT, S.READY]
    store.undo()
    assert sheets_of(store, head)[-1].status is S.READY
