"""After forwarding: not confirmed, not arrived, lost in the post, back, left behind, arrived after all."""

from datetime import date, timedelta

import pytest

from app.domain.certificate import Certificate
from app.domain.certificate import CertificateStatus as S
from app.domain.elderly_card import ElderlyOutcome
from app.domain.ids import SentPaperId, ShipmentId
from app.domain.person import LossCause, Person
from app.domain.rules import read_rule_book
from app.domain.shipment import Fate
from app.errors import BadValue, NotAllowed
from app.ports import Store
from app.usecases.counter import certificates, drawer, elderly_cards, sent_papers, shipments
from app.usecases.forms import every_form
from app.usecases.forms.every_form import FormKind
from app.usecases.forms.loss_counts import loss_counts
from app.usecases.people import roster
from tests.usecases.households import TODAY, due, family, run, sheets_of

DAY = timedelta(days=1)
SENT = TODAY - 20 * DAY


def sent(store: Store) -> tuple[ShipmentId, tuple[Person, ...]]:
    """Three sheets and the spouse's card, collected and sent on SENT."""
    members = family(store, papers=(S.HANDED_OUT, S.HANDED_OUT, S.HANDED_OUT))
    ids = [sheet.id for who in members for sheet in sheets_of(store, who) if sheet.id is not None]
    spouse = members[1].id
    assert spouse is not None
    run(store, lambda tx: certificates.collect(tx, ids, on=SENT - 2 * DAY, today=TODAY))
    run(store, lambda tx: elderly_cards.record(
        tx, [spouse], outcome=ElderlyOutcome.COLLECTED, on=SENT - 3 * DAY, today=TODAY))  # fmt: skip
    run(store, lambda tx: shipments.forward(tx, ids, elderly_of=[spouse], on=SENT, today=TODAY))
    return store.queries.shipment_rows()[0].shipment_id, members


def paper(store: Store, shipment_id: ShipmentId, who: Person, *, card: bool = False) -> SentPaperId:
    rows = store.queries.sent_rows(shipment_id)
    return next(r.sent_paper_id for r in rows if r.person_id == who.id and (r.certificate_id is None) is card)


def became(
    store: Store,
    shipment_id: ShipmentId,
    who: Person,
    fate: Fate | None,
    on: date = TODAY,
    *,
    card: bool = False,
) -> str:
    ids = [paper(store, shipment_id, who, card=card)]
    done = run(
        store, lambda tx: sent_papers.record_fate(tx, shipment_id, ids, fate, on=on, today=TODAY), "そのあと"
    )
    return str(done.sentence)


def sheet_of(store: Store, who: Person) -> Certificate:
    return sheets_of(store, who)[-1]


def card_of(store: Store, who: Person) -> ElderlyOutcome:
    return next(r.outcome for r in store.queries.elderly_rows(TODAY) if r.person_id == who.id)


def test_an_envelope_nobody_confirms_is_asked_about_after_two_weeks(store: Store) -> None:
    sent(store)
    last_quiet = SENT + timedelta(
        days=read_rule_book(store.queries.society().rules_toml).at(SENT).shipment_confirm_days
    )
    assert shipments.to_ask_about(store.queries, last_quiet) == []
    (row,) = shipments.to_ask_about(store.queries, last_quiet + DAY)
    assert "(4枚)の受領が、まだ確かめられていません" in shipments.asked_about([row])
    run(store, lambda tx: shipments.confirm_arrival(tx, row.shipment_id, on=TODAY, today=TODAY))
    assert shipments.to_ask_about(store.queries, TODAY) == []
    run(store, lambda tx: shipments.withdraw_arrival(tx, row.shipment_id))
    assert len(shipments.to_ask_about(store.queries, TODAY)) == 1
    with pytest.raises(NotAllowed, match="まだ記録していません"):
        run(store, lambda tx: shipments.withdraw_arrival(tx, row.shipment_id))


def test_the_society_got_fewer_than_were_sent(store: Store) -> None:
    shipment_id, (head, *_) = sent(store)
    lacking = [paper(store, shipment_id, head)]
    done = run(store, lambda tx: shipments.confirm_arrival(
        tx, shipment_id, missing=lacking, on=TODAY, today=TODAY))  # fmt: skip
    assert done.sentence.startswith("健保の受領を記録しました。1枚の健保に届いていないことを記録しました。")
    (row,) = shipments.to_ask_about(store.queries, TODAY)
    assert (row.confirmed_on, row.not_arrived) == (TODAY, 1)
    assert "うち1枚が健保に届いていません" in shipments.asked_about([row])
    assert sheet_of(store, head).status is S.FORWARDED
    became(store, shipment_id, head, None)
    assert shipments.to_ask_about(store.queries, TODAY) == []


