"""A long import goes on beside the work: whole or not at all, and seen by whoever looks afterwards."""

import threading

import pytest

from app.changes import Done
from app.ports import Store
from app.usecases.people import roster_import
from tests.usecases.lists.members import OCTOBER, ROWS, TODAY, look


class StoppedError(Exception):
    """Somebody pressed Escape."""


def test_an_import_in_another_thread_is_seen_here_and_is_one_step(store: Store) -> None:
    plan = look(store, *ROWS, as_of=OCTOBER)
    assert store.queries.person_rows(search="見本") == []
    told: list[tuple[int, int]] = []
    done: list[Done] = []

    def work() -> None:
        with store.beside() as beside:
            done.append(
                beside.record(
                    lambda tx: roster_import.apply_import(
                        tx, plan, today=TODAY, report=lambda *so_far: told.append(so_far)
                    )
                )
            )

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done[0].sentence.startswith("新規4名")
    assert told == [(4, 8), (8, 8)]
    assert len(store.queries.person_rows(search="見本")) == 3
    store.undo()
    assert store.queries.people() == []


@pytest.mark.parametrize("at", [0, 1])
def test_one_that_is_stopped_leaves_nothing(store: Store, at: int) -> None:
    plan = look(store, *ROWS, as_of=OCTOBER)
    steps = store.queries.operations()

    def stop(_done: int, _total: int) -> None:
        raise StoppedError

    reports = (stop, lambda _done, _total: None)
    with store.beside() as beside, pytest.raises(StoppedError):
        beside.record(
            lambda tx: roster_import.apply_import(tx, plan, today=TODAY, report=reports[at]),
            report=reports[1 - at],
        )
    assert (store.queries.people(), store.queries.operations()) == ([], steps)
    assert store.queries.lists_taken() == []
