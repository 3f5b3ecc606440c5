# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""Lists of papers: certificates, print sessions, 高齢受給者証 and shipments."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.domain import typed
from app.domain.certificate import CertificateStatus
from app.domain.elderly_card import ElderlyOutcome
from app.domain.ids import OfficeId, PersonId, SessionId, SheetId, ShipmentId
from app.domain.issue_number import parse_issue_number
from app.domain.person import person_key
from app.domain.print_session import Fault, SessionStatus, SheetStatus
from app.errors import BadValue, NotFound
from app.rows import CertificateRow, ElderlyRow, SessionRow, SheetRow, ShipmentRow
from db.folder.connection import Connection, Row
from db.reads.facts import CARD_THEN, EXPECTED_CARD, elderly_bounds, rules_at
from db.reads.search_index import search_index
from db.tables.mapping import KIND, ORIGIN, STATUS, day

_CERTIFICATES = """
    SELECT c.id, c.issue_number, c.status, c.origin, p.id, p.symbol, p.number, p.branch_number,
           p.name, p.kana, p.kind, office.name, p.department, c.expires_on, c.ready_on,
           c.handed_out_on, c.collected_on, c.forwarded_on, c.closed_on, c.reason
    FROM certificate c JOIN person p ON p.id = c.person_id JOIN office ON office.id = p.office_id
"""


def certificate_rows(
    connection: Connection, statuses: Sequence[CertificateStatus] = (), *, office_id: OfficeId | None = None
) -> list[CertificateRow]:
    """See app.ports.Queries; without statuses every sheet."""
    rows = connection.rows(
        f"""
        {_CERTIFICATES}
        WHERE (:all OR c.status IN (SELECT value FROM json_each(:statuses)))
          AND (:office IS NULL OR p.office_id = :office)
        ORDER BY p.kana_key, p.id, c.id
        """,
        {"all": not statuses, "statuses": json.dumps(statuses), "office": office_id},
    )
    return [_certificate_row(row) for row in rows]


def certificate_count(
    connection: Connection, statuses: Sequence[CertificateStatus], *, office_id: OfficeId | None = None
) -> int:
    """See app.ports.Queries."""
    row = connection.row(
        """
        SELECT count(*) FROM certificate c
        WHERE c.status IN (SELECT value FROM json_each(:statuses))
          AND (:office IS NULL OR c.person_id IN (SELECT id FROM person WHERE office_id = :office))
        """,
        {"statuses": json.dumps(statuses), "office": office_id},
    )
    assert row is not None
    return int(row[0])


def certificate_by_issue(connection: Connection, issue_number: str) -> CertificateRow:
    """See app.ports.Queries."""
    try:
        wanted = parse_issue_number(issue_number)
    except BadValue as error:
        raise NotFound(str(error)) from error
    row = connection.row(f"{_CERTIFICATES} WHERE c.issue_number = ?", (wanted,))
    if row is None:
        raise NotFound(f"発行番号 {wanted} の資格確認書はありません。番号を確かめてください。")
    return _certificate_row(row)


def certificates_by_tail(
    connection: Connection, tail: str, statuses: Sequence[CertificateStatus]
) -> list[CertificateRow]:
    """See app.ports.Queries."""
    wanted = typed.code(tail)
    found = search_index(connection).ids_by_tail(wanted) if wanted else []
    return _certificates_of(connection, "SELECT value FROM json_each(?)", json.dumps(found), statuses)


def certificates_of_household(
    connection: Connection, person_id: PersonId, statuses: Sequence[CertificateStatus]
) -> list[CertificateRow]:
    """See app.ports.Queries."""
    household = """
        SELECT other.id FROM person one
        JOIN person other ON other.symbol = one.symbol AND other.number = one.number WHERE one.id = ?
    """
    return _certificates_of(connection, household, person_id, statuses)


def _certificates_of(
    connection: Connection, people: str, wanted: object, statuses: Sequence[CertificateStatus]
) -> list[CertificateRow]:
    rows = connection.rows(
        f"""
        {_CERTIFICATES}
        -- The plus sign: there are few sheets of a person, many of a state.
        WHERE c.person_id IN ({people}) AND +c.status IN (SELECT value FROM json_each(?))
        ORDER BY p.kana_key, p.id, c.id
        """,
        (wanted, json.dumps(statuses)),
    )
    return [_certificate_row(row) for row in rows]


def session_rows(connection: Connection) -> list[SessionRow]:
    """Return the print sessions, newest first."""
    rows = connection.rows(
        """
        SELECT s.id, s.status, s.made_on, s.printer, count(DISTINCT sheet.sheet_number),
               coalesce(sum(sheet.status = 'good'), 0), coalesce(sum(sheet.status = 'spoiled'), 0),
               coalesce(sum(sheet.status = 'missing'), 0),
               coalesce(sum(sheet.status = 'spoiled' AND sheet.shredded_on IS NULL
                            AND sheet.fault IS NOT 'blank'), 0),
               coalesce(sum(sheet.status = 'queued'), 0), coalesce(sum(sheet.status = 'spooled'), 0),
               coalesce(sum(sheet.fault = 'double_feed'), 0), s.job, s.is_leaving
        FROM print_session s LEFT JOIN sheet ON sheet.session_id = s.id
        GROUP BY s.id ORDER BY s.id DESC
        """
    )
    return [
        SessionRow(
            row[0], SessionStatus(row[1]), date.fromisoformat(row[2]), *row[3:-1], is_leaving=bool(row[-1])
        )
        for row in rows
    ]


