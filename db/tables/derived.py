# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""What stands beside a row so that a list needs no second one: the end of cover, a sheet's last step.

Derived from the household's persons and from the sheet's own days, and written again whenever one
of them changes; the journal does not hold it.
"""

from collections.abc import Iterator, Sequence

from app.domain.cover import loss_of_cover
from app.domain.household import households, insured_among
from app.domain.person import Person
from db.folder.connection import Connection, in_parts
from db.tables.codec import iso
from db.tables.mapping import CERTIFICATE, PERSON
from db.tables.models import PersonModel
from db.tables.table import Line, Row

DERIVED = ("ends_on",)
"""The columns of `person` that are kept here."""


def complete(connection: Connection) -> None:
    """Write what is derived where it is missing, as after an upgrade."""
    if connection.row("SELECT 1 FROM person WHERE ends_on IS NULL LIMIT 1") is not None:
        with connection.transaction():
            _write_ends(connection, PERSON.read(connection, PERSON.select()))


def refresh(connection: Connection, lines: Sequence[Line]) -> None:
    """Write the end of cover of the households whose persons were changed."""
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
        people = PERSON.read(
            connection,
            f"SELECT {PERSON.listed} FROM person WHERE (symbol, number) IN (VALUES {marks})",
            [text for home in part for text in home],
        )
        _write_ends(connection, people)


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
    stored: dict[int, str | None] = dict(
        connection.rows(PersonModel.select(PersonModel.id, PersonModel.ends_on))
    )
    people = PERSON.read(connection, PERSON.select())
    found = {end["id"] for end in _ends(people) if end["on"] != stored[end["id"]]}
    found |= {step["person_id"] for step in _other_last_steps(connection.records(CERTIFICATE.select()))}
    return sorted(found)


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
        "UPDATE person SET ends_on = :on WHERE id = :id AND ends_on IS DISTINCT FROM :on", _ends(people)
    )


def _ends(people: Sequence[Person]) -> Iterator[Row]:
    """The end of cover of persons whose households are complete."""
    for home in households(people).values():
        for person in home:
            loss = loss_of_cover(person, insured_among(person, home))
            yield {"id": person.id, "on": iso(loss.on)}
