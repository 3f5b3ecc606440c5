"""A household at the desk: what is there changes hands, what is not is asked about again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.certificate import CertificateStatus, ReplaceCause
from app.domain.duties import DutyKind
from app.domain.ids import CertificateId
from app.domain.missing import Missing, MissingCause
from app.domain.person import LossCause, Person
from app.domain.rules import read_rule_book
from app.errors import BadValue, NotAllowed
from app.ports import Store
from app.rows import DueRow
from app.usecases.counter import households
from app.words import label
from tests.usecases.households import TODAY, family, person_of, run, sheets_of, snapshot

S = CertificateStatus
NEXT_WEEK = TODAY + timedelta(days=7)


def ids(store: Store, *people: Person) -> list[CertificateId]:
    return [sheet.id for who in people for sheet in sheets_of(store, who) if sheet.id is not None]


def rows(store: Store, kind: DutyKind) -> list[DueRow]:
    return [row for row in store.queries.due_rows(TODAY) if row.kind is kind]


def leave(store: Store, who: Person, on: date) -> None:
    gone = replace(person_of(store, who), disqualified_on=on, loss_cause=LossCause.LEFT)
    run(store, lambda tx: tx.save_person(gone))


def statuses(store: Store, people: Sequence[Person]) -> list[CertificateStatus]:
    return [sheets_of(store, who)[-1].status for who in people]


@pytest.fixture
def waiting(store: Store) -> tuple[Person, Person, Person]:
    return family(store, papers=(S.READY, S.READY, S.READY))


@pytest.fixture
def out(store: Store) -> tuple[Person, Person, Person]:
    return family(store, papers=(S.HANDED_OUT, S.HANDED_OUT, S.HANDED_OUT))


def test_what_is_there_is_handed_over_and_the_missing_one_comes_back_with_its_cause(store, waiting):
    head, spouse, child = waiting
    before = snapshot(store)
    (gone,) = ids(store, child)
    done = run(
        store,
        lambda tx: households.hand_over(
            tx, ids(store, head, spouse), [Missing(gone, MissingCause.NOT_ARRIVED, NEXT_WEEK)],
            on=TODAY, today=TODAY, receipt=False,
        ),
    )  # fmt: skip
    assert done.sentence == "2枚を配付しました。ない1枚(未着)は R8.11.30 に確かめます。"
    assert statuses(store, waiting) == [S.HANDED_OUT, S.HANDED_OUT, S.READY]
    assert not sheets_of(store, head)[-1].receipt
    (row,) = rows(store, DutyKind.HAND_OUT)
    assert (row.certificate_id, row.due_on) == (gone, NEXT_WEEK)
    assert row.moved_from is not None
    # One transaction, one entry of the journal, one undo.
    store.undo()
    assert snapshot(store) == before


@pytest.mark.parametrize("cause", MissingCause)
def test_every_cause_has_words(cause):
    assert label(cause)


def test_on_the_way_back_the_line_of_the_missing_paper_is_moved(store, out):
    leave(store, out[0], TODAY)
    head, spouse, child = out
    done = run(
        store,
        lambda tx: households.take_back(
            tx, ids(store, head), [
                Missing(ids(store, spouse)[0], MissingCause.FORGOTTEN, TODAY),
                Missing(ids(store, child)[0], MissingCause.WITH_FAMILY, NEXT_WEEK),
            ], on=TODAY, today=TODAY,
        ),
    )  # fmt: skip
    assert done.sentence == (
        "1枚を回収しました。ない2枚(持ってくるのを忘れた、家族が持っている)は R8.11.23 から順に確かめます。"
    )
    assert {(r.name, r.due_on) for r in rows(store, DutyKind.RETURN)} == {
        (spouse.name, TODAY), (child.name, NEXT_WEEK),
    }  # fmt: skip


def test_a_missing_paper_that_need_not_come_back_gets_no_date(store, out):
    """The child's cover goes on: a date kept now would make a later return overdue from the start."""
    head, _, child = out
    sheet = replace(sheets_of(store, head)[0], status=S.SUPERSEDED, closed_as=S.SUPERSEDED,
                    closed_on=TODAY, replace_cause=ReplaceCause.NAME)  # fmt: skip
    run(store, lambda tx: tx.save_certificate(sheet))
    done = run(
        store,
        lambda tx: households.take_back(
            tx, ids(store, head), [Missing(ids(store, child)[0], MissingCause.FORGOTTEN, NEXT_WEEK)],
            on=TODAY, today=TODAY,
        ),
    )  # fmt: skip
    assert done.sentence == "1枚を回収しました。1枚は返却の期限がないため、そのままにしました。"
    leave(store, out[0], TODAY)
    (row,) = [r for r in rows(store, DutyKind.RETURN) if r.name == child.name]
    assert row.moved_from is None


