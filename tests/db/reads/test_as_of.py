"""A past day is told by what is written, now and within a step, and by nothing remembered."""

from dataclasses import replace
from datetime import date, timedelta

from app.domain.answer import Figure
from app.domain.ids import OfficeId
from app.domain.person import Enrolment, Person
from db.store import SqliteStore
from tests.factories import person

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def member(store: SqliteStore, office_id: OfficeId) -> Person:
    """Known as 未登録 since October."""
    with store.transaction("名簿") as tx:
        return tx.save_person(
            person(
                id=None,
                office_id=office_id,
                enrolment=Enrolment.NOT_REGISTERED,
                enrolment_as_of=TODAY - 40 * DAY,
            )
        )


def registered(store: SqliteStore, on: date) -> int:
    return store.queries.status_answer(on).total(Figure.REGISTERED)


def learn(store: SqliteStore, who: Person, on: date) -> None:
    with store.transaction("登録") as tx:
        tx.save_person(replace(who, enrolment=Enrolment.REGISTERED, enrolment_as_of=on))


def test_a_day_is_looked_at_once_and_again_after_each_change(store: SqliteStore, office_id: OfficeId) -> None:
    who = member(store, office_id)
    assert [registered(store, TODAY - DAY), registered(store, TODAY)] == [0, 0]
    learn(store, who, TODAY)
    for _ in range(2):
        assert [registered(store, TODAY - DAY), registered(store, TODAY)] == [0, 1]
    learn(store, who, TODAY - DAY)
    assert [registered(store, TODAY - 2 * DAY), registered(store, TODAY - DAY)] == [0, 1]
    store.undo()
    assert [registered(store, TODAY - DAY), registered(store, TODAY)] == [0, 1]


def test_what_a_rehearsal_saw_is_forgotten_with_it(store: SqliteStore, office_id: OfficeId) -> None:
    who = member(store, office_id)
    learn(store, who, TODAY)
    assert registered(store, TODAY - DAY) == 0
    with store.rehearsal() as tx:
        tx.save_person(replace(who, enrolment=Enrolment.REGISTERED, enrolment_as_of=TODAY - DAY))
        assert registered(store, TODAY - DAY) == 1
        assert registered(store, TODAY - 2 * DAY) == 0
    assert registered(store, TODAY - DAY) == 0


def test_another_connections_change_is_seen(store: SqliteStore, office_id: OfficeId) -> None:
    who = member(store, office_id)
    learn(store, who, TODAY)
    assert registered(store, TODAY - DAY) == 0
    other = store.new_connection()
    with other.transaction():
        other.rows("UPDATE person SET enrolment_as_of = ?", ((TODAY - 30 * DAY).isoformat(),))
    other.close()
    assert registered(store, TODAY - DAY) == 1
