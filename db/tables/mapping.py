"""Domain object ↔ table row, in both directions, and nowhere else."""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.domain import typed
from app.domain.certificate import Certificate, CertificateOrigin, CertificateStatus, ReplaceCause
from app.domain.elderly_card import ElderlyCard, ElderlyOutcome
from app.domain.ids import (
    CertificateId,
    ElderlyCardId,
    OfficeId,
    PersonId,
    SessionId,
    SheetId,
    ShipmentId,
)
from app.domain.person import Enrolment, LossCause, Office, Person, PersonKind, Sex
from app.domain.print_session import Fault, PrintSession, PrintSheet, SessionStatus, SheetStatus
from app.domain.shipment import Shipment
from app.domain.society import Society
from db.tables.mapping_desk import DRAWER_COUNT, DRAWER_FIND, MISDELIVERY, PRINT_NOTE, SUBSTITUTE
from db.tables.mapping_outreach import CONTACT, DEFERRAL, GIVEN_ANSWER
from db.tables.table import Table, Values, day, iso

# A dictionary answers five times faster than calling the enum; lists are long.
STATUS: Mapping[str | None, CertificateStatus] = {str(s): s for s in CertificateStatus}
ORIGIN = {str(o): o for o in CertificateOrigin}
KIND = {str(k): k for k in PersonKind}
SEX = {str(s): s for s in Sex}
ENROLMENT = {str(e): e for e in Enrolment}
CAUSE: Mapping[str | None, LossCause] = {str(c): c for c in LossCause}
OUTCOME: Mapping[str | None, ElderlyOutcome] = {str(o): o for o in ElderlyOutcome}
REPLACE_CAUSE = {str(c): c for c in ReplaceCause}


_day = date.fromisoformat


def _society_values(society: Society) -> Values:
    seal = None if society.seal_png is None else b64encode(society.seal_png).decode()
    return (
        1,
        society.insurer_number,
        society.name,
        society.address,
        seal,
        int(society.is_sample),
        society.rules_toml,
        society.layout,
    )


def _society(values: Values) -> Society:
    _, insurer_number, name, address, seal, is_sample, rules_toml, layout = values
    return Society(
        insurer_number,
        name,
        address,
        None if seal is None else b64decode(seal),
        bool(is_sample),
        rules_toml,
        layout,
    )


def _person_values(person: Person) -> Values:
    return (
        person.id,
        person.office_id,
        person.kind.value,
        person.symbol,
        person.number,
        person.branch_number,
        person.name,
        person.kana,
        person.sex.value,
        person.relationship,
        person.born_on.isoformat(),
        person.qualified_on.isoformat(),
        person.department,
        person.employee_code,
        person.enrolment.value,
        iso(person.enrolment_as_of),
        int(person.sex_on_front),
        iso(person.disqualified_on),
        person.loss_cause and person.loss_cause.value,
        iso(person.last_day_on),
        iso(person.certificate_expires_on),
        person.copay_rate,
        iso(person.copay_from),
        int(person.elderly_card_listed),
        iso(person.card_expires_on),
        iso(person.last_office_on),
        typed.kana(person.kana),
        typed.without_blanks(person.name),
    )


def person_from(values: Values) -> Person:
    """Return the person of a row; the two search keys at its end are not part of it."""
    v = values
    return Person(
        v[0],
        v[1],
        KIND[v[2]],
        v[3],
        v[4],
        v[5],
        v[6],
        v[7],
        SEX[v[8]],
        v[9],
        _day(v[10]),
        _day(v[11]),
        v[12],
        v[13],
        ENROLMENT[v[14]],
        v[15] and _day(v[15]),
        v[16] == 1,
        v[17] and _day(v[17]),
        v[18] and CAUSE[v[18]],
        v[19] and _day(v[19]),
        v[20] and _day(v[20]),
        v[21],
        v[22] and _day(v[22]),
        v[23] == 1,
        v[24] and _day(v[24]),
        v[25] and _day(v[25]),
    )


def _certificate_values(c: Certificate) -> Values:
    return (
        c.id,
        c.person_id,
        c.issue_number,
        c.status.value,
        c.origin.value,
        iso(c.issued_on),
        iso(c.expires_on),
        c.session_id,
        c.sheet_number,
        iso(c.ready_on),
        iso(c.handed_out_on),
        int(c.receipt),
        iso(c.collected_on),
        iso(c.forwarded_on),
        c.shipment_id,
        c.closed_as and c.closed_as.value,
        iso(c.closed_on),
        c.reason,
        c.replace_cause and c.replace_cause.value,
        c.police_report,
        iso(c.last_step_on),
        iso(c.void_on),
    )


def certificate_from(values: Values) -> Certificate:
    """Return the certificate of a row."""
    v = values
    return Certificate(
        v[0],
        v[1],
        v[2],
        STATUS[v[3]],
        ORIGIN[v[4]],
        v[5] and _day(v[5]),
        v[6] and _day(v[6]),
        v[7],
        v[8],
        v[9] and _day(v[9]),
        v[10] and _day(v[10]),
        v[11] == 1,
        v[12] and _day(v[12]),
        v[13] and _day(v[13]),
        v[14],
        v[15] and STATUS[v[15]],
        v[16] and _day(v[16]),
        v[17],
        v[18] and REPLACE_CAUSE[v[18]],
        v[19],
        v[21] and _day(v[21]),
    )


