"""An older step is taken back by itself only where no paper and no fact rests on it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.certificate import CertificateStatus, ReplaceCause
from app.domain.ids import OperationId
from app.domain.person import Enrolment, Person
from app.errors import AlreadyUndone
from app.ports import Store
from app.usecases.counter import certificates, drawer
from app.usecases.people import print_notes, roster
from app.usecases.printing import accounts, sessions
from tests.factories import person
from tests.usecases.households import TODAY, family, person_of, run, sheets_of, snapshot

S = CertificateStatus
RENAMED = "架空\u3000見本"


def done(store: Store, use_case: Callable[[Any], Any], label: str = "操作") -> OperationId:
    run(store, use_case, label)
    return store.queries.operations(1)[0].operation_id


def renamed(store: Store, who: Person) -> OperationId:
    after = replace(person_of(store, who), name=RENAMED)
    return done(store, lambda tx: roster.change_person(tx, after, on=TODAY, today=TODAY), "氏名変更")


def printed(store: Store, who: Person) -> None:
    plan = run(store, lambda tx: sessions.plan_session(tx, [who.id], today=TODAY))
    run(store, lambda tx: sessions.mark_spooled(tx, plan.session_id))
    run(store, lambda tx: accounts.confirm(tx, plan.session_id, today=TODAY))


def refused(store: Store, operation_id: OperationId) -> str:
    before = snapshot(store)
    with pytest.raises(AlreadyUndone) as caught:
        store.undo(operation_id)
    assert snapshot(store) == before
    return str(caught.value)


def test_a_name_that_was_printed_since_stays(store):
    head, *_ = family(store)
    change = renamed(store, head)
    printed(store, head)
    assert "資格確認書の記録が変わっている" in refused(store, change)
    assert person_of(store, head).name == RENAMED


def test_the_employees_name_on_a_familys_sheet_stays(store):
    head, _, child = family(store)
    change = renamed(store, head)
    printed(store, child)
    assert "資格確認書の記録が変わっている" in refused(store, change)


def test_a_note_that_was_printed_since_stays(store):
    head, *_ = family(store)
    change = done(
        store,
        lambda tx: print_notes.set_note(
            tx, head.id, registry_name="戸籍\u3000見本", limit_category=None, on=TODAY, today=TODAY
        ),
    )
    printed(store, head)
    refused(store, change)


def test_a_later_expiry_that_a_renewal_took_up_stays(store):
    head, *_ = family(store, papers=[S.HANDED_OUT])
    later = replace(person_of(store, head), certificate_expires_on=date(2031, 11, 30))
    change = done(store, lambda tx: tx.save_person(later))
    printed(store, head)
    assert sheets_of(store, head)[0].replace_cause is ReplaceCause.RENEWAL
    refused(store, change)


def test_what_was_printed_for_nothing_or_for_others_stands_in_nobodys_way(store):
    head, *_ = family(store)
    run(store, lambda tx: tx.save_person(person(id=None, office_id=head.office_id, number="102")))
    other = next(p for p in store.queries.person_rows() if "-102-" in p.key)
    run(store, lambda tx: tx.save_person(replace(tx.person(other.person_id), certificate_expires_on=TODAY)))
    change = renamed(store, head)
    printed(store, person_of(store, other.person_id))
    plan = run(store, lambda tx: sessions.plan_session(tx, [head.id], today=TODAY))
    run(store, lambda tx: sessions.cancel(tx, plan.session_id, today=TODAY))
    store.undo(change)
    assert person_of(store, head).name == head.name


def test_a_sheet_taken_in_before_the_name_changed_does_not_count_again(store):
    head, *_ = family(store, papers=[S.HANDED_OUT])
    (sheet,) = sheets_of(store, head)
    back = done(store, lambda tx: certificates.collect(tx, [sheet.id], on=TODAY, today=TODAY))
    change = renamed(store, head)
    assert "名簿の記録が変わっている" in refused(store, back)
    # With the name as it was, the sheet says what is true.
    store.undo(change)
    store.undo(back)
    assert sheets_of(store, head) == (sheet,)


def test_the_employees_name_keeps_a_familys_sheet_from_counting_again(store):
    head, spouse, _ = family(store, papers=[None, S.HANDED_OUT])
    (sheet,) = sheets_of(store, spouse)
    gone = done(store, lambda tx: certificates.lose(tx, sheet.id, on=TODAY, today=TODAY, reason="紛失"))
    renamed(store, head)
    refused(store, gone)


def test_what_stands_on_no_sheet_is_in_nobodys_way(store):
    head, *_ = family(store, papers=[S.HANDED_OUT])
    (sheet,) = sheets_of(store, head)
    back = done(store, lambda tx: certificates.collect(tx, [sheet.id], on=TODAY, today=TODAY))
    moved = replace(person_of(store, head), department="営業部", enrolment=Enrolment.NOT_REGISTERED)
    run(store, lambda tx: tx.save_person(moved))
    store.undo(back)
    assert sheets_of(store, head) == (sheet,)
    store.redo()
    assert sheets_of(store, head)[0].status is S.COLLECTED


def test_a_row_that_others_point_to_is_refused_in_words(store):
    head, *_ = family(store)
    listed = done(store, lambda tx: certificates.collect_listed(tx, head.id, on=TODAY, today=TODAY))
    begun = done(store, lambda tx: drawer.begin_count(tx, today=TODAY))
    count = drawer.open_count(store.queries)
    (sheet,) = sheets_of(store, head)
    found = done(store, lambda tx: drawer.find(tx, count.id, [sheet.id]))
    assert "元に戻せません" in refused(store, listed)
    assert "元に戻せません" in refused(store, begun)
    for step in (found, listed, begun):
        store.undo(step)
    assert sheets_of(store, head) == ()


def test_a_closed_count_is_not_opened_beside_another(store):
    run(store, lambda tx: drawer.begin_count(tx, today=TODAY))
    count = drawer.open_count(store.queries)
    compared = drawer.compare(store.queries, count, TODAY)
    closed = done(store, lambda tx: drawer.close_count(tx, compared, today=TODAY))
    run(store, lambda tx: drawer.begin_count(tx, today=TODAY))
    assert "元に戻せません" in refused(store, closed)