def test_a_sheet_lost_in_the_post_is_accounted_for_and_found_again(store: Store) -> None:
    shipment_id, (head, *_) = sent(store)
    assert "滅失届" in became(store, shipment_id, head, Fate.LOST)
    lost = sheet_of(store, head)
    assert (lost.status, lost.closed_on, lost.forwarded_on, lost.reason) == (
        S.LOST,
        TODAY,
        SENT,
        "郵送中の紛失",
    )
    then = lost.as_of(TODAY - DAY)
    assert then is not None
    assert then.status is S.FORWARDED
    subjects = every_form.subjects(store.queries, FormKind.LOSS, on=TODAY)
    assert [one.name for one in subjects] == [head.name]
    became(store, shipment_id, head, None)
    there = sheet_of(store, head)
    assert (there.status, there.closed_as, there.closed_on, there.reason) == (S.FORWARDED, None, None, "")


def test_a_sheet_the_society_sends_back_is_sent_anew_from_that_day(store: Store) -> None:
    shipment_id, (head, *_) = sent(store)
    became(store, shipment_id, head, Fate.SENT_BACK, TODAY - 2 * DAY)
    back = sheet_of(store, head)
    assert (back.status, back.collected_on, back.sent_back_on) == (
        S.COLLECTED,
        SENT - 2 * DAY,
        TODAY - 2 * DAY,
    )
    then = back.as_of(TODAY - 3 * DAY)
    assert then is not None
    assert then.status is S.FORWARDED
    assert ("forward", head.name, TODAY + 3 * DAY) in due(store)
    assert back.id is not None
    ids = [back.id]
    run(store, lambda tx: shipments.forward(tx, ids, on=TODAY, today=TODAY))
    assert sheet_of(store, head).forwarded_on == TODAY
    # The first envelope still tells what was in it; of the sheet the second speaks.
    assert store.queries.shipment_rows()[1].certificates == 3
    with pytest.raises(NotAllowed, match="送り直しています"):
        became(store, shipment_id, head, Fate.LOST)


def test_what_was_left_behind_may_have_been_sent_after_all(store: Store) -> None:
    shipment_id, (head, *_) = sent(store)
    became(store, shipment_id, head, Fate.LEFT_BEHIND)
    assert sheet_of(store, head).status is S.COLLECTED
    became(store, shipment_id, head, None)
    assert (sheet_of(store, head).status, sheet_of(store, head).sent_back_on) == (S.FORWARDED, None)


@pytest.mark.parametrize("first", [*Fate, None])
@pytest.mark.parametrize("second", [*Fate, None])
@pytest.mark.parametrize("card", [False, True])
def test_no_fate_is_the_last(store: Store, first: Fate | None, second: Fate | None, card: bool) -> None:
    """From each to each other, for a sheet and for a card; undo brings every row back."""
    shipment_id, (_, spouse, _) = sent(store)
    if first is not None:
        became(store, shipment_id, spouse, first, card=card)
    before = (sheet_of(store, spouse), card_of(store, spouse), store.queries.sent_rows(shipment_id))
    if first is second:
        with pytest.raises(NotAllowed, match="すでに"):
            became(store, shipment_id, spouse, second, card=card)
        return
    became(store, shipment_id, spouse, second, card=card)
    wanted = {Fate.LOST: S.LOST, Fate.SENT_BACK: S.COLLECTED, Fate.LEFT_BEHIND: S.COLLECTED}
    now = card_of(store, spouse).value if card else sheet_of(store, spouse).status.value
    assert now == wanted.get(second, S.FORWARDED).value  # type: ignore[arg-type]
    store.undo()
    after = (sheet_of(store, spouse), card_of(store, spouse), store.queries.sent_rows(shipment_id))
    assert after == before


def test_a_card_that_comes_back_keeps_the_day_its_holder_gave_it(store: Store) -> None:
    shipment_id, (_, spouse, _) = sent(store)
    became(store, shipment_id, spouse, Fate.SENT_BACK, card=True)
    row = next(r for r in store.queries.elderly_rows(TODAY) if r.person_id == spouse.id)
    assert (row.outcome, row.on) == (ElderlyOutcome.COLLECTED, SENT - 3 * DAY)
    assert ("forward", spouse.name, TODAY + 5 * DAY) in due(store)


