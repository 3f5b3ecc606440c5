# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""The roster: members, search, and one person with everything known."""

import json
from collections.abc import Callable, Sequence
from datetime import date

from app.domain import typed
from app.domain.accepted_text import quotable
from app.domain.cover import loss_of_cover
from app.domain.elderly_card import ElderlyOutcome
from app.domain.household import insured_among
from app.domain.ids import OfficeId, PersonId
from app.domain.issue_number import parse_issue_number
from app.domain.person import Office, Person, key_splits, person_key
from app.errors import BadValue, NotFound
from app.rows import DueRow, PersonDetail, PersonRow
from db.folder.connection import Connection, Row
from db.journal.history import history
from db.reads.facts import CARD_THEN, EXPECTED_CARD, elderly_bounds, load_persons, rules_at
from db.reads.search_index import search_index
from db.tables.mapping import CERTIFICATE, CONTACT, ENROLMENT, KIND, OFFICE, OUTCOME, STATUS
from db.tables.mapping_desk import MISDELIVERY
from db.tables.models import LIVE_STATUSES

# The current paper: the live one, else the newest that was not ruined or given up before use.
_ROWS = f"""
    SELECT p.id, p.symbol, p.number, p.branch_number, p.name, p.kana, p.kind, p.relationship, p.born_on,
           office.name, office.code, p.department, p.employee_code, p.qualified_on, p.disqualified_on,
           p.enrolment,
           (SELECT c.status FROM certificate c WHERE c.person_id = p.id
            AND c.status NOT IN ('spoiled', 'cancelled')
            ORDER BY c.status IN ({LIVE_STATUSES}) DESC, c.id DESC LIMIT 1),
           p.certificate_expires_on,
           coalesce((SELECT e.outcome FROM elderly_card e WHERE e.person_id = p.id), {EXPECTED_CARD}),
           p.ends_on
    FROM person p JOIN office ON office.id = p.office_id
"""


_AFTER_ALL = "\U0010ffff"


def offices(connection: Connection) -> list[Office]:
    """Return the offices by code."""
    rows = connection.rows(f"SELECT {OFFICE.listed} FROM office ORDER BY code")
    return [OFFICE.from_values(row) for row in rows]


def office_names(connection: Connection) -> dict[OfficeId, str]:
    """Return the name of each office."""
    return {office.id: office.name for office in offices(connection) if office.id is not None}


def people(connection: Connection) -> list[Person]:
    """Return all persons in kana order."""
    return load_persons(connection, "TRUE", {})


def person_rows(
    connection: Connection, *, search: str = "", office_id: OfficeId | None = None, limit: int | None = None
) -> list[PersonRow]:
    """See app.ports.Queries. limit: no more than so many rows."""
    numbered = _ids_by_number(connection, typed.code(search)) if search.strip() else []
    if search.strip() and not numbered:
        return person_rows_of(connection, search_index(connection).ids(search, office_id, limit))
    ids = connection.rows(
        f"""
        SELECT id FROM person
        WHERE {"id IN (SELECT value FROM json_each(:ids))" if numbered else "TRUE"}
          AND (:office IS NULL OR office_id = :office)
        ORDER BY kana_key, id LIMIT coalesce(:limit, -1)
        """,
        {"ids": json.dumps(numbered), "office": office_id, "limit": limit},
    )
    return person_rows_of(connection, [row[0] for row in ids])


def person_rows_of(connection: Connection, ids: Sequence[int]) -> list[PersonRow]:
    """Return the rows of these persons in kana order."""
    # Expected cards by the newest rules, as no day is asked for.
    rows = connection.rows(
        f"{_ROWS} WHERE p.id IN (SELECT value FROM json_each(:ids)) ORDER BY p.kana_key, p.id",
        {"ids": json.dumps(ids), **elderly_bounds(rules_at(connection, date.max))},
    )
    return [_row(row) for row in rows]


def person_id(connection: Connection, key: str) -> PersonId:
    """See app.ports.Queries."""
    for text in (key.strip(), typed.code(key)):
        for parts in key_splits(text):
            row = connection.row(
                "SELECT id FROM person WHERE symbol = ? AND number = ? AND branch_number = ?", parts
            )
            if row is not None:
                return PersonId(row[0])
    row = connection.row("SELECT person_id FROM certificate WHERE issue_number = ?", (_issue_number(key),))
    if row is None:
        raise NotFound(
            f"「{quotable(key)}」の方は見つかりません。記号-番号-枝番または発行番号を確かめてください。"
        )
    return PersonId(row[0])


