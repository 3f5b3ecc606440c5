# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""Later migrations on a server that holds an office: the same scripts, put into its words."""

from collections.abc import Callable, Iterator, Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.changes import Agree, Upgrade
from app.errors import DatabaseTooNew, ProgramIncomplete
from db.folder.connection import Connection, Row
from db.tables.postgres_shape import in_its_words, remembering
from db.tables.resealing import seal_what_is_plain
from db.tables.schema import HISTORY_TABLE
from db.upgrade import (
    INCOMPLETE,
    LATEST,
    TOO_NEW,
    agreed,
    known_steps,
    left_as_it_was,
    nothing,
    scripts_folder,
    taken,
)

if TYPE_CHECKING:
    from db.folder.postgres import PostgresConnection


def upgrade_on_server(
    connection: "PostgresConnection",
    *,
    back_up: Callable[[str], Path],
    agree: Agree = agreed,
    afterwards: Callable[[], None] = nothing,
    scripts: Path | None = None,
    latest: str = LATEST,
) -> None:
    """Run what is pending on a server, all or nothing, as `upgrade` does on a file; see there.

    Who else waits for it finds in the end that nothing is pending any more.
    """
    known = known_steps(scripts or scripts_folder())
    if latest not in known:
        raise ProgramIncomplete(INCOMPLETE)
    done = taken(connection)
    if done - known.keys():
        raise DatabaseTooNew(TOO_NEW)
    pending = [name for name in known if name not in done]
    if not pending:
        return
    backup = back_up(max(done))
    agree(Upgrade(tuple(pending), backup))
    try:
        with connection.transaction():
            # Somebody else may have been quicker.
            for name in sorted(known.keys() - taken(connection)):
                _loaded(known[name]).up(None, OnServer(connection))
                connection.rows(f"INSERT INTO {HISTORY_TABLE} (name, applied) VALUES (?, now())", (name,))
            seal_what_is_plain(connection)
            afterwards()
    except Exception as error:
        raise left_as_it_was("サーバーのデータベース", error, backup) from error


class OnServer:
    """What a script runs its statements on, where the database is a server's."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute_sql(self, statement: str, parameters: Sequence[Any] = ()) -> "OnServer.Answer":
        """Run a statement, put into the server's words."""
        rows = self._connection.rows(in_its_words(statement), parameters)
        if numbering := remembering(statement):
            self._connection.rows(numbering)
        return self.Answer(rows)

    class Answer:
        """The rows of a statement."""

        def __init__(self, rows: list[Row]) -> None:
            self._rows = rows

        def __iter__(self) -> Iterator[Row]:
            return iter(self._rows)

        def fetchall(self) -> list[Row]:
            """Return all of them."""
            return self._rows

        def fetchone(self) -> Row | None:
            """Return the first."""
            return next(iter(self._rows), None)


def _loaded(script: Path) -> Any:
    spec = spec_from_file_location(f"migration_{script.stem}", script)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
