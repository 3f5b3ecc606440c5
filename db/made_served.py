"""An empty database on a server made ready for an office, which then is made or brought there.

All of it is one transaction: a database holds a whole office or none. What an attempt that broke off left is
known by its token and cleared away; anything else in the database is never touched.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from app.errors import SystemTrouble, UserError
from db.folder.connection import Connection
from db.folder.moving import TO_SERVER, Move, begin_move, move_under_way
from db.folder.server import Server
from db.folder.unreachable import CREATE
from db.folder.whereabouts import anything_in, begin_filling, refuse_unfit, whereabouts
from db.tables.postgres_shape import SCHEMA, shape
from db.upgrade import scripts_folder

_MAKER = 0x7368696B616B76
"""Who brings an office here holds this lock, so that no two do at once."""
_LOCK, _UNLOCK = "SELECT pg_try_advisory_lock(?)", "SELECT pg_advisory_unlock(?)"
_OWNER = f"SELECT nspowner::regrole::text FROM pg_catalog.pg_namespace WHERE nspname = '{SCHEMA}'"  # noqa: S608


def begun(folder: Path, server: Server, at: datetime) -> Move:
    """Note that an office is brought to a server; an attempt that broke off is taken up again."""
    before = move_under_way(folder)
    if before is not None and before.to == TO_SERVER and before.server.name == server.name:
        server = replace(server, token=before.server.token)
    return begin_move(folder, TO_SERVER, at, server)


@contextmanager
def made_ready(connection: Connection, server: Server) -> Iterator[bool]:
    """Hold a database for the block; whether what an earlier attempt brought there lies in it.

    Raises why it cannot take an office.
    """
    refuse_unfit(connection)
    if not connection.value(_LOCK, (_MAKER,)):
        raise SystemTrouble(
            f"{server.name} へは、ほかのPCが今、事業所の記録を移しています。終わってから確かめてください。"
        )
    try:
        found = whereabouts(connection)
        is_ours = found is not None and found.token == server.token
        if not is_ours and (there := anything_in(connection)):
            raise UserError(
                f"{server.name} は空ではありません({there} があります)。空のデータベースを"
                f"{CREATE} で作ってもらい、その名前を入れてください。"
            )
        yield is_ours
    finally:
        if not connection.in_transaction:
            connection.rows(_UNLOCK, (_MAKER,))


def make_anew(connection: Connection, token: str, at: datetime, fill: Callable[[], None]) -> None:
    """Make the tables of an office and fill them, wholly or not at all."""
    with connection.transaction():
        # Its members may do this, too; the tables stay those of whom they were.
        if owner := connection.value(_OWNER):
            connection.rows(f"SET LOCAL ROLE {owner}")
        connection.rows(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        for statement in shape(scripts_folder()):
            connection.rows(statement)
        begin_filling(connection, token, at)
        fill()
    # What the server knows of its tables makes the first lists quick.
    connection.rows("ANALYZE")
