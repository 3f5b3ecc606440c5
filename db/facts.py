# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""What is known of persons on a day: the input of the due list, loaded in a few reads."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from app.domain.certificate import Certificate
from app.domain.duties import PersonFacts
from app.domain.elderly_card import ElderlyCard, ElderlyOutcome
from app.domain.ids import PersonId
from app.domain.person import Person, PersonKind
from app.domain.rules import RuleBook, SocietyRules, read_rule_book
from app.domain.society import Society
from db.connection import Connection
from db.mapping import CERTIFICATE, ELDERLY_CARD, PERSON, SOCIETY, certificate_from, person_from

SLACK = timedelta(days=40)
"""More than the longest step between a birthday and the dates it sets (a month and a day)."""

MAY_HOLD_ELDERLY_CARD = """
    person.elderly_card_listed = 1
    OR (person.qualified_on <= :cutoff AND person.born_on <= :is_70_at_cutoff)
"""
"""Wider than app.domain.elderly_card.candidate, which decides."""

_IN_IDS = "IN (SELECT value FROM json_each(?))"


def society(connection: Connection) -> Society:
    """Return the society of this data folder."""
    row = connection.row(f"SELECT {SOCIETY.listed} FROM society")
    assert row is not None
    return SOCIETY.from_values(row)


def rules_at(connection: Connection, on: date) -> SocietyRules:
    """Return the society's rules in force on that day."""
    row = connection.row("SELECT rules_toml FROM society")
    assert row is not None
    return _book(row[0]).at(on)


def born_about(on: date, age: int) -> str:
    """Return, give or take some days, the birth of whoever reaches that age on that day."""
    return on.replace(year=on.year - age, day=min(on.day, 28)).isoformat()


def elderly_bounds(rules: SocietyRules) -> dict[str, str]:
    """Return the parameters of MAY_HOLD_ELDERLY_CARD."""
    cutoff = rules.elderly_cutoff_on
    return {"cutoff": cutoff.isoformat(), "is_70_at_cutoff": born_about(cutoff + SLACK, 70)}


def load_persons(connection: Connection, condition: str, parameters: dict[str, Any]) -> list[Person]:
    """Return persons that meet an SQL condition on `person`, in kana order."""
    rows = connection.rows(
        f"SELECT {PERSON.listed} FROM person WHERE {condition} ORDER BY kana_key, id", parameters
    )
    return [person_from(row) for row in rows]


def load_facts(connection: Connection, people: Sequence[Person], today: date) -> list[PersonFacts]:
    """Return the facts of these persons as they stood at the end of that day, by 実施日."""
    ids = [person.id for person in people if person.id is not None]
    heads = insured_of(connection, people)
    papers = _certificates(connection, ids, today)
    cards = _elderly_cards(connection, ids, today)
    contacts: dict[PersonId, str] = dict(
        connection.rows(
            "SELECT person_id, max(contacted_on) FROM contact"
            f" WHERE contacted_on <= ? AND person_id {_IN_IDS} GROUP BY person_id",
            (today.isoformat(), json.dumps(ids)),
        )
    )
    facts = []
    for person in people:
        assert person.id is not None
        told = contacts.get(person.id)
        facts.append(
            PersonFacts(
                person,
                heads.get((person.symbol, person.number)) if person.kind is PersonKind.DEPENDANT else None,
                papers.get(person.id, ()),
                cards.get(person.id),
                None if told is None else date.fromisoformat(told),
            )
        )
    return facts


def insured_of(connection: Connection, people: Iterable[Person]) -> dict[tuple[str, str], Person]:
    """Return the employee of each dependant's household, by 記号 and 番号."""
    ids = [person.id for person in people if person.kind is PersonKind.DEPENDANT]
    rows = connection.rows(
        f"""
        SELECT {PERSON.listed} FROM person
        WHERE kind = 'insured'
          AND (symbol, number) IN (SELECT symbol, number FROM person WHERE id {_IN_IDS})
        ORDER BY branch_number DESC, id DESC
        """,
        (json.dumps(ids),),
    )
    # Should a household name two employees, the lowest 枝番 comes last and counts.
    return {(row[3], row[4]): person_from(row) for row in rows}


def card_as_of(card: ElderlyCard, today: date) -> ElderlyCard | None:
    """Return a recorded outcome as it stood at the end of that day."""
    if card.on > today:
        return None
    left = card.forwarded_on
    if card.outcome is ElderlyOutcome.FORWARDED and left is not None and left > today:
        return replace(card, outcome=ElderlyOutcome.COLLECTED, forwarded_on=None, shipment_id=None)
    return card


@lru_cache(maxsize=4)
def _book(rules_toml: str) -> RuleBook:
    return read_rule_book(rules_toml)


def _certificates(
    connection: Connection, ids: Sequence[PersonId], today: date
) -> dict[PersonId, list[Certificate]]:
    found: dict[PersonId, list[Certificate]] = {}
    for row in connection.rows(
        f"SELECT {CERTIFICATE.listed} FROM certificate WHERE person_id {_IN_IDS} ORDER BY id",
        (json.dumps(ids),),
    ):
        certificate = certificate_from(row).as_of(today)
        if certificate is not None:
            found.setdefault(certificate.person_id, []).append(certificate)
    return found


def _elderly_cards(
    connection: Connection, ids: Sequence[PersonId], today: date
) -> dict[PersonId, ElderlyCard]:
    rows = connection.rows(
        f"SELECT {ELDERLY_CARD.listed} FROM elderly_card WHERE person_id {_IN_IDS}", (json.dumps(ids),)
    )
    cards = (card_as_of(ELDERLY_CARD.from_values(row), today) for row in rows)
    return {card.person_id: card for card in cards if card is not None}
