# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""What a user of some offices finds: of each table the rows about people of those offices.

A database looks for a table among its temporary views first. So it is here, and not in hundreds of
statements, that the people of other offices are not there. What a step writes, and what follows from it, is
worked out with everything there is (`lifted`): a household's cover does not end at an office's door.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext

from app.domain.ids import OfficeId
from db.folder.connection import Connection
from db.tables.every import MODELS

_OF_ALL = frozenset(
    {
        *("given_answer", "issue_batch", "list_taken", "list_profile", "held_list", "left_behind"),
        *("partner", "parcel", "parcel_row", "parcel_step", "parcel_conflict", "row_uid"),
        *("purge", "blanked_line", "blanked_label"),
    }
)
"""Tables that tell of all offices at once: they are empty."""
_OPEN = frozenset({"society", "operation", "journal", "operation_seal", "duty_basis", "retention", "unwiped"})
"""Tables that tell of no person, and the history, whose reads say what is shown (db/journal/shown.py)."""

_PEOPLE = "SELECT id FROM main.person WHERE office_id IN ({offices})"
_SHEETS = f"SELECT id FROM main.certificate WHERE person_id IN ({_PEOPLE})"
_CONDITIONS: Mapping[str, str] = {
    "office": "id IN ({offices})",
    "person": "office_id IN ({offices})",
    "drawer_count": "office_id IN ({offices})",
    "misdelivery": f"person_id IN ({_PEOPLE}) AND certificate_id IN ({_SHEETS})",
    "sheet": f"certificate_id IN ({_SHEETS})",
    "print_session": f"id IN (SELECT session_id FROM main.sheet WHERE certificate_id IN ({_SHEETS}))",
    "shipment": f"id IN (SELECT shipment_id FROM main.sent_paper WHERE person_id IN ({_PEOPLE}))",
    **dict.fromkeys(_OF_ALL, "1 = 0"),
}
"""SQL: which rows are there; of any other table those of the people who are."""


class Narrowing:
    """Of one connection; on from the beginning."""

    def __init__(self, connection: Connection, offices: Collection[OfficeId]) -> None:
        self._connection = connection
        listed = ", ".join(str(int(office)) for office in sorted(offices))
        tables = [name for model in MODELS if (name := model._meta.table_name) not in _OPEN]
        self._views = {
            table: f"SELECT * FROM main.{table} WHERE {_condition(table).format(offices=listed)}"
            for table in tables
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


def _condition(table: str) -> str:
    return _CONDITIONS.get(table, f"person_id IN ({_PEOPLE})")
