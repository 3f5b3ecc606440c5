"""What one row of `duty` adds to the counts of a day: as the statement about all says (db/reads/due.py)."""

from datetime import date

from app.domain.duties import DutyKind, Why
from app.domain.ids import OfficeId
from app.domain.section import Section, section_of
from db.duties.written import COLUMNS
from db.folder.connection import Row
from db.tables.codec import day

COUNTED = ("total", "overdue", "today", "week", "to_renew")
_KIND_AT = dict(enumerate(DutyKind))


def share_of(today: date, office_id: OfficeId | None, row: Row) -> dict[tuple[int, str], int]:
    """Return which figures of its place a row has a share in."""
    duty = dict(zip(COLUMNS, row, strict=True))
    on, due_on = today.isoformat(), day(duty["due_on"])
    stands = duty["appears_on"] <= on < duty["gone_on"] and (duty["hidden_until"] or "") <= on
    if not stands or office_id not in (None, duty["office_id"]):
        return {}
    section = section_of(_KIND_AT[duty["place"]], duty["detail"], due_on, today)
    told = {
        "total": True,
        "overdue": due_on is not None and due_on < today,
        "today": section is Section.TODAY,
        "week": section is Section.WEEK,
        "to_renew": duty["why"] == Why.RENEWABLE,
    }
    return {(duty["place"], name): 1 for name, is_so in told.items() if is_so}
