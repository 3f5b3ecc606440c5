"""Lists of papers: certificates, print sessions, 高齢受給者証 and shipments."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from peewee import JOIN, SQL, Case, Expression, Field, Function, ModelSelect, fn

from app.domain import typed
from app.domain.certificate import Certificate, CertificateStatus
from app.domain.ids import OfficeId, PersonId, SessionId, ShipmentId
from app.domain.issue_batch import IssueBatch
from app.domain.issue_number import parse_issue_number
from app.domain.print_session import Fault, SheetStatus
from app.domain.shipment import IN_OFFICE, Fate
from app.errors import BadValue, NotFound
from app.rows import CertificateRow, SentRow, SessionRow, SheetRow, ShipmentRow
from db.folder.connection import Connection, Parameters, among_ids, in_parts
from db.reads.facts import rows_of_persons
from db.reads.search_index import search_index
from db.tables.codec import read
from db.tables.list_models import IssueBatchModel
from db.tables.mapping import CERTIFICATE, ISSUE_BATCH
from db.tables.models import (
    CertificateModel,
    ElderlyCardModel,
    OfficeModel,
    PersonModel,
    PrintSessionModel,
    SentPaperModel,
    SheetModel,
    ShipmentModel,
)
from db.tables.table import made_once

_C, _P = CertificateModel, PersonModel


def certificate_rows(
    connection: Connection,
    statuses: Sequence[CertificateStatus] = (),
    *,
    office_id: OfficeId | None = None,
    on: date | None = None,
) -> list[CertificateRow]:
    """See app.ports.Queries."""
    if on is None:
        return _certificate_rows(connection, *_are(statuses), *_of_office(office_id))
    is_later = CertificateModel.last_step_on > on.isoformat()
    # Most sheets are as they were that day; of the others all facts are needed.
    later = {sheet.id: sheet for sheet in CERTIFICATE.read(connection, CERTIFICATE.select(is_later))}
    wanted = [CertificateModel.status.in_(statuses) | is_later] if statuses else []
    rows = _certificate_rows(connection, *wanted, *_of_office(office_id))
    then = [_as_of(row, later.get(row.certificate_id), on) for row in rows]
    return _in_state([row for row in then if row is not None], statuses or tuple(CertificateStatus))


def _as_of(row: CertificateRow, later: Certificate | None, on: date) -> CertificateRow | None:
    """A row as it would have been read that day. later: the sheet, where something was done since."""
    if later is None:
        return row
    sheet = later.as_of(on)
    if sheet is None:
        return None

    return replace(
        row,
        status=sheet.status,
        ready_on=sheet.ready_on,
        handed_out_on=sheet.handed_out_on,
        collected_on=sheet.collected_on,
        forwarded_on=sheet.forwarded_on,
        closed_on=sheet.closed_on,
        reason=sheet.reason,
    )


def certificate_count(
    connection: Connection, statuses: Sequence[CertificateStatus], *, office_id: OfficeId | None = None
) -> int:
    """See app.ports.Queries."""
    query = CertificateModel.select(fn.COUNT(CertificateModel.id)).where(
        CertificateModel.status.in_(statuses)
    )
    if office_id is not None:
        query = query.join(PersonModel).where(*_of_office(office_id))
    return int(connection.value(query))


def certificate_by_issue(connection: Connection, issue_number: str) -> CertificateRow:
    """See app.ports.Queries."""
    try:
        wanted = parse_issue_number(issue_number)
    except BadValue as error:
        raise NotFound(str(error)) from error
    found = rows_of_persons(connection, CertificateRow, _by_issue(), {"issue_number": wanted})
    if not found:
        raise NotFound(f"発行番号 {wanted} の資格確認書はありません。番号を確かめてください。")
    return found[0]


def certificates_by_tail(
    connection: Connection, tail: str, statuses: Sequence[CertificateStatus]
) -> list[CertificateRow]:
    """See app.ports.Queries."""
    wanted = typed.code(tail)
    found = search_index(connection).ids_by_tail(wanted) if wanted else []
    held = (
        rows_of_persons(connection, CertificateRow, *among_ids(_of_people(), part))
        for part in in_parts(found)
    )
    return _in_state([row for rows in held for row in rows], statuses)


def certificates_of_household(
    connection: Connection, person_id: PersonId, statuses: Sequence[CertificateStatus]
) -> list[CertificateRow]:
    """See app.ports.Queries."""
    rows = rows_of_persons(connection, CertificateRow, _of_household(), {"person": person_id})
    return _in_state(rows, statuses)


def _are(statuses: Sequence[CertificateStatus]) -> list[Expression]:
    return [CertificateModel.status.in_(statuses)] if statuses else []


def _of_office(office_id: OfficeId | None) -> list[Expression]:
    return [] if office_id is None else [PersonModel.office == office_id]


@cache
def _certificates() -> "ModelSelect[CertificateModel]":
    return (
        _C.select(
            *(_C.id.alias("certificate_id"), _C.issue_number, _C.status, _C.origin, _C.person),
            *(_P.symbol, _P.number, _P.branch_number, _P.name, _P.kana, _P.kind),
            *(OfficeModel.name.alias("office"), _P.department, _C.expires_on, _C.ready_on),
            *(_C.handed_out_on, _C.collected_on, _C.forwarded_on, _C.closed_on, _C.reason),
        )
        .join(_P)
        .join(OfficeModel)
        .order_by(_P.kana_key, _P.id, _C.id)
    )


@cache
def _of_household() -> str:
    one, other = PersonModel.alias(), PersonModel.alias()
    is_of_household = (other.symbol == one.symbol) & (other.number == one.number)
    household = other.select(other.id).join(one, on=is_of_household)
    return made_once(_certificates().where(_C.person.in_(household.where(one.id == SQL(":person")))))


@cache
def _of_people() -> str:
    return made_once(_certificates().where(_C.person.in_(SQL("({ids})"))))


@cache
def _by_issue() -> str:
    return made_once(_certificates().where(_C.issue_number == SQL(":issue_number")))


def _in_state(rows: Sequence[CertificateRow], statuses: Sequence[CertificateStatus]) -> list[CertificateRow]:
    # Not a condition of the query: there are few sheets of a person, many of a state.
    return [row for row in rows if row.status in statuses]


def _certificate_rows(connection: Connection, *conditions: Expression) -> list[CertificateRow]:
    query = _certificates().where(*conditions) if conditions else _certificates()
    return rows_of_persons(connection, CertificateRow, query)


def session_rows(connection: Connection) -> list[SessionRow]:
    """Return the print sessions, newest first."""
    return read(connection, SessionRow, *_sessions())


@cache
def _sessions() -> tuple[str, Parameters]:
    sheet, run = SheetModel, PrintSessionModel

    def counted(condition: Expression, what: Field = sheet.id) -> Function:
        return fn.COUNT(Case(None, [(condition, what)]))

    is_there = sheet.shredded_on.is_null() & (sheet.fault.is_null() | (sheet.fault != Fault.BLANK))
    account = {
        "sheets": fn.COUNT(sheet.sheet_number.distinct()),
        "good": counted(sheet.status == SheetStatus.GOOD),
        "spoiled": counted(sheet.status == SheetStatus.SPOILED),
        "missing": counted(sheet.status == SheetStatus.MISSING),
        "unshredded": counted((sheet.status == SheetStatus.SPOILED) & is_there),
        "queued": counted(sheet.status == SheetStatus.QUEUED),
        "spooled": counted(sheet.status == SheetStatus.SPOOLED),
        "doubles": counted(sheet.fault == Fault.DOUBLE_FEED),
    }
    told = (run.status, run.made_on, run.printer, run.job, run.is_leaving)
    return (
        run.select(
            *(run.id.alias("session_id"), *told),
            *(count.alias(name) for name, count in account.items()),
        )
        .join(sheet, JOIN.LEFT_OUTER)
        # A view, as narrowing makes one, has no key that would decide the others.
        .group_by(run.id, *told)
        .order_by(run.id.desc())
        .sql()
    )


def sheet_rows(connection: Connection, session_id: SessionId) -> list[SheetRow]:
    """Return the sheets of a session in the order in which they are printed."""
    sheet, paper, person = SheetModel, CertificateModel, PersonModel
    query = (
        sheet.select(
            *(sheet.id.alias("sheet_id"), sheet.sheet_number, sheet.status, sheet.shredded_on),
            *(sheet.attempt, sheet.fault, sheet.certificate, paper.issue_number),
            *(person.symbol, person.number, person.branch_number, person.name, person.kana),
            *(OfficeModel.name.alias("office"), person.department),
        )
        .join(paper)
        .join(person)
        .join(OfficeModel)
        .where(sheet.session == session_id)
        .order_by(sheet.sheet_number, sheet.attempt)
    )
    return rows_of_persons(connection, SheetRow, query)


def sent_rows(connection: Connection, shipment_id: ShipmentId) -> list[SentRow]:
    """See app.ports.Queries."""
    sent, person, sheet = SentPaperModel, PersonModel, CertificateModel
    query = (
        sent.select(
            *(sent.id.alias("sent_paper_id"), sent.person, sent.certificate, sent.collected_on),
            *(sent.fate, sent.fate_on, fn.COALESCE(sheet.issue_number, "").alias("issue_number")),
            *(person.symbol, person.number, person.branch_number, person.name, person.kana, person.kind),
            *(OfficeModel.name.alias("office"), person.department, ElderlyCardModel.issued_on),
        )
        .join(person)
        .join(OfficeModel)
        .switch(sent)
        .join(sheet, JOIN.LEFT_OUTER)
        .join(ElderlyCardModel, JOIN.LEFT_OUTER, on=ElderlyCardModel.id == sent.elderly_card_id)
        .where(sent.shipment == shipment_id)
        .order_by(sent.certificate.is_null(), person.kana_key, person.id, sent.id)
    )
    return rows_of_persons(connection, SentRow, query)


def shipment_rows(connection: Connection) -> list[ShipmentRow]:
    """Return the shipments, newest first."""
    return read(connection, ShipmentRow, *_shipments())


@cache
def _shipments() -> tuple[str, Parameters]:
    shipment, sent = ShipmentModel, SentPaperModel

    def inside(condition: Expression) -> "ModelSelect[Any]":
        return sent.select(fn.COUNT(sent.id)).where((sent.shipment == shipment.id) & condition)

    query = shipment.select(
        *(shipment.id.alias("shipment_id"), shipment.sent_on.alias("on"), shipment.tracking_number),
        *(shipment.confirmed_on, inside(sent.certificate.is_null(False)).alias("certificates")),
        inside(sent.certificate.is_null()).alias("elderly_cards"),
        inside(sent.fate == Fate.NOT_ARRIVED).alias("not_arrived"),
        inside(sent.fate == Fate.LOST).alias("lost"),
        inside(sent.fate.in_(tuple(IN_OFFICE))).alias("came_back"),
    )
    return query.order_by(shipment.sent_on.desc(), shipment.id.desc()).sql()


def issue_batches(connection: Connection) -> list[IssueBatch]:
    """See app.ports.Reading."""
    return ISSUE_BATCH.read(connection, ISSUE_BATCH.select().order_by(IssueBatchModel.id.desc()))
