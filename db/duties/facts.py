"""What is known of persons, read in a few statements however many they are."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from peewee import SQL, Expression, Tuple, fn

from app.domain import law
from app.domain.double_cover import is_same_human
from app.domain.enrolment_stage import stage_of
from app.domain.household import households, insured_among
from app.domain.ids import PersonId
from app.domain.law import Facts, Other
from app.domain.person import Person
from db.folder.connection import Connection, among_ids, in_parts
from db.tables.mapping import CERTIFICATE, CONTACT, DEFERRAL, ELDERLY_CARD, PERSON, SOCIETY_ANSWER, STAGE
from db.tables.models import PersonModel
from db.tables.table import Table, made_once

_PERSON, _OTHER = PersonModel, PersonModel.alias()
_THESE = SQL("({ids})")
_RARE: Sequence[Table[Any]] = (ELDERLY_CARD, CONTACT, DEFERRAL, SOCIETY_ANSWER)
"""Tables in which most people have nothing."""


def facts_of(connection: Connection, ids: Sequence[PersonId]) -> Iterator[Facts]:
    """Return the facts of these persons; of who is not there any more, none."""
    return (facts for facts, _ in facts_and_homes(connection, ids))


def facts_and_homes(
    connection: Connection, ids: Sequence[PersonId]
) -> Iterator[tuple[Facts, Sequence[Person]]]:
    """Return the same, each with everybody of the household."""
    wanted = set(ids)
    stages, sheets = _of(connection, STAGE, ids), _of(connection, CERTIFICATE, ids)
    *having, twice = _who_has(connection, ids)
    cards, contacts, deferrals, answers = (
        _of(connection, table, those) for table, those in zip(_RARE, having, strict=True)
    )
    others = _others(connection, twice)
    for home in households(households_of(connection, ids)).values():
        for person in home:
            if person.id in wanted:
                facts = law.facts_of(
                    person,
                    insured_among(person, home),
                    # Nobody is without a stage; `verify` tells where none was entered.
                    stages.get(person.id) or [stage_of(person)],
                    sheets.get(person.id, ()),
                    cards.get(person.id, ()),
                    contacts.get(person.id, ()),
                    deferrals.get(person.id, ()),
                    answers.get(person.id, ()),
                    others.get(person.id, ()),
                )
                yield facts, home


def households_of(connection: Connection, ids: Sequence[PersonId]) -> list[Person]:
    """Return these persons and everybody of their households, each once.

    Within a step they are not read again while nobody's row changes: those it is about are asked for by the
    use case, for its name, and for what is due.
    """
    asked = (connection.roster_version, tuple(ids))
    if connection.homes_read and connection.homes_read[0] == asked:
        return list(connection.homes_read[1])
    parts = (PERSON.read(connection, *among_ids(_of_families(), part)) for part in in_parts(ids))
    found = list({person.id: person for part in parts for person in part}.values())
    if connection.homes_read is not None and connection.narrowing is None:
        connection.homes_read = asked, found
    return list(found)


def same_humans(connection: Connection, ids: Sequence[PersonId]) -> list[tuple[PersonId, PersonId]]:
    """Return of these persons every pair with another entry of that birth and name: perhaps one human."""
    return [pair for part in in_parts(ids) for pair in connection.rows(*among_ids(_pairs(), part))]


def _who_has(connection: Connection, ids: Sequence[PersonId]) -> list[list[PersonId]]:
    """Of these persons those with a row in each of the tables where most have none, and at last those who
    seem to stand here twice: one question instead of five that find nothing.
    """
    found: list[list[PersonId]] = [[] for _ in (*_RARE, _OTHER)]
    for part in in_parts(ids):
        for person_id, *flags in connection.rows(*among_ids(_who_has_rows(), part)):
            for those, has in zip(found, flags, strict=True):
                if has:
                    those.append(person_id)
    return found


def _others(connection: Connection, ids: Sequence[PersonId]) -> Mapping[PersonId, Sequence[Other]]:
    pairs = same_humans(connection, ids)
    if not pairs:
        return {}
    named = households(households_of(connection, list({one for pair in pairs for one in pair}))).values()
    home_of = {one.id: (one, home) for home in named for one in home}
    found: dict[PersonId, list[Other]] = defaultdict(list)
    for person_id, other_id in pairs:
        (person, _), (other, home) = home_of[person_id], home_of[other_id]
        if is_same_human(person, other):
            found[person_id].append(law.other_of(other, insured_among(other, home)))
    return found


def _of(connection: Connection, table: Table[Any], ids: Sequence[PersonId]) -> Mapping[Any, list[Any]]:
    """The objects of each person in the order of entry."""
    found: dict[Any, list[Any]] = defaultdict(list)
    for part in in_parts(ids):
        for one in table.read(connection, *among_ids(_of_persons(table), part)):
            found[one.person_id].append(one)
    return found


@cache
def _of_families() -> str:
    home, numbers = Tuple(_PERSON.symbol, _PERSON.number), _PERSON.select(_PERSON.symbol, _PERSON.number)
    return made_once(PERSON.select(home.in_(numbers.where(_PERSON.id.in_(_THESE)))))


def _is_other() -> Expression:
    is_alike = (_OTHER.born_on == _PERSON.born_on) & (_OTHER.name_key == _PERSON.name_key)
    return is_alike & (_OTHER.id != _PERSON.id)


@cache
def _pairs() -> str:
    pairs = _PERSON.select(_PERSON.id, _OTHER.id).join(_OTHER, on=_is_other())
    return made_once(pairs.where(_PERSON.id.in_(_THESE)).order_by(_OTHER.id))


@cache
def _who_has_rows() -> str:
    rows_of = (
        one.model.select(SQL("1")).where(one.model._meta.columns["person_id"] == _PERSON.id) for one in _RARE
    )
    seems_twice = fn.EXISTS(_OTHER.select(SQL("1")).where(_is_other()))
    asked = _PERSON.select(_PERSON.id, *map(fn.EXISTS, rows_of), seems_twice)
    return made_once(asked.where(_PERSON.id.in_(_THESE)))


@cache
def _of_persons(table: Table[Any]) -> str:
    is_one = table.model._meta.columns["person_id"].in_(_THESE)
    return made_once(table.select(is_one).order_by(table.model.id))
