"""Kills a move between file and server at each point in turn; started by test_office_on_server.

A child of a process that runs threads may inherit a lock nobody holds any more; this one has none. Prints how
many points there were on the way there, and on the way back.
"""

import os
import shutil
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from db.backup.backup import verify
from db.folder.names import DATABASE_FILE, MOVING_FILE
from db.folder.postgres import PostgresConnection
from db.folder.server import is_on_server
from db.keys.keys import Unlock
from db.moving import OfficePlace
from db.store import open_store

KILLED = 9
EVENTS = {"os.rename", "os.remove", "os.rmdir"}


def killed_at(point: int, work: Callable[[], None]) -> bool:
    """Do the work in a process that ends at that point; whether it did."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        assert code in (0, KILLED), code
        return code == KILLED
    try:
        _end_at(point)
        work()
    except BaseException as error:  # noqa: BLE001 - it is told to who waits
        print(repr(error), file=sys.stderr)
        os._exit(1)
    os._exit(0)


def _end_at(point: int) -> None:
    left = point

    def another() -> None:
        nonlocal left
        if left == 0:
            os._exit(KILLED)
        left -= 1

    def heard(event: str, _told: Any) -> None:
        if event in EVENTS:
            another()

    rows = PostgresConnection.rows

    def noticed(self: PostgresConnection, statement: Any, parameters: Any = ()) -> Any:
        if statement == "COMMIT":
            another()
        found = rows(self, statement, parameters)
        if statement == "COMMIT":
            another()
        return found

    PostgresConnection.rows = noticed  # type: ignore[method-assign]
    sys.addaudithook(heard)


def labels(folder: Path) -> list[str]:
    """What the history tells of an office that is sound."""
    with closing(open_store(folder, Unlock())) as store, closing(store.new_connection()) as connection:
        assert verify(store) == [], verify(store)
        assert connection.is_shared == is_on_server(folder)
        return connection.values("SELECT label FROM operation ORDER BY id")


def whole_after(point: int, folder: Path, address: str, *, to_server: bool) -> bool:
    """Move, killed at that point; see what is there then, and go on. Whether it was killed at all."""
    office = OfficePlace(folder)
    server = office.named(address)

    def move() -> None:
        if to_server:
            office.to_server("", server)
        else:
            office.to_file("")

    label = "記録をサーバーへ移動" if to_server else "記録をサーバーからファイルへ移動"
    before = labels(folder)
    was_killed = killed_at(point, move)
    is_there = is_on_server(folder) == to_server
    assert labels(folder) == ([*before, label] if is_there else before), (to_server, point)
    if not is_there:
        move()
    assert is_on_server(folder) == to_server
    assert (folder / DATABASE_FILE).exists() != to_server
    assert not (folder / MOVING_FILE).exists(), (to_server, point)
    return was_killed


def ways(made: Path, place: Path, address: str) -> tuple[int, int]:
    """Go there and back again, killed at each point once; return how many there were."""
    there = back = 0
    for point in range(1_000):
        folder = shutil.copytree(made, place / str(point))
        clear(address)
        was_killed = whole_after(point, folder, address, to_server=True)
        was_killed_again = whole_after(point, folder, address, to_server=False)
        there, back = there + was_killed, back + was_killed_again
        assert len(list(folder.glob(f"moved-*/{DATABASE_FILE}"))) == 1
        shutil.rmtree(folder)
        if not was_killed and not was_killed_again:
            break
    return there, back


def clear(address: str) -> None:
    """Empty a database."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS main CASCADE")


if __name__ == "__main__":
    made, place, address = sys.argv[1:]
    print(*ways(Path(made), Path(place) / "rounds", address))