def test_a_leaver_may_forget_the_paper_on_the_last_day_in_the_office(store, out):
    """Cover still goes on, but the return is announced and so is what is missing."""
    head = out[0]
    leave(store, head, TODAY + timedelta(days=3))
    run(
        store,
        lambda tx: households.take_back(
            tx, [], [Missing(ids(store, head)[0], MissingCause.SEARCHING, NEXT_WEEK)], on=TODAY, today=TODAY
        ),
    )
    (row,) = [r for r in rows(store, DutyKind.RETURN) if r.name == head.name]
    assert row.due_on == NEXT_WEEK


def test_all_or_none(store, waiting):
    head, _spouse, child = waiting
    leave(store, child, TODAY)
    before = snapshot(store)
    for present, missing in (
        (ids(store, head, child), []),
        (ids(store, head), [Missing(ids(store, child)[0], MissingCause.NOT_ARRIVED, NEXT_WEEK)]),
    ):
        with pytest.raises(NotAllowed, match=r"髙橋.見太 さんは.*資格を喪失しています。渡さずに回収"):
            run(
                store,
                lambda tx, p=present, m=missing: households.hand_over(tx, p, m, on=TODAY, today=TODAY),
            )
        assert snapshot(store) == before


@pytest.mark.parametrize("step", [households.hand_over, households.take_back])
def test_refusals(store, waiting, step):
    head, _spouse, child = waiting
    run(store, lambda tx: households.hand_over(tx, ids(store, child), on=TODAY, today=TODAY))
    run(store, lambda tx: households.take_back(tx, ids(store, child), on=TODAY, today=TODAY))
    mine, gone = ids(store, head)[0], ids(store, child)[0]
    away = Missing(mine, MissingCause.OTHER, NEXT_WEEK)
    for present, missing, on, words in (
        ([], [], TODAY, "選んでください"),
        ([mine], [away], TODAY, "二度選ばれて"),
        ([], [away, away], TODAY, "二度選ばれて"),
        ([mine], [], TODAY + timedelta(days=1), "今日より先"),
        ([], [Missing(gone, MissingCause.OTHER, NEXT_WEEK)], TODAY, "すでに回収済み"),
    ):
        with pytest.raises((BadValue, NotAllowed), match=words):
            run(store, lambda tx, p=present, m=missing, d=on: step(tx, p, m, on=d, today=TODAY))


def test_a_follow_up_date_that_is_over_is_refused(store, waiting):
    missing = [Missing(ids(store, waiting[0])[0], MissingCause.OTHER, TODAY - timedelta(days=1))]
    with pytest.raises(BadValue, match="過ぎています"):
        run(store, lambda tx: households.hand_over(tx, [], missing, on=TODAY, today=TODAY))


def test_one_asks_again_after_a_week_or_the_offices_own_limit(store):
    rules = read_rule_book(store.queries.society().rules_toml).at(TODAY)
    assert households.follow_up_on(TODAY, rules) == NEXT_WEEK
    assert households.follow_up_on(TODAY, replace(rules, hand_out_days=10)) == TODAY + timedelta(days=10)
