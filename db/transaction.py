"""One use case's view of storage: load, step, save; every save goes into the journal."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter, itemgetter
from typing import Any, TypeVar

from app.changes import Changes
from app.domain.certificate import Certificate
from app.domain.contact import Contact
from app.domain.difference import Difference
from app.domain.elderly_card import ElderlyCard, replaced
from app.domain.ids import CertificateId, OperationId, PersonId, SessionId, ShipmentId
from app.domain.law import Facts
from app.domain.misdelivery import Misdelivery
from app.domain.person import Person
from app.domain.print_note import PrintNote
from app.domain.print_session import PrintSheet
from app.domain.retention import Retention
from app.domain.shipment import SentPaper
from app.domain.society import Society
from app.domain.step_ahead import StepAhead
from app.domain.told import Told
from app.errors import NotAllowed, NotFound
from app.words import word
from db.duties import in_force
from db.duties.facts import facts_of, households_of
from db.folder.access import Asking
from db.folder.connection import Connection, in_parts
from db.journal.written import next_id, write_lines
from db.parcels.writing import ParcelSteps
from db.purging.steps import PurgingSteps
from db.reads import desk, lists, papers, parcels, roster
from db.reads import person as of_one
from db.reads.queries import RetainedQueries, answered_by
from db.tables import mapping, models
from db.tables.narrowing import whole
from db.tables.table import Line, Row, Table
from db.tables.texts import accepted_rows

T = TypeVar("T")
C = Changes
AREAS: Mapping[str, Changes] = {
    "society": C.SETTINGS | C.PRINTING,
    "retention": C.SETTINGS,
    "office": C.SETTINGS | C.ROSTER,
    "person": C.ROSTER,
    "stage": C.ROSTER,
    "certificate": C.CERTIFICATES,
    "elderly_card": C.ELDERLY_CARDS,
    "contact": C.OUTREACH,
    "print_session": C.PRINTING,
    "sheet": C.PRINTING,
    "deferral": C.OUTREACH,
    "society_answer": C.OUTREACH,
    "given_answer": C.ANSWERS,
    "shipment": C.CERTIFICATES,
    "sent_paper": C.CERTIFICATES | C.ELDERLY_CARDS,
    "substitute": C.PRINTING,
    "print_note": C.ROSTER,
    "misdelivery": C.CERTIFICATES | C.OUTREACH,
    "step_ahead": C.ROSTER,
    "drawer_count": C.DRAWER,
    "drawer_find": C.DRAWER,
    "told": C.NONE,
    "issue_batch": C.PRINTING,
    "list_taken": C.SETTINGS,
    "list_profile": C.SETTINGS,
    "held_list": C.SETTINGS,
    "difference": C.ROSTER,
    "partner": C.SETTINGS,
    "row_uid": C.NONE,
    "parcel": C.SETTINGS,
    "parcel_row": C.NONE,
    "parcel_step": C.ROSTER,
    "parcel_conflict": C.ROSTER,
}
"""What a screen must read again when a row of that table changed."""

_STAGE = ("enrolment", "enrolment_as_of", "enrolment_known_on")
_CARD = ("elderly_card_issued_on", "elderly_card_expires_on", "copay_rate")

NOBODYS: Mapping[int, PersonId] = {}
"""Rows that stand in nobody's history."""


def _loading(table: Table[T]) -> Callable[["SqliteReading", int], T]:
    """How the one object with an id is loaded."""
    return lambda reading, row_id: reading._one(table, row_id)


def _saving(table: Table[T]) -> Callable[["SqliteTransaction", T], T]:
    """How one object is saved."""
    return lambda tx, item: _with_id(item, tx._save(table, [item])[0])


def _with_id(item: Any, row_id: int) -> Any:
    return replace(item, id=row_id) if item.id is None else item


