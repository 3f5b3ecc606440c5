"""One use case's view of storage: load, step, save; every save goes into the journal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any, TypeVar

from peewee import Tuple

from app.domain.answer import GivenAnswer
from app.domain.certificate import Certificate
from app.domain.contact import Contact
from app.domain.deferral import Deferral
from app.domain.drawer import DrawerCount, DrawerFind
from app.domain.elderly_card import ElderlyCard
from app.domain.ids import (
    CertificateId,
    DrawerCountId,
    MisdeliveryId,
    OperationId,
    PersonId,
    SessionId,
    ShipmentId,
)
from app.domain.misdelivery import Misdelivery
from app.domain.name_substitute import NameSubstitute
from app.domain.person import Office, Person
from app.domain.print_note import PrintNote
from app.domain.print_session import PrintSession, PrintSheet
from app.domain.shipment import Shipment
from app.domain.society import Society
from app.errors import NotAllowed, NotFound
from db.folder.connection import Connection, in_parts
from db.journal import journal
from db.tables import derived
from db.tables.mapping import (
    CERTIFICATE,
    CONTACT,
    DEFERRAL,
    DRAWER_COUNT,
    DRAWER_FIND,
    ELDERLY_CARD,
    GIVEN_ANSWER,
    MISDELIVERY,
    OFFICE,
    PERSON,
    PRINT_NOTE,
    SESSION,
    SHEET,
    SHIPMENT,
    SOCIETY,
    SUBSTITUTE,
)
from db.tables.models import (
    CertificateModel,
    PersonModel,
)
from db.tables.models_desk import SubstituteModel
from db.tables.table import Line, Row, Table, among, made_once
from db.tables.texts import accepted_rows

T = TypeVar("T")

_COUNTING = made_once(SUBSTITUTE.select(SubstituteModel.withdrawn_on.is_null()).order_by(SubstituteModel.id))

NOBODYS: Mapping[int, PersonId] = {}
"""Rows that stand in nobody's history."""

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
    "substitute": "この代わりの文字は見つかりません。画面を開き直してください。",
    "print_note": "この証の記載は見つかりません。画面を開き直してください。",
    "misdelivery": "この誤交付の記録は見つかりません。画面を開き直してください。",
    "drawer_count": "この照合は見つかりません。画面を開き直してください。",
    "drawer_find": "この照合の記録は見つかりません。画面を開き直してください。",
}