def sheet_rows(connection: Connection, session_id: SessionId) -> list[SheetRow]:
    """Return the sheets of a session in the order in which they are printed."""
    rows = connection.rows(
        """
        SELECT sheet.id, sheet.sheet_number, sheet.status, sheet.shredded_on, c.id, c.issue_number,
               p.symbol, p.number, p.branch_number, p.name, p.kana, office.name, p.department,
               sheet.attempt, sheet.fault
        FROM sheet JOIN certificate c ON c.id = sheet.certificate_id
        JOIN person p ON p.id = c.person_id JOIN office ON office.id = p.office_id
        WHERE sheet.session_id = ? ORDER BY sheet.sheet_number, sheet.attempt
        """,
        (session_id,),
    )
    return [
        SheetRow(
            SheetId(row[0]),
            row[1],
            SheetStatus(row[2]),
            day(row[3]),
            row[4],
            row[5],
            person_key(*row[6:9]),
            row[9],
            row[10],
            row[11],
            row[12],
            row[13],
            row[14] and Fault(row[14]),
        )
        for row in rows
    ]


def elderly_rows(
    connection: Connection, today: date, *, office_id: OfficeId | None = None
) -> list[ElderlyRow]:
    """Return cards expected back or dealt with, as known at the end of that day."""
    return _elderly_rows(
        connection,
        today,
        "state IS NOT NULL AND (:office IS NULL OR p.office_id = :office)",
        {"office": office_id},
    )


def shipment_certificates(connection: Connection, shipment_id: ShipmentId) -> list[CertificateRow]:
    """See app.ports.Queries."""
    rows = connection.rows(
        f"{_CERTIFICATES} WHERE c.shipment_id = ? ORDER BY p.kana_key, p.id, c.id", (shipment_id,)
    )
    return [_certificate_row(row) for row in rows]


def shipment_cards(connection: Connection, shipment_id: ShipmentId, today: date) -> list[ElderlyRow]:
    """See app.ports.Queries."""
    return _elderly_rows(connection, today, "e.shipment_id = :shipment", {"shipment": shipment_id})


def _elderly_rows(
    connection: Connection, today: date, condition: str, parameters: Mapping[str, Any]
) -> list[ElderlyRow]:
    rows = connection.rows(
        f"""
        SELECT p.id, p.symbol, p.number, p.branch_number, p.name, p.kana, o.name, p.department, p.born_on,
               p.disqualified_on,
               coalesce({CARD_THEN}, {EXPECTED_CARD}) AS state,
               e.done_on, iif(e.forwarded_on > :today, NULL, e.forwarded_on), coalesce(e.note, '')
        FROM person p
        JOIN office o ON o.id = p.office_id
        LEFT JOIN elderly_card e ON e.person_id = p.id AND e.done_on <= :today
        WHERE {condition}
        ORDER BY p.kana_key, p.id
        """,
        {
            "today": today.isoformat(),
            **parameters,
            **elderly_bounds(rules_at(connection, today)),
        },
    )
    return [
        ElderlyRow(
            row[0],
            person_key(*row[1:4]),
            row[4],
            row[5],
            row[6],
            row[7],
            date.fromisoformat(row[8]),
            day(row[9]),
            ElderlyOutcome(row[10]),
            day(row[11]),
            day(row[12]),
            row[13],
        )
        for row in rows
    ]


def shipment_rows(connection: Connection) -> list[ShipmentRow]:
    """Return the shipments, newest first."""
    rows = connection.rows(
        """
        SELECT s.id, s.sent_on, s.tracking_number, s.confirmed_on,
               (SELECT count(*) FROM certificate c WHERE c.shipment_id = s.id),
               (SELECT count(*) FROM elderly_card e WHERE e.shipment_id = s.id)
        FROM shipment s ORDER BY s.sent_on DESC, s.id DESC
        """
    )
    return [ShipmentRow(row[0], date.fromisoformat(row[1]), row[2], day(row[3]), *row[4:]) for row in rows]


def _certificate_row(row: Row) -> CertificateRow:
    return CertificateRow(
        row[0],
        row[1],
        STATUS[row[2]],
        ORIGIN[row[3]],
        row[4],
        person_key(*row[5:8]),
        row[8],
        row[9],
        KIND[row[10]],
        row[11],
        row[12],
        day(row[13]),
        day(row[14]),
        day(row[15]),
        day(row[16]),
        day(row[17]),
        day(row[18]),
        row[19],
    )
