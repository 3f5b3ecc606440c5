"""What a database on a server says of the office in it: being brought there, there, or gone to a file.

A data folder and the database it names know each other by a token; while an office moves, the folder that
moves it is known by another.
"""

from datetime import datetime

from app.errors import SystemTrouble
from app.late import dataclass
from db.folder.connection import Connection
from db.folder.server import PROGRAM
from db.folder.unreachable import CREATE

TABLE = "whereabouts"

_READ = "SELECT token, state, leaving, since FROM main.whereabouts"
_FILL = "INSERT INTO main.whereabouts (one, token, state, since) VALUES (1, ?, 'filling', ?)"
_STAND = "UPDATE main.whereabouts SET state = ?, leaving = ?, since = ?"
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = ?
      AND pid <> ALL (string_to_array(?, ',')::int[])
"""
_SERVER = """
    SELECT current_setting('server_version_num')::int, current_setting('server_encoding'),
           (SELECT datcollate FROM pg_database WHERE datname = current_database())
"""
_FOREIGN = """
    SELECT schemaname || '.' || tablename FROM pg_catalog.pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND schemaname NOT LIKE 'pg_temp%'
    ORDER BY 1 LIMIT 1
"""
_OLDEST, _OLDEST_NAME = 150000, 15


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """state: filling, here or left. leaving: the token of the folder that took, or takes, it away."""

    token: str
    state: str
    leaving: str
    since: str


def refuse_unfit(connection: Connection) -> None:
    """Raise what keeps a server, or a database on it, from holding an office."""
    version, encoding, order = connection.row(_SERVER) or (0, "", "")
    if version < _OLDEST:
        raise SystemTrouble(
            f"サーバーが古すぎます(PostgreSQL {version // 10000})。{_OLDEST_NAME} 以上に上げるように、"
            "サーバーの管理者に伝えてください。"
        )
    if encoding != "UTF8" or order not in ("C", "POSIX"):
        raise SystemTrouble(
            f"データベースの文字コードか並び順が違います(今は {encoding}、{order})。"
            f"文字コード UTF8、並び順 C で作り直してもらってください({CREATE})。"
        )


def anything_in(connection: Connection) -> str:
    """Return the name of a table in the database; "" where there is none."""
    return str(connection.value(_FOREIGN) or "")


def whereabouts(connection: Connection) -> Whereabouts | None:
    """Return what the database says; None where it holds no office of ours."""
    row = connection.row(_READ) if TABLE in connection.tables() else None
    return None if row is None else Whereabouts(*row)


def begin_filling(connection: Connection, token: str, at: datetime) -> None:
    """Say that an office is being brought here; within a transaction."""
    connection.rows(_FILL, (token, at.isoformat()))


def stand(connection: Connection, state: str, at: datetime, leaving: str = "") -> None:
    """Say where the office is; within a transaction."""
    connection.rows(_STAND, (state, leaving, at.isoformat()))


def has_others(connection: Connection, *ours: Connection) -> bool:
    """Return whether anybody else works with this database. ours: connections of this program."""
    known = ",".join(str(one.value("SELECT pg_backend_pid()")) for one in ours)
    return bool(connection.value(_OTHERS, (PROGRAM, known)))