class SqliteTransaction:
    """See app.ports.Transaction."""

    def __init__(self, connection: Connection, operation_id: OperationId) -> None:
        self.operation_id = operation_id
        self._connection = connection

    def society(self) -> Society:
        return self._load(SOCIETY)[0]

    def save_society(self, society: Society) -> None:
        stored = self._connection.record(SOCIETY.select())
        before = {} if stored is None else {1: stored}
        self._write(SOCIETY, before, accepted_rows(self._connection, SOCIETY, [society], before))

    def offices(self) -> list[Office]:
        return self._load(OFFICE, by=["code"])

    def save_office(self, office: Office) -> Office:
        return replace(office, id=self._save(OFFICE, [office])[0])

    def person(self, person_id: PersonId) -> Person:
        return self._one(PERSON, person_id)

    def people(self) -> list[Person]:
        return self._load(PERSON, by=["kana_key", "id"])

    def household(self, symbol: str, number: str) -> list[Person]:
        return self._load(PERSON, by=["branch_number", "id"], symbol=symbol, number=number)

    def households_of(self, person_ids: Sequence[PersonId]) -> list[Person]:
        home = Tuple(PersonModel.symbol, PersonModel.number)
        numbers = PersonModel.select(PersonModel.symbol, PersonModel.number)
        found: dict[int, Row] = {}
        for part in in_parts(person_ids):
            of_one = home.in_(numbers.where(PersonModel.id.in_(among(part))))
            found |= {row["id"]: row for row in self._connection.records(PERSON.select(of_one))}
        return PERSON.objects(sorted(found.values(), key=itemgetter("branch_number", "id")))

    def save_person(self, person: Person) -> Person:
        return replace(person, id=self._save(PERSON, [person])[0])

    def save_people(self, people: Sequence[Person]) -> None:
        self._save(PERSON, people)

    def certificate(self, certificate_id: CertificateId) -> Certificate:
        return self._one(CERTIFICATE, certificate_id)

    def certificates(self, certificate_ids: Sequence[CertificateId]) -> list[Certificate]:
        rows = self._rows(CERTIFICATE, certificate_ids)
        return CERTIFICATE.objects([rows[certificate_id] for certificate_id in certificate_ids])

    def certificates_of(self, person_id: PersonId) -> list[Certificate]:
        return self._load(CERTIFICATE, by=["id"], person_id=person_id)

    def certificates_of_all(self, person_ids: Sequence[PersonId]) -> list[Certificate]:
        return self._load_of(CERTIFICATE, person_ids)

    def issue_number_exists(self, issue_number: str) -> bool:
        return bool(self.issue_numbers_used([issue_number]))

    def issue_numbers_used(self, issue_numbers: Sequence[str]) -> set[str]:
        number = CertificateModel.issue_number
        return {
            used
            for part in in_parts(issue_numbers)
            for used in self._connection.values(CertificateModel.select(number).where(number.in_(part)))
        }

    def save_certificate(self, certificate: Certificate) -> Certificate:
        return self.save_certificates([certificate])[0]

    def save_certificates(self, certificates: Sequence[Certificate]) -> list[Certificate]:
        try:
            ids = self._save(CERTIFICATE, certificates)
        except NotAllowed as error:
            who = self._of_two_live(certificates)
            raise NotAllowed(
                f"{who} さんには有効な資格確認書がすでにあります。先に古い証を処理してください。"
            ) from error
        return [replace(one, id=row_id) for one, row_id in zip(certificates, ids, strict=True)]

    def session(self, session_id: SessionId) -> PrintSession:
        return self._one(SESSION, session_id)

    def sheets(self, session_id: SessionId) -> list[PrintSheet]:
        return self._load(SHEET, by=["sheet_number"], session_id=session_id)

    def save_session(self, session: PrintSession) -> PrintSession:
        return replace(session, id=self._save(SESSION, [session])[0])

    def save_sheet(self, sheet: PrintSheet) -> PrintSheet:
        return replace(sheet, id=self._save_sheets([sheet])[0])

    def save_sheets(self, sheets: Sequence[PrintSheet]) -> None:
        self._save_sheets(sheets)

    def substitutes(self) -> list[NameSubstitute]:
        return SUBSTITUTE.read(self._connection, _COUNTING)

    def save_substitute(self, substitute: NameSubstitute) -> NameSubstitute:
        return replace(substitute, id=self._save(SUBSTITUTE, [substitute])[0])

    def print_note(self, person_id: PersonId) -> PrintNote | None:
        found = self._load(PRINT_NOTE, person_id=person_id)
        return found[0] if found else None

    def print_notes_of(self, person_ids: Sequence[PersonId]) -> dict[PersonId, PrintNote]:
        found = self._load_of(PRINT_NOTE, person_ids)
        return {note.person_id: note for note in found}

    def save_print_note(self, note: PrintNote) -> PrintNote:
        return replace(note, id=self._save(PRINT_NOTE, [note])[0])

    def elderly_card(self, person_id: PersonId) -> ElderlyCard | None:
        found = self._load(ELDERLY_CARD, person_id=person_id)
        return found[0] if found else None

    def save_elderly_card(self, card: ElderlyCard) -> ElderlyCard:
        return replace(card, id=self._save(ELDERLY_CARD, [card])[0])

    def save_contact(self, contact: Contact) -> Contact:
        return replace(contact, id=self._save(CONTACT, [contact])[0])

    def contacts_of(self, person_id: PersonId) -> list[Contact]:
        return self._load(CONTACT, by=["contacted_on", "id"], person_id=person_id)

    def save_deferral(self, deferral: Deferral) -> Deferral:
        return replace(deferral, id=self._save(DEFERRAL, [deferral])[0])

    def save_answer(self, answer: GivenAnswer) -> GivenAnswer:
        return replace(answer, id=self._save(GIVEN_ANSWER, [answer])[0])

    def misdelivery(self, misdelivery_id: MisdeliveryId) -> Misdelivery:
        return self._one(MISDELIVERY, misdelivery_id)

    def misdeliveries_of(self, certificate_id: CertificateId) -> list[Misdelivery]:
        return self._load(MISDELIVERY, by=["id"], certificate_id=certificate_id)

    def save_misdelivery(self, misdelivery: Misdelivery) -> Misdelivery:
        return replace(misdelivery, id=self._save(MISDELIVERY, [misdelivery])[0])

    def drawer_count(self, count_id: DrawerCountId) -> DrawerCount:
        return self._one(DRAWER_COUNT, count_id)

    def save_drawer_count(self, count: DrawerCount) -> DrawerCount:
        return replace(count, id=self._save(DRAWER_COUNT, [count])[0])

    def drawer_finds(self, count_id: DrawerCountId) -> list[DrawerFind]:
        return self._load(DRAWER_FIND, by=["id"], count_id=count_id)

    def save_drawer_find(self, find: DrawerFind) -> DrawerFind:
        return replace(find, id=self._save(DRAWER_FIND, [find])[0])

    def shipment(self, shipment_id: ShipmentId) -> Shipment:
        return self._one(SHIPMENT, shipment_id)

    def save_shipment(self, shipment: Shipment) -> Shipment:
        return replace(shipment, id=self._save(SHIPMENT, [shipment])[0])

    def _save_sheets(self, sheets: Sequence[PrintSheet]) -> list[Any]:
        papers = self._rows(CERTIFICATE, {sheet.certificate_id for sheet in sheets})
        holders = [papers[sheet.certificate_id]["person_id"] for sheet in sheets]
        return self._save(SHEET, sheets, owners=holders)

    def _of_two_live(self, certificates: Sequence[Certificate]) -> str:
        """Name the person of whom one sheet too many would be live."""
        for certificate in certificates:
            held = {one.id for one in self.certificates_of(certificate.person_id) if one.is_live}
            if certificate.is_live and held - {certificate.id}:
                return self.person(certificate.person_id).name
        return self.person(certificates[0].person_id).name

    def _load(self, table: Table[T], *, by: Sequence[str] = (), **equal: Any) -> list[T]:
        return table.where(self._connection, by=by, **equal)

    def _load_of(self, table: Table[T], person_ids: Iterable[int]) -> list[T]:
        rows = table.rows_among(self._connection, "person_id", person_ids)
        return table.objects(sorted(rows, key=itemgetter("id")))

    def _one(self, table: Table[T], row_id: int) -> T:
        found = self._load(table, id=row_id)
        if not found:
            raise NotFound(_GONE[table.name])
        return found[0]

    def _rows(self, table: Table[Any], ids: Iterable[int]) -> dict[int, Row]:
        """Return stored rows by id; raise NotFound if one of them is not there."""
        wanted = set(ids)
        found = table.rows_among(self._connection, "id", wanted)
        if len(found) < len(wanted):
            raise NotFound(_GONE[table.name])
        return {row["id"]: row for row in found}

    def _save(
        self, table: Table[T], objects: Sequence[T], *, owners: Sequence[PersonId] | None = None
    ) -> list[Any]:
        """Insert objects without an id, update the others; return the ids in the same order.

        owners: whose history each belongs to, where the table itself does not say it.
        """
        known = [row_id for item in objects if (row_id := getattr(item, "id", None)) is not None]
        before = self._rows(table, known)
        rows = accepted_rows(self._connection, table, objects, before)
        next_id = self._next_id(table)
        for row in rows:
            if row["id"] is None:
                row["id"] = next_id
                next_id += 1
        ids = [row["id"] for row in rows]
        self._write(table, before, rows, dict(zip(ids, owners, strict=True)) if owners is not None else {})
        return ids

    def _next_id(self, table: Table[Any]) -> int:
        # No other writer can come between: the transaction holds the write lock.
        last = self._connection.value("SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,))
        return 1 if last is None else last + 1

    def _write(
        self,
        table: Table[Any],
        before: Mapping[int, Row],
        rows: Sequence[Row],
        owners: Mapping[int, PersonId] = NOBODYS,
    ) -> None:
        # Changes go first: a new row may take over a number that an old one gives up.
        changed = [row for row in rows if row["id"] in before and before[row["id"]] != row]
        added = [row for row in rows if row["id"] not in before]
        self._connection.run_many(table.update, changed)
        self._connection.run_many(table.insert, added)
        lines = [
            Line(
                table.name,
                row["id"],
                row[table.owner] if table.owner else owners.get(row["id"]),
                before.get(row["id"]),
                row,
            )
            for row in (*changed, *added)
        ]
        journal.write(self._connection, self.operation_id, lines)
        derived.refresh(self._connection, lines)
