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
from collections.abc import Callable, Iterator
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
# Nothing of these tests is to outlive the machine.
SETTINGS = {"fsync": "off", "full_page_writes": "off", "timezone": "UTC", "ssl": "on"}
AWAY, OTHER_NAME = "127.0.0.2", "127.0.0.3"
CLERK, PASSWORD = "clerk", "ひみつ'の\\ことば"
"""Who must bring a password, and which."""
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
    stop: Callable[[], None] = lambda: None
    """Lets it end at once, as a power cut does."""
    start: Callable[[], None] = lambda: None

    def address(self, database: str) -> str:
        return f"host={self.place} port={self.port} user={USER} dbname={database}"

    def away(self, database: str, *, host: str = AWAY, authority: str = "ca", user: str = CLERK) -> str:
        """The same database as a server elsewhere would have it."""
        proof = f"sslrootcert={self.place / authority}.crt"
        return f"host={host} port={self.port} user={user} dbname={database} {proof}"

    def run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def run_rows(self, statement: str) -> list[tuple[int]]:
        import psycopg

        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
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
        """Open the office of a folder that is a copy of `made`."""
        name = self.office_of(made)
        store = open_on(self.address(name), folder)
        try:
            yield store
        finally:
            store.close()
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
def running() -> Iterator[Server]:
    """Start a server; skip where there is none."""
    there = programs()
    if sys.platform in ("win32", "darwin") or there is None:
        pytest.skip("PostgreSQL is not installed")
    # It refuses to be run by root.
    ahead = ["runuser", "-u", USER, "--"] if os.geteuid() == 0 else []
    place = Path(tempfile.mkdtemp(prefix="postgres-"))
    if ahead:
        shutil.chown(place, USER)

    def run(*command: str) -> None:
        subprocess.run([*ahead, *command], cwd=place, check=True, capture_output=True)

    data = str(place / "data")
    run(str(there / "initdb"), "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
    settings = [f"-c {name}={value}" for name, value in SETTINGS.items()]
    port = _free_port()
    listening = f"-p {port} -c listen_addresses={AWAY},{OTHER_NAME} -c unix_socket_directories={place}"
    proof = f"-c ssl_cert_file={place}/server.crt -c ssl_key_file={place}/server.key"
    options = " ".join([*settings, listening, proof])
    (place / "data" / "pg_hba.conf").write_text(RULES)
    write_certificates(place, AWAY)
    if ahead:
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
