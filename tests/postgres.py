"""A real PostgreSQL of the tests' own: made, started and thrown away with them.

It listens at a socket in its own folder, and at addresses of this machine that nobody else reaches: at `AWAY`
as a server elsewhere would, with a certificate for that address; at `OTHER_NAME` with the same one.
Its office is the one that a data folder holds, copied table by table.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from app.domain.roles import User
from db.duties import anew
from db.folder.lock import FolderLock
from db.folder.names import DATABASE_FILE
from db.folder.postgres import PostgresConnection
from db.folder.sqlcipher import SqlCipherConnection
from db.keys.keys import Opened, Unlock, open_keys
from db.keys.keys_file import read_keys
from db.keys.wrong_tries import WrongTries
from db.opening import access_of
from db.store import SqliteStore
from db.tables.every import MODELS
from db.tables.postgres_shape import shape
from db.tables.table import Line, put
from db.upgrade import scripts_folder
from tests.certificates import write_certificates

USER = "postgres"
# Nothing of these tests is to outlive the machine, and nothing of it is worth tidying up. What was said to be
# committed outlives a server that is killed: tests/together/ does that.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "jit": "off",
    "timezone": "UTC",
    "ssl": "on",
}
AS_DELIVERED = {"fsync": "off", "max_parallel_workers_per_gather": "0", "timezone": "UTC", "ssl": "on"}
"""For a benchmark: all else that a reading depends on is as Debian delivers it, and one process answers."""
AWAY, OTHER_NAME = "127.0.0.2", "127.0.0.3"
CLERK, PASSWORD = "clerk", "ひみつ'の\\ことば"
"""Who must bring a password, and which."""
LENT_AT_MOST = 20
KEEP = """
    CREATE SCHEMA kept;
    DO $$ DECLARE one text; BEGIN
        FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'main' LOOP
            EXECUTE format('CREATE TABLE kept.%1$I AS SELECT * FROM main.%1$I', one);
        END LOOP;
    END $$;
    CREATE TABLE kept._sequences AS
        SELECT format('main.%I', sequencename)::regclass AS name, last_value FROM pg_sequences
        WHERE schemaname = 'main';
    CREATE VIEW kept._shape AS
        SELECT md5(string_agg(oid::text || xmin::text, ' ' ORDER BY oid)) FROM pg_class
        WHERE relnamespace = 'main'::regnamespace;
    CREATE TABLE kept._shape_before AS TABLE kept._shape;
    CREATE VIEW kept._written AS
        SELECT relname AS name, pg_stat_get_tuples_inserted(oid) + pg_stat_get_tuples_updated(oid)
            + pg_stat_get_tuples_deleted(oid) AS rows
        FROM pg_class WHERE relnamespace = 'main'::regnamespace AND relkind = 'r';
    CREATE TABLE kept._written_before AS TABLE kept._written;
    -- False where a test changed the tables themselves.
    CREATE FUNCTION kept.put_back() RETURNS boolean LANGUAGE plpgsql
    SET session_replication_role = replica SET lock_timeout = '5s' AS $put$
    DECLARE one record; deleted bigint; inserted bigint; BEGIN
        PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
        IF (TABLE kept._shape) <> (TABLE kept._shape_before) THEN RETURN false; END IF;
        FOR one IN TABLE kept._written EXCEPT TABLE kept._written_before LOOP
            EXECUTE format('DELETE FROM main.%I', one.name);
            GET DIAGNOSTICS deleted = ROW_COUNT;
            EXECUTE format('INSERT INTO main.%1$I OVERRIDING SYSTEM VALUE TABLE kept.%1$I', one.name);
            GET DIAGNOSTICS inserted = ROW_COUNT;
            UPDATE kept._written_before SET rows = one.rows + deleted + inserted WHERE name = one.name;
        END LOOP;
        PERFORM setval(name, coalesce(last_value, 1), last_value IS NOT NULL) FROM kept._sequences;
        RETURN true;
    END $put$
