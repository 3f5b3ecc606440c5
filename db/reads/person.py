"""One person with everything known, read without reading the others."""

from datetime import date

from app.domain import typed
from app.domain.ids import PersonId
from app.domain.law import Facts
from app.domain.person import Person
from app.errors import NotFound
from app.rows import PersonDetail
from app.words import word
from db.duties.facts import facts_and_homes, facts_of
from db.duties.in_force import rules_at
from db.folder.connection import Connection
from db.journal.history import history
from db.reads.cards import cards_of
from db.reads.due import due_rows_of
from db.reads.roster import person_rows_of
from db.tables.mapping import CONTACT, MISDELIVERY, PERSON, SENT_PAPER, STEP_AHEAD


def person_detail(connection: Connection, person_id: PersonId, today: date) -> PersonDetail:
    """See app.ports.Queries."""
    known, household = next(facts_and_homes(connection, [person_id]), (None, ()))
    if known is None:
        raise NotFound("この方は名簿に見つかりません。画面を開き直してください。")
    person = known.person
    members = [member.id for member in household if member.id is not None]
    rows, rules = person_rows_of(connection, members), rules_at(connection, today)
    return PersonDetail(
        facts=known,
        rules=rules,
        office=next(row.office for row in rows if row.person_id == person_id),
        household=tuple(sorted(rows, key=lambda row: row.key)),
        cards=cards_of(connection, (person.symbol, person.number), today),
        contacts=tuple(CONTACT.where(connection, by=["-contacted_on", "-id"], person_id=person_id)),
        duties=tuple(due_rows_of(connection, person, today, rules)),
        history=tuple(history(connection, person_id)),
        misdeliveries=tuple(MISDELIVERY.where(connection, by=["id"], person_id=person_id)),
        sent=tuple(SENT_PAPER.where(connection, by=["id"], person_id=person_id)),
        ahead=tuple(
            step
            for step in STEP_AHEAD.where(connection, by=["takes_on"], person_id=person_id)
            if step.closed_on is None
        ),
    )


def same_humans(connection: Connection, person: Person) -> list[Person]:
    """See app.ports.Reading."""
    named = typed.without_blanks(person.name)
    return PERSON.where(connection, by=["id"], born_on=person.born_on.isoformat(), name_key=named)


def facts(connection: Connection, person_id: PersonId) -> Facts:
    """See app.ports.Queries; of the household no more is read."""
    found = next(iter(facts_of(connection, [person_id])), None)
    if found is None:
        raise NotFound(word("Table", "person", "gone"))
    return found