def test_a_sheet_found_in_the_drawer_had_been_left_behind(store: Store) -> None:
    _, (head, *_) = sent(store)
    run(store, lambda tx: drawer.begin_count(tx, today=TODAY))
    count = drawer.open_count(store.queries)
    assert count is not None
    assert count.id is not None
    count_id, sheet_id = count.id, sheet_of(store, head).id
    assert sheet_id is not None
    run(store, lambda tx: drawer.find(tx, count_id, [sheet_id]))
    (line,) = drawer.compare(store.queries, count, TODAY).lines
    assert line.may_be_collected
    run(store, lambda tx: drawer.collect(tx, [line], on=TODAY, today=TODAY))
    assert (sheet_of(store, head).status, sheet_of(store, head).sent_back_on) == (S.COLLECTED, TODAY)
    assert store.queries.shipment_rows()[0].came_back == 1


def test_a_sheet_lost_in_the_post_that_turns_up_at_the_counter_is_collected(store: Store) -> None:
    shipment_id, (head, *_) = sent(store)
    became(store, shipment_id, head, Fate.LOST, TODAY - DAY)
    ids = [id_ for id_ in [sheet_of(store, head).id] if id_ is not None]
    run(store, lambda tx: certificates.collect(tx, ids, on=TODAY, today=TODAY))
    found = sheet_of(store, head)
    assert (found.status, found.sent_back_on) == (S.COLLECTED, TODAY)


def test_what_happens_lies_not_before_the_day_of_posting(store: Store) -> None:
    shipment_id, (head, *_) = sent(store)
    with pytest.raises(BadValue, match="発送日より前"):
        became(store, shipment_id, head, Fate.LOST, SENT - DAY)


def test_a_forwarded_sheet_is_not_collected_or_lost_by_the_way(store: Store) -> None:
    _, (head, *_) = sent(store)
    sheet_id = sheet_of(store, head).id
    assert sheet_id is not None
    with pytest.raises(NotAllowed, match="発送の記録"):
        run(store, lambda tx: certificates.collect(tx, [sheet_id], on=TODAY, today=TODAY))
    with pytest.raises(NotAllowed, match="発送の記録"):
        run(store, lambda tx: certificates.lose(tx, sheet_id, on=TODAY, today=TODAY, reason="不明"))


# --- The same day, the same figures


def leave(store: Store, head: Person) -> None:
    assert head.id is not None
    who, last = head.id, SENT - 6 * DAY
    run(store, lambda tx: roster.leave(tx, who, cause=LossCause.LEFT, last_day_on=last, today=TODAY))


def figures(store: Store, on: date) -> tuple[int, int, int, int]:
    (count,) = loss_counts(store.queries, on)
    return count.attached, count.in_drawer, count.gone, count.still_out


def test_the_counts_of_a_past_day_stay_as_they_were_told(store: Store) -> None:
    head, spouse, child = family(store, papers=(S.HANDED_OUT, S.HANDED_OUT, S.HANDED_OUT))
    leave(store, head)
    ids = {who.id: sheet_of(store, who).id for who in (head, spouse, child)}
    first, second, third = (ids[who.id] for who in (head, spouse, child))
    assert None not in (first, second, third)
    told = {SENT: figures(store, SENT)}
    run(store, lambda tx: certificates.collect(tx, [first, second], on=SENT + DAY, today=TODAY))
    told[SENT + DAY] = figures(store, SENT + DAY)
    run(store, lambda tx: shipments.forward(tx, [first], on=SENT + 2 * DAY, today=TODAY))
    told[SENT + 2 * DAY] = figures(store, SENT + 2 * DAY)
    run(store, lambda tx: certificates.give_up(
        tx, third, on=SENT + 5 * DAY, today=TODAY, reason="転居", without_attempt="宛先不明"))  # fmt: skip
    run(store, lambda tx: certificates.lose(tx, second, on=SENT + 6 * DAY, today=TODAY, reason="不明"))
    shipment_id = store.queries.shipment_rows()[0].shipment_id
    became(store, shipment_id, head, Fate.LOST, SENT + 7 * DAY)
    assert told == {
        SENT: (0, 0, 0, 3),
        SENT + DAY: (2, 2, 0, 1),
        SENT + 2 * DAY: (2, 1, 0, 1),
    }
    assert {on: figures(store, on) for on in told} == told
    assert figures(store, TODAY) == (0, 0, 3, 0)


def test_the_cover_of_an_envelope_is_the_same_whenever_it_is_printed(store: Store) -> None:
    shipment_id, (head, spouse, _) = sent(store)
    leave(store, head)

    def cover(on: date) -> object:
        subjects = every_form.subjects(store.queries, FormKind.FORWARD_COVER, on=on)
        return every_form.make(store.queries, FormKind.FORWARD_COVER, subjects, on=on)

    printed = cover(SENT)
    became(store, shipment_id, spouse, Fate.LOST)
    became(store, shipment_id, head, Fate.SENT_BACK)
    assert cover(TODAY) == printed