def _elderly_card_values(card: ElderlyCard) -> Values:
    return (
        card.id,
        card.person_id,
        card.outcome.value,
        card.on.isoformat(),
        iso(card.forwarded_on),
        card.shipment_id,
        card.note,
    )


def elderly_card_from(values: Values) -> ElderlyCard:
    """Return the recorded outcome of a row."""
    card_id, person_id, outcome, on, forwarded_on, shipment_id, note = values
    return ElderlyCard(
        ElderlyCardId(card_id),
        PersonId(person_id),
        OUTCOME[outcome],
        _day(on),
        day(forwarded_on),
        shipment_id,
        note,
    )


def _session(values: Values) -> PrintSession:
    session_id, status, made_on, printer, closed_on, job, is_leaving = values
    return PrintSession(
        SessionId(session_id),
        SessionStatus(status),
        _day(made_on),
        printer,
        day(closed_on),
        job,
        bool(is_leaving),
    )


def _sheet(values: Values) -> PrintSheet:
    sheet_id, session_id, number, certificate_id, status, shredded_on, attempt, fault = values
    return PrintSheet(
        SheetId(sheet_id),
        SessionId(session_id),
        number,
        CertificateId(certificate_id),
        SheetStatus(status),
        day(shredded_on),
        attempt,
        fault and Fault(fault),
    )


def _shipment(values: Values) -> Shipment:
    shipment_id, on, tracking_number, confirmed_on = values
    return Shipment(ShipmentId(shipment_id), _day(on), tracking_number, day(confirmed_on))


def _office_values(office: Office) -> Values:
    return office.id, office.code, office.name, office.elderly_told, iso(office.elderly_told_on)


def _office(values: Values) -> Office:
    office_id, code, name, elderly_told, told_on = values
    return Office(OfficeId(office_id), code, name, elderly_told, day(told_on))


SOCIETY: Table[Society] = Table(
    "society",
    ("id", "insurer_number", "name", "address", "seal_base64", "is_sample", "rules_toml", "layout"),
    _society_values,
    _society,
)
OFFICE: Table[Office] = Table(
    "office", ("id", "code", "name", "elderly_told", "elderly_told_on"), _office_values, _office
)
PERSON: Table[Person] = Table(
    "person",
    (
        "id",
        "office_id",
        "kind",
        "symbol",
        "number",
        "branch_number",
        "name",
        "kana",
        "sex",
        "relationship",
        "born_on",
        "qualified_on",
        "department",
        "employee_code",
        "enrolment",
        "enrolment_as_of",
        "sex_on_front",
        "disqualified_on",
        "loss_cause",
        "last_day_on",
        "certificate_expires_on",
        "copay_rate",
        "copay_from",
        "elderly_card_listed",
        "card_expires_on",
        "last_office_on",
        "kana_key",
        "name_key",
    ),
    _person_values,
    person_from,
    "id",
)
CERTIFICATE: Table[Certificate] = Table(
    "certificate",
    (
        "id",
        "person_id",
        "issue_number",
        "status",
        "origin",
        "issued_on",
        "expires_on",
        "session_id",
        "sheet_number",
        "ready_on",
        "handed_out_on",
        "receipt",
        "collected_on",
        "forwarded_on",
        "shipment_id",
        "closed_as",
        "closed_on",
        "reason",
        "replace_cause",
        "police_report",
        "last_step_on",
        "void_on",
    ),
    _certificate_values,
    certificate_from,
    "person_id",
)
ELDERLY_CARD: Table[ElderlyCard] = Table(
    "elderly_card",
    ("id", "person_id", "outcome", "done_on", "forwarded_on", "shipment_id", "note"),
    _elderly_card_values,
    elderly_card_from,
    "person_id",
)
SESSION: Table[PrintSession] = Table(
    "print_session",
    ("id", "status", "made_on", "printer", "closed_on", "job", "is_leaving"),
    lambda s: (
        s.id,
        s.status.value,
        s.made_on.isoformat(),
        s.printer,
        iso(s.closed_on),
        s.job,
        int(s.is_leaving),
    ),
    _session,
)
SHEET: Table[PrintSheet] = Table(
    "sheet",
    (
        "id",
        "session_id",
        "sheet_number",
        "certificate_id",
        "status",
        "shredded_on",
        "attempt",
        "fault",
    ),
    lambda s: (
        s.id,
        s.session_id,
        s.sheet_number,
        s.certificate_id,
        s.status.value,
        iso(s.shredded_on),
        s.attempt,
        s.fault and s.fault.value,
    ),
    _sheet,
)
SHIPMENT: Table[Shipment] = Table(
    "shipment",
    ("id", "sent_on", "tracking_number", "confirmed_on"),
    lambda s: (s.id, s.on.isoformat(), s.tracking_number, iso(s.confirmed_on)),
    _shipment,
)

TABLES: Sequence[Table[Any]] = (
    *(SOCIETY, OFFICE, PERSON, CERTIFICATE, ELDERLY_CARD, CONTACT, DEFERRAL, GIVEN_ANSWER, SESSION, SHEET),
    *(SHIPMENT, SUBSTITUTE, PRINT_NOTE, MISDELIVERY, DRAWER_COUNT, DRAWER_FIND),
)
