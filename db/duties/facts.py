"""What is known of whole households, read in a few statements however many they are."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from app.domain import law
from app.domain.household import households, insured_among
from app.domain.law import Facts
from app.domain.person import Person
from db.folder.connection import Connection
from db.tables.mapping import CERTIFICATE, CONTACT, DEFERRAL, ELDERLY_CARD, STAGE
from db.tables.table import Table

T = TypeVar("T")


def facts_of(connection: Connection, people: Sequence[Person]) -> Iterator[Facts]:
    """Return the facts of persons whose households are complete."""
    ids = [person.id for person in people]
    stages, sheets = _of(connection, STAGE, ids), _of(connection, CERTIFICATE, ids)
    contacts, deferrals = _of(connection, CONTACT, ids), _of(connection, DEFERRAL, ids)
    cards = _of(connection, ELDERLY_CARD, ids)
    for home in households(people).values():
        for person in home:
            who = person.id
            yield law.facts_of(
                person,
                insured_among(person, home),
                [(stage.enrolment, stage.learned_on) for stage in stages[who]],
                sheets[who],
                next(iter(cards[who]), None),
                contacts[who],
                deferrals[who],
            )


def _of(connection: Connection, table: Table[T], ids: Sequence[Any]) -> dict[Any, list[T]]:
    """The objects of each person in the order of entry."""
    found: dict[Any, list[T]] = defaultdict(list)
    rows = table.rows_among(connection, "person_id", ids)
    rows.sort(key=lambda row: row["id"])
    for row, one in zip(rows, table.objects(rows), strict=True):
        found[row["person_id"]].append(one)
    return found
