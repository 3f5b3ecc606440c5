"""The day on which the society issues is told by the society: by its list, or once for the run."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.errors import BadValue
from app.usecases.printing import sessions
from tests.conftest import TODAY
from tests.golden.papers import seal_png
from tests.usecases.households import family, run

TOLD = date(2026, 11, 20)


@pytest.fixture
def people(store):
    """A family whose list says nothing of the day, but for the child's."""
    members = family(store)
    with store.transaction("健保", undoable=False) as tx:
        tx.save_society(replace(tx.society(), is_sample=False, seal_png=seal_png()))
        tx.save_person(replace(members[2], issued_on=TODAY - timedelta(days=30)))
    return [member.id for member in members]


def plan(store, people, **how):
    return run(store, lambda tx: sessions.plan_session(tx, people, today=TODAY, **how))


def test_without_the_day_nothing_is_planned(store, people):
    with pytest.raises(BadValue, match="--issued-on"):
        plan(store, people)
    assert store.queries.session_rows() == []
    # Whoever the list names a day for needs none.
    assert [face.issued_on for face in plan(store, people[2:]).faces] == [TODAY - timedelta(days=30)]


def test_the_day_told_stands_on_the_sheets_that_have_none_and_on_their_second_tries(store, people):
    planned = plan(store, people, issued_on=TOLD)
    assert [face.issued_on for face in planned.faces] == [TOLD, TOLD, TODAY - timedelta(days=30)]
    with store.reading() as stored:
        waiting = sessions.waiting_session(stored, planned.session_id, today=TODAY + timedelta(days=3))
    assert [face.issued_on for face in waiting.faces] == [TOLD, TOLD, TODAY - timedelta(days=30)]


@pytest.mark.parametrize("wrong", [TODAY + timedelta(days=400), TODAY - timedelta(days=400)])
def test_a_day_that_cannot_be_it_is_refused(store, people, wrong):
    with pytest.raises(BadValue, match="1年より離れて"):
        plan(store, people, issued_on=wrong)


def test_a_day_behind_the_last_day_of_the_sheet_is_refused(store, people):
    with store.transaction("名簿", undoable=False) as tx:
        tx.save_person(replace(tx.person(people[0]), certificate_expires_on=TODAY + timedelta(days=5)))
    with pytest.raises(BadValue, match="有効期限が交付年月日より前"):
        plan(store, people, issued_on=TODAY + timedelta(days=6))


def test_in_the_sample_office_nobody_is_asked(store, people):
    with store.transaction("健保", undoable=False) as tx:
        tx.save_society(replace(tx.society(), is_sample=True))
    assert plan(store, people[:1]).faces[0].issued_on == TODAY
