# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""What stands beside each person so that the due list needs no second row.

The end of cover, the live sheet and the reminders: derived from the household's persons and from
the person's certificates and contacts, and written again whenever one of them changes; the
journal does not hold it.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator

from app.domain.cover import Loss, loss_of_cover
from app.domain.eligibility import seventy_fifth
from app.domain.household import insured_among
from app.domain.person import LossCause, Person
from db.folder.connection import Connection
from db.tables.mapping import PERSON, person_from
from db.tables.models import LIVE_STATUSES

DERIVED = ("ends_on", "ends_by", "live_status", "told_on", "told_times")
"""The columns of `person` that are kept here."""

BY_INSURED_75 = "insured_75"
"""ends_by of a dependant whose employee reaches 75."""


_LIVE = f"SELECT c.status FROM certificate c WHERE c.person_id = person.id AND c.status IN ({LIVE_STATUSES})"
_SET_LIVE = f"UPDATE person SET live_status = ({_LIVE})"
# An attempt that reached nobody is no reminder. The plus sign: there are few contacts of a
# person, many about registering.
TOLD = "+about = 'register' AND reply <> 'unreached'"
_TOLD = f"SELECT max(c.contacted_on), count(*) FROM contact c WHERE c.person_id = person.id AND {TOLD}"
_SET_TOLD = f"UPDATE person SET (told_on, told_times) = ({_TOLD})"
_OF = "WHERE id IN (SELECT value FROM json_each(?))"
# See Certificate.last_step_on.
_LAST_STEP_ON = """
    nullif(max(coalesce(iif(origin = 'printed', issued_on, NULL), ''), coalesce(ready_on, ''),
        coalesce(handed_out_on, ''), coalesce(closed_on, ''), coalesce(collected_on, ''),
        coalesce(forwarded_on, '')), '')
"""


def complete(connection: Connection) -> None:
    """Write what is derived where it is missing, as after an upgrade."""
    if connection.row("SELECT 1 FROM person WHERE ends_on IS NULL LIMIT 1") is not None:
        rows = connection.rows(f"SELECT {PERSON.listed} FROM person")
        with connection.transaction():
            _write_ends(connection, [person_from(row) for row in rows])
            connection.rows(_SET_LIVE)
            connection.rows(_SET_TOLD)


def refresh_sheets(connection: Connection, person_ids: Collection[int]) -> None:
    """Write the state of the live sheet of these persons, NULL where there is none."""
    connection.rows(f"{_SET_LIVE} {_OF}", (json.dumps(list(person_ids)),))


def refresh_last_steps(connection: Connection, person_ids: Collection[int]) -> None:
    """Write the last day of the sheets of these persons, which journal lines of 0001 do not hold."""
    connection.rows(
        f"UPDATE certificate SET last_step_on = {_LAST_STEP_ON}"
        f" WHERE person_id IN (SELECT value FROM json_each(?)) AND last_step_on IS NOT {_LAST_STEP_ON}",
        (json.dumps(list(person_ids)),),
    )


def refresh_contacts(connection: Connection, person_ids: Collection[int]) -> None:
    """Write when these persons were last told about registering, and how often."""
    connection.rows(f"{_SET_TOLD} {_OF}", (json.dumps(list(person_ids)),))


def refresh_cover(
    connection: Connection, person_ids: Collection[int], homes: Collection[tuple[str, str]] = ()
) -> None:
    """Write the end of cover of these persons and of their households.

    homes: 記号 and 番号 of further households.
    """
    if not person_ids and not homes:
        return
    rows = connection.rows(
        f"""
        SELECT {PERSON.listed} FROM person
        WHERE (symbol, number) IN (
            SELECT symbol, number FROM person WHERE id IN (SELECT value FROM json_each(?1))
            UNION SELECT value ->> 0, value ->> 1 FROM json_each(?2))
        """,
        (json.dumps(list(person_ids)), json.dumps(list(homes))),
    )
    _write_ends(connection, [person_from(row) for row in rows])


def wrong(connection: Connection) -> list[int]:
    """Return the persons beside whom something else stands than what follows from the records."""
    rows = connection.rows(f"SELECT {PERSON.listed} FROM person")
    ends = {person_id: (on, by) for on, by, person_id in _ends([person_from(row) for row in rows])}
    found = {
        row[0]
        for row in connection.rows("SELECT id, ends_on, ends_by FROM person")
        if ends[row[0]] != row[1:]
    }
    for sql in (
        f"SELECT id FROM person WHERE live_status IS NOT ({_LIVE})",
        f"SELECT id FROM person WHERE (told_on, coalesce(told_times, 0)) IS NOT ({_TOLD})",
        f"SELECT person_id FROM certificate WHERE last_step_on IS NOT {_LAST_STEP_ON}",
    ):
        found |= {row[0] for row in connection.rows(sql)}
    return sorted(found)


def _write_ends(connection: Connection, people: Collection[Person]) -> None:
    """Persons whose households are complete."""
    connection.run_many(
        "UPDATE person SET ends_on = ?1, ends_by = ?2"
        " WHERE id = ?3 AND (ends_on IS NOT ?1 OR ends_by IS NOT ?2)",
        _ends(people),
    )


def _ends(people: Collection[Person]) -> Iterator[tuple[str, str, int | None]]:
    """ends_on, ends_by and id of persons whose households are complete."""
    homes: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for person in people:
        homes[person.symbol, person.number].append(person)
    for home in homes.values():
        for person in home:
            yield *_end(person, insured_among(person, home)), person.id


def _end(person: Person, head: Person | None) -> tuple[str, str]:
    loss = loss_of_cover(person, head)
    return loss.on.isoformat(), _cause(loss, head)


def _cause(loss: Loss, head: Person | None) -> str:
    if (
        loss.cause is LossCause.INSURED_LOST
        and head is not None
        and loss.on == seventy_fifth(head.born_on).on
    ):
        return BY_INSURED_75
    return loss.cause.value
