"""Taking over 100,000 people, and taking that back: processor time and peak memory beside a floor.

The floor parses the same CSV and inserts the same columns by hand into the same encrypted database. Each
measure runs in a process of its own, because a peak never falls. What is due of everybody follows the
import and is counted apart.
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


def preview(store: SqliteStore, data: bytes) -> None:
    """Look at the list."""
    roster_import.preview(data, "list.csv", store.queries, today=TODAY, answers=Answers(as_of=TODAY))


def imported(store: SqliteStore, data: bytes) -> None:
    """Take the list over."""
    plan = roster_import.preview(data, "list.csv", store.queries, today=TODAY, answers=Answers(as_of=TODAY))
    with store.beside() as beside:
        beside.record(lambda tx: roster_import.apply_import(tx, plan, today=TODAY))


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
    "undo": undone,
}
_AFTER_IMPORT = ("again", "undo")


def one(measure: str, folder: Path, members: int, *, with_duties: bool) -> None:
    """Measure one thing in this process and print it."""
    data = list_file(members)
    store = open_data_folder(folder, None)
    if not with_duties:
        anew.settle = lambda *_: None  # type: ignore[assignment]
    start = time.process_time()
    MEASURES[measure](store, data)
    seconds = time.process_time() - start
    store.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 1_000_000
    print(f"{measure:8} {seconds:7.2f} s  peak {peak:4} MB  folder {size:4} MB", flush=True)


def main() -> None:
    """Run each measure in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=MEMBERS)
    parser.add_argument("--duties", action="store_true")
    parser.add_argument("--one")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.one:
        one(given.one, given.folder, given.members, with_duties=given.duties)
        return
    with tempfile.TemporaryDirectory() as place:
        for measure in MEASURES:
            folder = Path(place) / ("import" if measure in _AFTER_IMPORT else measure)
            if measure not in _AFTER_IMPORT:
                create_sample_folder(folder)
            call = [sys.executable, "-m", "benchmarks.bench_import", "--one", measure]
            call += ["--folder", str(folder), "--members", str(given.members)]
            subprocess.run([*call, *["--duties"] * given.duties], check=True)


if __name__ == "__main__":
    main()
