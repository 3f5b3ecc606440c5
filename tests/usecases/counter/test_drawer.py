"""The drawer is counted: every find at once, what is missing decided, what is unexpected explained."""

from datetime import timedelta
from typing import Any

import pytest

from app.changes import Changes
from app.domain.certificate import CertificateStatus as S
from app.domain.deferral import DeferralCause
from app.domain.drawer import DrawerCount
from app.domain.elderly_card import ElderlyOutcome
from app.domain.ids import CertificateId, DrawerCountId, PersonId
from app.domain.person import Office, Person
from app.errors import BadValue, NotAllowed
from app.ports import Store
from app.usecases.contacts import deferrals
from app.usecases.counter import certificates, drawer, elderly_cards
from app.usecases.counter.drawer import Drawer, Lying
from app.words import label
from tests.usecases.households import TODAY, family, run, sheet, sheets_of

NEXT_WEEK = TODAY + timedelta(days=7)
SEARCHING = label(DeferralCause.SEARCHING)


def begin(store: Store, office_id: Any = None) -> DrawerCountId:
    going_on = drawer.open_count(store.queries)
    run(store, lambda tx: drawer.begin_count(tx, office_id, going_on=going_on, today=TODAY))
    count = drawer.open_count(store.queries)
    assert count is not None
    assert count.id is not None
    return count.id


def state(store: Store) -> Drawer:
    count = drawer.open_count(store.queries)
    assert count is not None
    return drawer.compare(store.queries, count, TODAY)


def figures(seen: Drawer) -> tuple[int, int, int, int]:
    result = seen.tally
    return len(result.expected), len(result.found), len(result.missing), len(result.unexpected)


def id_of(store: Store, who: Person) -> CertificateId:
    found = sheets_of(store, who)[-1].id
    assert found is not None
    return found


def pid(who: Person) -> PersonId:
    assert who.id is not None
    return who.id


def test_what_waits_and_what_came_back_is_expected(store: Store) -> None:
    head, spouse, _ = family(store, papers=(S.READY, S.HANDED_OUT, S.HANDED_OUT))
    run(store, lambda tx: certificates.collect(tx, [id_of(store, spouse)], on=TODAY, today=TODAY))
    run(store, lambda tx: elderly_cards.record(
        tx, [pid(spouse)], outcome=ElderlyOutcome.COLLECTED, on=TODAY, today=TODAY))  # fmt: skip
    count = begin(store)
    assert figures(state(store)) == (3, 0, 3, 0)
    run(store, lambda tx: drawer.find(tx, count, [id_of(store, head)]))
    assert figures(state(store)) == (3, 1, 2, 0)
    run(store, lambda tx: drawer.find(tx, count, [id_of(store, spouse)], elderly_of=[pid(spouse)]))
    assert figures(state(store)) == (3, 3, 0, 0)


def test_the_note_says_why_a_paper_lies_there(store: Store) -> None:
    family(store, papers=(S.READY,))
    begin(store)
    (line,) = state(store).lines
    assert "まだ渡していません" in line.note


def test_only_one_count_goes_on(store: Store) -> None:
    begin(store)
    with pytest.raises(NotAllowed, match="続いています"):
        begin(store)


def test_a_paper_is_found_once(store: Store) -> None:
    head, *_ = family(store, papers=(S.READY,))
    count = begin(store)
    run(store, lambda tx: drawer.find(tx, count, [id_of(store, head)]))
    with pytest.raises(NotAllowed, match="すでに照合済み"):
        run(store, lambda tx: drawer.find(tx, count, [id_of(store, head)]))


def test_finding_nothing_is_refused(store: Store) -> None:
    count = begin(store)
    with pytest.raises(BadValue, match="選んでください"):
        run(store, lambda tx: drawer.find(tx, count))


def test_a_find_is_taken_back_by_undo(store: Store) -> None:
    head, *_ = family(store, papers=(S.READY,))
    count = begin(store)
    run(store, lambda tx: drawer.find(tx, count, [id_of(store, head)]))
    store.undo()
    assert figures(state(store)) == (1, 0, 1, 0)


@pytest.mark.parametrize(
    ("status", "words", "may_be_collected"),
    [
        (S.HANDED_OUT, "R8.10.20 に配付した証です", True),
        (S.SUPERSEDED, "無効になった古い証", True),
        (S.LOST, "R8.11.1 に紛失として記録した証が見つかりました", True),
        (S.SPOILED, "裁断してください", False),
        (S.PLANNED, "印刷の画面で確認", False),
    ],
)
def test_an_unexpected_paper_says_why_and_what_to_do(
    store: Store, status: S, words: str, may_be_collected: bool
) -> None:
    head, *_ = family(store, papers=(status,))
    count = begin(store)
    run(store, lambda tx: drawer.find(tx, count, [id_of(store, head)]))
    (line,) = state(store).lines
    assert line.lying is Lying.UNEXPECTED
    assert words in line.note
    assert line.may_be_collected is may_be_collected


