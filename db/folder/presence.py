"""Who has which household open: a row of each connection, true while that connection holds its lock.

The lock ends with the connection, however that ends; a row left behind says nothing any more.
"""

from collections.abc import Sequence
from datetime import datetime

from app.domain.ids import PersonId
from db.folder.connection import Connection, among_ids

_HERE = 0x73686B
"""The first number of these locks; the second is the person's."""

_LEAVE = """
    SELECT pg_advisory_unlock_all(), pg_notify('presence', '')
    FROM (SELECT pid FROM presence WHERE pid = pg_backend_pid()) here
"""
_COME = f"""
    INSERT INTO presence (pid, person_id, user, since)
    SELECT pg_backend_pid(), :person, :user, now()
    FROM (SELECT pg_advisory_unlock_all(), pg_advisory_lock_shared({_HERE}, CAST(:person AS INTEGER)),
                 pg_notify('presence', '')) here
    ON CONFLICT (pid)
    DO UPDATE SET person_id = excluded.person_id, user = excluded.user, since = excluded.since
"""  # noqa: S608 - our own names
_WHO = f"""
    SELECT presence.user, min(presence.since) FROM presence
    JOIN pg_catalog.pg_locks held ON held.locktype = 'advisory' AND held.pid = presence.pid
         AND held.classid = {_HERE} AND CAST(held.objid AS BIGINT) = presence.person_id
         AND held.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
    WHERE presence.pid <> pg_backend_pid() AND presence.person_id IN ({{ids}})
    GROUP BY presence.user ORDER BY 2
"""  # noqa: S608 - our own names


def come(connection: Connection, person_id: PersonId | None) -> None:
    """Let others know whose household is open here; None for nobody's."""
    if person_id is None:
        connection.rows(_LEAVE)
    else:
        connection.rows(_COME, {"person": person_id, "user": connection.access.user.name})


def others_at(connection: Connection, person_ids: Sequence[PersonId]) -> list[tuple[str, datetime]]:
    """Return who else has one of these persons open, and since when."""
    return [(user, since.astimezone()) for user, since in connection.rows(*among_ids(_WHO, person_ids))]
