"""An office of 200 workplaces on a PostgreSQL: lists beside SQL by hand on the same server, and sizes.

python -m benchmarks.bench_server 20000 100000

The program and the floors ask by turns. The program asks tables whose texts lie sealed; SQL by hand can do
little with those, so the floor asks a copy whose texts are plain, as if nothing had to be kept from the
server. What is told is time of the processor, of this program and of the two processes that answer it, so
that other work beside counts little.
The office is made in a file and brought to the server as `move-to` does it; its history is made longer
there, to ten lines for each member, by copies of its own: nothing here asks whether those are sealed.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import psycopg

from benchmarks.bench_due import FLOOR_OF_COUNTS, FLOOR_OF_PAGE, PAGE, days
from benchmarks.population import TODAY, fill
from benchmarks.timing import growth, interleaved, report
from db.folder.connection import Connection
from db.folder.dialect import in_its_parameters
from db.moving import OfficePlace
from db.store import SqliteStore
from tests.light_keys import new_keys_cost
from tests.postgres import AS_DELIVERED, Server, programs, running
from ui.bootstrap import open_data_folder

SIZES = (20_000, 100_000)
WORKPLACES = 200
LINES_PER_MEMBER = 10
OVER_SQL = 1.5
"""So many times the answer by hand a list may take."""
ROUNDS = 25
SOUGHT = "タカハ"

FLOOR_OF_SEARCH = """
select p.id, p.name, p.kana, p.symbol, p.number, p.branch_number, p.department, o.name
  from person p join office o on o.id = p.office_id
 where p.kana_key like :sought
 order by p.kana_key, p.id
 limit 50
"""
FLOOR_OF_HISTORY = """
select o.id, o.entered_at, o.user, o.label, j.table_name, j.before, j.after
  from journal j join operation o on o.id = j.operation_id
 where j.person_id = :person
 order by j.id desc
"""
LONGER = """
WITH more AS (
    INSERT INTO main.operation (id, label, "user", entered_at, is_undoable, depth)
    SELECT (SELECT max(id) FROM main.operation) + 1, label, "user", entered_at, 0, 0
      FROM main.operation ORDER BY id DESC LIMIT 1
    RETURNING id
)
INSERT INTO main.journal (operation_id, table_name, row_id, person_id, before, after)
SELECT more.id, table_name, row_id, person_id, before, after
  FROM more, (SELECT * FROM main.journal WHERE table_name = 'person' ORDER BY id LIMIT :lines) AS line
"""
SIZE_OF_TABLES = """
select relname, pg_total_relation_size(oid) from pg_class
 where relnamespace = 'main'::regnamespace and relkind = 'r' order by 2 desc limit 7
"""
COLUMNS_OF_TABLES = """
select table_name,
       string_agg(format('%I %s', column_name,
                         case when domain_name is null then data_type else 'text' end), ', '),
       string_agg(quote_ident(column_name), ', ')
  from information_schema.columns where table_schema = 'main' and table_name in ('person', 'office', 'duty',
       'certificate', 'sheet', 'stage', 'contact', 'deferral', 'elderly_card') group by table_name
"""
INDEXES_OF_TABLES = """
select indexdef from pg_indexes where schemaname = 'main'
   and tablename in (select tablename from pg_tables where schemaname = 'plain')
"""


def measure(server: Server, members: int, place: Path) -> dict[str, dict[str, float]]:
    """Return the medians of every comparison at one size; first make sure both answer alike."""
    folder = place / str(members) / "data"
    folder.parent.mkdir()
    fill(folder, members, WORKPLACES).close()
    office = OfficePlace(folder)
    database = server.empty()
    office.to_server("", office.named(server.address(database)))
    store = cast(SqliteStore, open_data_folder(folder, None))
    address = server.address(database)
    with (
        closing(store),
        closing(store.new_connection()) as connection,
        psycopg.connect(address, autocommit=True, cursor_factory=psycopg.RawCursor) as raw,
    ):
        make_history_longer(connection, members)
        tell_sizes(connection, members)
        lay_plain(connection, raw)
        return compared(store, ByHand(raw))


class ByHand:
    """Asks the plain copy, with the statements' parameters by name."""

    def __init__(self, raw: "psycopg.Connection[Any]") -> None:
        self.raw = raw
        self.pid = raw.info.backend_pid

    def rows(self, statement: str, values: dict[str, Any]) -> list[Any]:
        """Return the rows of a statement."""
        text, names = in_its_parameters(statement)
        return self.raw.execute(text.encode(), [values[name] for name in names]).fetchall()


