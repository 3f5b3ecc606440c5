# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""What stands beside each person so that the due list needs no second row.

The end of cover, the live sheet and the reminders: derived from the household's persons and from
the person's certificates and contacts, and written again whenever one of them changes; the
journal does not hold it.
"""

from collections.abc import Iterator, Sequence

from app.domain.cover import Loss, loss_of_cover
from app.domain.eligibility import ends_by_age
from app.domain.household import households, insured_among
from app.domain.person import LossCause, Person
from db.folder.connection import Connection, in_parts
from db.tables.codec import iso
from db.tables.mapping import CERTIFICATE, PERSON
from db.tables.models import LIVE_STATUSES, PersonModel
from db.tables.table import Line, Row

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


def complete(connection: Connection) -> None:
    """Write what is derived where it is missing, as after an upgrade."""
    if connection.row("SELECT 1 FROM person WHERE ends_on IS NULL LIMIT 1") is not None:
        with connection.transaction():
            _write_ends(connection, PERSON.read(connection, PERSON.select()))
            connection.rows(_SET_LIVE)
            connection.rows(_SET_TOLD)


def refresh(connection: Connection, lines: Sequence[Line]) -> None:
    """Write what follows from changed rows beside their persons and the persons of their households."""
    homes = {
        (image["symbol"], image["number"])
        for line in lines
        if line.table == "person"
        # The household left behind, too, when somebody's number changed.
        for image in (line.before, line.after)
        if image is not None
    }
    connection.roster_version += bool(homes)
    for part in in_parts(homes):
        marks = ", ".join(["(?, ?)"] * len(part))
        people = connection.records(
            f"SELECT {PERSON.listed} FROM person WHERE (symbol, number) IN (VALUES {marks})",
            [text for home in part for text in home],
        )
        _write_ends(connection, PERSON.objects(people))
    for table, fill in (("certificate", _SET_LIVE), ("contact", _SET_TOLD)):
        for part in in_parts(_owners(lines, table)):
            connection.rows(f"{fill} WHERE id IN ({', '.join('?' * len(part))})", part)


def refresh_last_steps(connection: Connection, lines: Sequence[Line]) -> None:
    """Write the last day of the sheets that lines of 0001 brought back, which do not hold it."""
    ids = [
        line.row_id
        for line in lines
        if line.table == "certificate" and line.after is not None and "last_step_on" not in line.after
    ]
    sheets = CERTIFICATE.rows_among(connection, "id", ids)
    connection.run_many("UPDATE certificate SET last_step_on = :on WHERE id = :id", _other_last_steps(sheets))


def wrong(connection: Connection) -> list[int]:
    """Return the persons beside whom something else stands than what follows from the records."""
    ends = PersonModel.select(
        PersonModel.id, PersonModel.ends_on.alias("on"), PersonModel.ends_by.alias("by")
    )
    stored = {row["id"]: row for row in connection.records(ends)}
    found = {end["id"] for end in _ends(PERSON.read(connection, PERSON.select())) if end != stored[end["id"]]}
    found |= {step["person_id"] for step in _other_last_steps(connection.records(CERTIFICATE.select()))}
    for sql in (
        f"SELECT id FROM person WHERE live_status IS DISTINCT FROM ({_LIVE})",
        f"SELECT id FROM person WHERE (told_on, coalesce(told_times, 0)) IS DISTINCT FROM ({_TOLD})",
    ):
        found |= set(connection.values(sql))
    return sorted(found)


def _owners(lines: Sequence[Line], table: str) -> set[int]:
    return {line.person_id for line in lines if line.table == table and line.person_id}


def _other_last_steps(sheets: Sequence[Row]) -> list[Row]:
    """The days that stand beside these sheets and are not those of Certificate.last_step_on."""
    return [
        {"id": row["id"], "person_id": row["person_id"], "on": on}
        for row, sheet in zip(sheets, CERTIFICATE.objects(sheets), strict=True)
        if (on := iso(sheet.last_step_on)) != row["last_step_on"]
    ]


def _write_ends(connection: Connection, people: Sequence[Person]) -> None:
    """Persons whose households are complete."""
    connection.run_many(
        "UPDATE person SET ends_on = :on, ends_by = :by WHERE id = :id"
        " AND (ends_on IS DISTINCT FROM :on OR ends_by IS DISTINCT FROM :by)",
        _ends(people),
    )


def _ends(people: Sequence[Person]) -> Iterator[Row]:
    """The end of cover of persons whose households are complete."""
    for home in households(people).values():
        for person in home:
            on, by = _end(person, insured_among(person, home))
            yield {"id": person.id, "on": on, "by": by}


def _end(person: Person, head: Person | None) -> tuple[str, str]:
    loss = loss_of_cover(person, head)
    return loss.on.isoformat(), _cause(loss, head)


def _cause(loss: Loss, head: Person | None) -> str:
    if loss.cause is LossCause.INSURED_LOST and head is not None and loss.on == ends_by_age(head):
        return BY_INSURED_75
    return loss.cause.value
