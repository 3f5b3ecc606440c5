"""A print session in store and window: plan 1,000, confirm 120, and how long the window stands still.

The floor writes the same rows by hand in one transaction each.
"""

import os
import tempfile
import time
from pathlib import Path
from typing import Any, cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from app.usecases.people import roster_import
from app.usecases.printing import accounts, sessions
from benchmarks.population import TODAY, fill, list_file
from benchmarks.timing import interleaved, report
from db.store import SqliteStore
from ui.bootstrap import create_sample_folder, open_data_folder

MEMBERS, PLANNED, CONFIRMED = 5_000, 1_000, 120


def office(folder: Path) -> SqliteStore:
    """Return an open store in which thousands wait for their first sheet."""
    create_sample_folder(folder)
    store = cast(SqliteStore, open_data_folder(folder, None))
    plan = roster_import.preview(list_file(MEMBERS), "list.csv", store.queries, today=TODAY)
    with store.transaction("名簿") as tx:
        roster_import.apply_import(tx, plan, today=TODAY)
    return store


def floor(store: SqliteStore, people: list[Any]) -> None:
    """Insert certificate, sheet and two journal lines a person by hand; undone by rolling back."""
    connection = store.new_connection()
    connection.rows("BEGIN IMMEDIATE")
    connection.run_many(
        "INSERT INTO certificate (person_id, issue_number, status, origin, receipt, reason)"
        " VALUES (?, ?, 'planned', 'printed', 0, '')",
        [(person, f"bench-{person}") for person in people],
    )
    connection.run_many(
        "INSERT INTO journal (operation_id, table_name, row_id, person_id, before, after)"
        " VALUES (1, 'certificate', ?, ?, NULL, ?)",
        [(person, person, "x" * 400) for person in people * 2],
    )
    connection.rows("ROLLBACK")
    connection.close()


def window_blocks(store: SqliteStore, folder: Path, sheets: int) -> dict[str, float]:
    """Return the longest turn of the event loop, in ms of this thread, of each part of a run."""
    from PySide6.QtCore import QEventLoop, QSettings, Qt, QTimer
    from PySide6.QtTest import QTest

    from ui import bootstrap
    from ui.frame.preferences import Preferences

    preferences = Preferences(QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat))
    window = bootstrap.build(store, lambda: TODAY, preferences=preferences)
    window.resize(1366, 768)
    window.show()
    window.go("printing")
    page: Any = window.current_page
    page.choose.select([row.person_id for row in page.choose.table.rows_model.rows[:sheets]])
    longest: dict[str, float] = {}
    part, last = "", time.thread_time()

    def beat() -> None:
        nonlocal last
        now = time.thread_time()
        longest[part] = max(longest.get(part, 0.0), (now - last) * 1000)
        last = now

    timer = QTimer(interval=0)
    timer.timeout.connect(beat)
    timer.start()

    def turn(until: Any) -> None:
        from PySide6.QtWidgets import QApplication

        while not until():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)

    enter, ctrl = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
    turn(lambda: longest)
    part = "plan"
    QTest.keyClick(page.choose.table, enter, ctrl)
    turn(lambda: page.steps.value == "output")
    part = "draw"
    turn(page.output.save.isEnabled)
    timer.stop()
    page.output.give_up.click()
    window.close()
    longest.pop("")
    return longest


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as place:
        store = office(Path(place) / "data")
        people = [row.person_id for row in store.queries.print_candidates(TODAY)[:PLANNED]]

        def plan(count: int) -> Any:
            with store.transaction("準備") as tx:
                return sessions.plan_session(tx, people[:count], today=TODAY).session_id

        def planned() -> None:
            plan(PLANNED)
            store.undo()

        def confirmed() -> float:
            session_id = plan(CONFIRMED)
            with store.transaction("出力") as tx:
                sessions.begin_output(tx, session_id)
            start = time.perf_counter()
            with store.transaction("確認") as tx:
                accounts.confirm(tx, session_id, today=TODAY)
            taken = time.perf_counter() - start
            for _ in range(3):
                store.undo()
            return taken

        def only_plan() -> float:
            start = time.perf_counter()
            plan(PLANNED)
            taken = time.perf_counter() - start
            store.undo()
            return taken

        planned()
        measured = interleaved({"floor": lambda: floor(store, people)}, 7)
        measured[f"plan {PLANNED}"] = min(only_plan() for _ in range(7))
        measured[f"confirm {CONFIRMED}"] = min(confirmed() for _ in range(7))
        report(f"a print session among {MEMBERS} members", measured, "floor")
        store.close()
        # As on an ordinary day: most hold their sheets, some 160 are due.
        usual = fill(Path(place) / "usual", MEMBERS)
        for _ in range(2):
            blocks = window_blocks(usual, Path(place), CONFIRMED)
        told = ", ".join(f"{name} {ms:.0f} ms" for name, ms in blocks.items())
        print(f"  longest turn of the window, {CONFIRMED} sheets (time of its thread): {told}")
        usual.close()


if __name__ == "__main__":
    main()