def lay_plain(connection: Connection, raw: "psycopg.Connection[Any]") -> None:
    """Copy the tables, all but the history, into ones that look the same and keep nothing secret."""
    raw.execute("CREATE SCHEMA plain")
    raw.execute("SET search_path = plain, main")
    for table, made, listed in raw.execute(COLUMNS_OF_TABLES).fetchall():
        raw.execute(f"CREATE TABLE plain.{table} ({made})".encode())
        with raw.cursor().copy(f"COPY plain.{table} ({listed}) FROM STDIN".encode()) as copy:
            for row in connection.rows(f"SELECT {listed} FROM {table}"):
                copy.write_row(row)
    for (made,) in raw.execute(INDEXES_OF_TABLES).fetchall():
        raw.execute(made.replace(" ON main.", " ON plain.").encode())
    raw.execute("VACUUM ANALYZE")


def make_history_longer(sql: Connection, members: int) -> None:
    """Copy lines of the history until there are ten for each member."""
    while (missing := LINES_PER_MEMBER * members - sql.value("SELECT count(*) FROM journal")) > 0:
        sql.rows(LONGER, {"lines": missing})
    sql.rows("VACUUM ANALYZE")


def tell_sizes(sql: Connection, members: int) -> None:
    """Print how much room each member takes in the server."""
    whole = sql.value("SELECT pg_database_size(current_database())")
    lines = sql.value("SELECT count(*) FROM journal")
    print(f"\n{members:,} members in {WORKPLACES} offices, {lines:,} lines of history:", end=" ")
    print(f"{whole / 1e6:,.0f} MB, {whole / members:,.0f} bytes a member", flush=True)
    for name, size in sql.rows(SIZE_OF_TABLES):
        print(f"  {name:<12} {size / 1e6:8.1f} MB   {size / members:6.0f} bytes a member")


def compared(store: SqliteStore, sql: ByHand) -> dict[str, dict[str, float]]:
    """Return what each list takes, and the same by hand."""
    queries = store.queries
    page = [row[1:4] for row in sql.rows(FLOOR_OF_PAGE, days(TODAY))]
    rows = queries.due_rows(TODAY, limit=PAGE)
    assert [(str(row.why), row.person_id, row.certificate_id) for row in rows] == page
    totals = [count.total for count in queries.due_counts(TODAY) if count.total]
    assert totals == [row[1] for row in sorted(sql.rows(FLOOR_OF_COUNTS, days(TODAY)))]
    sought = {"sought": f"%{SOUGHT}%"}
    assert len(queries.person_rows(search=SOUGHT, limit=50)) == len(sql.rows(FLOOR_OF_SEARCH, sought)) == 50
    person = rows[0].person_id
    spent = _processors([store._connection.value("SELECT pg_backend_pid()"), sql.pid])
    return {
        "first page of the due list": interleaved(
            {
                "ours": lambda: queries.due_rows(TODAY, limit=PAGE),
                "by hand": lambda: sql.rows(FLOOR_OF_PAGE, days(TODAY)),
            },
            ROUNDS,
            spent,
        ),
        "counts of all kinds": interleaved(
            {
                "ours": lambda: queries.due_counts(TODAY),
                "by hand": lambda: sql.rows(FLOOR_OF_COUNTS, days(TODAY)),
            },
            ROUNDS,
            spent,
        ),
        "search": interleaved(
            {
                "ours": lambda: queries.person_rows(search=SOUGHT, limit=50),
                "by hand": lambda: sql.rows(FLOOR_OF_SEARCH, sought),
            },
            ROUNDS,
            spent,
        ),
        "history of one person": interleaved(
            {
                "ours": lambda: queries.history(person),
                "by hand": lambda: sql.rows(FLOOR_OF_HISTORY, {"person": person}),
            },
            ROUNDS,
            spent,
        ),
    }


def _processors(pids: list[int]) -> Callable[[], float]:
    """A clock: seconds that this program and these processes were given a processor."""
    told = [Path(f"/proc/{pid}/schedstat") for pid in pids]
    return lambda: time.process_time() + sum(int(one.read_text("ascii").split()[0]) for one in told) / 1e9


def main(sizes: tuple[int, ...]) -> None:
    """Measure each size and print."""
    if programs() is None:
        print("Not measured: PostgreSQL is not installed.")
        return
    new_keys_cost()
    with tempfile.TemporaryDirectory() as place, running(AS_DELIVERED) as server:
        results = [measure(server, members, Path(place)) for members in sizes]
    for members, result in zip(sizes, results, strict=True):
        for name, found in result.items():
            report(f"{name}, {members:,} members", found, "by hand")
            if name != "history of one person":  # of which the program makes words
                print(f"  {found['ours'] / found['by hand']:.2f} x SQL by hand, of {OVER_SQL} x")
    if len(sizes) > 1:
        for name in results[0]:
            growth(name, (sizes[0], sizes[-1]), [results[0][name], results[-1][name]])


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
