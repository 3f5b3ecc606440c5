"""How one sheet of a print session is shown in every step."""

from app.domain.print_session import Fault, SessionStatus, SheetStatus
from app.rows import SheetRow
from app.words import label
from ui.look.theme import Tone
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import name_column, place_column, state_column

PUT_OUT = (SessionStatus.SPOOLED, SessionStatus.CLOSED)
"""Sessions whose sheets lie on the table."""

_SHAPES = {
    SheetStatus.QUEUED: ("○", Tone.NORMAL),
    SheetStatus.SPOOLED: ("○", Tone.INFO),
    SheetStatus.GOOD: ("✓", Tone.DONE),
    SheetStatus.SPOILED: ("×", Tone.LATE),
    SheetStatus.MISSING: ("▲", Tone.LATE),
    SheetStatus.CANCELLED: ("−", Tone.MUTED),
}


def sheet_status(status: SheetStatus, fault: Fault | None = None) -> tuple[str, Tone]:
    """Return shape and word, and the tone, of what became of a sheet."""
    shape, tone = _SHAPES[status]
    if fault is None:
        return f"{shape} {label(status)}", tone
    if status is SheetStatus.GOOD:
        return f"{shape} {label(status)}({label(fault)})", tone
    return f"{shape} {label(fault)}", tone


def sheet_number(row: SheetRow) -> str:
    """Return the number as it stands in the margin: 37, or 37-2 for a second try."""
    return f"{row.sheet_number}-{row.attempt}" if row.attempt > 1 else str(row.sheet_number)


NUMBER = Column[SheetRow](
    "用紙", sheet_number, lambda r: (r.sheet_number, r.attempt), 64, right=True, keep=Keep.STATE
)
NAME: Column[SheetRow] = name_column(264)
ISSUE = Column[SheetRow]("発行番号", lambda r: r.issue_number, width=120)
STATE: Column[SheetRow] = state_column("状態", lambda r: sheet_status(r.status, r.fault), 130)
PLACE: Column[SheetRow] = place_column(sort_key=lambda r: (r.office, r.department, r.kana))

SHEET_COLUMNS = (NUMBER, NAME, ISSUE, PLACE)
