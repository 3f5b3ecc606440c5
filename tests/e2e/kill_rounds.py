"""Kills a data folder's writer at random moments, many times; started by test_kill in a process of its own.

A child of a process that runs threads may inherit a lock nobody holds any more; this one has none.
Prints how often a kill fell before and after the commit.
"""

import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from app.domain.certificate import CertificateStatus
from app.domain.print_session import SessionStatus, SheetStatus
from app.output import place
from app.parcels import file as parcel_file
from app.ports import Store
from app.usecases.counter import certificates
from app.usecases.parcels.merging import merge_file
from app.usecases.parcels.writing import write_parcel
from app.usecases.people import roster_import
from app.usecases.printing import accounts, sessions
from app.usecases.settings.sample_office import sample_list
from db.store import SqliteStore
from ui.bootstrap import create_sample_folder, open_data_folder, verify_store

TODAY = date(2026, 11, 23)
ROUNDS = {"import": 60, "confirm": 60, "hand_out": 60, "merge": 20}
PARCEL, SECRET = "up.shikaku-parcel", "えんぴつ 灯台 みかん 自転車"


def import_list(store: Store) -> None:
    plan = roster_import.preview(sample_list(TODAY), "list.csv", store.queries, today=TODAY)
    with store.transaction("取込") as tx:
        roster_import.apply_import(tx, plan, today=TODAY)


def output_all(store: Store) -> None:
    people = [row.person_id for row in store.queries.print_candidates(TODAY)]
    with store.transaction("印刷の準備") as tx:
        run = sessions.plan_session(tx, people, today=TODAY)
    assert run.session_id is not None
    with store.transaction("出力", undoable=False) as tx:
        sessions.mark_spooled(tx, run.session_id)


def confirm_all(store: Store) -> None:
    session = store.queries.session_rows()[0]
    with store.transaction("確認") as tx:
        accounts.confirm(tx, session.session_id, spoiled=[2], missing=[3], today=TODAY)


def hand_out_all(store: Store) -> None:
    rows = store.queries.certificate_rows((CertificateStatus.READY,))
    with store.transaction("配付") as tx:
        certificates.hand_out(tx, [r.certificate_id for r in rows], on=TODAY, today=TODAY)


def lay_parcel(store: SqliteStore) -> None:
    """Lay the file of an office beside the folders of a head office that knows nothing yet."""
    folder = store.folder.parent / "office"
    create_sample_folder(folder)
    office = open_data_folder(folder, None)
    import_list(office)
    path = store.folder.parent / PARCEL
    write_parcel(office, place(path, folder, parcel_file.PARCEL), secret=SECRET, today=TODAY)
    office.close()


def merge_parcel(store: SqliteStore) -> None:
    data = (store.folder.parent / PARCEL).read_bytes()
    store.record(lambda tx: merge_file(tx, data, secret=SECRET, today=TODAY))


def merge_outcome(store: SqliteStore) -> str:
    """Whole or not at all; and what was cut off can be merged again."""
    outcome = import_outcome(store)
    merge_parcel(store)
    assert import_outcome(store) == "after"
    return outcome


def import_outcome(store: Store) -> str:
    people = len(store.queries.people())
    whole = len(sample_list(TODAY).decode().splitlines()) - 1
    assert people in (0, whole)
    return "after" if people else "before"


def confirm_outcome(store: Store) -> str:
    (session,) = store.queries.session_rows()
    sheets = Counter(row.status for row in store.queries.sheet_rows(session.session_id))
    papers = Counter(row.status for row in store.queries.certificate_rows())
    total = session.sheets
    if session.status is SessionStatus.SPOOLED:
        assert sheets == {SheetStatus.SPOOLED: total}
        assert papers == {CertificateStatus.PLANNED: total}
        return "before"
    assert sheets == {SheetStatus.GOOD: total - 2, SheetStatus.SPOILED: 1, SheetStatus.MISSING: 1}
    assert papers == {
        CertificateStatus.READY: total - 2,
        CertificateStatus.SPOILED: 1,
        CertificateStatus.LOST: 1,
    }
    return "after"


def hand_out_outcome(store: Store) -> str:
    papers = Counter(row.status for row in store.queries.certificate_rows())
    handed = papers[CertificateStatus.HANDED_OUT]
    assert 0 in (handed, papers[CertificateStatus.READY])
    return "after" if handed else "before"


Step = Callable[[Any], None]
STEPS: dict[str, tuple[list[Step], Step, Callable[[Any], str]]] = {
    "import": ([], import_list, import_outcome),
    "confirm": ([import_list, output_all], confirm_all, confirm_outcome),
    "hand_out": ([import_list, output_all, confirm_all], hand_out_all, hand_out_outcome),
    "merge": ([lay_parcel], merge_parcel, merge_outcome),
}


def kill_rounds(name: str, where: Path) -> Counter[str]:
    """Kill one step again and again; return how often it was found undone and done."""
    prepare, step, outcome = STEPS[name]
    template = where / "template"
    create_sample_folder(template)
    store = open_data_folder(template, None)
    for earlier in prepare:
        earlier(store)
    store.close()
    chance = random.Random(name)

    whole = _timed_in_child(shutil.copytree(template, where / "timed"), step)
    seen: Counter[str] = Counter()
    for number in range(ROUNDS[name]):
        folder = shutil.copytree(template, where / str(number))
        _run_and_die(folder, step, after=chance.uniform(0.05, 1.3) * whole)
        store = open_data_folder(folder, None)
        seen[outcome(store)] += 1
        assert verify_store(store) == []
        store.close()
        shutil.rmtree(folder)
    return seen


def _timed_in_child(folder: Path, step: Step) -> float:
    """How long the step takes in a child, whose pages must first be copied."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            store = open_data_folder(folder, None)
            start = time.perf_counter()
            step(store)
            os.write(writing, str(time.perf_counter() - start).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    spent = float(os.read(reading, 64))
    os.close(reading)
    os.close(writing)
    return spent


def _run_and_die(folder: Path, step: Step, *, after: float) -> None:
    """Run the step in a child that the kernel ends after so many seconds."""
    child = os.fork()
    if child == 0:
        try:
            store = open_data_folder(folder, None)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, after)
            step(store)
            signal.pause()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the child ended by itself instead of being killed"
    assert os.WTERMSIG(status) == signal.SIGALRM


if __name__ == "__main__":
    print(json.dumps(kill_rounds(sys.argv[1], Path(sys.argv[2]))))
