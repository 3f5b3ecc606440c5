"""How the offices stand side by side, for a head office."""

from datetime import date
from functools import cache

from peewee import fn

from app.domain.print_session import SessionStatus, SheetStatus
from app.morning import OfficeStanding
from db.folder.connection import Connection, Parameters
from db.reads.due import due_totals_by_office
from db.reads.roster import offices
from db.reads.status import office_progress
from db.tables.models import CertificateModel, PersonModel, PrintSessionModel, SheetModel

_NOTHING_DUE = {"total": 0, "overdue": 0, "today": 0, "week": 0}
_NOTHING_OPEN = {"sessions": 0, "unaccounted": 0}


def office_standings(connection: Connection, today: date) -> list[OfficeStanding]:
    """See app.morning.MorningQueries."""
    due = due_totals_by_office(connection, today)
    progress = {one.office_id: one for one in office_progress(connection, today)}
    open_now = {row.pop("office_id"): row for row in connection.records(*_open_sheets())}
    return [
        OfficeStanding(
            office.id,
            office.code,
            office.name,
            **{name: due.get(office.id, _NOTHING_DUE)[name] for name in _NOTHING_DUE},
            entitled=progress[office.id].entitled,
            handed_out=progress[office.id].handed_out,
            **open_now.get(office.id, _NOTHING_OPEN),
        )
        for office in offices(connection)
        if office.id is not None
    ]


@cache
def _open_sheets() -> tuple[str, Parameters]:
    """Sheets fed or to be fed in sessions that are not closed, of which nobody has said what they are."""
    sheet, run, paper, person = SheetModel, PrintSessionModel, CertificateModel, PersonModel
    is_open = run.status.in_((SessionStatus.PLANNED, SessionStatus.SPOOLED))
    is_asked = sheet.status.in_((SheetStatus.QUEUED, SheetStatus.SPOOLED))
    return (
        sheet.select(
            person.office.alias("office_id"),
            fn.COUNT(run.id.distinct()).alias("sessions"),
            fn.COUNT(sheet.id).alias("unaccounted"),
        )
        .join(run)
        .switch(sheet)
        .join(paper)
        .join(person)
        .where(is_open, is_asked)
        .group_by(person.office)
        .sql()
    )