def test_an_unexpected_paper_that_is_then_collected_belongs_there(store: Store) -> None:
    head, *_ = family(store, papers=(S.LOST,))
    count = begin(store)
    run(store, lambda tx: drawer.find(tx, count, [id_of(store, head)]))
    run(store, lambda tx: certificates.collect(tx, [id_of(store, head)], on=TODAY, today=TODAY))
    assert figures(state(store)) == (1, 1, 0, 0)


def test_an_elderly_card_nobody_recorded_is_unexpected(store: Store) -> None:
    _, spouse, _ = family(store)
    count = begin(store)
    run(store, lambda tx: drawer.find(tx, count, elderly_of=[pid(spouse)]))
    (line,) = state(store).lines
    assert (line.lying, line.may_be_collected) == (Lying.UNEXPECTED, True)
    assert "回収の記録がない高齢受給者証" in line.note


def test_a_paper_of_another_office_does_not_belong_in_this_drawer(store: Store) -> None:
    head, *_ = family(store, papers=(S.READY,))
    other = run(store, lambda tx: tx.save_office(Office(None, "2002", "見本工場")))
    count = begin(store, other.id)
    assert figures(state(store)) == (0, 0, 0, 0)
    run(store, lambda tx: drawer.find(tx, count, [id_of(store, head)]))
    (line,) = state(store).lines
    assert (line.lying, line.note) == (
        Lying.UNEXPECTED,
        "見本本社 の引き出しの証です。そちらへ移してください。",
    )


def test_what_was_found_and_handed_out_meanwhile_is_not_missing(store: Store) -> None:
    head, spouse, _ = family(store, papers=(S.READY, S.READY))
    count = begin(store)
    run(store, lambda tx: drawer.find(tx, count, [id_of(store, head)]))
    both = [id_of(store, head), id_of(store, spouse)]
    run(store, lambda tx: certificates.hand_out(tx, both, on=TODAY, today=TODAY))
    # The other one left before anybody counted it: it is neither missing nor expected.
    assert figures(state(store)) == (1, 1, 0, 0)


def test_the_end_keeps_the_figures_and_looks_for_what_is_missing(store: Store) -> None:
    head, spouse, child = family(store, papers=(S.READY, S.READY, S.LOST))
    count = begin(store)
    run(store, lambda tx: drawer.find(tx, count, [id_of(store, head), id_of(store, child)]))
    seen = state(store)
    done = store.record(lambda tx: drawer.close_count(tx, seen, follow_up_on=NEXT_WEEK, today=TODAY))
    assert done.sentence == (
        "照合を終えました。あるはず 2、あった 1、見当たらない 1、想定外 1。1枚は R8.11.30 まで探します。"
    )
    assert Changes.OUTREACH in done.changes
    closed = drawer.last_count(store.queries)
    assert closed == DrawerCount(count, TODAY, None, TODAY, 2, 1, 1, 1)
    assert drawer.open_count(store.queries) is None
    (due,) = [r for r in store.queries.due_rows(TODAY) if r.certificate_id == id_of(store, spouse)]
    assert due.due_on == NEXT_WEEK
    assert SEARCHING in due.reason
    with pytest.raises(NotAllowed, match="終わって"):
        run(store, lambda tx: drawer.find(tx, count, [id_of(store, spouse)]))
    store.undo()
    assert figures(state(store)) == (2, 1, 1, 1)
    (due,) = [r for r in store.queries.due_rows(TODAY) if r.certificate_id == id_of(store, spouse)]
    assert SEARCHING not in due.reason


def test_what_is_already_looked_for_keeps_its_day(store: Store) -> None:
    head, *_ = family(store, papers=(S.READY,))
    begin(store)
    later = TODAY + timedelta(days=20)
    lines = state(store).lines
    run(store, lambda tx: drawer.look_for(tx, lines, until=later, today=TODAY))
    seen = state(store)
    assert SEARCHING in seen.lines[0].note
    run(store, lambda tx: drawer.close_count(tx, seen, today=TODAY))
    (due,) = [r for r in store.queries.due_rows(TODAY) if r.certificate_id == id_of(store, head)]
    assert due.due_on == later


def test_a_reason_that_only_speaks_of_a_search_is_none(store: Store) -> None:
    head, *_ = family(store, papers=(S.READY,))
    begin(store)
    later, reason = TODAY + timedelta(days=20), f"前の照合の「{SEARCHING}」は済み。出張中"
    duty = [line.duty for line in state(store).lines if line.duty is not None]
    run(store, lambda tx: deferrals.defer(tx, duty, due_on=later, reason=reason, on=TODAY, today=TODAY))
    seen = state(store)
    run(store, lambda tx: drawer.close_count(tx, seen, follow_up_on=NEXT_WEEK, today=TODAY))
    (due,) = [r for r in store.queries.due_rows(TODAY) if r.certificate_id == id_of(store, head)]
    assert (due.due_on, due.moved_because) == (NEXT_WEEK, SEARCHING)


