"""Every sheet of a run is accounted for once, and nobody gets a paper they gave back."""

from datetime import date, timedelta

import pytest

from app.domain.certificate import CertificateStatus
from app.domain.duties import DutyKind
from app.domain.person import LossCause
from app.errors import BadValue, NotAllowed, NotFound
from app.usecases import certificates, print_runs, roster, roster_import
from app.usecases.sample_office import sample_list

TODAY = date(2026, 11, 23)


def step(store, use_case, *, undoable: bool = True):
    with store.transaction("操作", undoable=undoable) as tx:
        return use_case(tx)


@pytest.fixture
def session(store):
    """A run of everybody due, output and unconfirmed."""
    plan = roster_import.preview(sample_list(TODAY), "list.csv", store.queries, today=TODAY)
    step(store, lambda tx: roster_import.apply_import(tx, plan, today=TODAY))
    people = [row.person_id for row in store.queries.print_candidates(TODAY)]
    run = step(store, lambda tx: print_runs.plan_session(tx, people, today=TODAY))
    step(store, lambda tx: print_runs.mark_spooled(tx, run.session_id), undoable=False)
    return run.session_id


def confirm(store, session_id, **account):
    return step(store, lambda tx: print_runs.confirm(tx, session_id, today=TODAY, **account))


def shred(store, session_id, numbers, on=TODAY):
    return step(store, lambda tx: print_runs.shred(tx, session_id, numbers, on=on, today=TODAY))


def test_a_run_is_confirmed_once(store, session):
    confirm(store, session, spoiled=[2])
    before = store.queries.sheet_rows(session)
    with pytest.raises(NotAllowed, match=f"印刷作業{session}は確認待ちではありません"):
        confirm(store, session)
    assert store.queries.sheet_rows(session) == before


def test_only_sheets_that_were_there_are_shredded(store, session):
    confirm(store, session, spoiled=[2])
    with pytest.raises(NotFound, match="用紙999はありません"):
        shred(store, session, [2, 999])
    with pytest.raises(BadValue, match="用紙を選んで"):
        shred(store, session, [])
    with pytest.raises(BadValue, match="確認した日より前"):
        shred(store, session, [2], on=TODAY - timedelta(days=1))
    assert "1枚" in shred(store, session, [2, 2]).sentence
    assert store.queries.session_rows()[0].unshredded == 0


def employee_sheet(store):
    rows = store.queries.certificate_rows((CertificateStatus.READY,))
    return next(row for row in rows if row.kind.value == "insured")


def test_whoever_gave_the_paper_back_on_the_last_working_day_gets_no_new_one(store, session):
    confirm(store, session)
    sheet = employee_sheet(store)
    ids = [sheet.certificate_id]
    step(store, lambda tx: certificates.hand_out(tx, ids, on=TODAY, today=TODAY))
    step(
        store,
        lambda tx: roster.leave(
            tx, sheet.person_id, cause=LossCause.LEFT, last_day_on=date(2026, 11, 30), today=TODAY
        ),
    )
    step(store, lambda tx: certificates.collect(tx, ids, on=TODAY, today=TODAY))
    due = [r.kind for r in store.queries.due_rows(TODAY) if r.person_id == sheet.person_id]
    assert DutyKind.FORWARD in due
    assert DutyKind.PRINT not in due
    assert sheet.person_id not in [r.person_id for r in store.queries.print_candidates(TODAY)]


def test_a_sheet_named_twice_is_one_sheet(store, session):
    confirm(store, session)
    sheet = employee_sheet(store)
    ids = [sheet.certificate_id, sheet.certificate_id]
    done = step(store, lambda tx: certificates.hand_out(tx, ids, on=TODAY, today=TODAY))
    assert done.sentence.startswith("1枚")


def test_a_run_given_up_does_not_hide_the_paper_a_leaver_had_before(store):
    plan = roster_import.preview(sample_list(TODAY), "list.csv", store.queries, today=TODAY)
    step(store, lambda tx: roster_import.apply_import(tx, plan, today=TODAY))
    (who, *_) = [r.person_id for r in store.queries.print_candidates(TODAY) if r.kind.value == "insured"]
    run = step(store, lambda tx: print_runs.plan_session(tx, [who], today=TODAY))
    step(store, lambda tx: print_runs.cancel(tx, run.session_id, today=TODAY))
    step(
        store,
        lambda tx: roster.leave(tx, who, cause=LossCause.LEFT, last_day_on=date(2026, 11, 20), today=TODAY),
    )
    assert DutyKind.RETURN in [r.kind for r in store.queries.due_rows(TODAY) if r.person_id == who]
