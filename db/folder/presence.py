"""Who has which household open: a row of each connection, true while that connection holds its lock.

The lock ends with the connection, however that ends; a row left behind says nothing any more. It names the
connection and not the person, for everybody who asks the server sees which locks are held. Rows are written
and read by functions of the server, which tell nobody of people of other offices (db/tables/row_security.py).
"""

from collections.abc import Sequence
from datetime import datetime

from app.domain.ids import PersonId
from db.folder.connection import Connection, among_ids

_COME = "SELECT main.come(CAST(? AS BIGINT), user => ?)"
_WHO = "SELECT * FROM main.others_at(ARRAY[{ids}]::bigint[])"


def come(connection: Connection, person_id: PersonId | None) -> None:
    """Let others know whose household is open here; None for nobody's."""
    connection.rows(_COME, (person_id, connection.access.user.name))


def others_at(connection: Connection, person_ids: Sequence[PersonId]) -> list[tuple[str, datetime]]:
    """Return who else has one of these persons open, and since when."""
    return [(user, since.astimezone()) for user, since in connection.rows(*among_ids(_WHO, person_ids))]
