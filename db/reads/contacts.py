# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""Who was told what, and which lines of the due list somebody put to rest."""

from datetime import date

from app.domain.deferral import Deferral
from app.domain.ids import OfficeId
from app.domain.person import person_key
from app.rows import ContactRow
from db.folder.connection import Connection
from db.tables.mapping_outreach import ABOUT, DEFERRAL, MEANS, REPLY


def contact_rows(
    connection: Connection, since: date, until: date, *, office_id: OfficeId | None = None
) -> list[ContactRow]:
    """See app.ports.Queries."""
    rows = connection.rows(
        """
        SELECT c.contacted_on, p.id, p.symbol, p.number, p.branch_number, p.name, p.kana, o.name,
               p.department, c.about, c.means, c.reply, c.note
        FROM contact c JOIN person p ON p.id = c.person_id JOIN office o ON o.id = p.office_id
        WHERE c.contacted_on BETWEEN :since AND :until AND (:office IS NULL OR p.office_id = :office)
        ORDER BY c.contacted_on, p.kana_key, p.id, c.id
        """,
        {"since": since.isoformat(), "until": until.isoformat(), "office": office_id},
    )
    return [
        ContactRow(
            date.fromisoformat(row[0]),
            row[1],
            person_key(row[2], row[3], row[4]),
            row[5],
            row[6],
            row[7],
            row[8],
            ABOUT[row[9]],
            MEANS[row[10]],
            REPLY[row[11]],
            row[12],
        )
        for row in rows
    ]


def hidden_duties(connection: Connection, today: date) -> list[Deferral]:
    """See app.ports.Queries."""
    rows = connection.rows(
        f"""
        SELECT {DEFERRAL.listed} FROM deferral
        WHERE hidden_until > :today
          AND id IN (SELECT max(id) FROM deferral WHERE made_on <= :today
                     GROUP BY person_id, kind, certificate_id)
        ORDER BY id
        """,
        {"today": today.isoformat()},
    )
    return [DEFERRAL.from_values(row) for row in rows]