def test_the_words_of_a_search_are_none_when_somebody_typed_them(store: Store) -> None:
    """What the count wrote is told from what it meant, not from how it reads."""
    family(store, papers=(S.READY,))
    begin(store)
    duty = [line.duty for line in state(store).lines if line.duty is not None]
    later = TODAY + timedelta(days=20)
    run(store, lambda tx: deferrals.defer(tx, duty, due_on=later, reason=SEARCHING, on=TODAY, today=TODAY))
    assert [line.is_looked_for for line in state(store).lines] == [False]
    run(store, lambda tx: drawer.look_for(tx, state(store).lines, until=NEXT_WEEK, today=TODAY))
    assert [line.is_looked_for for line in state(store).lines] == [True]


def test_a_collected_card_that_is_missing_is_looked_for_too(store: Store) -> None:
    _, spouse, _ = family(store)
    run(store, lambda tx: elderly_cards.record(
        tx, [pid(spouse)], outcome=ElderlyOutcome.COLLECTED, on=TODAY, today=TODAY))  # fmt: skip
    begin(store)
    seen = state(store)
    run(store, lambda tx: drawer.close_count(tx, seen, follow_up_on=NEXT_WEEK, today=TODAY))
    (due,) = [r for r in store.queries.due_rows(TODAY) if r.kind.value == "forward"]
    assert SEARCHING in due.reason


def test_a_missing_paper_is_recorded_as_lost_with_its_reason(store: Store) -> None:
    head, spouse, _ = family(store, papers=(S.READY,))
    run(store, lambda tx: elderly_cards.record(
        tx, [pid(spouse)], outcome=ElderlyOutcome.COLLECTED, on=TODAY, today=TODAY))  # fmt: skip
    begin(store)
    lines = state(store).lines
    with pytest.raises(BadValue, match="理由"):
        run(store, lambda tx: drawer.lose(tx, lines, reason=" ", on=TODAY, today=TODAY))
    done = run(store, lambda tx: drawer.lose(tx, lines, reason="棚卸しで不明", on=TODAY, today=TODAY))
    assert done.sentence.startswith("2枚を紛失として記録しました。")
    assert sheets_of(store, head)[-1].status is S.LOST
    (card,) = [r for r in store.queries.elderly_rows(TODAY) if r.person_id == spouse.id]
    assert (card.outcome, card.note) == (ElderlyOutcome.LOST, "棚卸しで不明")
    assert state(store).lines == ()


def test_a_missing_paper_that_was_collected_is_looked_for_then_lost_and_found_again(store: Store) -> None:
    head, *_ = family(store, papers=(S.HANDED_OUT,))
    sheet = id_of(store, head)
    run(store, lambda tx: certificates.collect(tx, [sheet], on=TODAY, today=TODAY))
    begin(store)
    lines = state(store).lines
    run(store, lambda tx: drawer.look_for(tx, lines, until=NEXT_WEEK, today=TODAY))
    assert SEARCHING in state(store).lines[0].note
    run(store, lambda tx: drawer.lose(tx, lines, reason="引き出しにない", on=NEXT_WEEK, today=NEXT_WEEK))
    (lost,) = sheets_of(store, head)
    assert (lost.status, lost.collected_on, lost.closed_on) == (S.LOST, TODAY, NEXT_WEEK)
    assert not [r for r in store.queries.due_rows(NEXT_WEEK) if r.certificate_id == sheet]
    run(store, lambda tx: certificates.collect(tx, [sheet], on=NEXT_WEEK, today=NEXT_WEEK))
    assert sheets_of(store, head)[0].status is S.COLLECTED
    store.undo()
    store.undo()
    assert sheets_of(store, head)[0].status is S.COLLECTED
    assert SEARCHING in state(store).lines[0].note


def test_a_count_that_never_began_cannot_end(store: Store) -> None:
    with pytest.raises(NotAllowed, match="始まっていません"):
        run(store, lambda tx: drawer.close_count(tx, Drawer(DrawerCount(None, TODAY), {}), today=TODAY))


def test_the_panel_and_the_store_agree_on_a_find(store: Store) -> None:
    """What is shown without reading again is what a fresh reading shows."""
    head, spouse, child = family(store, papers=(S.READY, S.LOST, S.READY))
    count = begin(store)
    for who in (spouse, head):
        seen = state(store)
        row = next(r for r in store.queries.certificate_rows() if r.person_id == who.id)
        run(store, lambda tx, who=who: drawer.find(tx, count, [id_of(store, who)]))
        assert seen.with_find(row).tally == state(store).tally
    result = state(store).tally
    assert drawer.counted(store.queries) == result.found | result.unexpected
    assert {line.person_id for line in state(store).lying(Lying.MISSING)} == {child.id}


def test_a_new_sheet_in_the_drawer_is_expected_at_once(store: Store) -> None:
    *_, child = family(store, papers=(S.READY,))
    begin(store)
    run(store, lambda tx: tx.save_certificate(sheet(child, S.READY)))
    assert figures(state(store)) == (2, 0, 2, 0)
