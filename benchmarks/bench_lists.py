"""Search and import at 5,000 and 100,000 members, against hand-written floors.

The floors do the least that could be called the same work: SQL that fetches and orders the
same rows as tuples, and csv.reader over the same bytes whose cells are inserted into the same
encrypted database and taken out again. What an office waits for at the preview is six times that.
"""

import csv
import io
import tempfile
from pathlib import Path

from app.usecases.people import roster_import
from benchmarks.population import TODAY, fill, list_file
from benchmarks.timing import growth, interleaved, report
from db.folder.connection import Connection

SIZES = (5_000, 100_000)

SEARCH_FLOOR = "select id, name, kana from person where kana_key like ? order by kana_key, id limit 50"


def measure(members: int) -> dict[str, dict[str, float]]:
    """Return the medians of every comparison at one size."""
    rounds = 9 if members <= 10_000 else 3
    with tempfile.TemporaryDirectory() as place:
        store = fill(Path(place) / "data", members)
        sql = store.new_connection()
        data = list_file(members)
        queries = store.queries
        found = {
            "search": interleaved(
                {
                    "person_rows(search)": lambda: queries.person_rows(search="タカハ", limit=50),
                    "SQL floor": lambda: sql.rows(SEARCH_FLOOR, ("%タカハ%",)),
                },
                rounds * 3,
            ),
            "import": interleaved(
                {
                    "preview": lambda: roster_import.preview(data, "l.csv", queries, today=TODAY),
                    "csv floor": lambda: _parse_and_insert(sql, data),
                },
                rounds,
            ),
        }
        sql.close()
        store.close()
    return found


def _parse_and_insert(sql: Connection, data: bytes) -> None:
    headings, *rows = csv.reader(io.StringIO(data.decode("cp932")))
    names = [f"c{n}" for n in range(len(headings))]
    with sql.transaction():
        sql.rows(f"create table listed ({', '.join(names)})")
        sql.run_many(f"insert into listed values ({', '.join('?' for _ in names)})", rows)
    with sql.transaction():
        sql.rows("drop table listed")


def main() -> None:
    """Measure both sizes and print."""
    results = [measure(members) for members in SIZES]
    for name in results[0]:
        for members, result in zip(SIZES, results, strict=True):
            floor = next(key for key in result[name] if "floor" in key)
            report(f"{name}, {members:,} members", result[name], floor)
        growth(name, SIZES, [result[name] for result in results])


if __name__ == "__main__":
    main()