class SqliteReading(RetainedQueries):
    """See app.ports.Reading."""

    _read: tuple[Any, dict[int, Row]] = None, {}  # what `_rows` was asked last, and its answer
    person = _loading(mapping.PERSON)
    certificate = _loading(mapping.CERTIFICATE)
    session = _loading(mapping.SESSION)
    misdelivery = _loading(mapping.MISDELIVERY)
    step_ahead = _loading(mapping.STEP_AHEAD)
    drawer_count = _loading(mapping.DRAWER_COUNT)
    shipment = _loading(mapping.SHIPMENT)
    difference = _loading(mapping.DIFFERENCE)
    parcel_conflict = _loading(mapping.PARCEL_CONFLICT)

    society = answered_by(in_force.society)
    rules_at = answered_by(in_force.rules_at)
    offices = answered_by(roster.offices)
    people = answered_by(roster.people)
    substitutes = answered_by(desk.substitutes)
    drawer_finds = answered_by(desk.drawer_finds)
    same_humans = answered_by(of_one.same_humans)
    lists_taken = answered_by(lists.lists_taken)
    issue_batches = answered_by(papers.issue_batches)
    list_profiles = answered_by(lists.list_profiles)
    held_lists = answered_by(lists.held_lists)
    folder_id = answered_by(parcels.folder_id)
    shape = answered_by(parcels.shape)
    partners = answered_by(parcels.partners)
    parcel_conflicts = answered_by(parcels.parcel_conflicts)
    office_uids = answered_by(parcels.office_uids)
    parcels = answered_by(parcels.parcels)

    def household(self, symbol: str, number: str) -> list[Person]:
        return self._load(mapping.PERSON, by="branch_number id", symbol=symbol, number=number)

    def households_of(self, person_ids: Sequence[PersonId]) -> list[Person]:
        return sorted(households_of(self.connection, person_ids), key=attrgetter("branch_number", "id"))

    def facts_of(self, person_ids: Sequence[PersonId]) -> list[Facts]:
        of_person = {facts.person.id: facts for facts in facts_of(self.connection, person_ids)}
        return [of_person[person_id] for person_id in person_ids]

    def certificates(self, certificate_ids: Sequence[CertificateId]) -> list[Certificate]:
        rows = self._rows(mapping.CERTIFICATE, certificate_ids)
        return mapping.CERTIFICATE.objects([rows[certificate_id] for certificate_id in certificate_ids])

    def certificates_of(self, person_id: PersonId) -> list[Certificate]:
        return self._load(mapping.CERTIFICATE, person_id=person_id)

    def certificates_of_all(self, person_ids: Sequence[PersonId]) -> list[Certificate]:
        return self._load_of(mapping.CERTIFICATE, person_ids)

    def issue_number_exists(self, issue_number: str) -> bool:
        return bool(self.issue_numbers_used([issue_number]))

    def issue_numbers_used(self, issue_numbers: Sequence[str]) -> set[str]:
        number = models.CertificateModel.issue_number
        return {
            used
            for part in in_parts(issue_numbers)
            for used in self.connection.values(models.CertificateModel.select(number).where(number.in_(part)))
        }

    def sheets(self, session_id: SessionId) -> list[PrintSheet]:
        return self._load(mapping.SHEET, by="sheet_number", session_id=session_id)

    def print_note(self, person_id: PersonId) -> PrintNote | None:
        return next(iter(self._load(mapping.PRINT_NOTE, person_id=person_id)), None)

    def print_notes_of(self, person_ids: Sequence[PersonId]) -> dict[PersonId, PrintNote]:
        return {note.person_id: note for note in self._load_of(mapping.PRINT_NOTE, person_ids)}

    def elderly_cards(self, person_id: PersonId) -> list[ElderlyCard]:
        return self._load(mapping.ELDERLY_CARD, person_id=person_id)

    def contacts_of(self, person_id: PersonId) -> list[Contact]:
        return self._load(mapping.CONTACT, by="contacted_on id", person_id=person_id)

    def sent_papers(self, shipment_id: ShipmentId) -> list[SentPaper]:
        return self._load(mapping.SENT_PAPER, shipment_id=shipment_id)

    def sent_papers_of(self, person_id: PersonId) -> list[SentPaper]:
        return self._load(mapping.SENT_PAPER, person_id=person_id)

    def steps_ahead_of(self, person_id: PersonId) -> list[StepAhead]:
        return self._load(mapping.STEP_AHEAD, person_id=person_id)

    def misdeliveries_of(self, certificate_id: CertificateId) -> list[Misdelivery]:
        return self._load(mapping.MISDELIVERY, certificate_id=certificate_id)

    def told_of(self, person_ids: Sequence[PersonId]) -> dict[PersonId, Told]:
        return {told.person_id: told for told in self._load_of(mapping.TOLD, person_ids)}

    def differences_of(self, person_ids: Sequence[PersonId]) -> list[Difference]:
        return self._load_of(mapping.DIFFERENCE, person_ids)

    def _load(self, table: Table[T], *, by: str = "id", **equal: Any) -> list[T]:
        """Return the objects whose columns hold what is wanted. by: in the order of these columns."""
        return table.where(self.connection, by=by.split(), **equal)

    def _load_of(self, table: Table[T], person_ids: Sequence[PersonId]) -> list[T]:
        rows = table.rows_among(self.connection, "person_id", person_ids)
        return table.objects(sorted(rows, key=itemgetter("id")))

    def _one(self, table: Table[T], row_id: int) -> T:
        found = self._load(table, id=row_id)
        if not found:
            raise NotFound(word("Table", table.name, "gone"))
        return found[0]

    def _rows(self, table: Table[Any], ids: Iterable[int]) -> dict[int, Row]:
        """Return stored rows by id, read once while nothing is written; NotFound if one is not there."""
        wanted = set(ids)
        asked = (table.name, wanted, self.connection.written)
        if self._read[0] != asked:
            found = table.rows_among(self.connection, "id", wanted)
            if len(found) < len(wanted):
                raise NotFound(word("Table", table.name, "gone"))
            self._read = asked, {row["id"]: row for row in found}
        return self._read[1]