"""
"""Made in a database that is lent: its rows as they were, and what puts them back."""
RULES = """
local all all trust
host all postgres 127.0.0.0/8 trust
hostssl all clerk 127.0.0.0/8 scram-sha-256
"""


@dataclass
class Server:
    """Its databases, each made as a copy of one that holds the office of a folder."""

    place: Path
    port: int
    made: Iterator[int] = field(default_factory=count)
    offices: dict[Path, str] = field(default_factory=dict)
    lent: dict[Path, tuple[str, int]] = field(default_factory=dict)
    """Of each folder a database that is as new, and how often it was lent before."""
    stop: Callable[[], None] = lambda: None
    """Lets it end at once, as a power cut does."""
    start: Callable[[], None] = lambda: None

    def address(self, database: str) -> str:
        return f"host={self.place} port={self.port} user={USER} dbname={database}"

    def away(self, database: str, *, host: str = AWAY, authority: str = "ca", user: str = CLERK) -> str:
        """The same database as a server elsewhere would have it."""
        proof = f"sslrootcert={self.place / authority}.crt"
        return f"host={host} port={self.port} user={user} dbname={database} {proof}"

    def run(self, statement: str, database: str = "postgres") -> None:
        import psycopg

        with psycopg.connect(self.address(database), autocommit=True) as connection:
            connection.execute(statement)

    def run_rows(self, statement: str, database: str = "postgres") -> list[tuple[int]]:
        import psycopg

        with psycopg.connect(self.address(database), autocommit=True) as connection:
            return connection.execute(statement).fetchall()

    def kill_a_process(self, pid: int) -> None:
        """Kill one process of the server; then all of them go, and it starts anew from its log."""
        subprocess.run(["kill", "-KILL", str(pid)], check=True)

    def empty(self) -> str:
        """Make a database without tables, and return its name."""
        name = f"office_{next(self.made)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' OWNER {CLERK}")
        return name

    def office_of(self, folder: Path) -> str:
        """Make a database that holds what a data folder does; of one folder it is copied once."""
        if folder not in self.offices:
            self.offices[folder] = name = self.empty()
            connection = PostgresConnection(self.address(name), folder, opened_keys(folder).data_key)
            try:
                make_tables(connection)
                copy_rows(folder, connection)
            finally:
                connection.close()
        name = f"office_{next(self.made)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {self.offices[folder]}")
        return name

    @contextmanager
    def opened_by(self, made: Path, *folders: Path) -> Iterator[list[SqliteStore]]:
        """Open one office in several programs, each by somebody who is called as their folder is."""
        name = self.office_of(made)
        stores = [open_on(self.address(name), folder, user=User(folder.name)) for folder in folders]
        try:
            yield stores
        finally:
            for store in stores:
                store.close()
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def opened(self, made: Path, folder: Path) -> Iterator[SqliteStore]:
        """Open the office of a folder that is a copy of `made`.

        The database is put back as it was for the next test: that costs a fifth of a new one.
        """
        name, times = self.lent.pop(made, ("", 0))
        if not name:
            name = self.office_of(made)
            self.run(KEEP, name)
        store = open_on(self.address(name), folder)
        try:
            yield store
        finally:
            store.close()
            # Rows that were deleted stay in their places, as nobody tidies up.
            is_as_new = times < LENT_AT_MOST and self.run_rows("SELECT kept.put_back()", name) == [(True,)]
            if is_as_new:
                self.lent[made] = name, times + 1
            else:
                self.run(f"DROP DATABASE {name} WITH (FORCE)")


def make_tables(connection: PostgresConnection) -> None:
    with connection.transaction():
        for statement in shape(scripts_folder()):
            connection.rows(statement)


def opened_keys(folder: Path) -> Opened:
    return open_keys(read_keys(folder), Unlock(), WrongTries(folder))


def copy_rows(folder: Path, to: PostgresConnection) -> None:
    """Put every row of a data folder into a database that holds none."""
    source = SqlCipherConnection(folder / DATABASE_FILE, opened_keys(folder).data_key)
    with to.transaction():
        for model in MODELS:
            table = model._meta.table_name
            rows = source.records(f"SELECT * FROM {table}")
            put(to, [Line(table, row["id"], None, None, row) for row in rows])
        to.note_keys(*source.keys_noted())
    source.close()


class Undamaged:
    """No page of a server's is ours to look at."""

    def look(self) -> None:
        """Find nothing."""

    def wrote(self) -> None:
        """Take no note."""


def open_on(address: str, folder: Path, *, user: User | None = None) -> SqliteStore:
    """Open the office of that database for who opens that folder, or for somebody else."""
    opened = opened_keys(folder)
    opened = replace(opened, user=user or opened.user)
    connection = PostgresConnection(address, folder, opened.data_key, former=opened.former)

    def clock() -> datetime:
        return datetime.now(UTC).astimezone()

    connection.access = access_of(connection, opened, clock)
    anew.complete(connection, clock().date(), beside_the_work=False)
    return SqliteStore(
        connection,
        FolderLock(folder),
        folder=folder,
        is_sample=True,
        clock=clock,
        damage=Undamaged(),  # type: ignore[arg-type]
    )


def programs() -> Path | None:
    """Return where the newest server's programs lie, as Debian puts them."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3]))
    return versions[-1].parent if versions else None


@contextmanager
def running(
    chosen: Mapping[str, str] = SETTINGS, *, within: Sequence[str] = (), at: str = ""
) -> Iterator[Server]:
    """Start a server; skip where there is none.

    within: what goes before its programs, where they are to run on a machine apart; at: its address there.
    """
    there = programs()
    if sys.platform in ("win32", "darwin") or there is None:
        pytest.skip("PostgreSQL is not installed")
    # It refuses to be run by root.
    ahead = [*within, *(["runuser", "-u", USER, "--"] if os.geteuid() == 0 else [])]
    place = Path(tempfile.mkdtemp(prefix="postgres-"))
    if os.geteuid() == 0:
        shutil.chown(place, USER)

    def run(*command: str) -> None:
        subprocess.run([*ahead, *command], cwd=place, check=True, capture_output=True)

    data = str(place / "data")
    run(str(there / "initdb"), "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
    settings = [f"-c {name}={value}" for name, value in chosen.items()]
    port = _free_port()
    listening = (
        f"-p {port} -c listen_addresses={at or f'{AWAY},{OTHER_NAME}'} -c unix_socket_directories={place}"
    )
    proof = f"-c ssl_cert_file={place}/server.crt -c ssl_key_file={place}/server.key"
    options = " ".join([*settings, listening, proof])
    beyond = f"host all {USER} {at}/24 trust\n" if at else ""
    (place / "data" / "pg_hba.conf").write_text(RULES + beyond)
    write_certificates(place, AWAY)
    if os.geteuid() == 0:
        shutil.chown(place / "server.key", USER)
    control = str(there / "pg_ctl"), "-D", data, "-w"
    try:
        start = partial(run, *control, "-o", options, "-l", str(place / "log"), "start")
        start()
        stop = partial(run, *control, "-m", "immediate", "stop")
        server = Server(place, port, stop=stop, start=start)
        escaped = PASSWORD.replace("'", "''")
        server.run(f"CREATE ROLE {CLERK} LOGIN PASSWORD '{escaped}'")
        yield server
    finally:
        subprocess.run([*ahead, *control, "-m", "immediate", "stop"], check=False, capture_output=True)
        shutil.rmtree(place, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as looking:
        looking.bind((AWAY, 0))
        return int(looking.getsockname()[1])
