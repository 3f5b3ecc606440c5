"""The due list at 5,000 and 100,000 members with three events each, against hand-written SQL.

The floors ask the same table the same questions by hand and make no row and no sentence of the answer.
Reading is told in time of the processor, so that other work beside counts little. The window refresh is
everything the program does after a step: reading counts and first page, and laying out and painting the
window, once; after a paper in the rows shown was handed out, and when told of changes where nothing was done.
A hand-out is one use case with its commit; its floor is a bare update of one row. All duties anew is said
beside the bare reading and writing of the same, and as what the program holds in memory.
"""

import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QApplication

from app.changes import Changes
from app.domain.certificate import CertificateStatus
from app.domain.duties import DutyKind, NextAction, Why
from app.rows import CertificateRow, DueRow
from app.usecases.counter.certificates import hand_out
from benchmarks.population import TODAY, events, fill
from benchmarks.timing import growth, interleaved, report
from db.folder.connection import Connection
from db.store import SqliteStore
from ui.bootstrap import build, open_data_folder
from ui.pages.today.page import TodayPage
from ui.window.application import dressed, user_preferences
from ui.window.main_window import MainWindow

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SIZES = (5_000, 100_000)
PAGE = 200
PAST = TODAY - timedelta(days=90)
FACTS = ("person", "stage", "certificate", "elderly_card", "contact", "deferral", "society_answer")
ANEW_SECONDS, ANEW_MEGABYTES = 20, 300
REFRESH_SECONDS = {5_000: 0.02, 100_000: 0.1}
OVER_SQL, OVER_TODAY = 1.5, 2.0
"""So many times the answer by hand a list may take, and a past day so many times today."""

FLOOR_OF_PAGE = f"""
select d.place, d.why, d.person_id, d.certificate_id, d.due_on, d.since, d.detail, p.name, p.kana, p.symbol,
       p.number, p.branch_number, p.department, o.name, c.issue_number, d.moved_from, d.moved_because,
       d.hidden_until, k.contacted_on, k.means, k.about
  from duty d
  join person p on p.id = d.person_id
  join office o on o.id = p.office_id
  left join certificate c on c.id = d.certificate_id
  left join contact k on k.id = (select id from contact
                                  where person_id = d.person_id and contacted_on <= :today
                                  order by contacted_on desc, id desc limit 1)
 where d.appears_on <= :today and d.gone_on > :today
   and not (d.hidden_until is not null and d.hidden_until > :today)
 order by d.due_on is null, d.due_on, d.place, d.kana_key, d.person_id, d.certificate_id, d.why
 limit {PAGE}
"""
FLOOR_OF_COUNTS = """
select place, count(*), count(case when due_on < :today then 1 end),
       count(case when due_on <= :week then 1 end), count(case when why = 'renewable' then 1 end)
  from duty
 where appears_on <= :today and gone_on > :today and not (hidden_until is not null and hidden_until > :today)
 group by place
"""


def days(today: date) -> dict[str, str]:
    """The parameters of both floors."""
    return {"today": today.isoformat(), "week": (today + timedelta(days=7)).isoformat()}