class SqliteTransaction(SqliteReading, ParcelSteps, PurgingSteps):
    """See app.ports.Transaction."""

    save_office = _saving(mapping.OFFICE)
    save_person = _saving(mapping.PERSON)
    save_session = _saving(mapping.SESSION)
    save_substitute = _saving(mapping.SUBSTITUTE)
    save_print_note = _saving(mapping.PRINT_NOTE)
    save_elderly_card = _saving(mapping.ELDERLY_CARD)
    save_contact = _saving(mapping.CONTACT)
    save_deferral = _saving(mapping.DEFERRAL)
    save_society_answer = _saving(mapping.SOCIETY_ANSWER)
    save_answer = _saving(mapping.GIVEN_ANSWER)
    save_misdelivery = _saving(mapping.MISDELIVERY)
    save_step_ahead = _saving(mapping.STEP_AHEAD)
    save_drawer_count = _saving(mapping.DRAWER_COUNT)
    save_drawer_find = _saving(mapping.DRAWER_FIND)
    save_shipment = _saving(mapping.SHIPMENT)
    save_issue_batch = _saving(mapping.ISSUE_BATCH)
    save_list_taken = _saving(mapping.LIST_TAKEN)
    save_list_profile = _saving(mapping.LIST_PROFILE)
    save_held_list = _saving(mapping.HELD_LIST)
    save_difference = _saving(mapping.DIFFERENCE)
    save_parcel = _saving(mapping.PARCEL)
    save_parcel_conflict = _saving(mapping.PARCEL_CONFLICT)

    def __init__(self, connection: Connection, operation_id: OperationId) -> None:
        super().__init__(connection)
        self.operation_id = operation_id
        self.changes = Changes.NONE
        self.has_written = False
        self.concerned: dict[PersonId, None] = {}
        self._left: set[tuple[str, str]] = set()
        self._asking = Asking(connection.access)
        self.doing = self._asking.doing

    def homes(self) -> set[tuple[str, str]]:
        """See app.ports.Transaction."""
        found = self.households_of(list(self.concerned))
        return self._left | {(person.symbol, person.number) for person in found}

    def save_society(self, society: Society) -> None:
        self._save_only(mapping.SOCIETY, society)

    def save_retention(self, retention: Retention) -> None:
        self._save_only(mapping.RETENTION, retention)

    def save_people(self, people: Sequence[Person]) -> list[PersonId]:
        return self._save(mapping.PERSON, people)

    def save_told(self, told: Sequence[Told]) -> None:
        self._save(mapping.TOLD, told)

    def save_differences(self, differences: Sequence[Difference]) -> None:
        self._save(mapping.DIFFERENCE, differences)

    def save_sent_papers(self, papers: Sequence[SentPaper]) -> None:
        self._save(mapping.SENT_PAPER, papers)

    def save_certificate(self, certificate: Certificate) -> Certificate:
        return self.save_certificates([certificate])[0]

    def save_certificates(self, certificates: Sequence[Certificate]) -> list[Certificate]:
        try:
            ids = self._save(mapping.CERTIFICATE, certificates)
        except NotAllowed as error:
            who = self._of_two_live(certificates)
            raise NotAllowed(
                f"{who} さんには有効な資格確認書がすでにあります。先に古い証を処理してください。"
            ) from error
        return [_with_id(one, row_id) for one, row_id in zip(certificates, ids, strict=True)]

    def save_sheet(self, sheet: PrintSheet) -> PrintSheet:
        return _with_id(sheet, self._save_sheets([sheet])[0])

    def save_sheets(self, sheets: Sequence[PrintSheet]) -> None:
        self._save_sheets(sheets)

    def _save_sheets(self, sheets: Sequence[PrintSheet]) -> list[Any]:
        papers = self._rows(mapping.CERTIFICATE, {sheet.certificate_id for sheet in sheets})
        holders = [papers[sheet.certificate_id]["person_id"] for sheet in sheets]
        return self._save(mapping.SHEET, sheets, owners=holders)

    def _of_two_live(self, certificates: Sequence[Certificate]) -> str:
        """Name the person of whom one sheet too many would be live."""
        for certificate in certificates:
            held = {one.id for one in self.certificates_of(certificate.person_id) if one.is_live}
            if certificate.is_live and held - {certificate.id}:
                return self.person(certificate.person_id).name
        return self.person(certificates[0].person_id).name

    def _save(
        self, table: Table[T], objects: Sequence[T], *, owners: Sequence[PersonId] | None = None
    ) -> list[Any]:
        """Insert objects without an id, update the others; return the ids in the same order.

        owners: whose history each belongs to, where the table itself does not say it.
        """
        known = [row_id for item in objects if (row_id := getattr(item, "id", None)) is not None]
        before = self._rows(table, known)
        rows = accepted_rows(self.connection, table, objects, before)
        if new := [row for row in rows if row["id"] is None]:
            for number, row in enumerate(new, start=next_id(self.connection, table.name)):
                row["id"] = number
        ids = [row["id"] for row in rows]
        self._write(table, before, rows, dict(zip(ids, owners, strict=True)) if owners is not None else {})
        return ids

    def _save_only(self, table: Table[T], item: T) -> None:
        """Save what there is one of."""
        before = {row["id"]: row for row in self.connection.records(table.select())}
        self._write(table, before, accepted_rows(self.connection, table, [item], before))

    def _write(
        self,
        table: Table[Any],
        before: Mapping[int, Row],
        rows: Sequence[Row],
        owners: Mapping[int, PersonId] = NOBODYS,
    ) -> None:
        self._asking.before_saving(table.name, rows)
        # Changes go first: a new row may take over a number that an old one gives up.
        changed = [row for row in rows if row["id"] in before and before[row["id"]] != row]
        added = [row for row in rows if row["id"] not in before]
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
        with whole(self.connection):
            write_lines(self.connection, self.operation_id, lines)
        self._tell(lines)
        if table is mapping.PERSON:
            # The household left behind, too, when somebody's number changed.
            self._left |= {(before[row["id"]]["symbol"], before[row["id"]]["number"]) for row in changed}
            self._learn(before, (*changed, *added))
            self._replace_cards(before, changed)

    def _tell(self, lines: Sequence[Line]) -> None:
        """Take note of what was stored, and in whose history."""
        self.has_written |= bool(lines)
        for table in {line.table for line in lines}:
            self.changes |= AREAS[table]
        self.concerned |= {PersonId(line.person_id): None for line in lines if line.person_id is not None}

    def _replace_cards(self, before: Mapping[int, Row], changed: Sequence[Row]) -> None:
        """Enter the 高齢受給者証 whose place another one takes, saved with persons."""
        rows = [row for row in changed if any(before[row["id"]][name] != row[name] for name in _CARD)]
        if not rows:
            return
        known = self._load_of(mapping.ELDERLY_CARD, [row["id"] for row in rows])
        old, new = (mapping.PERSON.objects(one) for one in ([before[row["id"]] for row in rows], rows))
        for was, now in zip(old, new, strict=True):
            card = replaced(was, now, [one for one in known if one.person_id == was.id])
            if card is not None:
                self.save_elderly_card(card)

    def _learn(self, before: Mapping[int, Row], people: Sequence[Row]) -> None:
        """Enter the stages of マイナ保険証 that were saved with persons."""
        stages = [
            {
                "person_id": row["id"],
                "enrolment": row["enrolment"],
                "learned_on": row["enrolment_as_of"],
                "known_on": row["enrolment_known_on"],
            }
            for row in people
            if (was := before.get(row["id"])) is None or any(was[name] != row[name] for name in _STAGE)
        ]
        if stages:
            first = next_id(self.connection, "stage")
            rows = [{"id": row_id, **stage} for row_id, stage in enumerate(stages, start=first)]
            self._write(mapping.STAGE, {}, rows)
