"""An office of 5,000 on its way to its head office: time and size beside a plain backup of the same folder.

Written for the first time and again after a day's work, merged for the first time and again, twice the same.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.output import place
from app.parcels.file import PARCEL
from app.usecases.parcels.merging import merge_file
from app.usecases.parcels.writing import write_parcel
from app.usecases.people import roster_import
from app.usecases.people.roster_import import Answers
from benchmarks.population import TODAY, list_file
from db.backup.backup import make_backup
from db.store import SqliteStore
from ui.bootstrap import create_sample_folder, open_data_folder

MEMBERS, DAY = 5_000, 50
SECRET = "えんぴつ 灯台 みかん 自転車"


def timed(what: str, beside: float, step: Callable[[], object]) -> float:
    """Do it, print how long it took and how much longer than the backup that was; return the seconds."""
    start = time.perf_counter()
    step()
    seconds = time.perf_counter() - start
    print(f"{what:24} {seconds:7.2f} s{f'  {seconds / beside:5.1f} x backup' if beside else ''}", flush=True)
    return seconds


def opened(folder: Path) -> SqliteStore:
    """Make a sample folder and open it."""
    create_sample_folder(folder)
    store = open_data_folder(folder, None)
    assert isinstance(store, SqliteStore)
    return store


def work(store: SqliteStore) -> None:
    """One day: some people move."""
    with store.transaction("異動") as tx:
        tx.save_people([replace(one, department="本日の部") for one in tx.people()[:DAY]])


def main() -> None:
    """Print times and sizes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=MEMBERS)
    members = parser.parse_args().members
    with tempfile.TemporaryDirectory() as made:
        root = Path(made)
        office, head = opened(root / "office"), opened(root / "head")
        data = list_file(members)
        plan = roster_import.preview(data, "l.csv", office.queries, today=TODAY, answers=Answers(as_of=TODAY))
        office.record(lambda tx: roster_import.apply_import(tx, plan, today=TODAY))
        backup, file = root / "backup.zip", root / f"up{PARCEL.ending}"

        def write() -> None:
            write_parcel(office, place(file, office.folder, PARCEL), secret=SECRET, today=TODAY)

        def merge() -> None:
            found = file.read_bytes()
            head.record(lambda tx: merge_file(tx, found, secret=SECRET, today=TODAY))

        beside = timed("backup", 0, lambda: make_backup(office, backup))
        timed("write, the first", beside, write)
        size, whole = file.stat().st_size, backup.stat().st_size
        timed("merge, the first", beside, merge)
        timed("merge, the same again", beside, merge)
        work(office)
        timed("write, after a day", beside, write)
        timed("merge, after a day", beside, merge)
        print(f"size: {size / 1e6:.2f} MB, {size / whole:.2f} x backup ({whole / 1e6:.1f} MB)")
        for store in (office, head):
            store.close()


if __name__ == "__main__":
    main()
