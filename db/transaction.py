# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""One use case's view of storage: load, step, save; every save goes into the journal."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from app.domain.answer import GivenAnswer
from app.domain.certificate import Certificate
from app.domain.contact import Contact
from app.domain.deferral import Deferral
from app.domain.elderly_card import ElderlyCard
from app.domain.ids import CertificateId, OperationId, PersonId, SessionId, ShipmentId
from app.domain.person import Office, Person
from app.domain.print_session import PrintSession, PrintSheet
from app.domain.shipment import Shipment
from app.domain.society import Society
from app.errors import NotAllowed, NotFound
from db import derived, journal
from db.connection import Connection, Row
from db.journal import Line
from db.mapping import (
    CERTIFICATE,
    CONTACT,
    DEFERRAL,
    ELDERLY_CARD,
    GIVEN_ANSWER,
    OFFICE,
    PERSON,
    SESSION,
    SHEET,
    SHIPMENT,
    SOCIETY,
    Table,
)

T = TypeVar("T")

_GONE: Mapping[str, str] = {
    "office": "この事業所は見つかりません。設定の画面で確かめてください。",
    "person": "この方は名簿に見つかりません。画面を開き直してください。",
    "certificate": "この資格確認書は見つかりません。画面を開き直してください。",
    "elderly_card": "この高齢受給者証の記録は見つかりません。画面を開き直してください。",
    "contact": "この声かけの記録は見つかりません。画面を開き直してください。",
    "print_session": "この印刷作業は見つかりません。番号を確かめてください。",
    "sheet": "この用紙は見つかりません。番号を確かめてください。",
    "deferral": "この期日の変更は見つかりません。画面を開き直してください。",
    "given_answer": "この回答は見つかりません。画面を開き直してください。",
    "shipment": "この発送は見つかりません。画面を開き直してください。",
}