def measure(members: int) -> dict[str, dict[str, float]]:
    """Return the medians of every comparison at one size; first make sure both answer alike."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        store = fill(folder, members)
        print(f"\n{members:,} members, {events(store):,} events", flush=True)
        store.close()
        subprocess.run([sys.executable, "-m", "benchmarks.bench_due", str(folder)], check=True)
        store = cast(SqliteStore, open_data_folder(folder, None))
        sql = store.new_connection()
        queries = store.queries
        for today in (TODAY, PAST):
            ours = [(str(r.why), r.person_id, r.certificate_id) for r in queries.due_rows(today, limit=PAGE)]
            page = sql.rows(FLOOR_OF_PAGE, days(today))
            assert ours == [row[1:4] for row in page], "the floor answers another question"
            totals = [count.total for count in queries.due_counts(today) if count.total]
            assert totals == [row[1] for row in sql.rows(FLOOR_OF_COUNTS, days(today))]
        found = {
            "first page": interleaved(
                {
                    "first page": lambda: queries.due_rows(TODAY, limit=PAGE),
                    "SQL by hand": lambda: sql.rows(FLOOR_OF_PAGE, days(TODAY)),
                    "the same as rows": lambda: as_rows(sql),
                    "of a past day": lambda: queries.due_rows(PAST, limit=PAGE),
                },
                15,
                time.process_time,
            ),
            "counts of all kinds": interleaved(
                {
                    "counts of all kinds": lambda: queries.due_counts(TODAY),
                    "SQL by hand": lambda: sql.rows(FLOOR_OF_COUNTS, days(TODAY)),
                    "of a past day": lambda: queries.due_counts(PAST),
                },
                15,
                time.process_time,
            ),
            "hand-out": hand_outs(store, sql),
        }
        sql.close()
        # The window closes the store.
        with closing(shown(store)) as window:
            found["window"] = refreshes(window, store)
    return found


def as_rows(sql: Connection) -> list[DueRow]:
    """The answer by hand as objects, without key, words and days left."""
    page = sql.rows(FLOOR_OF_PAGE, days(TODAY))
    return [
        DueRow(
            *("", name, kana, office, department),
            *(DutyKind.RETURN, person_id, sheet_id, number, None, None, "", "", NextAction.SHOW, Why.LOSS),
        )
        for _, _, person_id, sheet_id, _, _, _, name, kana, _, _, _, department, office, number, *_ in page
    ]


def hand_outs(store: SqliteStore, sql: Connection) -> dict[str, float]:
    """One sheet handed out, beside a bare update of one row with its commit."""
    details = ((row, store.queries.person_detail(row.person_id, TODAY)) for row in ready(store))
    sheets = iter([row.certificate_id for row, detail in details if detail.loss.on > TODAY])
    out = store.queries.certificate_rows((CertificateStatus.HANDED_OUT,))
    others = itertools.cycle(row.certificate_id for row in out[:200])

    def bare() -> None:
        with sql.transaction():
            sql.rows("UPDATE certificate SET reason = reason || '' WHERE id = ?", (next(others),))

    def one() -> None:
        store.record(partial(hand_out, certificate_ids=[next(sheets)], on=TODAY, today=TODAY))

    return interleaved({"one hand-out": one, "a bare update": bare}, 40)


def ready(store: SqliteStore) -> list[CertificateRow]:
    """Sheets in the drawer, enough for all the turns."""
    return store.queries.certificate_rows((CertificateStatus.READY,))[:120]


def anew(folder: Path) -> None:
    """Compute every duty from nothing, as after an upgrade, in a program that does nothing else."""
    store = cast(SqliteStore, open_data_folder(folder, None))
    connection = store.new_connection()
    members = connection.value("SELECT count(*) FROM person")
    connection.rows("DELETE FROM duty")
    connection.close()
    forget_most_held()
    begun = time.process_time()
    store.renew_due_list(lambda _done, _total: None)
    spent, held = time.process_time() - begun, most_held()
    floor = copied(store)
    store.close()
    share = ANEW_SECONDS * members / SIZES[-1]
    print(f"  all duties anew: {spent:.1f} s of the processor, {spent / share:.2f} x {share:.1f} s,", end=" ")
    print(f"{spent / floor:.1f} x reading the facts and writing the same rows by hand;", end=" ")
    print(f"{held:.0f} MB held at most, {held / ANEW_MEGABYTES:.2f} x {ANEW_MEGABYTES} MB")


def copied(store: SqliteStore) -> float:
    """The least that computing could do: read the tables of the facts, and write rows that are known."""
    connection = store.new_connection()
    rows = connection.rows("SELECT * FROM duty")
    connection.rows("DELETE FROM duty")
    marks = ", ".join("?" * len(rows[0]))
    begun = time.process_time()
    with connection.transaction():
        for table in FACTS:
            connection.rows(f"SELECT * FROM {table}")
        connection.run_many(f"INSERT INTO duty VALUES ({marks})", rows)
    spent = time.process_time() - begun
    connection.close()
    return spent


def forget_most_held() -> None:
    """Begin to measure anew: what emptying the table took is no part of filling it."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")


def most_held() -> float:
    """The most memory this program held, in MB; what getrusage tells begins with that of its parent."""
    (line,) = (one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def shown(store: SqliteStore) -> MainWindow:
    """Return the main window on the due list."""
    dressed([], user_preferences())
    window = build(store, lambda: TODAY)
    window.resize(1366, 768)
    window.show()
    return window


def refreshes(window: MainWindow, store: SqliteStore) -> dict[str, float]:
    """The medians of a refresh after a paper of the page shown was handed out, and after nothing was done."""
    spent: dict[str, list[float]] = {"after a hand-out": [], "after nothing": []}
    page = window.current_page
    assert isinstance(page, TodayPage)
    for _ in range(12):
        sheet_id = next(row.certificate_id for row in page.model.rows if row.kind is DutyKind.HAND_OUT)
        assert sheet_id is not None
        store.record(partial(hand_out, certificate_ids=[sheet_id], on=TODAY, today=TODAY))
        for times in spent.values():
            begun = time.process_time()
            refresh(window)
            times.append(time.process_time() - begun)
    return {name: statistics.median(times) for name, times in spent.items()}


def refresh(window: MainWindow) -> None:
    """Do all that follows when everything may have changed; it is painted with the events that wait."""
    window.events.changed.emit(Changes.ALL)
    QApplication.processEvents()


def main() -> None:
    """Measure both sizes and print."""
    results = [measure(members) for members in SIZES]
    for members, result in zip(SIZES, results, strict=True):
        for name in ("first page", "counts of all kinds"):
            report(f"{name}, {members:,} members", result[name], "SQL by hand")
            ours, by_hand, past = (result[name][one] for one in (name, "SQL by hand", "of a past day"))
            print(f"  {ours / by_hand:.2f} x SQL by hand, of {OVER_SQL} x;", end=" ")
            print(f"a past day {past / ours:.2f} x today, of {OVER_TODAY} x")
        report(f"hand-out, {members:,} members", result["hand-out"], "a bare update")
        allowed = REFRESH_SECONDS[members]
        for name, took in result["window"].items():
            print(f"  whole window {name}: {took * 1000:.0f} ms, {took / allowed:.2f} x {allowed} s")
    for name in results[0]:
        growth(name, SIZES, [result[name] for result in results])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        anew(Path(sys.argv[1]))
    else:
        main()
