"""What became of the list since a morning: counted as the lists of two days differ, told by whom."""

from dataclasses import replace
from datetime import timedelta

from app.domain.contact import About, Contact, Means, Reply
from app.domain.deferral import Deferral
from app.domain.duties import DutyKind
from app.domain.ids import OfficeId
from app.domain.person import Enrolment
from app.morning import Since, StepsBy
from app.ports import Store
from app.rows import DueRow
from app.usecases.calendar.morning import morning_before
from tests.conftest import TODAY
from tests.factories import certificate, person

DAY = timedelta(days=1)


def about(row: DueRow) -> tuple[object, ...]:
    return row.kind, row.person_id, row.certificate_id


def test_what_is_new_and_done_is_how_the_two_lists_differ(store: Store, office_id: OfficeId) -> None:
    since = TODAY - 3 * DAY
    with store.transaction("名簿") as tx:
        people = [
            tx.save_person(
                person(id=None, office_id=office_id, number=str(n), enrolment=Enrolment.REGISTERED)
            )
            for n in range(101, 106)
        ]
        for saved, shift in zip(people, (-9, -3, -1, 0, 2), strict=True):
            assert saved.id is not None
            made = certificate(id=None, person_id=saved.id, issue_number=f"X-{saved.id}")
            tx.save_certificate(replace(made, ready_on=TODAY + shift * DAY))
    with store.transaction("配付") as tx:
        for saved in people[:2]:
            assert saved.id is not None
            (sheet,) = tx.certificates_of(saved.id)
            tx.save_certificate(sheet.hand_out(TODAY - DAY))
    before = {about(row) for row in store.queries.due_rows(since - DAY)}
    now = {about(row) for row in store.queries.due_rows(TODAY)}
    rows = store.queries.since_rows(since, TODAY)
    new = {(row.kind, row.person_id) for row in rows if row.what is Since.NEW}
    done = {(row.kind, row.person_id) for row in rows if row.what is Since.DONE}
    assert new == {(kind, who) for kind, who, _ in now - before}
    assert done >= {(kind, who) for kind, who, _ in before - now}
    # Printed and handed out in between: it stood in neither list, and was done.
    assert (DutyKind.HAND_OUT, people[1].id) in done
    counts = store.queries.since_counts(since, TODAY)
    assert counts == {what: sum(row.what is what for row in rows) for what in Since}
    assert {row.user for row in rows if row.what is Since.DONE} == {store.user}
    assert store.queries.since_counts(since, TODAY, OfficeId(99)) == dict.fromkeys(Since, 0)


def test_answers_and_other_days_are_told_with_their_words(store: Store, office_id: OfficeId) -> None:
    with store.transaction("記録") as tx:
        who = tx.save_person(person(id=None, office_id=office_id)).id
        assert who is not None
        tx.save_contact(Contact(None, who, TODAY, Means.PHONE, "", About.RETURN, Reply.PROMISED))
        tx.save_contact(Contact(None, who, TODAY, Means.PHONE))
        tx.save_deferral(
            Deferral(None, who, DutyKind.REGISTER, None, TODAY, TODAY + 9 * DAY, None, "退院後に")
        )
    told = {row.what: row.said for row in store.queries.since_rows(TODAY - DAY, TODAY)}
    assert told[Since.ANSWERED] == "返却のお願い: 対応する"
    assert told[Since.MOVED] == "期日を R8.12.2 に(退院後に)"
    (latest,) = store.queries.steps_since(TODAY - 9000 * DAY)
    assert latest == StepsBy(store.user, latest.steps)
    assert latest.steps >= 1


def test_on_a_monday_and_after_a_holiday_the_morning_before_is_that_of_the_last_working_day(
    store: Store,
) -> None:
    rules = store.queries.rules_at(TODAY)
    # 2026-11-23 is a holiday, a Monday.
    assert morning_before(TODAY, rules) == TODAY - 3 * DAY
    assert morning_before(TODAY + DAY, rules) == TODAY - 3 * DAY
    assert morning_before(TODAY + 2 * DAY, rules) == TODAY + DAY
