# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""The roster: offices, members, and who is meant by a search or a number."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import cache
from itertools import islice

from peewee import SQL

from app.domain import typed
from app.domain.accepted_text import quotable
from app.domain.hidden import full
from app.domain.ids import OfficeId, PersonId
from app.domain.issue_number import parse_issue_number
from app.domain.person import Office, Person, key_splits
from app.errors import BadValue, NotFound
from app.rows import PersonRow
from db.folder.connection import Connection, among_ids, in_parts
from db.reads.facts import rows_of_persons
from db.reads.search_index import SearchIndex, search_index
from db.tables.mapping import OFFICE, PERSON
from db.tables.models import LIVE_STATUSES, CertificateModel, PersonModel
from db.tables.table import made_once

# The current paper: the live one, else the newest that was not ruined or given up before use.
_ROWS = f"""
    SELECT p.id AS person_id, p.symbol, p.number, p.branch_number, p.name, p.kana, p.kind, p.relationship,
           p.born_on, office.name AS office, office.code AS office_code, p.department, p.employee_code,
           p.qualified_on, p.disqualified_on, p.enrolment,
           (SELECT c.status FROM certificate c WHERE c.person_id = p.id
            AND c.status NOT IN ('spoiled', 'cancelled')
            ORDER BY c.status IN ({LIVE_STATUSES}) DESC, c.id DESC LIMIT 1) AS certificate,
           p.certificate_expires_on, p.ends_on
    FROM person p JOIN office ON office.id = p.office_id
"""


_ROWS_OF = f"{_ROWS} WHERE p.id IN ({{ids}})"
_KEY = ("symbol", "number", "branch_number")
_P = PersonModel


def offices(connection: Connection) -> list[Office]:
    """Return the offices by code."""
    return OFFICE.where(connection, by=["code"])


def people(connection: Connection) -> list[Person]:
    """Return all persons in kana order; read as they lie there, for the order alone is in an index."""
    with nullcontext() if connection.in_transaction else connection.reading():
        found = {one.id: one for one in PERSON.read(connection, PERSON.select())}
        return [found[person_id] for person_id in connection.values(_kana_order())]


def has_people(connection: Connection, office_id: OfficeId | None = None) -> bool:
    """See app.ports.Queries."""
    return connection.value(_anybody(), {"office": office_id}) is not None


def person_rows(
    connection: Connection, *, search: str = "", office_id: OfficeId | None = None, limit: int | None = None
) -> list[PersonRow]:
    """See app.ports.Queries. limit: no more than so many rows."""
    if search.strip():
        return _found(connection, full(search), office_id, limit)
    if connection.seals and limit is not None:
        # The server cannot tell who comes first.
        return person_rows_of(connection, search_index(connection).everybody(office_id, limit))
    query = PersonModel.select(PersonModel.id).order_by(PersonModel.kana_key, PersonModel.id).limit(limit)
    if office_id is not None:
        query = query.where(PersonModel.office == office_id)
    return person_rows_of(connection, connection.values(query))


def _found(
    connection: Connection, search: str, office_id: OfficeId | None, limit: int | None
) -> list[PersonRow]:
    """First who is called so or has that number now, then who did before or writes it in another form."""
    index = search_index(connection)
    numbered = _by_number(connection, index, typed.code(search))
    if numbered:
        meant = (one for one, office in numbered.items() if office_id in (None, office))
        ids: Sequence[int] = list(islice(meant, limit))
    else:
        ids = index.ids(search, office_id, limit)
    if len(ids) == limit:
        return person_rows_of(connection, ids)
    known = set(ids)
    found = index.others(search, office_id, None if limit is None else limit + len(ids))
    others = {one: how for one, how in found.items() if one not in known}
    rows = person_rows_of(connection, [*ids, *islice(others, None if limit is None else limit - len(ids))])
    return [replace(row, found_by=others.get(row.person_id, "")) for row in rows]


def person_rows_of(connection: Connection, ids: Sequence[int]) -> list[PersonRow]:
    """Return the rows of these persons, each once, in the order given."""
    found = {
        row.person_id: row
        for part in in_parts(ids)
        for row in rows_of_persons(connection, PersonRow, *among_ids(_ROWS_OF, part))
    }
    return [found[PersonId(one)] for one in dict.fromkeys(ids)]


def person_id(connection: Connection, key: str) -> PersonId:
    """See app.ports.Queries."""
    key = full(key)
    for text in (key.strip(), typed.code(key)):
        for parts in key_splits(text):
            found = connection.value(_is(), dict(zip(_KEY, parts, strict=True)))
            if found is not None:
                return PersonId(found)
    former = search_index(connection).ids_by_former_key(typed.code(key))
    if len(former) == 1:
        return PersonId(former[0])
    holder = connection.value(_has_sheet(), {"issue_number": _issue_number(key)})
    if holder is None:
        raise NotFound(
            f"「{quotable(key)}」の方は見つかりません。記号-番号-枝番または発行番号を確かめてください。"
        )
    return PersonId(holder)


def departments(connection: Connection, office_id: OfficeId | None = None) -> Sequence[str]:
    """See app.ports.Queries."""
    of_office = () if office_id is None else (PersonModel.office == office_id,)
    department = PersonModel.department
    query = PersonModel.select(department).distinct().where(department != "", *of_office)
    return connection.values(query.order_by(department))


def _issue_number(text: str) -> str:
    try:
        return parse_issue_number(text)
    except BadValue:
        return ""


def _by_number(connection: Connection, index: SearchIndex, code: str) -> dict[int, OfficeId]:
    """Who has this issue number, or a key that begins so, with their offices in kana order."""
    holders = connection.values(_has_sheet(), {"issue_number": _issue_number(code)})
    return index.ids_by_key(code, holders)


@cache
def _is() -> str:
    is_key = (_P.symbol == SQL(":symbol")) & (_P.number == SQL(":number"))
    return made_once(_P.select(_P.id).where(is_key & (_P.branch_number == SQL(":branch_number"))))


@cache
def _kana_order() -> str:
    return made_once(_P.select(_P.id).order_by(_P.kana_key, _P.id))


@cache
def _anybody() -> str:
    is_of_office = SQL("CAST(:office AS INTEGER) IS NULL") | (_P.office == SQL(":office"))
    return made_once(_P.select(_P.id).where(is_of_office).limit(SQL("1")))


@cache
def _has_sheet() -> str:
    with_sheet = _P.select(_P.id).join(CertificateModel)
    return made_once(with_sheet.where(CertificateModel.issue_number == SQL(":issue_number")))
