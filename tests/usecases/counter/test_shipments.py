"""Envelopes to the society: 問い合わせ番号, what they held, and the counts for the 喪失届."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.certificate import CertificateStatus as S
from app.domain.ids import CertificateId
from app.domain.my_number import check_digit
from app.domain.other_numbers import is_carrier_number
from app.domain.person import LossCause, Person
from app.errors import BadValue, MyNumberRefused
from app.ports import Store
from app.usecases.counter import certificates, shipments
from app.usecases.counter.shipments import checked_tracking
from app.usecases.forms.loss_counts import LossCount, LossForm, loss_counts
from app.usecases.people import roster
from tests.usecases.households import TODAY, family, run, sheet, sheets_of

LEFT = date(2026, 11, 17)


def id_of(store: Store, who: Person) -> CertificateId:
    found = sheets_of(store, who)[-1].id
    assert found is not None
    return found


def collect(store: Store, *people: Person, on: date = TODAY) -> None:
    ids = [id_of(store, who) for who in people]
    run(store, lambda tx: certificates.collect(tx, ids, on=on, today=TODAY))


def send(store: Store, *people: Person, on: date = TODAY, number: str = "") -> None:
    ids = [id_of(store, who) for who in people]
    run(store, lambda tx: shipments.forward(tx, ids, on=on, today=TODAY, tracking_number=number))


def leave(store: Store, head: Person) -> None:
    assert head.id is not None
    who = head.id
    run(store, lambda tx: roster.leave(tx, who, cause=LossCause.LEFT, last_day_on=LEFT, today=TODAY))


def counts(store: Store) -> list[LossCount]:
    return loss_counts(store.queries, TODAY)


# --- 問い合わせ番号


@given(st.integers(0, 10**11 - 1))
def test_every_carrier_number_is_accepted(body: int) -> None:
    number = f"{body:011d}{body % 7}"
    assert is_carrier_number(number)
    assert checked_tracking(number) == number
    assert checked_tracking(f"{number[:4]}-{number[4:8]}-{number[8:]}")


@given(st.integers(0, 10**11 - 1))
def test_a_my_number_that_no_carrier_gives_is_refused(body: int) -> None:
    text = f"{body:011d}"
    number = text + str(check_digit(text))
    if is_carrier_number(number):
        assert body % 7 == check_digit(text)
        return
    with pytest.raises(MyNumberRefused, match="問い合わせ番号"):
        checked_tracking(number)


@pytest.mark.parametrize(
    "number", ["123-45-67890-1", "1234567890123", "EN123456785JP", "1234-5678", "書留 123-45-67890-1", ""]
)
def test_numbers_of_other_lengths_are_accepted(number: str) -> None:
    assert checked_tracking(f" {number} ") == number


def test_a_my_number_beside_other_words_is_refused_even_where_a_carrier_might_give_it() -> None:
    body = next(n for n in range(10**10, 10**10 + 10**4) if check_digit(f"{n:011d}") == n % 7)
    number = f"{body:011d}{body % 7}"
    assert checked_tracking(number) == number
    with pytest.raises(MyNumberRefused):
        checked_tracking(f"番号は {number} です")


def test_a_sentence_is_no_number() -> None:
    with pytest.raises(BadValue, match="40字まで"):
        checked_tracking("あ" * 41)


def test_the_number_is_noted_after_posting_and_can_be_corrected(store: Store) -> None:
    head, *_ = family(store, papers=(S.HANDED_OUT,))
    collect(store, head)
    send(store, head)
    (made,) = store.queries.shipment_rows()
    run(store, lambda tx: shipments.note_tracking(tx, made.shipment_id, " 123-45-67890-1 "))
    assert store.queries.shipment_rows()[0].tracking_number == "123-45-67890-1"
    with pytest.raises(BadValue, match="変わっていません"):
        run(store, lambda tx: shipments.note_tracking(tx, made.shipment_id, "123-45-67890-1"))
    store.undo()
    assert store.queries.shipment_rows()[0].tracking_number == ""


def test_a_shipment_lists_what_it_held(store: Store) -> None:
    head, spouse, child = family(store, papers=(S.HANDED_OUT, S.HANDED_OUT, S.HANDED_OUT))
    collect(store, head, spouse, child)
    send(store, head, spouse, number="1234-5678")
    (made,) = store.queries.shipment_rows()
    assert {r.name for r in store.queries.sent_rows(made.shipment_id)} == {head.name, spouse.name}
    assert (made.certificates, made.elderly_cards, made.tracking_number) == (2, 0, "1234-5678")


def test_the_society_confirms_not_before_the_day_of_posting(store: Store) -> None:
    head, *_ = family(store, papers=(S.HANDED_OUT,))
    collect(store, head)
    send(store, head)
    (made,) = store.queries.shipment_rows()
    early = TODAY - timedelta(days=1)
    with pytest.raises(BadValue, match="発送日より前"):
        run(store, lambda tx: shipments.confirm_arrival(tx, made.shipment_id, on=early, today=TODAY))


# --- 喪失届の枚数


def test_nobody_lost_cover_so_no_form_is_due(store: Store) -> None:
    family(store, papers=(S.HANDED_OUT, S.HANDED_OUT))
    assert counts(store) == []


def test_the_form_counts_what_comes_along_what_is_gone_and_what_is_still_out(store: Store) -> None:
    head, spouse, child = family(store, papers=(S.HANDED_OUT, S.HANDED_OUT, S.HANDED_OUT))
    leave(store, head)
    collect(store, head)
    run(store, lambda tx: certificates.lose(tx, id_of(store, spouse), on=TODAY, today=TODAY, reason="鞄ごと"))
    (count,) = counts(store)
    assert (count.form, count.household, count.lost_on) == (LossForm.LOSS, "2001-101", date(2026, 11, 18))
    assert (count.attached, count.in_drawer, count.gone, count.still_out) == (1, 1, 1, 1)
    assert count.name == head.name
    assert set(count.members) == {head.name, spouse.name, child.name}
    collect(store, child)
    send(store, head, child)
    (count,) = counts(store)
    assert (count.attached, count.in_drawer, count.gone, count.still_out) == (2, 0, 1, 0)
    assert not count.is_open


def test_a_sheet_sent_before_the_loss_does_not_come_along(store: Store) -> None:
    head, *_ = family(store, papers=(S.SUPERSEDED,))
    collect(store, head, on=date(2026, 11, 2))
    send(store, head, on=date(2026, 11, 3))
    run(store, lambda tx: tx.save_certificate(sheet(head, S.HANDED_OUT)))
    leave(store, head)
    (count,) = counts(store)
    assert (count.attached, count.gone, count.still_out) == (0, 0, 1)


def test_a_sheet_lost_before_and_replaced_was_reported_then(store: Store) -> None:
    head, *_ = family(store, papers=(S.LOST,))
    run(store, lambda tx: tx.save_certificate(sheet(head, S.HANDED_OUT)))
    leave(store, head)
    collect(store, head)
    (count,) = counts(store)
    assert (count.attached, count.gone) == (1, 0)


def test_a_sheet_lost_before_and_not_replaced_cannot_come_back(store: Store) -> None:
    head, *_ = family(store, papers=(S.LOST,))
    leave(store, head)
    (count,) = counts(store)
    assert (count.attached, count.gone) == (0, 1)


def test_a_dependant_who_leaves_alone_is_counted_for_the_other_form(store: Store) -> None:
    _, spouse, _ = family(store, papers=(S.HANDED_OUT, S.HANDED_OUT))
    assert spouse.id is not None
    who = spouse.id
    run(store, lambda tx: roster.leave(
        tx, who, cause=LossCause.REMOVED_DEPENDANT, last_day_on=LEFT, today=TODAY))  # fmt: skip
    collect(store, spouse)
    (count,) = counts(store)
    assert (count.form, count.attached, count.members) == (LossForm.DEPENDANT_CHANGE, 1, (spouse.name,))
    assert count.name == "髙橋\u3000見本"


def test_one_household_is_counted_alone(store: Store) -> None:
    head, *_ = family(store, papers=(S.HANDED_OUT,))
    leave(store, head)
    assert len(loss_counts(store.queries, TODAY, household="2001-101")) == 1
    assert loss_counts(store.queries, TODAY, household="2001-10") == []
    assert loss_counts(store.queries, date(2026, 11, 17)) == []


def test_a_sheet_lost_from_the_drawer_counts_as_one_that_cannot_be_returned(store: Store) -> None:
    head, spouse, _child = family(store, papers=(S.HANDED_OUT, S.HANDED_OUT, None))
    leave(store, head)
    collect(store, head, spouse)
    (count,) = counts(store)
    assert (count.attached, count.in_drawer, count.gone, count.still_out) == (2, 2, 0, 0)
    lost = id_of(store, spouse)
    run(store, lambda tx: certificates.lose(tx, lost, on=TODAY, today=TODAY, reason="引き出しにない"))
    (count,) = counts(store)
    assert (count.attached, count.in_drawer, count.gone, count.still_out) == (1, 1, 1, 0)
