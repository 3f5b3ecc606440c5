"""What is known of persons, read in a few statements however many they are."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from peewee import SQL, Tuple

from app.domain import law
from app.domain.household import households, insured_among
from app.domain.ids import PersonId
from app.domain.law import Facts, Other
from app.domain.person import Person
from db.folder.connection import Connection
from db.tables.mapping import CERTIFICATE, CONTACT, DEFERRAL, ELDERLY_CARD, PERSON, SOCIETY_ANSWER, STAGE
from db.tables.models import PersonModel
from db.tables.table import Table, made_once

_FEW = 4
"""So many are read one after the other, by statements that the database keeps ready."""

_PERSON = PersonModel
_HOME, _NUMBERS = Tuple(_PERSON.symbol, _PERSON.number), _PERSON.select(_PERSON.symbol, _PERSON.number)
_OTHER, _NONE = _PERSON.alias(), SQL("''")
_IS_OTHER = (
    (_OTHER.born_on == _PERSON.born_on)
    & (_OTHER.name_key == _PERSON.name_key)
    & (_OTHER.id != _PERSON.id)
    & ((_OTHER.kana_key == _PERSON.kana_key) | (_OTHER.kana_key == _NONE) | (_PERSON.kana_key == _NONE))
)
_PAIRS = _PERSON.select(_PERSON.id, _OTHER.id).join(_OTHER, on=_IS_OTHER)
_OTHERS_OF_MANY = made_once(_PAIRS.where(_PERSON.id.in_(SQL("({ids})"))).order_by(_OTHER.id))
_OTHERS_OF_ONE = made_once(_PAIRS.where(_PERSON.id == SQL(":person")).order_by(_OTHER.id))
_OF_FAMILIES = made_once(PERSON.select(_HOME.in_(_NUMBERS.where(_PERSON.id.in_(SQL("({ids})"))))))
_OF_FAMILY = made_once(PERSON.select(_HOME.in_(_NUMBERS.where(_PERSON.id == SQL(":person")))))


def facts_of(connection: Connection, ids: Sequence[PersonId]) -> Iterator[Facts]:
    """Return the facts of these persons; of who is not there any more, none."""
    wanted = set(ids)
    stages, sheets = _of(connection, STAGE, ids), _of(connection, CERTIFICATE, ids)
    contacts, deferrals = _of(connection, CONTACT, ids), _of(connection, DEFERRAL, ids)
    cards, answers = _of(connection, ELDERLY_CARD, ids), _of(connection, SOCIETY_ANSWER, ids)
    others = _others(connection, ids)
    for home in households(_families(connection, ids)).values():
        for person in home:
            if person.id in wanted:
                learned = [(stage.enrolment, stage.learned_on) for stage in stages[person.id]]
                yield law.facts_of(
                    person,
                    insured_among(person, home),
                    # Nobody is without a stage; `verify` tells where none was entered.
                    learned or [(person.enrolment, person.enrolment_as_of)],
                    sheets[person.id],
                    next(iter(cards[person.id]), None),
                    contacts[person.id],
                    deferrals[person.id],
                    answers[person.id],
                    others.get(person.id, ()),
                )


def same_humans(connection: Connection, ids: Sequence[PersonId]) -> list[tuple[PersonId, PersonId]]:
    """Return of these persons every pair with the other entry of what seems to be the same human."""
    if len(ids) > _FEW:
        return connection.rows(_OTHERS_OF_MANY.format(ids=_listed(ids)))
    return [pair for one in ids for pair in connection.rows(_OTHERS_OF_ONE, {"person": one})]


def _others(connection: Connection, ids: Sequence[PersonId]) -> Mapping[PersonId, Sequence[Other]]:
    pairs = same_humans(connection, ids)
    if not pairs:
        return {}
    homes = households(_families(connection, list({other for _, other in pairs}))).values()
    known = {one.id: law.other_of(one, insured_among(one, home)) for home in homes for one in home}
    found: dict[PersonId, list[Other]] = defaultdict(list)
    for person_id, other_id in pairs:
        found[person_id].append(known[other_id])
    return found


def _families(connection: Connection, ids: Sequence[PersonId]) -> list[Person]:
    """These persons and everybody of their households, each once."""
    if len(ids) > _FEW:
        return PERSON.read(connection, _OF_FAMILIES.format(ids=_listed(ids)))
    found = (PERSON.read(connection, _OF_FAMILY, {"person": person_id}) for person_id in ids)
    return list({person.id: person for home in found for person in home}.values())


def _of(connection: Connection, table: Table[Any], ids: Sequence[PersonId]) -> Mapping[Any, list[Any]]:
    """The objects of each person in the order of entry."""
    found: dict[Any, list[Any]] = defaultdict(list)
    if len(ids) > _FEW:
        for one in table.read(connection, _of_persons(table).format(ids=_listed(ids))):
            found[one.person_id].append(one)
    else:
        for person_id in ids:
            found[person_id] = table.where(connection, by=["id"], person_id=person_id)
    return found


@cache
def _of_persons(table: Table[Any]) -> str:
    is_one = table.model._meta.columns["person_id"].in_(SQL("({ids})"))
    return made_once(table.select(is_one).order_by(table.model.id))


def _listed(ids: Sequence[PersonId]) -> str:
    return ", ".join(map(str, ids))
