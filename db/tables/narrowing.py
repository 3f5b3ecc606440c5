# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""What a user of some offices finds: of each table the rows about people of those offices.

A database looks for a table among its temporary views first. So it is here, and not in hundreds of
statements, that the people of other offices are not there. What a step writes, and what follows from it, is
worked out with everything there is (`lifted`): a household's cover does not end at an office's door.
A server's own policies are made of the same conditions (db/tables/row_security.py).
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext

from app.domain.ids import OfficeId
from db.folder.connection import Connection
from db.tables.every import MODELS

OF_ALL = frozenset(
    {
        *("given_answer", "issue_batch", "list_taken", "list_profile", "held_list", "left_behind"),
        *("partner", "parcel", "parcel_row", "parcel_step", "parcel_conflict", "row_uid"),
        *("purge", "blanked_line", "blanked_label"),
    }
)
"""Tables that tell of all offices at once: they are empty."""
HISTORY = frozenset({"operation", "journal", "operation_seal"})
"""Whose reads say what is shown (db/journal/shown.py)."""
OF_NOBODY = frozenset({"society", "duty_basis", "retention", "unwiped"})
"""Tables that tell of no person."""

_WHOSE: Mapping[str, Mapping[str, str]] = {
    "office": {"id": "office"},
    "person": {"office_id": "office"},
    "duty": {"office_id": "office"},
    "drawer_count": {"office_id": "office"},
    "misdelivery": {"person_id": "person", "certificate_id": "sheet"},
    "sheet": {"certificate_id": "sheet"},
    "print_session": {"id": "session"},
    "shipment": {"id": "shipment"},
}
"""By which columns a row is of an office: the office, somebody, a sheet of theirs, or what holds one."""
_THEIR_OWN = {"person_id": "person"}
"""Of any other table."""


def condition(table: str, words: Mapping[str, Callable[[str], str]]) -> str:
    """Return SQL: which rows of a table are of the offices that are seen.

    words: how it is said that the office, person … of a column is one of them.
    """
    if table in OF_ALL:
        return "1 = 0"
    columns = _WHOSE.get(table, _THEIR_OWN)
    return " AND ".join(words[kind](f"{table}.{column}") for column, kind in columns.items())


class Narrowing:
    """Of one connection; on from the beginning."""

    def __init__(self, connection: Connection, offices: Collection[OfficeId]) -> None:
        self._connection = connection
        words = _words(", ".join(str(int(office)) for office in sorted(offices)))
        tables = [model._meta.table_name for model in MODELS]
        self._views = {
            table: f"SELECT * FROM main.{table} WHERE {condition(table, words)}"
            for table in tables
            if table not in HISTORY | OF_NOBODY
        }
        connection.narrow(self._views)

    @contextmanager
    def lifted(self) -> Iterator[None]:
        """Let a block see everything; a step that is rolled back meanwhile leaves it narrow."""
        self._connection.widen(self._views)
        try:
            yield
        finally:
            self._connection.narrow(self._views)


def whole(connection: Connection) -> AbstractContextManager[None]:
    """Let a block see everything, whoever is signed in."""
    return nullcontext() if connection.narrowing is None else connection.narrowing.lifted()


def _words(offices: str) -> Mapping[str, Callable[[str], str]]:
    people = f"SELECT id FROM main.person WHERE office_id IN ({offices})"
    sheets = f"SELECT id FROM main.certificate WHERE person_id IN ({people})"
    among = {
        "office": offices,
        "person": people,
        "sheet": sheets,
        "session": f"SELECT session_id FROM main.sheet WHERE certificate_id IN ({sheets})",
        "shipment": f"SELECT shipment_id FROM main.sent_paper WHERE person_id IN ({people})",
    }
    return {kind: f"{{}} IN ({found})".format for kind, found in among.items()}
