"""状況回答 by the record of an earlier day: what was counted then is counted again, whatever came since."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.answer import Figure
from app.domain.certificate import CertificateStatus
from app.domain.person import LossCause
from app.errors import BadValue
from app.usecases.answers import answers
from app.usecases.counter import certificates
from app.usecases.people import life_events, roster
from app.usecases.settings import sample_office
from db.store import SqliteStore
from tests.factories import person
from tests.usecases.households import office_id_of, run, snapshot

FIRST = date(2026, 11, 23)
LATER = FIRST + timedelta(days=10)


class Clock:
    """What day it is in the office."""

    def __init__(self) -> None:
        self.today = FIRST

    def __call__(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 9, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(store: SqliteStore, clock: Clock) -> SqliteStore:
    """The sample office, entered on the first day."""
    store._clock = clock
    run(store, lambda tx: sample_office.fill(tx, today=FIRST))
    return store


def work_on(store: SqliteStore, clock: Clock) -> None:
    """What the office records ten days later, most of it about days before."""
    clock.today = LATER
    out = store.queries.certificate_rows((CertificateStatus.HANDED_OUT,))
    ready = store.queries.certificate_rows((CertificateStatus.READY,))
    told = {"today": LATER}
    steps = [
        lambda tx: certificates.collect(tx, [row.certificate_id for row in out[:2]], on=FIRST, **told),
        lambda tx: certificates.hand_out(tx, [ready[0].certificate_id], on=FIRST, **told),
        lambda tx: certificates.lose(tx, out[3].certificate_id, on=FIRST, reason="旅先", **told),
        lambda tx: roster.leave(tx, out[4].person_id, cause=LossCause.DEATH, last_day_on=FIRST, **told),
        lambda tx: life_events.change_name(
            tx, out[5].person_id, name="架空\u3000新", kana="", on=FIRST, **told
        ),
        lambda tx: roster.add_person(
            tx, person(id=None, office_id=office_id_of(store), number="990", qualified_on=FIRST), **told
        ),
    ]
    for step in steps:
        store.record(step)
    store.undo()
    store.redo()
    store.undo()


def test_by_the_record_of_that_day_the_answer_is_the_one_that_was_counted_then(office, clock):
    counted, behind = office.queries.status_answer(FIRST), office.queries.status_behind(FIRST)
    work_on(office, clock)
    assert office.queries.status_answer(FIRST) != counted
    before, listed = snapshot(office), office.queries.due_rows(LATER)
    told: list[tuple[int, int]] = []
    shown = answers.recorded_answer(
        office, FIRST, FIRST, today=LATER, report=lambda done, of: told.append((done, of))
    )
    assert (shown.figures, shown.answer) == (counted, behind)
    assert told
    assert told[-1][0] == told[-1][1]
    # Nothing was changed by looking.
    assert snapshot(office) == before
    assert office.queries.due_rows(LATER) == listed
    assert office.queries.status_answer(FIRST) != counted
    assert "R8.11.23 の記録による" in shown.paper(None).subtitle


def test_another_day_may_be_counted_by_an_earlier_record(office, clock):
    """At the end of the year by what is known today, and by what was known in November."""
    ends = date(2026, 12, 31)
    ahead = office.queries.status_answer(ends)
    work_on(office, clock)
    assert answers.recorded_answer(office, ends, FIRST, today=LATER).figures == ahead
    now = answers.recorded_answer(office, ends, LATER, today=LATER)
    assert now.figures == office.queries.status_answer(ends)
    assert answers.people_behind(office.queries, now, Figure.COLLECTED) == office.queries.status_behind(
        ends, Figure.COLLECTED
    ).behind(Figure.COLLECTED)


def test_a_day_before_the_first_record_and_one_to_come_are_refused(office):
    with pytest.raises(BadValue, match="まだ名簿がありません"):
        answers.recorded_answer(office, FIRST, date(2020, 1, 1), today=FIRST)
    with pytest.raises(BadValue, match="まだ来ていません"):
        answers.recorded_answer(office, FIRST, LATER, today=FIRST)