def person_detail(
    connection: Connection, wanted: PersonId, today: date, due: Callable[[Person], Sequence[DueRow]]
) -> PersonDetail:
    """See app.ports.Queries. due: reads what is due of one person."""
    found = load_persons(connection, "person.id = :id", {"id": wanted})
    if not found:
        raise NotFound("この方は名簿に見つかりません。画面を開き直してください。")
    (person,) = found
    home = {"symbol": person.symbol, "number": person.number}
    household = load_persons(connection, "symbol = :symbol AND number = :number", home)
    insured = insured_among(person, household)
    rows = person_rows_of(connection, [member.id for member in household if member.id is not None])
    certificates = connection.rows(
        f"SELECT {CERTIFICATE.listed} FROM certificate WHERE person_id = ? ORDER BY id", (wanted,)
    )
    contacts = connection.rows(
        f"SELECT {CONTACT.listed} FROM contact WHERE person_id = ? ORDER BY contacted_on DESC, id DESC",
        (wanted,),
    )
    wrong = connection.rows(
        f"SELECT {MISDELIVERY.listed} FROM misdelivery WHERE person_id = ? ORDER BY id", (wanted,)
    )
    return PersonDetail(
        person=person,
        office=office_names(connection)[person.office_id],
        insured=insured,
        household=tuple(sorted(rows, key=lambda row: row.key)),
        certificates=tuple(CERTIFICATE.from_values(row) for row in certificates),
        elderly_card=elderly_outcome(connection, wanted, today),
        contacts=tuple(CONTACT.from_values(row) for row in contacts),
        loss=loss_of_cover(person, insured),
        duties=tuple(due(person)),
        history=tuple(history(connection, wanted)),
        misdeliveries=tuple(MISDELIVERY.from_values(row) for row in wrong),
    )


def elderly_outcome(connection: Connection, person_id: PersonId, today: date) -> ElderlyOutcome | None:
    """Return what had been recorded of a card on that day, else whether one is expected back."""
    row = connection.row(
        f"""
        SELECT coalesce((SELECT {CARD_THEN} FROM elderly_card e
                         WHERE e.person_id = p.id AND e.done_on <= :today), {EXPECTED_CARD})
        FROM person p WHERE p.id = :id
        """,
        {
            "id": person_id,
            "today": today.isoformat(),
            **elderly_bounds(rules_at(connection, today)),
        },
    )
    return None if row is None else OUTCOME.get(row[0])


def _issue_number(text: str) -> str:
    try:
        return parse_issue_number(text)
    except BadValue:
        return ""


def _ids_by_number(connection: Connection, code: str) -> list[int]:
    """Who has this issue number, or a key that begins so; the last part may be unfinished."""
    found = connection.rows(
        "SELECT person_id FROM certificate WHERE issue_number = ?", (_issue_number(code),)
    )
    for symbol, number, branch in key_splits(code) if "-" in code else ():
        whole = (symbol, number) if branch else (symbol,)
        columns = ("symbol", "number", "branch_number")[: len(whole) + 1]
        known = " AND ".join(f"{column} = ?" for column in columns[:-1])
        found += connection.rows(
            f"SELECT id FROM person WHERE {known} AND {columns[-1]} >= ? AND {columns[-1]} < ?",
            (*whole, branch or number, f"{branch or number}{_AFTER_ALL}"),
        )
    return [row[0] for row in found]


def _row(row: Row) -> PersonRow:
    disqualified_on, expires_on = row[14], row[17]
    return PersonRow(
        row[0],
        person_key(row[1], row[2], row[3]),
        row[4],
        row[5],
        KIND[row[6]],
        row[7],
        date.fromisoformat(row[8]),
        row[9],
        row[10],
        row[11],
        row[12],
        date.fromisoformat(row[13]),
        disqualified_on and date.fromisoformat(disqualified_on),
        ENROLMENT[row[15]],
        STATUS.get(row[16]),
        expires_on and date.fromisoformat(expires_on),
        OUTCOME.get(row[18]),
        date.fromisoformat(row[19]),
    )
