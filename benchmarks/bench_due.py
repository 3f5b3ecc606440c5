"""The due list at 10,000 and 100,000 members with three events each, against hand-written SQL.

The floor answers the same question for this one society: the same first 200 rows in the same
order, with the rules written into the statement as numbers, no decisions of the office to
heed, and no sentence made of any row. The window refresh is everything the program does after
a change: reading counts and first page, and laying out and painting the window.
"""

import os
import tempfile
from contextlib import closing
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.changes import Changes
from app.domain.person import Enrolment
from benchmarks.population import TODAY, events, fill
from benchmarks.timing import growth, interleaved, report
from db.store import SqliteStore
from ui.bootstrap import build
from ui.window.application import dressed, user_preferences
from ui.window.main_window import MainWindow

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SIZES = (10_000, 100_000)
PAGE = 200

FLOOR = f"""
select d.kind, d.person_id, d.sheet_id, d.due_on, p.name, p.kana, p.symbol, p.number, p.branch_number,
       p.department, o.name, c.issue_number
  from (select * from (
    select 'return' as kind, 0 as place, p.id as person_id, c.id as sheet_id,
           date(p.ends_on, '+4 days') as due_on, p.kana_key
      from person p join certificate c on c.person_id = p.id
     where p.ends_on <= :soon and (c.status = 'handed_out' or (c.status = 'ready' and p.ends_on <= :today))
    union all
    select 'return', 0, p.id, c.id, date(c.closed_on, '+5 days'), p.kana_key
      from certificate c join person p on p.id = c.person_id where c.status = 'superseded'
    union all
    select 'return', 0, p.id, c.id, date(p.enrolment_as_of, '+14 days'), p.kana_key
      from person p join certificate c on c.person_id = p.id and c.status in ('handed_out', 'ready')
     where p.enrolment = 'registered' and p.live_status in ('handed_out', 'ready') and p.ends_on > :soon
    union all
    select 'return', 0, p.id, null, date(p.ends_on, '+4 days'), p.kana_key
      from person p
     where p.ends_on <= :today and p.certificate_expires_on is not null
       and not exists (select 1 from certificate c where c.person_id = p.id)
    union all
    select 'hand_out', 1, p.id, c.id, date(c.ready_on, '+5 days'), p.kana_key
      from certificate c join person p on p.id = c.person_id
     where c.status = 'ready' and p.ends_on > :today and p.enrolment <> 'registered'
    union all
    select 'print', 2, p.id, null, date(max(p.qualified_on, '2025-12-02', coalesce((
             select max(c.collected_on) from certificate c where c.person_id = p.id), '')), '+5 days'),
           p.kana_key
      from person p
     where p.enrolment in ({", ".join(f"'{stage}'" for stage in Enrolment if stage != "registered")})
       and p.live_status is null and p.qualified_on <= :today and p.ends_on > :today
       and not (p.ends_on <= :soon and exists (
             select 1 from certificate c where c.person_id = p.id and c.status in ('collected', 'forwarded')))
    union all
    select 'elderly_card', 3, p.id, null, '2025-12-02', p.kana_key
      from person p
     where p.born_on <= '1954-12-01' and p.qualified_on <= '2024-11-30' and p.ends_on > '2024-11-01'
       and not exists (select 1 from elderly_card e where e.person_id = p.id)
    union all
    select 'forward', 4, p.id, c.id, date(c.collected_on, '+5 days'), p.kana_key
      from certificate c join person p on p.id = c.person_id where c.status = 'collected'
    union all
    select 'renew', 5, p.id, c.id, c.expires_on, p.kana_key
      from certificate c join person p on p.id = c.person_id
     where c.status in ('handed_out', 'ready') and c.expires_on <= :renew and p.ends_on > :soon
    union all
    select 'birthday', 6, p.id, null, date(p.born_on, '+70 years', '-1 day', 'start of month', '+1 month'),
           p.kana_key
      from person p
     where p.born_on between '1956-11-02' and '1957-01-01' and p.ends_on > :today and p.qualified_on <= :today
    union all
    select 'birthday', 6, p.id, null, p.ends_on, p.kana_key
      from person p where p.ends_on > :today and p.ends_on <= :birthday and p.qualified_on <= :today
       and p.ends_by in ('age_75', 'insured_75')
    union all
    select 'register', 7, p.id, null, p.certificate_expires_on, p.kana_key
      from person p
     where p.enrolment in ('unknown', 'no_card', 'not_registered', 'expired')
       and p.qualified_on <= :today and p.ends_on > :today
       and (p.told_on is null or p.told_on <= :quiet)
    ) order by due_on is null, due_on, place, kana_key, person_id, sheet_id
      limit {PAGE}) d
  join person p on p.id = d.person_id
  join office o on o.id = p.office_id
  left join certificate c on c.id = d.sheet_id
 order by d.due_on is null, d.due_on, d.place, d.kana_key, d.person_id, d.sheet_id
"""
DAYS = {
    "today": TODAY.isoformat(),
    "soon": date(2026, 12, 7).isoformat(),
    "renew": date(2027, 1, 22).isoformat(),
    "birthday": date(2027, 1, 23).isoformat(),
    "quiet": date(2026, 10, 24).isoformat(),
}


def measure(members: int) -> dict[str, dict[str, float]]:
    """Return the medians of every comparison at one size; first make sure both answer alike."""
    with tempfile.TemporaryDirectory() as place:
        store = fill(Path(place) / "data", members)
        print(f"\n{members:,} members, {events(store):,} events")
        sql = store.new_connection()
        queries = store.queries
        ours = [
            (str(row.kind), row.person_id, row.certificate_id, row.due_on and row.due_on.isoformat())
            for row in queries.due_rows(TODAY, limit=PAGE)
        ]
        assert ours == [row[:4] for row in sql.rows(FLOOR, DAYS)], "the floor answers another question"
        found = {
            "due list, first page": interleaved(
                {
                    "first page": lambda: queries.due_rows(TODAY, limit=PAGE),
                    "SQL floor": lambda: sql.rows(FLOOR, DAYS),
                    "counts of all kinds": lambda: queries.due_counts(TODAY),
                },
                9,
            ),
        }
        sql.close()
        # The window closes the store.
        with closing(shown(store)) as window:
            found["window"] = interleaved({"whole refresh": lambda: refresh(window)}, 9)
    return found


def shown(store: SqliteStore) -> MainWindow:
    """Return the main window on the due list."""
    dressed([], user_preferences())
    window = build(store, lambda: TODAY)
    window.resize(1366, 768)
    window.show()
    return window


def refresh(window: MainWindow) -> None:
    """Do all that follows when everything may have changed."""
    window.events.changed.emit(Changes.ALL)
    QApplication.processEvents()
    window.grab()


def main() -> None:
    """Measure both sizes and print."""
    results = [measure(members) for members in SIZES]
    for members, result in zip(SIZES, results, strict=True):
        report(f"due list, {members:,} members", result["due list, first page"], "SQL floor")
        refresh = result["window"]["whole refresh"]
        print(f"  whole window after a change: {refresh * 1000:.0f} ms, {refresh / 0.2:.2f} x 0.2 s")
    for name in results[0]:
        growth(name, SIZES, [result[name] for result in results])


if __name__ == "__main__":
    main()