class SqliteTransaction:
    """See app.ports.Transaction."""

    def __init__(self, connection: Connection, operation_id: OperationId) -> None:
        self.operation_id = operation_id
        self._connection = connection

    def society(self) -> Society:
        return self._load(SOCIETY, "WHERE id = 1")[0]

    def save_society(self, society: Society) -> None:
        stored = self._connection.row(f"SELECT {SOCIETY.listed} FROM society")
        self._write(SOCIETY, {} if stored is None else {1: stored}, [SOCIETY.to_values(society)])

    def offices(self) -> list[Office]:
        return self._load(OFFICE, "ORDER BY code")

    def save_office(self, office: Office) -> Office:
        return replace(office, id=self._save(OFFICE, [office])[0])

    def person(self, person_id: PersonId) -> Person:
        return self._one(PERSON, person_id)

    def people(self) -> list[Person]:
        return self._load(PERSON, "ORDER BY kana_key, id")

    def household(self, symbol: str, number: str) -> list[Person]:
        return self._load(
            PERSON, "WHERE symbol = ? AND number = ? ORDER BY branch_number, id", (symbol, number)
        )

    def save_person(self, person: Person) -> Person:
        return replace(person, id=self._save(PERSON, [person])[0])

    def save_people(self, people: Sequence[Person]) -> None:
        self._save(PERSON, people)

    def certificate(self, certificate_id: CertificateId) -> Certificate:
        return self._one(CERTIFICATE, certificate_id)

    def certificates(self, certificate_ids: Sequence[CertificateId]) -> list[Certificate]:
        rows = self._rows(CERTIFICATE, certificate_ids)
        return [CERTIFICATE.from_values(rows[certificate_id]) for certificate_id in certificate_ids]

    def certificates_of(self, person_id: PersonId) -> list[Certificate]:
        return self._load(CERTIFICATE, "WHERE person_id = ? ORDER BY id", (person_id,))

    def issue_number_exists(self, issue_number: str) -> bool:
        sql = "SELECT 1 FROM certificate WHERE issue_number = ?"
        return self._connection.row(sql, (issue_number,)) is not None

    def save_certificate(self, certificate: Certificate) -> Certificate:
        try:
            return replace(certificate, id=self._save(CERTIFICATE, [certificate])[0])
        except NotAllowed as error:
            name = self.person(certificate.person_id).name
            raise NotAllowed(
                f"{name} さんには有効な資格確認書がすでにあります。先に古い証を処理してください。"
            ) from error

    def session(self, session_id: SessionId) -> PrintSession:
        return self._one(SESSION, session_id)

    def sheets(self, session_id: SessionId) -> list[PrintSheet]:
        return self._load(SHEET, "WHERE session_id = ? ORDER BY sheet_number", (session_id,))

    def save_session(self, session: PrintSession) -> PrintSession:
        return replace(session, id=self._save(SESSION, [session])[0])

    def save_sheet(self, sheet: PrintSheet) -> PrintSheet:
        holder = self.certificate(sheet.certificate_id).person_id
        return replace(sheet, id=self._save(SHEET, [sheet], person_id=holder)[0])

    def elderly_card(self, person_id: PersonId) -> ElderlyCard | None:
        found = self._load(ELDERLY_CARD, "WHERE person_id = ?", (person_id,))
        return found[0] if found else None

    def save_elderly_card(self, card: ElderlyCard) -> ElderlyCard:
        return replace(card, id=self._save(ELDERLY_CARD, [card])[0])

    def save_contact(self, contact: Contact) -> Contact:
        return replace(contact, id=self._save(CONTACT, [contact])[0])

    def contacts_of(self, person_id: PersonId) -> list[Contact]:
        return self._load(CONTACT, "WHERE person_id = ? ORDER BY contacted_on, id", (person_id,))

    def save_deferral(self, deferral: Deferral) -> Deferral:
        return replace(deferral, id=self._save(DEFERRAL, [deferral])[0])

    def save_answer(self, answer: GivenAnswer) -> GivenAnswer:
        return replace(answer, id=self._save(GIVEN_ANSWER, [answer])[0])

    def shipment(self, shipment_id: ShipmentId) -> Shipment:
        return self._one(SHIPMENT, shipment_id)

    def save_shipment(self, shipment: Shipment) -> Shipment:
        return replace(shipment, id=self._save(SHIPMENT, [shipment])[0])

    def _load(self, table: Table[T], condition: str, parameters: Sequence[Any] = ()) -> list[T]:
        rows = self._connection.rows(f"SELECT {table.listed} FROM {table.name} {condition}", parameters)
        return [table.from_values(row) for row in rows]

    def _one(self, table: Table[T], row_id: int) -> T:
        return table.from_values(self._rows(table, [row_id])[row_id])

    def _rows(self, table: Table[Any], ids: Iterable[int]) -> dict[int, Row]:
        """Return stored rows by id; raise NotFound if one of them is not there."""
        wanted = set(ids)
        rows = self._connection.rows(
            f"SELECT {table.listed} FROM {table.name} WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(wanted)),),
        )
        if len(rows) < len(wanted):
            raise NotFound(_GONE[table.name])
        return {row[0]: row for row in rows}

    def _save(self, table: Table[T], objects: Sequence[T], *, person_id: int | None = None) -> list[Any]:
        """Insert objects without an id, update the others; return the ids in the same order."""
        values = [table.to_values(item) for item in objects]
        before = self._rows(table, (row[0] for row in values if row[0] is not None))
        next_id = self._next_id(table)
        for index, row in enumerate(values):
            if row[0] is None:
                values[index] = (next_id, *row[1:])
                next_id += 1
        self._write(table, before, values, person_id=person_id)
        return [row[0] for row in values]

    def _next_id(self, table: Table[Any]) -> int:
        # No other writer can come between: the transaction holds the write lock.
        row = self._connection.row("SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,))
        return 1 if row is None else row[0] + 1

    def _write(
        self,
        table: Table[Any],
        before: Mapping[int, Row],
        values: Sequence[Row],
        *,
        person_id: int | None = None,
    ) -> None:
        # Changes go first: a new row may take over a number that an old one gives up.
        changed = [row for row in values if row[0] in before and before[row[0]] != row]
        added = [row for row in values if row[0] not in before]
        self._connection.run_many(table.update, ((*row[1:], row[0]) for row in changed))
        self._connection.run_many(table.insert, added)
        columns = table.columns
        owner = columns.index(table.person_column) if table.person_column else None
        journal.write(
            self._connection,
            self.operation_id,
            (
                Line(
                    table.name,
                    row[0],
                    person_id if owner is None else row[owner],
                    dict(zip(columns, before[row[0]], strict=True)) if row[0] in before else None,
                    dict(zip(columns, row, strict=True)),
                )
                for row in (*changed, *added)
            ),
        )
        if table is PERSON:
            # The household left behind, too, when somebody's number changed.
            old_homes = {(before[row[0]][3], before[row[0]][4]) for row in changed}
            derived.refresh_cover(self._connection, [row[0] for row in (*changed, *added)], old_homes)
        if table is CERTIFICATE:
            derived.refresh_sheets(self._connection, {row[1] for row in (*changed, *added)})
        if table is CONTACT:
            derived.refresh_contacts(self._connection, {row[1] for row in (*changed, *added)})
