"""After a purge the office goes on as before, and who comes again is new."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.changes import Done
from app.domain.certificate import CertificateStatus
from app.domain.ids import PersonId
from app.domain.person import LossCause
from app.usecases.counter import certificates, shipments
from app.usecases.people import retention, roster, roster_import
from app.usecases.printing import sessions
from app.usecases.settings import sample_office
from db.backup.backup import verify
from db.keys.keys import Unlock
from db.making import create_data_folder
from db.store import SqliteStore, open_store
from tests.factories import society

THEN, NOW = date(2026, 11, 23), date(2029, 12, 3)
S = CertificateStatus


class Clock:
    """The day of the office's computer."""

    on = THEN

    def __call__(self) -> datetime:
        return datetime(*self.on.timetuple()[:3], 12, tzinfo=UTC)


def opened(folder: Path, clock: Clock) -> SqliteStore:
    return open_store(folder, Unlock(), clock=clock)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample office, of which one family left and gave everything back."""
    folder = tmp_path_factory.mktemp("made") / "data"
    create_data_folder(folder, "", society=society(), is_sample=True)
    store = opened(folder, Clock())
    store.record(lambda tx: sample_office.fill(tx, today=THEN), undoable=False)
    head, *_ = ids = family(store)
    left = date(2026, 11, 20)
    do(store, lambda tx: roster.leave(tx, head, cause=LossCause.LEFT, last_day_on=left, today=THEN))
    sheets = papers(store, ids, S.HANDED_OUT)
    do(store, lambda tx: certificates.collect(tx, sheets, on=THEN, today=THEN))
    do(store, lambda tx: shipments.forward(tx, sheets, on=THEN, today=THEN))
    (shipment,) = store.queries.shipment_rows()
    do(store, lambda tx: shipments.confirm_arrival(tx, shipment.shipment_id, on=THEN, today=THEN))
    store.close()
    return folder


def do(store: SqliteStore, step: Callable[..., Done]) -> None:
    store.record(step)


def family(store: SqliteStore) -> list[PersonId]:
    """An employee whose whole family has papers."""
    rows = store.queries.person_rows()
    having = {row.person_id for row in rows if row.certificate is S.HANDED_OUT}
    for head in (row for row in rows if row.key.endswith("-00") and row.disqualified_on is None):
        home = [row.person_id for row in rows if row.key.rpartition("-")[0] == head.key.rpartition("-")[0]]
        if len(home) > 2 and having.issuperset(home):
            return [head.person_id, *(one for one in home if one != head.person_id)]
    raise AssertionError


def papers(store: SqliteStore, ids: list[PersonId], status: CertificateStatus) -> list[int]:
    return [row.certificate_id for row in store.queries.certificate_rows((status,)) if row.person_id in ids]


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Iterator[SqliteStore]:
    clock = Clock()
    clock.on = NOW
    store = opened(shutil.copytree(made, tmp_path / "data"), clock)
    yield store
    store.close()


def going(store: SqliteStore) -> list[retention.RetentionRow]:
    return retention.going(retention.over(store.queries, NOW), NOW)


def purge(store: SqliteStore) -> list[str]:
    rows = going(store)
    store.record(lambda tx: retention.purge(tx, count=len(rows), today=NOW), undoable=False)
    store.wipe()
    return [row.key for row in rows]


def test_a_family_that_gave_everything_back_goes_and_every_list_still_stands(store: SqliteStore) -> None:
    seen = store.queries
    before, runs = seen.person_rows(), seen.session_rows()
    gone = purge(store)
    assert len(gone) >= 3
    assert [row.key for row in seen.person_rows()] == [row.key for row in before if row.key not in gone]
    assert verify(store) == []
    # What is left of the papers' account stands as it was.
    assert [row.session_id for row in seen.session_rows()] == [row.session_id for row in runs]
    for run in runs:
        assert not {row.key for row in seen.sheet_rows(run.session_id)} & set(gone)
    (shipment,) = seen.shipment_rows()
    assert not {row.key for row in seen.sent_rows(shipment.shipment_id)} & set(gone)
    assert seen.change_rows()
    assert seen.person_rows(search=gone[0]) == []


def test_the_next_steps_are_taken_back_up_to_the_purge_and_not_beyond(store: SqliteStore) -> None:
    purge(store)
    assert store.last_undoable() is None
    somebody = store.queries.person_rows()[0].person_id
    assert somebody is not None
    with store.transaction("異動") as tx:
        tx.save_person(replace(tx.person(somebody), department="新しい課"))
    store.undo()
    store.redo()
    store.undo()
    assert store.last_undoable() is None
    assert verify(store) == []


def test_a_run_under_way_is_untouched(store: SqliteStore) -> None:
    rows = [row.person_id for row in store.queries.print_candidates(THEN)][:2]
    planned = store.record(lambda tx: sessions.plan_session(tx, rows, today=THEN, is_drawn=False))
    assert planned.session_id is not None
    before = store.queries.sheet_rows(planned.session_id)
    purge(store)
    assert store.queries.sheet_rows(planned.session_id) == before
    assert verify(store) == []


def test_who_comes_again_by_a_list_is_new(store: SqliteStore) -> None:
    gone = purge(store)
    data = sample_office.sample_list(NOW)
    plan = roster_import.preview(data, "list.csv", store.queries, today=NOW)
    store.record(lambda tx: roster_import.apply_import(tx, plan, today=NOW))
    again = [row for row in store.queries.person_rows() if row.key in gone]
    assert {row.key for row in again} == set(gone)
    detail = store.queries.person_detail(again[0].person_id, NOW)
    assert len(detail.history) == 1
    assert verify(store) == []
