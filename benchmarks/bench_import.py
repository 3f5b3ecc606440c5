"""Taking over 100,000 people, and taking that back: processor time and peak memory beside a floor.

The floor parses the same CSV and inserts the same columns by hand into the same encrypted database. Each
measure runs in a process of its own, because a peak never falls. What is due of everybody follows the
import and is counted apart; only the undo takes back what was due, too.
"""

import argparse
import csv
import io
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.importing.plan import ImportPlan
from app.ports import untold
from app.usecases.people import roster_import
from app.usecases.people.roster_import import Answers
from benchmarks.population import TODAY, list_file
from db.duties import anew
from db.store import SqliteStore
from ui.bootstrap import create_sample_folder, open_data_folder

MEMBERS = 100_000
_COLUMNS = (
    "office_id, kind, symbol, number, branch_number, name, kana, sex, relationship, born_on, qualified_on,"
    " department, employee_code, enrolment, sex_on_front, elderly_card_listed, kana_key, name_key"
)
_INSERT = f"INSERT INTO person ({_COLUMNS}) VALUES ({', '.join('?' * 18)})"
_KINDS = {"本人": "insured", "家族": "dependant"}


def floor(store: SqliteStore, data: bytes) -> None:
    """Parse and insert by hand, in one transaction."""
    connection = store.new_connection()
    with connection.transaction():
        connection.rows("INSERT INTO office (code, name) VALUES ('3000', '見本')")
        rows = csv.reader(io.StringIO(data.decode("cp932")))
        next(rows)
        connection.run_many(_INSERT, map(_row, rows))
    connection.close()


def _row(cells: list[str]) -> tuple[object, ...]:
    _, _, department, code, symbol, number, branch, kind, relation, name, kana, _, born, since, *_ = cells
    return (
        *(1, _KINDS[kind], symbol, number, branch, name, kana, "male", relation, born, since, department),
        *(code, "unknown", 1, 0, kana, name),
    )


def planned(store: SqliteStore, data: bytes) -> ImportPlan:
    """What importing would do, looked at beside the work as window and command line do."""
    answers = Answers(as_of=TODAY)
    with store.beside() as beside:
        basis = roster_import.basis_of(beside.queries, TODAY)
    return roster_import.plan_of(data, "list.csv", basis, today=TODAY, answers=answers)


def preview(store: SqliteStore, data: bytes) -> None:
    """Look at the list."""
    planned(store, data)


def imported(store: SqliteStore, data: bytes) -> None:
    """Take the list over."""
    plan = planned(store, data)
    with store.beside() as beside:
        beside.record(lambda tx: roster_import.apply_import(tx, plan, today=TODAY))


def duties(store: SqliteStore, _: bytes) -> None:
    """Compute what is due of everybody, which follows an import."""
    store.renew_due_list(untold)


def undone(store: SqliteStore, _: bytes) -> None:
    """Take the import back."""
    with store.beside() as beside:
        beside.undo()
    store.shrink()


MEASURES: dict[str, Callable[[SqliteStore, bytes], None]] = {
    "floor": floor,
    "preview": preview,
    "import": imported,
    "again": imported,
    "duties": duties,
    "undo": undone,
}
_AFTER_IMPORT = ("again", "duties", "undo")
_TIMES = {"preview": 6, "import": 12}
"""How many times the floor each may take."""
_SECONDS = {"duties": 20}
_PEAK_MB = 300
_FLOORS = 3
"""So often the floor is measured, for the middle one: it differs by a third from time to time."""


def one(measure: str, folder: Path, members: int) -> None:
    """Measure one thing in this process and print it: seconds, MB at most, MB of the folder."""
    data = list_file(members)
    store = open_data_folder(folder, None)
    if measure != "undo":
        anew.settle = lambda *_: None  # type: ignore[assignment]
    start = time.process_time()
    MEASURES[measure](store, data)
    seconds = time.process_time() - start
    store.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 1_000_000
    print(seconds, peak, size)


def main() -> None:
    """Run each measure in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=MEMBERS)
    parser.add_argument("--one")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.one:
        one(given.one, given.folder, given.members)
        return
    floor_seconds, largest = 0.0, 0.0
    with tempfile.TemporaryDirectory() as place:
        floors = [run("floor", Path(place) / f"floor {turn}", given.members) for turn in range(_FLOORS)]
        for measure in MEASURES:
            if measure == "floor":
                seconds, peak, size = sorted(floors)[_FLOORS // 2]
            else:
                folder = Path(place) / ("import" if measure in _AFTER_IMPORT else measure)
                seconds, peak, size = run(measure, folder, given.members)
            floor_seconds, largest = floor_seconds or seconds, max(largest, size)
            print(told(measure, seconds, floor_seconds, peak, size, largest), flush=True)


def run(measure: str, folder: Path, members: int) -> tuple[float, float, float]:
    """Run one measure in a process of its own; return its seconds, MB at most and MB of the folder."""
    if measure not in _AFTER_IMPORT:
        create_sample_folder(folder)
    call = [sys.executable, "-m", "benchmarks.bench_import", "--one", measure]
    call += ["--folder", str(folder), "--members", str(members)]
    done = subprocess.run(call, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    seconds, peak, size = map(float, done.stdout.split())
    return seconds, peak, size


def told(measure: str, seconds: float, floor_seconds: float, peak: float, size: float, largest: float) -> str:
    """Return one line: what it took, as a ratio to the floor, and what is too much of it."""
    ratio = seconds / floor_seconds
    too_much = [
        *([f"more than {_TIMES[measure]} x"] if ratio > _TIMES.get(measure, ratio) else []),
        *([f"more than {_SECONDS[measure]} s"] if seconds > _SECONDS.get(measure, seconds) else []),
        *([f"more than {_PEAK_MB} MB"] if peak > _PEAK_MB else []),
        *(["did not shrink"] if measure == "undo" and size >= largest else []),
    ]
    line = f"{measure:8} {seconds:7.2f} s {ratio:6.1f} x  peak {peak:4.0f} MB  folder {size:4.0f} MB"
    return "  ".join((line, *too_much))


if __name__ == "__main__":
    main()
