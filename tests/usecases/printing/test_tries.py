"""見本 are tries: no issue, no number, and nobody counts them."""

from dataclasses import replace

import pytest

from app.domain.person import Enrolment
from app.errors import NotAllowed
from app.usecases.printing import sessions
from app.usecases.printing.tries import NUMBER, history_label, said_of, tries
from tests.conftest import TODAY
from tests.golden.papers import seal_png
from tests.usecases.households import family, run


def set_society(store, **over):
    with store.transaction("健保", undoable=False) as tx:
        tx.save_society(replace(tx.society(), **over))


@pytest.fixture
def people(store):
    ids = [member.id for member in family(store)]
    with store.transaction("名簿", undoable=False) as tx:
        tx.save_person(replace(tx.person(ids[2]), enrolment=Enrolment.REGISTERED))
    set_society(store, is_sample=False)
    return ids


def test_tries_leave_everything_as_it_was(store, people):
    before = store.queries.print_candidates(TODAY), store.queries.due_counts(TODAY)
    with store.reading() as stored:
        made = tries(stored, people, today=TODAY)
    faces = [item.face for item in made.items]
    assert [(one.is_specimen, one.issue_number, one.sheet_label) for one in faces] == [
        (True, NUMBER, "見本-001"),
        (True, NUMBER, "見本-002"),
    ]
    assert [one.person_key for one in made.refused] == ["2001-101-02"]
    assert "見本2枚" in said_of(made)
    assert history_label(made, "out.pdf") == "見本の印刷 2枚 out.pdf"
    assert (store.queries.print_candidates(TODAY), store.queries.due_counts(TODAY)) == before


def test_without_what_makes_it_genuine_no_issue_is_made(store, people):
    with pytest.raises(NotAllowed, match="shikaku society set --seal"):
        run(store, lambda tx: sessions.plan_session(tx, people, today=TODAY))
    assert store.queries.session_rows() == []
    set_society(store, seal_png=seal_png())
    planned = run(store, lambda tx: sessions.plan_session(tx, people[:2], today=TODAY, issued_on=TODAY))
    assert not any(face.is_specimen for face in planned.faces)
    # Taken away again, what waits does not leave; nor does it leave as 見本.
    set_society(store, seal_png=None)
    with store.reading() as stored, pytest.raises(NotAllowed, match="見本だけ"):
        sessions.waiting_session(stored, planned.session_id, today=TODAY)


def test_a_try_bears_no_seal_even_where_there_is_one(store, people):
    set_society(store, seal_png=seal_png())
    with store.reading() as stored:
        made = tries(stored, people[:1], today=TODAY)
    assert made.items[0].face.seal_png is None
