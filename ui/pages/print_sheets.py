"""How one sheet of a print run is shown in every step."""

from app.domain.print_session import SheetStatus
from app.rows import SheetRow
from ui.labels import label
from ui.models.rows_table import Column
from ui.theme import Tone

_SHAPES = {
    SheetStatus.QUEUED: ("○", Tone.NORMAL),
    SheetStatus.SPOOLED: ("○", Tone.INFO),
    SheetStatus.GOOD: ("✓", Tone.DONE),
    SheetStatus.SPOILED: ("×", Tone.LATE),
    SheetStatus.MISSING: ("▲", Tone.LATE),
    SheetStatus.CANCELLED: ("−", Tone.MUTED),
}


def sheet_status(status: SheetStatus) -> tuple[str, Tone]:
    """Return shape and word, and the tone, of what became of a sheet."""
    shape, tone = _SHAPES[status]
    return f"{shape} {label(status)}", tone


NUMBER = Column[SheetRow]("用紙", lambda r: str(r.sheet_number), lambda r: r.sheet_number, 64, right=True)
NAME = Column[SheetRow]("氏名", lambda r: r.name, lambda r: r.kana, 240, minor=lambda r: r.kana, strong=True)
ISSUE = Column[SheetRow]("発行番号", lambda r: r.issue_number, width=120)
PLACE = Column[SheetRow](
    "事業所・所属",
    lambda r: f"{r.office} {r.department}".strip(),
    lambda r: (r.office, r.department, r.kana),
    stretch=True,
)

SHEET_COLUMNS = (NUMBER, NAME, ISSUE, PLACE)
